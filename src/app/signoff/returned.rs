//! Files that came back, sorted: sign-offs and their signatures by their places in the
//! portfolio, and forms. Mail programs rename files and leave out folders, so a sign-off says
//! itself where it belongs.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::feedback::{above_cut, is_unfilled};
use super::receive::ReceiveError;
use crate::base::document::{Node, ParsedFile};
use crate::base::files::LARGEST_TEXT;
use crate::domain::layout;
use crate::domain::signoff::proof::signature_path;
use crate::formats::mail::{Mail, MailAuthor};
use crate::formats::pack::zip;

/// Files that came back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Received {
    /// Sign-offs and signatures, by their paths in a portfolio.
    pub signoffs: BTreeMap<String, Vec<u8>>,
    /// The forms that were filled in.
    pub forms: Vec<ReturnedForm>,
    /// Names of signatures that came without their sign-off.
    pub strays: Vec<String>,
}

/// A form for feedback that came back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReturnedForm {
    pub text: String,
    /// The author and the time of the mail that it was attached to, if it came with one.
    pub mail: Option<(Option<MailAuthor>, Option<NaiveDate>)>,
}

/// A file in a folder or a zip, or by itself.
struct ReturnedFile<'a> {
    name: &'a str,
    bytes: &'a [u8],
}

impl Received {
    /// Adds files that were named one by one: zips, sign-offs, signatures and forms.
    pub fn add_files(&mut self, files: BTreeMap<String, Vec<u8>>) -> Result<(), ReceiveError> {
        let (zips, files): (BTreeMap<_, _>, BTreeMap<_, _>) = files
            .into_iter()
            .partition(|(_, bytes)| bytes.starts_with(b"PK"));
        for (name, bytes) in zips {
            let unpacked = zip::files(&bytes, LARGEST_TEXT, is_wanted);
            let unpacked = unpacked.map_err(|source| ReceiveError::Archive { name, source })?;
            self.add_folder(unpacked)?;
        }
        for (name, bytes) in &files {
            let is_signature = signature_end(name).is_some();
            if is_signature || front(bytes, "signoff").is_some() {
                continue;
            }
            let text = String::from_utf8(bytes.clone());
            let text = text.map_err(|_| ReceiveError::UnknownFormat(name.clone()))?;
            self.forms.push(ReturnedForm { text, mail: None });
        }
        self.add_signoffs(&files)
    }

    /// Returns what is attached to a mail: zips, sign-offs, signatures and forms.
    pub fn of_mail(mail: &Mail) -> Result<Self, ReceiveError> {
        let wanted = mail.attachments.iter().filter(|(name, bytes)| {
            let is_form = || std::str::from_utf8(bytes).is_ok_and(|text| above_cut(text).is_some());
            name.to_lowercase().ends_with(".zip")
                || signature_end(name).is_some()
                || front(bytes, "signoff").is_some()
                || is_form()
        });
        let wanted = wanted.map(|(name, bytes)| (name.clone(), bytes.clone()));
        let mut received = Self::default();
        received.add_files(wanted.collect())?;
        received.forms.retain(|form| !is_unfilled(&form.text));
        let day = mail.date.map(|date| date.date_naive());
        for form in &mut received.forms {
            form.mail = Some((mail.from.clone(), day));
        }
        Ok(received)
    }

    /// Adds what is attached to a saved mail, which has to be something.
    pub fn add_mail(&mut self, name: &str, bytes: &[u8]) -> Result<(), ReceiveError> {
        let attached = Self::of_mail(&Mail::read(bytes)?)?;
        if attached.is_empty() {
            return Err(ReceiveError::OnlyWords(name.to_owned()));
        }
        for (path, bytes) in attached.signoffs {
            self.put(path, &bytes)?;
        }
        self.forms.extend(attached.forms);
        self.strays.extend(attached.strays);
        Ok(())
    }

    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Adds the files of a folder or a zip: its sign-offs, and forms that were filled in.
    pub fn add_folder(&mut self, files: BTreeMap<String, Vec<u8>>) -> Result<(), ReceiveError> {
        let texts = files
            .values()
            .filter_map(|bytes| std::str::from_utf8(bytes).ok());
        let forms = texts.filter(|text| above_cut(text).is_some());
        let forms = forms.filter(|text| !is_unfilled(text));
        self.forms.extend(forms.map(|text| ReturnedForm {
            text: text.to_owned(),
            mail: None,
        }));
        self.add_signoffs(&files)
    }

    fn add_signoffs(&mut self, files: &BTreeMap<String, Vec<u8>>) -> Result<(), ReceiveError> {
        let each = files
            .iter()
            .map(|(name, bytes)| ReturnedFile { name, bytes });
        let (signatures, texts): (Vec<_>, Vec<_>) =
            each.partition(|file| signature_end(file.name).is_some());
        let mut places = BTreeMap::new();
        for file in &texts {
            if let Some(path) = file.place() {
                places.insert(stem(file.name), path.clone());
                self.put(path, file.bytes)?;
            }
        }
        for file in signatures {
            let end = signature_end(file.name).unwrap_or_default();
            let beside = places.get(&stem(file.name));
            let path = beside.map(|path| signature_path(path, end));
            match path.or_else(|| path_below(file.name)) {
                Some(path) => self.put(path, file.bytes)?,
                None => self.strays.push(file.name.to_owned()),
            }
        }
        Ok(())
    }

