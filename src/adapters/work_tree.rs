//! The work tree of a portfolio: its files on disk, and the repository that keeps them.

use std::iter;
use std::path::{Path, PathBuf};

use super::disk;
use super::disk::tree::{Committer, PortfolioTree, STATE};
use super::git::{NotCheckedOut, Repo, SharedReads};
use crate::app::change::ChangeSet;
use crate::app::change::apply::{ApplyError, CommitMessage, Recovered};
use crate::app::ports::{self, NoRepository, RepositoryError};
use crate::app::workspace::OpenPortfolioError;
use crate::base::files::Snapshot;

/// A portfolio's folder, in a repository or in none.
pub struct DiskWorkTree {
    root: PathBuf,
    reads: SharedReads,
}

impl DiskWorkTree {
    pub fn new(root: &Path) -> Self {
        Self::sharing(root, &SharedReads::default())
    }

    /// Returns it with what others may have read of the same repository.
    pub fn sharing(root: &Path, reads: &SharedReads) -> Self {
        Self {
            root: root.to_path_buf(),
            reads: reads.clone(),
        }
    }

    /// Returns the files, to change them. What is pending lies in git's own folder, where
    /// there is one that can be used.
    fn tree<'r>(&self, repo: Option<&'r Repo>) -> PortfolioTree<'r> {
        let tree = PortfolioTree::new(&self.root, repo.map(Repo::state_folder));
        tree.with_repository(repo.map(|repo| repo as &dyn Committer))
    }

    /// Returns every place in which a change may be pending. It is the portfolio's own folder where
    /// git's could not be opened when the change was made.
    fn trees<'r>(&self, repo: Option<&'r Repo>) -> Vec<PortfolioTree<'r>> {
        let without_git = PortfolioTree::new(&self.root, None);
        let without_git = repo.is_some().then_some(without_git);
        iter::once(self.tree(repo)).chain(without_git).collect()
    }

    /// Removes temporary files that a killed run left in the portfolio.
    pub fn sweep(&self) {
        disk::leftovers::sweep_below(&self.root);
        // A command that could not open git's folder, nor remove this one, leaves it empty.
        let _ = std::fs::remove_dir(self.root.join(STATE));
    }

    fn repo(&self) -> Option<Repo> {
        Repo::open_with(&self.root, &self.reads).ok().flatten()
    }
}

impl ports::WorkTree for DiskWorkTree {
    fn snapshot(&self) -> Result<Snapshot, OpenPortfolioError> {
        let unreadable = |error| OpenPortfolioError::Unreadable(disk::error_text(&error));
        let mut files = disk::read_all(&self.root).map_err(unreadable)?;
        if let Some(repo) = self.repo() {
            let left_out = left_out(&repo)?;
            files.extend(left_out.iter().map(|file| repo.read_left_out(file)));
        }
        Ok(Snapshot::new(files))
    }

    fn not_checked_out(&self) -> Vec<String> {
        let repo = self.repo();
        let left_out = repo.and_then(|repo| left_out(&repo).ok());
        let paths = left_out.into_iter().flatten().map(|file| file.path);
        paths.collect()
    }

    fn apply(&self, changes: &ChangeSet) -> Result<(), ApplyError> {
        let repo = self.repo();
        if let Some(repo) = &repo {
            refuse_left_out(repo, changes)?;
        }
        self.tree(repo.as_ref()).apply(changes)
    }

    fn apply_and_commit(
        &self,
        changes: &ChangeSet,
        commit: CommitMessage<'_>,
    ) -> Result<(), ApplyError> {
        let repo = Repo::open(&self.root)?.ok_or(NoRepository::None)?;
        refuse_left_out(&repo, changes)?;
        self.tree(Some(&repo)).apply_and_commit(changes, commit)
    }

    fn is_unfinished(&self) -> bool {
        let repo = self.repo();
        let trees = self.trees(repo.as_ref());
        trees.iter().any(PortfolioTree::is_unfinished)
    }

    fn recover(&self) -> Result<Recovered, ApplyError> {
        let mut recovered = Recovered::Nothing;
        for tree in self.trees(self.repo().as_ref()) {
            match tree.recover()? {
                Recovered::Nothing => {}
                done => recovered = done,
            }
        }
        self.sweep();
        Ok(recovered)
    }
}

/// Returns the files that git leaves out of the work tree and that would be read if they
/// were there. Fails where git's index has a form that hides which these are.
fn left_out(repo: &Repo) -> Result<Vec<NotCheckedOut>, RepositoryError> {
    let mut files = match repo.not_checked_out() {
        Err(error @ (RepositoryError::SparseIndex | RepositoryError::SplitIndex)) => {
            return Err(error);
        }
        // An index that is damaged in another way leaves nothing out.
        Err(_) => Vec::new(),
        Ok(files) => files,
    };
    files.retain(|file| disk::is_path_searched(&file.path));
    Ok(files)
}

/// Fails if a change replaces or removes a file that is not on the disk.
fn refuse_left_out(repo: &Repo, changes: &ChangeSet) -> Result<(), ApplyError> {
    let changes = changes.on_disk();
    let is_touched = |file: &NotCheckedOut| {
        let mut changes = changes.iter();
        changes.any(|change| change.path.as_str() == file.path)
    };
    let touched = left_out(repo)?.into_iter().find(is_touched);
    touched.map_or(Ok(()), |file| Err(ApplyError::NotCheckedOut(file.path)))
}
