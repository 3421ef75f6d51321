//! The work tree of a portfolio: its files on disk, and the repository that keeps them.

use std::path::{Path, PathBuf};

use super::disk;
use super::disk::tree::{Committer, PortfolioTree};
use super::git::Repo;
use crate::app::change::ChangeSet;
use crate::app::change::apply::{ApplyError, CommitMessage, Recovered};
use crate::app::ports::{self, NoRepository};
use crate::base::files::Snapshot;

/// A portfolio's folder, in a repository or in none.
pub struct DiskWorkTree {
    root: PathBuf,
}

impl DiskWorkTree {
    pub fn new(root: &Path) -> Self {
        Self {
            root: root.to_path_buf(),
        }
    }

    /// Returns the files, to change them. What is pending lies in git's own folder, where
    /// there is one that can be used.
    fn tree<'r>(&self, repo: Option<&'r Repo>) -> PortfolioTree<'r> {
        let tree = PortfolioTree::new(&self.root, repo.map(Repo::state_folder));
        tree.with_repository(repo.map(|repo| repo as &dyn Committer))
    }

    fn repo(&self) -> Option<Repo> {
        Repo::open(&self.root).ok().flatten()
    }
}

impl ports::WorkTree for DiskWorkTree {
    fn snapshot(&self) -> Result<Snapshot, String> {
        disk::snapshot(&self.root).map_err(|error| disk::error_text(&error))
    }

    fn apply(&self, changes: &ChangeSet) -> Result<(), ApplyError> {
        self.tree(self.repo().as_ref()).apply(changes)
    }

    fn apply_and_commit(
        &self,
        changes: &ChangeSet,
        commit: CommitMessage<'_>,
    ) -> Result<(), ApplyError> {
        let repo = Repo::open(&self.root)?.ok_or(NoRepository::None)?;
        self.tree(Some(&repo)).apply_and_commit(changes, commit)
    }

    fn is_unfinished(&self) -> bool {
        self.tree(self.repo().as_ref()).is_unfinished()
    }

    fn recover(&self) -> Result<Recovered, ApplyError> {
        self.tree(self.repo().as_ref()).recover()
    }
}
