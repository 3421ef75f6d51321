//! The pack in a mail that was saved: the one attached file that is a pack or a request.

use std::collections::BTreeMap;
use std::path::Path;

use thiserror::Error;

use super::mail::{Mail, MailError};
use super::pack::{self, zip};
use crate::base::files::LARGEST_EVIDENCE;
use crate::base::text::words;
use crate::domain::layout;

/// The ending of a mail that was saved, without the dot.
const ENDING: &str = "eml";

/// The most attached files that are opened to find the pack among them.
const MOST_OPENED: usize = 16;

/// A file that is attached to a mail.
#[derive(Debug, PartialEq, Eq)]
pub struct AttachedFile {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// A reason why no pack is taken from a mail.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AttachedPackError {
    #[error(transparent)]
    Mail(#[from] MailError),
    #[error("no pack is attached to this mail")]
    None,
    #[error("several packs are attached to this mail: {}", words::join_all(.0))]
    Several(Vec<String>),
}

/// Returns true for the name of a mail that was saved.
pub fn is_mail_name(name: &str) -> bool {
    let end = Path::new(name).extension();
    end.is_some_and(|end| end.eq_ignore_ascii_case(ENDING))
}

/// Returns the pack or request that is attached to a mail.
pub fn attached_pack(mail: &[u8]) -> Result<AttachedFile, AttachedPackError> {
    let mut files = Mail::read(mail)?.attachments;
    files.retain(|name, bytes| is_like_pack(name, bytes));
    if files.len() > 1 {
        let packs = names_of_packs(&files);
        // If none of them is a pack, the first says why it cannot be opened.
        if packs.len() > 1 || files.len() > MOST_OPENED {
            let names = if packs.is_empty() {
                files.into_keys().collect()
            } else {
                packs
            };
            return Err(AttachedPackError::Several(names));
        }
        files.retain(|name, _| packs.is_empty() || packs.contains(name));
    }
    let (name, bytes) = files.pop_first().ok_or(AttachedPackError::None)?;
    Ok(AttachedFile { name, bytes })
}

/// Returns the names of the files that open as a pack or as a request.
fn names_of_packs(files: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let files = files.iter().take(MOST_OPENED);
    let packs = files.filter(|(_, bytes)| pack::open(bytes).is_ok() || is_request(bytes));
    packs.map(|(name, _)| name.clone()).collect()
}

/// Returns true for a file that may be a pack by its name or its first bytes. Mail programs rename
/// files.
fn is_like_pack(name: &str, bytes: &[u8]) -> bool {
    let end = Path::new(name).extension().and_then(|end| end.to_str());
    bytes.starts_with(b"PK")
        || bytes.starts_with(b"%PDF-")
        || end.is_some_and(|end| pack::with_extension(end).is_some())
}

/// Returns true for a zip with a letter that asks for a step.
pub fn is_request(bytes: &[u8]) -> bool {
    let is_letter = |path: &str| layout::requested_award(path).is_some();
    let letters = zip::files(bytes, LARGEST_EVIDENCE, is_letter);
    letters.is_ok_and(|letters| !letters.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::layout::AwardFiles;

    fn request() -> Vec<u8> {
        let letter = AwardFiles::new("lancaster/bronze").request();
        zip::of_files(&BTreeMap::from([(letter, b"Please.".to_vec())])).unwrap()
    }

    /// Returns a mail with these files.
    fn mail(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut mail = "From: Sam <sam@example.org>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nHere it is.\r\n".to_owned();
        for (name, bytes) in files {
            // Each byte in quoted-printable, so that no line is special.
            let hex: Vec<String> = bytes.iter().map(|byte| format!("={byte:02X}")).collect();
            let lines: Vec<String> = hex.chunks(24).map(|line| line.concat()).collect();
            mail.push_str(&format!(
                "--b\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Disposition: attachment; filename=\"{name}\"\r\n\r\n{}\r\n",
                lines.join("=\r\n")
            ));
        }
        mail.push_str("--b--\r\n");
        mail.into_bytes()
    }

    #[test]
    fn the_only_file_that_may_be_a_pack_is_taken_whatever_it_is_called() {
        let zip = request();
        let found = attached_pack(&mail(&[("photo.jpg", b"\xff\xd8"), ("dat_01", &zip)]));
        let expected = AttachedFile {
            name: "dat_01".to_owned(),
            bytes: zip,
        };
        assert_eq!(found, Ok(expected));
        let cut = attached_pack(&mail(&[("bronze.pdf", b"%PDF-1.7 cut")])).unwrap();
        assert_eq!(cut.name, "bronze.pdf");
    }

    #[test]
    fn of_several_files_the_one_that_is_a_pack_is_taken() {
        let zip = request();
        let files = [("a.pdf", &b"%PDF-1.7 an article"[..]), ("bronze.zip", &zip)];
        assert_eq!(attached_pack(&mail(&files)).unwrap().name, "bronze.zip");
    }

    #[test]
    fn two_packs_and_none_are_refused_by_name() {
        let zip = request();
        let found = attached_pack(&mail(&[
            ("b.zip", &zip),
            ("a.zip", &zip),
            ("c.pdf", b"%PDF-"),
        ]));
        let several = AttachedPackError::Several(vec!["a.zip".to_owned(), "b.zip".to_owned()]);
        assert_eq!(found, Err(several.clone()));
        let says = "several packs are attached to this mail: a.zip and b.zip";
        assert_eq!(several.to_string(), says);
        assert_eq!(
            attached_pack(&mail(&[("a.txt", b"x")])),
            Err(AttachedPackError::None)
        );
        assert_eq!(attached_pack(b"No mail."), Err(AttachedPackError::None));
    }

    #[test]
    fn very_many_files_are_not_all_opened() {
        let names: Vec<String> = (10..40).map(|at| format!("{at}.pdf")).collect();
        let files: Vec<(&str, &[u8])> = names.iter().map(|name| (&**name, &b"%PDF-"[..])).collect();
        let Err(AttachedPackError::Several(names)) = attached_pack(&mail(&files)) else {
            panic!("one of many was taken");
        };
        assert_eq!(names.len(), 30);
    }

    #[test]
    fn a_saved_mail_is_known_by_its_ending() {
        assert!(is_mail_name("Bronze.EML") && !is_mail_name("eml") && !is_mail_name("a.zip"));
    }
}
