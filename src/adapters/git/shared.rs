//! A repository that several threads ask, one at a time.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use super::Repo;
use crate::app::ports::{
    Blob, CommitAuthor, Head, Repository, RepositoryError, Revisions, UnsavedChange,
};
use crate::base::files::digest::BlobId;
use crate::domain::ports::{CommitInfo, LoggedCommit};

/// A repository behind a lock.
pub struct SharedRepo(Mutex<Repo>);

impl SharedRepo {
    /// Opens the repository that a portfolio is in; `None` where it is in none.
    pub fn open(portfolio: &Path) -> Result<Option<Self>, RepositoryError> {
        Ok(Repo::open(portfolio)?.map(|repo| Self(Mutex::new(repo))))
    }

    /// Asks the repository. The question must not ask it again.
    pub fn ask<T>(&self, question: impl FnOnce(&Repo) -> T) -> T {
        question(&self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Revisions for SharedRepo {
    fn commit_named(&self, name: &str) -> Option<String> {
        self.ask(|repo| repo.commit_named(name))
    }

    fn has_commit(&self, id: &str) -> bool {
        self.ask(|repo| repo.has_commit(id))
    }

    fn origin_head(&self) -> Option<String> {
        self.ask(Repo::origin_head)
    }

    fn has_remotes(&self) -> bool {
        self.ask(Repo::has_remotes)
    }

    fn last_commit(&self) -> Result<Option<CommitInfo>, RepositoryError> {
        self.ask(Repo::last_commit)
    }

    fn committed_at(&self, commit: &str, path: &str) -> Result<Option<Blob>, RepositoryError> {
        self.ask(|repo| repo.committed_at(commit, path))
    }

    fn files_at(
        &self,
        commit: &str,
        paths: &[&str],
    ) -> Result<BTreeMap<String, Vec<u8>>, RepositoryError> {
        self.ask(|repo| repo.files_at(commit, paths))
    }

    fn brought(&self, base: &str, head: &str) -> Result<Vec<String>, RepositoryError> {
        self.ask(|repo| repo.brought(base, head))
    }
}

impl Repository for SharedRepo {
    fn prefix(&self) -> String {
        self.ask(|repo| repo.prefix().to_owned())
    }

    fn is_busy(&self) -> bool {
        self.ask(Repo::is_busy)
    }

    fn head(&self) -> Result<Head, RepositoryError> {
        self.ask(Repo::head)
    }

    fn parents(&self) -> Result<usize, RepositoryError> {
        self.ask(Repo::parents)
    }

    fn is_pushed(&self) -> Result<bool, RepositoryError> {
        self.ask(Repo::is_pushed)
    }

    fn changes(&self) -> Result<Vec<UnsavedChange>, RepositoryError> {
        self.ask(Repo::changes)
    }

    fn log(&self) -> Result<Vec<LoggedCommit>, RepositoryError> {
        self.ask(Repo::log)
    }

    fn lacks(&self) -> Option<&'static str> {
        self.ask(Repo::lacks)
    }

    fn committed(&self, path: &str) -> Result<Option<Blob>, RepositoryError> {
        self.ask(|repo| repo.committed(path))
    }

    fn blob_id(&self, bytes: &[u8]) -> BlobId {
        self.ask(|repo| repo.blob_id(bytes))
    }

    fn commit_all(&self, says: &str, author: &CommitAuthor) -> Result<CommitInfo, RepositoryError> {
        self.ask(|repo| repo.commit_all(says, author))
    }

    fn undo(&self) -> Result<(), RepositoryError> {
        self.ask(Repo::undo)
    }
}
