//! Tells what came of verifying many files: a row for each, also for one that cannot be read.

use serde::Serialize;

use super::verification::{Verification, VerificationOutcome};

/// The files that were verified, in the order in which they were named.
#[derive(Debug, Serialize)]
pub struct VerifiedFiles {
    /// Of this form; 1.
    pub version: u32,
    pub files: Vec<VerifiedFile>,
}

/// A file, and what came of it.
#[derive(Debug, Serialize)]
pub struct VerifiedFile {
    /// Its name as it was given, or below the folder that was given.
    pub file: String,
    pub outcome: VerificationOutcome,
    /// The reason why it cannot be read.
    pub error: Option<String>,
    #[serde(flatten)]
    pub verification: Option<Verification>,
}

impl VerifiedFiles {
    pub fn new(files: Vec<VerifiedFile>) -> Self {
        Self { version: 1, files }
    }

    /// Returns the outcome of the worst file; good where there is none.
    pub fn worst(&self) -> VerificationOutcome {
        let outcomes = self.files.iter().map(|file| file.outcome);
        outcomes.max().unwrap_or(VerificationOutcome::Good)
    }
}

impl VerifiedFile {
    pub fn verified(file: String, verification: Verification) -> Self {
        Self {
            file,
            outcome: verification.outcome(),
            error: None,
            verification: Some(verification),
        }
    }

    pub fn unreadable(file: String, why: String) -> Self {
        Self {
            file,
            outcome: VerificationOutcome::Unreadable,
            error: Some(why),
            verification: None,
        }
    }
}
