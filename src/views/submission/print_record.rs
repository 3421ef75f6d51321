//! Records how a pack was printed, so that it can be printed again: by which version,
//! from which commit, as of which day, and which files it carries.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::build::SubmissionInput;
use super::model::PackFile;
use crate::base::files::digest;
use crate::base::files::digest::BlobId;

/// The form of this record.
pub const VERSION: u32 = 1;

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
    /// The commit that first had the last sign-off. The contents are from it, except those
    /// that the sign-offs name otherwise. People, keys and sign-offs are not.
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
