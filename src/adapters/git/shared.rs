//! A repository that several threads ask, one at a time.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use super::{Repo, SharedReads};
use crate::app::ports::{
    Blob, BroughtFiles, CommitAuthor, Head, Repository, RepositoryError, Revisions,
    UnfinishedMerge, UnsavedChange,
};
use crate::base::files::Snapshot;
use crate::base::files::digest::BlobId;
use crate::domain::ports::{CommitInfo, HistoryGap, LoggedCommit};

/// A repository behind a lock.
pub struct SharedRepo(Mutex<Repo>);

impl SharedRepo {
    /// Opens the repository that a portfolio is in; `None` where it is in none.
    pub fn open(portfolio: &Path) -> Result<Option<Self>, RepositoryError> {
        Self::open_with(portfolio, &SharedReads::default())
    }

    /// Opens it with what others may have read of it.
    pub fn open_with(
        portfolio: &Path,
        reads: &SharedReads,
    ) -> Result<Option<Self>, RepositoryError> {
        let repo = Repo::open_with(portfolio, reads)?;
        Ok(repo.map(|repo| Self(Mutex::new(repo))))
    }

    /// Asks the repository. The question must not ask it again.
    pub fn with_repository<T>(&self, question: impl FnOnce(&Repo) -> T) -> T {
        question(&self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
impl SharedRepo {
    /// Commits every change of the portfolio.
    pub fn commit_all(
        &self,
        message: &str,
        who: &CommitAuthor,
    ) -> Result<CommitInfo, RepositoryError> {
        self.with_repository(|repo| repo.commit_all(message, who))
    }
}

impl Revisions for SharedRepo {
    fn commit_named(&self, name: &str) -> Option<String> {
        self.with_repository(|repo| repo.commit_named(name))
    }

    fn meanings(&self, name: &str) -> Vec<String> {
        self.with_repository(|repo| repo.meanings(name))
    }

    fn find_commit(&self, id: &str) -> Option<CommitInfo> {
        self.with_repository(|repo| repo.find_commit(id))
    }

    fn origin_head(&self) -> Option<String> {
        self.with_repository(Repo::origin_head)
    }

    fn has_remotes(&self) -> bool {
        self.with_repository(Repo::has_remotes)
    }

    fn last_commit(&self) -> Result<Option<CommitInfo>, RepositoryError> {
        self.with_repository(Repo::last_commit)
    }

    fn committed_at(&self, commit: &str, path: &str) -> Result<Option<Blob>, RepositoryError> {
        self.with_repository(|repo| repo.committed_at(commit, path))
    }

    fn files_at(
        &self,
        commit: &str,
        paths: &[&str],
    ) -> Result<BTreeMap<String, Vec<u8>>, RepositoryError> {
        self.with_repository(|repo| repo.files_at(commit, paths))
    }

    fn brought(&self, base: &str, head: &str) -> Result<BTreeMap<String, BlobId>, RepositoryError> {
        self.with_repository(|repo| repo.brought(base, head))
    }

    fn brought_by_merge(
        &self,
        head: &str,
        base: Option<&str>,
    ) -> Result<BroughtFiles, RepositoryError> {
        self.with_repository(|repo| repo.brought_by_merge(head, base))
    }
}

impl Repository for SharedRepo {
    fn prefix(&self) -> String {
        self.with_repository(|repo| repo.prefix().to_owned())
    }

    fn unfinished(&self) -> Option<UnfinishedMerge> {
        self.with_repository(Repo::unfinished)
    }

    fn head(&self) -> Result<Head, RepositoryError> {
        self.with_repository(Repo::head)
    }

    fn parents(&self) -> Result<usize, RepositoryError> {
        self.with_repository(Repo::parents)
    }

    fn is_pushed(&self) -> Result<bool, RepositoryError> {
        self.with_repository(Repo::is_pushed)
    }

    fn changes(&self) -> Result<Vec<UnsavedChange>, RepositoryError> {
        self.with_repository(Repo::changes)
    }

    fn log(&self) -> Result<Vec<LoggedCommit>, RepositoryError> {
        self.with_repository(Repo::log)
    }

    fn lacks(&self) -> Option<HistoryGap> {
        self.with_repository(Repo::lacks)
    }

    fn committed(&self, path: &str) -> Result<Option<Blob>, RepositoryError> {
        self.with_repository(|repo| repo.committed(path))
    }

    fn snapshot_at(&self, commit: &str) -> Result<Snapshot, RepositoryError> {
        self.with_repository(|repo| repo.snapshot_at(commit))
    }

    fn content(&self, id: BlobId) -> Option<Vec<u8>> {
        self.with_repository(|repo| repo.content(id))
    }

    fn blob_id(&self, bytes: &[u8]) -> BlobId {
        self.with_repository(|repo| repo.blob_id(bytes))
    }

    fn commit_changes(
        &self,
        paths: &BTreeSet<String>,
        says: &str,
        author: &CommitAuthor,
    ) -> Result<CommitInfo, RepositoryError> {
        let is_meant = |path: &str| paths.contains(path);
        self.with_repository(|repo| repo.commit_changes(&is_meant, says, author))
    }

    fn take_unnamed_settings(&self, paths: &BTreeSet<String>) -> Vec<String> {
        self.with_repository(|repo| repo.take_unnamed_settings(paths))
    }

    fn write_bundle(&self, out: &mut dyn Write) -> io::Result<()> {
        self.with_repository(|repo| repo.write_bundle(out))
    }

    fn undo(&self) -> Result<(), RepositoryError> {
        self.with_repository(Repo::undo)
    }
}
