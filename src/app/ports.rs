//! Traits through which use cases reach the world around a portfolio.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use thiserror::Error;

use super::change::ChangeSet;
use super::change::apply::{ApplyError, CommitMessage, Recovered};
use super::error::{Class, Explain, Hint};
use crate::base::files::Snapshot;
use crate::domain::ports::{CommitInfo, Evidence};
use crate::domain::signoff::ProofKind;

/// The world around one portfolio.
///
/// Each port has to be named where this is built: a port that is left out does not compile.
pub struct Ports {
    pub work_tree: Box<dyn WorkTree>,
    pub evidence: Arc<dyn EvidenceSource>,
}

/// The work tree of a portfolio, and the repository around it as far as changes go.
pub trait WorkTree: Send + Sync {
    /// Returns every file that may matter, or why they cannot be read.
    fn snapshot(&self) -> Result<Snapshot, String>;

    /// Applies every change, or none where one of them cannot be made.
    fn apply(&self, changes: &ChangeSet) -> Result<(), ApplyError>;

    /// Applies every change and commits the files alone; neither where either fails.
    fn apply_and_commit(
        &self,
        changes: &ChangeSet,
        commit: CommitMessage<'_>,
    ) -> Result<(), ApplyError>;

    /// Returns true if a change was interrupted, and nobody is just making one.
    fn is_unfinished(&self) -> bool;

    /// Goes on with a change that was interrupted, in the direction that is written down.
    fn recover(&self) -> Result<Recovered, ApplyError>;
}

/// Readers of everything beyond its records that a portfolio is judged by.
pub trait EvidenceSource: Send + Sync {
    fn evidence(&self) -> Evidence<'_>;

    /// Returns the commits of the portfolio's repository, nothing where it is in none, or
    /// why they cannot be read.
    fn revisions(&self) -> Result<Option<&dyn Revisions>, String>;
}

/// The commits of the git repository that a portfolio is kept in.
pub trait Revisions {
    /// Returns the id of the commit that a branch, a tag or an id stands for.
    fn commit_named(&self, name: &str) -> Option<String>;

    /// Returns true if the repository has a commit with this whole id.
    fn has_commit(&self, id: &str) -> bool;

    /// Returns the branch that the remote `origin` has for its own, as `origin/main`.
    fn origin_head(&self) -> Option<String>;

    /// Returns true if the repository knows any other.
    fn has_remotes(&self) -> bool;

    fn last_commit(&self) -> Result<Option<CommitInfo>, RepositoryError>;

    /// Returns a file of the portfolio as a commit has it; none if there is no such commit.
    fn committed_at(&self, commit: &str, path: &str) -> Result<Option<Blob>, RepositoryError>;

    /// Returns the files that a commit has at these paths of the portfolio, or below them.
    fn files_at(
        &self,
        commit: &str,
        paths: &[&str],
    ) -> Result<BTreeMap<String, Vec<u8>>, RepositoryError>;

    /// Returns the files of the portfolio that a line of commits brought or changed
    /// since it parted from another.
    fn brought(&self, base: &str, head: &str) -> Result<Vec<String>, RepositoryError>;
}

/// The git repository that a portfolio is kept in.
pub trait Repository: Revisions {
    /// Returns true while a merge or rebase is half done.
    fn is_busy(&self) -> bool;

    /// Returns the paths of files that differ from the last commit, sorted.
    fn changed(&self) -> Result<Vec<String>, RepositoryError>;

    /// Returns a file of the portfolio as the last commit has it.
    fn committed(&self, path: &str) -> Result<Option<Blob>, RepositoryError>;

    /// Returns the id that git would give these bytes.
    fn blob_id(&self, bytes: &[u8]) -> String;

    /// Writes new files and commits them alone; leaves none of them where that fails.
    fn commit_new(&self, commit: &NewCommit<'_>) -> Result<(), CommitError>;
}

/// A key that signs for a person.
pub trait Signer {
    /// Returns the proof that its signatures are.
    fn proof(&self) -> ProofKind;

    /// Returns the ending of a file that holds its signature.
    fn signature_ends(&self) -> &'static str;

    /// Returns a detached signature over a message; `namespace` is what it is for.
    fn sign(&self, namespace: &str, message: &[u8]) -> Result<Vec<u8>, SignerError>;
}

/// A reason why a key did not sign.
#[derive(Debug, Error)]
pub enum SignerError {
    #[error("{0} is not installed, or not on the PATH")]
    NoProgram(String),
    #[error("{program} did not sign: {said}")]
    Refused { program: String, said: String },
    #[error("{0}")]
    Io(#[from] io::Error),
}

/// New files, and the commit that is to hold them.
pub struct NewCommit<'a> {
    /// By their paths in the portfolio.
    pub files: &'a [(String, Vec<u8>)],
    pub says: &'a str,
    pub author: &'a CommitAuthor,
}

/// A reason why new files were not committed.
#[derive(Debug, Error)]
pub enum CommitError {
    #[error("{path} cannot be written: {why}")]
    Path { path: String, why: String },
    #[error("{0}")]
    Write(String),
    #[error("git: {0}")]
    Repository(#[from] RepositoryError),
}

impl Explain for CommitError {
    fn class(&self) -> Class {
        match self {
            Self::Path { .. } => Class::Refused,
            Self::Write(_) | Self::Repository(_) => Class::Failed,
        }
    }

    fn hint(&self) -> Option<Hint> {
        match self {
            Self::Path { .. } | Self::Write(_) => None,
            Self::Repository(error) => error.hint(),
        }
    }
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
