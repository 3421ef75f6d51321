//! The commit that belongs to a change, and the repository that makes it.

use serde::{Deserialize, Serialize};

use crate::app::change::apply::CommitMessage;
use crate::app::ports::{CommitAuthor, RepositoryError};

/// The repository that a change is committed to.
pub trait Committer {
    /// Returns the id of the last commit.
    fn head(&self) -> Result<Option<String>, RepositoryError>;

    /// Returns the moment at which a commit would be made now, in seconds since 1970.
    fn now(&self) -> Result<i64, RepositoryError>;

    /// Returns the index's entries of these paths.
    fn staged(&self, paths: &[&str]) -> Result<Vec<Option<StagedEntry>>, RepositoryError>;

    /// Makes the index hold these files as they are in the work tree.
    fn stage(&self, paths: &[&str]) -> Result<(), RepositoryError>;

    /// Gives the index its earlier entries of these paths again.
    fn unstage(
        &self,
        paths: &[&str],
        entries: &[Option<StagedEntry>],
    ) -> Result<(), RepositoryError>;

    /// Returns true if the last commit holds these paths as the index does.
    fn is_committed(&self, paths: &[&str]) -> Result<bool, RepositoryError>;

    /// Commits the index's entries of these paths and nothing else. Fails unless `parent`
    /// is the last commit.
    fn commit(
        &self,
        paths: &[&str],
        parent: Option<&str>,
        commit: CommitMessage<'_>,
    ) -> Result<(), RepositoryError>;
}

/// A file in the index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StagedEntry {
    pub mode: u32,
    pub id: String,
}

/// A commit as the record of a change names it, before it is made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct IntendedCommit {
    /// The commit that it follows; nothing where it is the first.
    pub parent: Option<String>,
    says: String,
    name: String,
    email: String,
    seconds: i64,
    /// Entries of the index before the change, one for each step.
    pub staged: Vec<Option<StagedEntry>>,
}

impl IntendedCommit {
    pub fn plan(
        commit: CommitMessage<'_>,
        paths: &[&str],
        repository: &dyn Committer,
    ) -> Result<Self, RepositoryError> {
        let seconds = commit.author.seconds;
        Ok(Self {
            parent: repository.head()?,
            says: commit.says.to_owned(),
            name: commit.author.name.clone(),
            email: commit.author.email.clone(),
            seconds: seconds.map_or_else(|| repository.now(), Ok)?,
            staged: repository.staged(paths)?,
        })
    }

    pub fn message(&self) -> &str {
        &self.says
    }

    pub fn author(&self) -> CommitAuthor {
        CommitAuthor {
            name: self.name.clone(),
            email: self.email.clone(),
            seconds: Some(self.seconds),
        }
    }
}
