//! What use cases ask of the world beyond the portfolio's files.

use thiserror::Error;

use super::error::Hint;

/// The git repository that a portfolio is kept in.
pub trait Repository {
    /// Returns true while a merge or rebase is half done.
    fn is_busy(&self) -> bool;

    /// Returns the paths of files that differ from the last commit, sorted.
    fn changed(&self) -> Result<Vec<String>, RepositoryError>;
}

/// A file as a commit has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blob {
    pub id: String,
    pub bytes: Vec<u8>,
}

/// The person whom a commit names, and its moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommitAuthor {
    pub name: String,
    pub email: String,
    /// Seconds since 1970; now when `None`.
    pub seconds: Option<i64>,
}

/// A reason why git could not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RepositoryError {
    #[error("this repository has no work tree (it is bare)")]
    Bare,
    #[error("git does not trust this folder, since it belongs to somebody else")]
    Owner,
    #[error("this repository keeps its files in another folder than this one")]
    Elsewhere,
    #[error("another program is using the repository at this moment")]
    Busy,
    #[error("{0}")]
    Other(String),
}

impl RepositoryError {
    pub fn hint(&self) -> Option<Hint> {
        let says = match self {
            Self::Bare => "clone it to a folder of your own, and work there",
            Self::Owner => "allow it with `git config --global --add safe.directory FOLDER`",
            Self::Elsewhere => "see `core.worktree` in the repository's settings, or clone it anew",
            Self::Busy => {
                "wait a moment and try again; if nothing else is running, remove `.git/index.lock`"
            }
            Self::Other(_) => return None,
        };
        Some(Hint::Advice(says.into()))
    }
}
