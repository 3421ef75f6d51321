//! The condition that what is signed is what git keeps.

use thiserror::Error;

use crate::app::error::{Class, Explain, Hint};

/// A reason why the files at hand are not what the last commit has.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NotSaved {
    #[error("a merge or rebase is half done")]
    HalfDone,
    /// The paths that have changed.
    #[error("some changes have not been saved")]
    Changed(Vec<String>),
}

impl Explain for NotSaved {
    fn class(&self) -> Class {
        Class::Refused
    }

    fn details(&self) -> Vec<String> {
        match self {
            Self::HalfDone => Vec::new(),
            Self::Changed(paths) => paths.clone(),
        }
    }

    fn hint(&self) -> Option<Hint> {
        Some(match self {
            Self::HalfDone => Hint::Advice("finish it with git first".into()),
            Self::Changed(_) => Hint::Save,
        })
    }
}

/// Returns an error while a merge is half done or a file has changed since the last commit.
pub fn require(half_done: bool, changed: Vec<String>) -> Result<(), NotSaved> {
    if half_done {
        return Err(NotSaved::HalfDone);
    }
    if changed.is_empty() {
        return Ok(());
    }
    Err(NotSaved::Changed(changed))
}
