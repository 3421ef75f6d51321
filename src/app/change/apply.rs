//! Outcomes and errors of applying a set of changes. The work is done by the
//! [`WorkTree`](crate::app::ports::WorkTree) port.

use thiserror::Error;

use crate::app::error::{Class, Explain, Hint};
use crate::app::ports::{CommitAuthor, NoRepository, RepositoryError};
use crate::domain::remedy::Remedy;

/// The commit that is to hold a set of changes and nothing else.
#[derive(Debug, Clone, Copy)]
pub struct CommitMessage<'a> {
    pub says: &'a str,
    pub author: &'a CommitAuthor,
}

/// Outcome of going on with an interrupted change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recovered {
    /// Nothing was interrupted.
    Nothing,
    /// The change is complete: so many files.
    Completed(usize),
    /// The change is taken back: so many files.
    Undone(usize),
}

/// Reasons why a set of changes was not applied. Unless it is [`ApplyError::Halfway`],
/// every file is as it was.
#[derive(Debug, Error)]
pub enum ApplyError {
    #[error("an earlier change was interrupted")]
    Unfinished,
    #[error("{0} already exists")]
    Taken(String),
    #[error("another program changed {0} at the same time")]
    Changed(String),
    #[error("{path} cannot be written: {why}")]
    Refused { path: String, why: String },
    /// The operating system refused, in its words.
    #[error("{path} cannot be written: {why}")]
    Io { path: String, why: String },
    #[error(transparent)]
    NoRepository(#[from] NoRepository),
    #[error("git: {0}")]
    Repository(#[from] RepositoryError),
    /// The change failed, and so did taking it back.
    #[error("{0}, and cpd could not undo the change")]
    Halfway(Box<Self>),
    #[error("the record of the interrupted change cannot be read: {0}")]
    Damaged(String),
}

impl ApplyError {
    /// Returns true if another program wrote the same file first, so that a new plan may do.
    pub const fn is_conflict(&self) -> bool {
        matches!(self, Self::Taken(_) | Self::Changed(_))
    }
}

impl Explain for ApplyError {
    fn class(&self) -> Class {
        match self {
            Self::Refused { .. } | Self::Unfinished => Class::Refused,
            _ => Class::Failed,
        }
    }

    fn details(&self) -> Vec<String> {
        match self {
            Self::NoRepository(error) => error.details(),
            _ => Vec::new(),
        }
    }

    fn remedies(&self) -> Vec<Remedy> {
        match self {
            Self::NoRepository(error) => error.remedies(),
            _ => Vec::new(),
        }
    }

    fn hint(&self) -> Option<Hint> {
        match self {
            Self::Taken(_) | Self::Changed(_) => {
                Some(Hint::Advice("nothing was written; try again".into()))
            }
            Self::Unfinished | Self::Halfway(_) => Some(Hint::Recover),
            Self::Damaged(_) => Some(Hint::Advice(
                "check your files, then delete the folder `pending` to leave them as they are"
                    .into(),
            )),
            Self::NoRepository(error) => error.hint(),
            Self::Repository(error) => error.hint(),
            Self::Refused { .. } | Self::Io { .. } => None,
        }
    }
}
