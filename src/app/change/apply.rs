//! Outcomes and errors of applying a set of changes. The work is done by the
//! [`WorkTree`](crate::app::ports::WorkTree) port.

use thiserror::Error;

use crate::app::error::{Explain, Explanation, Hint};
use crate::app::ports::{CommitAuthor, NoRepository, RepositoryError};
use crate::domain::remedy::Invocation;

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
    /// A sparse checkout leaves it out.
    #[error("{0} is not checked out here, so it cannot be changed")]
    NotCheckedOut(String),
    /// A file has taken the place of a folder on the way.
    #[error("{path} cannot be written, because {folder} is not a folder")]
    NotAFolder { path: String, folder: String },
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
    fn explain(&self) -> Explanation {
        match self {
            Self::Unfinished => {
                Explanation::refused().hint(Hint::from("run ").then(Invocation::Recover))
            }
            Self::Refused { .. } => Explanation::refused(),
            Self::NotCheckedOut(_) => {
                Explanation::refused().hint("check out everything: `git sparse-checkout disable`")
            }
            Self::Taken(_) | Self::Changed(_) => {
                Explanation::failed().hint("nothing was written; try again")
            }
            Self::NotAFolder { folder, .. } => Explanation::failed()
                .hint(format!("move {folder} to another place, then try again")),
            Self::Io { .. } => Explanation::failed(),
            Self::NoRepository(error) => error.explain(),
            Self::Repository(error) => error.explain(),
            Self::Halfway(_) => {
                Explanation::failed().hint(Hint::from("run ").then(Invocation::Recover))
            }
            Self::Damaged(_) => Explanation::failed().hint(
                "check your files, then delete the folder `pending` to leave them as they are",
            ),
        }
    }
}