    /// Puts a file at its place. The same file may come twice, but not two files.
    fn put(&mut self, path: String, bytes: &[u8]) -> Result<(), ReceiveError> {
        match self.signoffs.get(&path) {
            Some(other) if other != bytes => Err(ReceiveError::TwoFiles(path)),
            Some(_) => Ok(()),
            None => {
                self.signoffs.insert(path, bytes.to_vec());
                Ok(())
            }
        }
    }
}

impl ReturnedFile<'_> {
    /// Returns the place of a sign-off in the portfolio: the one that it has among the folders
    /// that came, or else the one that its own words give it.
    fn place(&self) -> Option<String> {
        path_below(self.name).or_else(|| self.own_place())
    }

    fn own_place(&self) -> Option<String> {
        let field = |key: &str| front(self.bytes, key).filter(|value| is_plain(value));
        let (step, by, on) = (
            field("signoff")?,
            field("by")?,
            field("on")?.replace(':', ""),
        );
        let award = front(self.bytes, "award")?;
        award.split('/').all(is_plain).then(|| {
            let folder = layout::SIGNOFFS;
            format!("{folder}{award}/{on}-{step}-{by}.md")
        })
    }
}

/// Returns the part of a path from the folder of sign-offs on. A zip that somebody packed anew
/// has a folder around it.
fn path_below(name: &str) -> Option<String> {
    let at = name.find(layout::SIGNOFFS)?;
    let is_folder = at == 0 || name[..at].ends_with('/');
    (is_folder && is_wanted(name)).then(|| name[at..].to_owned())
}

/// Returns true for a file that may be a sign-off, a signature or a form.
pub fn is_wanted(path: &str) -> bool {
    let is_made_by_macs = path.starts_with("__MACOSX/");
    !is_made_by_macs && (path.ends_with(".md") || signature_end(path).is_some())
}

fn signature_end(name: &str) -> Option<&'static str> {
    ["sig", "asc"].into_iter().find(|end| {
        let rest = name.strip_suffix(end);
        rest.is_some_and(|rest| rest.ends_with('.'))
    })
}

/// Returns a name without its end, and without the number that a program adds to the name of
/// a second file, as ` (1)`.
fn stem(name: &str) -> &str {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let number = stem
        .strip_suffix(')')
        .and_then(|rest| rest.rsplit_once(" ("));
    match number {
        Some((stem, digits)) if digits.bytes().all(|byte| byte.is_ascii_digit()) => stem,
        _ => stem,
    }
}

/// Returns a word of the details of a text.
fn front(bytes: &[u8], key: &str) -> Option<String> {
    let document = ParsedFile::read(std::str::from_utf8(bytes).ok()?);
    let word = document.front.get(key).and_then(Node::scalar)?;
    Some(word.to_owned())
}

/// Returns true for a word that can be part of a file's name.
fn is_plain(word: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':');
    !word.is_empty() && word.chars().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: &str = "signoffs/lancaster/silver/2026-10-05T120000Z-endorse-priya-shah";
    const SIGNOFF: &str = "---\nsignoff: endorse\naward: lancaster/silver\nby: priya-shah\n\"on\": 2026-10-05T12:00:00Z\n---\n";

    fn files(files: &[(&str, &str)]) -> BTreeMap<String, Vec<u8>> {
        let files = files.iter();
        let files = files.map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec()));
        files.collect()
    }

    #[test]
    fn a_sign_off_finds_its_place_whatever_its_file_is_called() {
        let (md, sig) = (format!("{PLACE}.md"), format!("{PLACE}.sig"));
        let named = |name: &str, signature: &str| files(&[(name, SIGNOFF), (signature, "x")]);
        for came in [
            named(&md, &sig),
            named(&format!("back/{md}"), &format!("back/{sig}")),
            named("endorsed (2).md", "endorsed (1).sig"),
            named("a.md", "a.sig"),
        ] {
            let mut received = Received::default();
            received.add_folder(came.clone()).unwrap();
            let places: Vec<&String> = received.signoffs.keys().collect();
            assert_eq!(places, [&md, &sig], "{came:?}");
            let mut alone = Received::default();
            alone.add_files(came).unwrap();
            assert_eq!(alone, received);
        }
    }

    #[test]
    fn a_stray_signature_is_named_and_two_files_of_one_place_are_refused() {
        let mut received = Received::default();
        received.add_files(files(&[("a.sig", "x")])).unwrap();
        assert_eq!(received.strays, ["a.sig"]);
        received.add_files(files(&[("a.md", SIGNOFF)])).unwrap();
        received.add_files(files(&[("b.md", SIGNOFF)])).unwrap();
        let other = format!("{SIGNOFF}\nOther words.\n");
        let error = received.add_files(files(&[("c.md", &other)])).unwrap_err();
        assert!(matches!(error, ReceiveError::TwoFiles(path) if path == format!("{PLACE}.md")));
    }

    #[test]
    fn no_word_of_a_sign_off_leads_out_of_its_folder() {
        for (from, to) in [
            ("priya-shah", "../../../x"),
            ("lancaster/silver", "../../x"),
            ("endorse", "a/../../b"),
            ("lancaster/silver", "/etc/silver"),
        ] {
            let mut received = Received::default();
            let text = SIGNOFF.replace(from, to);
            received.add_files(files(&[("a.md", &text)])).unwrap();
            assert!(received.signoffs.is_empty(), "{text}");
        }
    }
}
