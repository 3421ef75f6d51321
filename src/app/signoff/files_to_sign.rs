//! The files that somebody signs: as the last commit has them, or as they lie in a request
//! that was sent as a zip. A sign-off names contents, so a request needs no repository.

use super::require_saved::{NotSaved, require_saved};
use super::sign::SignError;
use crate::app::author::NoIdentity;
use crate::app::change::ChangeSet;
use crate::app::change::apply::{ApplyError, CommitMessage};
use crate::app::ports::{Blob, CommitAuthor, NoRepository, Repository, RepositoryError, WorkTree};
use crate::app::workspace::Workspace;
use crate::base::files::Snapshot;
use crate::base::files::digest::sha1_blob;
use crate::domain::layout;
use crate::domain::portfolio::Portfolio;
use crate::domain::ports::{CommitInfo, PortfolioFiles};

/// The files that somebody signs.
#[derive(Clone, Copy)]
pub enum FilesToSign<'a> {
    Repository(&'a dyn Repository),
    /// A request that was unpacked: its files as they are, in no repository.
    Request(&'a dyn PortfolioFiles),
}

impl<'a> FilesToSign<'a> {
    /// Returns the files of a portfolio that is open, or why nothing can be signed in it.
    pub fn of(workspace: &'a Workspace) -> Result<Self, NoRepository> {
        match workspace.repository() {
            Ok(repository) => Ok(Self::Repository(repository)),
            Err(NoRepository::None) if is_request(&workspace.portfolio.snapshot) => {
                Ok(Self::Request(workspace.files()))
            }
            Err(error) => Err(error),
        }
    }

    /// Returns the repository; none in a request that was unpacked.
    pub fn repository(self) -> Option<&'a dyn Repository> {
        match self {
            Self::Repository(repository) => Some(repository),
            Self::Request(_) => None,
        }
    }

    /// Returns an error while a merge is half done or a file differs from the last commit.
    pub fn require_saved(self, portfolio: &Portfolio) -> Result<(), NotSaved> {
        let repository = self.repository();
        repository.map_or(Ok(()), |repository| require_saved(repository, portfolio))
    }

    pub fn last_commit(self) -> Result<Option<CommitInfo>, RepositoryError> {
        let found = self.repository().map(|repository| repository.last_commit());
        found.unwrap_or(Ok(None))
    }

    /// Returns a file as it is signed.
    pub fn committed(self, path: &str) -> Result<Blob, SignError> {
        let found = match self {
            Self::Repository(repository) => repository.committed(path)?,
            Self::Request(files) => files.bytes(path).map(|bytes| Blob {
                id: sha1_blob(&bytes),
                bytes,
            }),
        };
        found.ok_or_else(|| SignError::NotCommitted(path.to_owned()))
    }

    /// Returns the author of the commit that holds a sign-off. A request has no commits.
    pub fn author(self, signer: &str, workspace: &Workspace) -> Result<CommitAuthor, NoIdentity> {
        match self {
            Self::Repository(_) => workspace.author(),
            Self::Request(_) => Ok(CommitAuthor {
                name: signer.to_owned(),
                email: String::new(),
                seconds: None,
            }),
        }
    }

    /// Writes a sign-off, and commits it where there is a repository.
    pub fn keep(
        self,
        changes: &ChangeSet,
        commit: CommitMessage<'_>,
        work_tree: &dyn WorkTree,
    ) -> Result<(), ApplyError> {
        match self {
            Self::Repository(_) => work_tree.apply_and_commit(changes, commit),
            Self::Request(_) => work_tree.apply(changes),
        }
    }
}

/// Returns true for the files of a request, which hold the letter that asks.
fn is_request(snapshot: &Snapshot) -> bool {
    let mut files = snapshot.files().iter();
    files.any(|file| layout::is_request(&file.path))
}
