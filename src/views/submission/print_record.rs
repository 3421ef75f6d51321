//! Records how a pack was printed, so that it can be printed again: by which version,
//! from which commit, as of which day, and which files it carries.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::build::SubmissionInput;
use super::model::PackFile;
use crate::base::files::digest;
use crate::base::files::digest::{BlobId, Sha256};

/// The form of this record.
pub const VERSION: u32 = 1;

/// Letters of the longest version of a program that is read.
const LONGEST_VERSION: usize = 40;

/// The record of how a pack was printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrintRecord {
    /// Of this form; 1.
    pub version: u32,
    /// The version of cpd that printed it.
    pub cpd: String,
    /// The award's qualified id.
    pub award: String,
    pub draft: bool,
    /// True if it prints files that have changed since they were signed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub current: bool,
    /// Set if it prints what was signed, whatever the files are now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed: Option<SignedEdition>,
    /// The name in git of whoever saved each claim first, by the path of the sign-off. No
    /// pack can show that it is true.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub entered_by: BTreeMap<String, String>,
    /// The day as of which it was judged.
    pub day: NaiveDate,
    pub commit: Option<PrintedCommit>,
    /// The format in which git named contents: `sha1` or `sha256`.
    pub objects: ObjectFormat,
    /// Every file that is carried, sorted by path.
    pub files: Vec<CarriedFile>,
}

/// The contents of a closed award, as they were signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedEdition {
    /// The commit that first had the sign-off that sent the pack, or else the last one. The
    /// contents are from it, except those that the sign-offs name otherwise. People, keys and
    /// sign-offs are not.
    pub commit: Option<String>,
    /// The day of the last sign-off.
    pub on: NaiveDate,
    /// Paths that have changed since, as far as the pack's commit tells.
    pub changed: Vec<String>,
}

/// A commit and its time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrintedCommit {
    pub id: String,
    /// The committer's time in seconds since 1970.
    pub seconds: i64,
}

/// A file by its digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CarriedFile {
    pub path: String,
    pub sha256: String,
}

/// The hash by which a repository names its contents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ObjectFormat {
    Sha1,
    Sha256,
}

impl ObjectFormat {
    /// The id that git gives these bytes.
    pub fn blob_id(self, bytes: &[u8]) -> BlobId {
        match self {
            Self::Sha1 => digest::sha1_blob(bytes),
            Self::Sha256 => digest::sha256_blob(bytes),
        }
    }
}

impl PrintRecord {
    /// Returns true if every value has its form. A value that may be any text could say
    /// anything on the printed page.
    pub fn is_well_formed(&self) -> bool {
        let is_object = |id: &str| match BlobId::parse(id) {
            Some(BlobId::Sha1(_)) => self.objects == ObjectFormat::Sha1,
            Some(BlobId::Sha256(_)) => self.objects == ObjectFormat::Sha256,
            None => false,
        };
        let commit = self.commit.as_ref().map(|commit| commit.id.as_str());
        let signed = self.signed.as_ref().and_then(|one| one.commit.as_deref());
        self.version == VERSION
            && is_version(&self.cpd)
            && [commit, signed].into_iter().flatten().all(is_object)
            && self
                .files
                .iter()
                .all(|file| Sha256::parse(&file.sha256).is_some())
    }

    pub(super) fn new(making: &SubmissionInput<'_>, files: &BTreeMap<String, PackFile>) -> Self {
        let blob = (making.blob)(b"");
        let carried = files.iter().map(|(path, content)| CarriedFile {
            path: path.clone(),
            sha256: digest::sha256(&content.bytes),
        });
        Self {
            version: VERSION,
            cpd: env!("CARGO_PKG_VERSION").to_owned(),
            award: making.award.id.to_string(),
            draft: making.draft,
            current: making.current,
            signed: making.signed.clone(),
            entered_by: making.entered_by.clone(),
            day: making.today,
            commit: making.commit.as_ref().map(|commit| PrintedCommit {
                id: commit.id.clone(),
                seconds: commit.seconds,
            }),
            objects: match blob {
                BlobId::Sha1(_) => ObjectFormat::Sha1,
                BlobId::Sha256(_) => ObjectFormat::Sha256,
            },
            files: carried.collect(),
        }
    }

    /// The JSON, with a final line end.
    pub fn to_json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }
}

/// Returns true for the version of a program, such as `0.2.0` or `1.0.0-rc.1`.
fn is_version(text: &str) -> bool {
    let is_part = |char: char| char.is_ascii_alphanumeric() || ".-+".contains(char);
    text.starts_with(|first: char| first.is_ascii_digit())
        && text.len() <= LONGEST_VERSION
        && text.chars().all(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMMIT: &str = "2346ad27d7568ba9896f1b7da6b5991251debdf2";

    fn record() -> PrintRecord {
        PrintRecord {
            version: VERSION,
            cpd: "0.2.0-rc.1".into(),
            award: "lancaster/silver".into(),
            draft: false,
            current: false,
            signed: None,
            entered_by: BTreeMap::new(),
            day: NaiveDate::MIN,
            commit: Some(PrintedCommit {
                id: COMMIT.into(),
                seconds: 0,
            }),
            objects: ObjectFormat::Sha1,
            files: vec![CarriedFile {
                path: "cpd.yaml".into(),
                sha256: digest::sha256(b""),
            }],
        }
    }

    #[test]
    fn a_record_with_a_value_of_another_form_is_not_well_formed() {
        assert!(record().is_well_formed());
        let with_commit = |id: &str| PrintRecord {
            commit: Some(PrintedCommit {
                id: id.into(),
                seconds: 0,
            }),
            ..record()
        };
        let with_signed = |id: &str| PrintRecord {
            signed: Some(SignedEdition {
                commit: Some(id.into()),
                on: NaiveDate::MIN,
                changed: Vec::new(),
            }),
            ..record()
        };
        assert!(with_signed(COMMIT).is_well_formed());
        let longer = COMMIT.repeat(2)[..64].to_owned();
        for id in [
            "",
            "countersigned by the Dean",
            &COMMIT[..39],
            &longer,
            "HEAD",
        ] {
            assert!(!with_commit(id).is_well_formed(), "{id}");
            assert!(!with_signed(id).is_well_formed(), "{id}");
        }
        assert!(!with_commit(&COMMIT.to_uppercase()).is_well_formed());
        let mut sha256 = with_commit(&longer);
        sha256.objects = ObjectFormat::Sha256;
        assert!(sha256.is_well_formed());
        for cpd in [
            "",
            "x",
            "1.0 with honours",
            &"1".repeat(LONGEST_VERSION + 1),
        ] {
            let cpd = cpd.to_owned();
            assert!(!PrintRecord { cpd, ..record() }.is_well_formed());
        }
        let mut files = record();
        files.files[0].sha256.push('0');
        assert!(!files.is_well_formed());
    }
}
