//! The git history of the portfolio in a folder.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, OnceLock, PoisonError};

use crate::adapters::disk::cache::Cache;
use crate::adapters::git::Repo;
use crate::app::ports::{Blob, RepositoryError, Revisions};
use crate::base::files::digest::sha256;
use crate::domain::ports::{Changes, CommitInfo, Gap, HistoryReader, Seen};

/// The folder that sign-offs lie in.
const SIGNOFFS: &str = "signoffs";

/// Reads a repository, each question once.
pub struct GitHistory {
    /// The repository, or why it cannot be opened.
    repo: Result<Mutex<Repo>, String>,
    cache: Option<Cache>,
    signoffs: OnceLock<Result<Vec<Seen>, Gap>>,
    /// Who wrote what, by the paths that were asked for: several steps ask the same.
    changes: Mutex<BTreeMap<Vec<String>, Changes>>,
}

impl GitHistory {
    /// Returns the history of the repository that a portfolio is in; `None` where it is
    /// in none.
    pub fn open(root: &Path, cache: Option<Cache>) -> Option<Self> {
        let repo = match Repo::open(root) {
            Ok(repo) => Ok(Mutex::new(repo?)),
            Err(error) => Err(error.to_string()),
        };
        Some(Self {
            repo,
            cache,
            signoffs: OnceLock::new(),
            changes: Mutex::default(),
        })
    }

    /// Returns the commits, or why the repository cannot be opened.
    pub fn revisions(&self) -> Result<&Self, String> {
        self.repo.as_ref().map(|_| self).map_err(Clone::clone)
    }

    /// Asks the repository, one thread at a time.
    pub fn ask<T>(&self, question: impl FnOnce(&Repo) -> T) -> Result<T, String> {
        let repo = self.repo.as_ref().map_err(Clone::clone)?;
        let repo = repo.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(question(&repo))
    }

    /// Reads every sign-off that was ever committed, going on from where the last run
    /// ended.
    fn read_signoffs(&self) -> Result<Vec<Seen>, Gap> {
        if let Some(why) = self.ask(Repo::lacks).map_err(Gap)? {
            return Err(Gap(why.to_owned()));
        }
        let cache = self.cache.as_ref();
        let name = sha256(SIGNOFFS.as_bytes());
        let before = cache.and_then(|cache| serde_json::from_str(&cache.get(&name)?).ok());
        let past = self
            .ask(|repo| repo.past(SIGNOFFS, before.clone()))
            .map_err(Gap)?;
        let gap = |error| {
            Gap(format!(
                "this clone does not hold the whole history ({error})"
            ))
        };
        let Some(past) = past.map_err(gap)? else {
            return Ok(Vec::new());
        };
        if let (Some(cache), Ok(text)) = (cache, serde_json::to_string(&past))
            && before.as_ref() != Some(&past)
        {
            cache.put(&name, &text);
        }
        Ok(past.seen)
    }

    /// Reads who wrote these files, which stays the same until there is another commit.
    fn read_changes(&self, paths: &[String]) -> Result<Changes, String> {
        let tip = self.ask(Repo::last_commit)?;
        let tip = tip.map_err(|error| error.to_string())?;
        let tip = tip.map_or_else(String::new, |commit| commit.id);
        let name = sha256(format!("{tip}\n{}", paths.join("\n")).as_bytes());
        let cache = self.cache.as_ref();
        let before = cache.and_then(|cache| serde_json::from_str(&cache.get(&name)?).ok());
        if let Some(before) = before {
            return Ok(before);
        }
        let found = self.ask(|repo| repo.changes_of(paths))?;
        let found = found.map_err(|error| error.to_string())?;
        if let (Some(cache), Ok(text)) = (cache, serde_json::to_string(&found)) {
            cache.put(&name, &text);
        }
        Ok(found)
    }
}

impl Revisions for GitHistory {
    fn commit_named(&self, name: &str) -> Option<String> {
        self.ask(|repo| repo.commit_named(name)).ok()?
    }

    fn has_commit(&self, id: &str) -> bool {
        self.ask(|repo| repo.has_commit(id)).unwrap_or_default()
    }

    fn committed_at(&self, commit: &str, path: &str) -> Result<Option<Blob>, RepositoryError> {
        self.ask(|repo| repo.committed_at(commit, path))
            .map_err(RepositoryError::Other)?
    }

    fn brought(&self, base: &str, head: &str) -> Result<Vec<String>, RepositoryError> {
        self.ask(|repo| repo.brought(base, head))
            .map_err(RepositoryError::Other)?
    }

    fn origin_head(&self) -> Option<String> {
        self.ask(Repo::origin_head).ok()?
    }

    fn has_remotes(&self) -> bool {
        self.ask(Repo::has_remotes).unwrap_or_default()
    }

    fn last_commit(&self) -> Result<Option<CommitInfo>, RepositoryError> {
        self.ask(Repo::last_commit)
            .map_err(RepositoryError::Other)?
    }

    fn files_at(
        &self,
        commit: &str,
        paths: &[&str],
    ) -> Result<BTreeMap<String, Vec<u8>>, RepositoryError> {
        self.ask(|repo| repo.files_at(commit, paths))
            .map_err(RepositoryError::Other)?
    }
}

impl HistoryReader for GitHistory {
    fn signoffs(&self) -> Result<&[Seen], &Gap> {
        let known = self.signoffs.get_or_init(|| self.read_signoffs());
        known.as_deref()
    }

    fn changes(&self, paths: &[String]) -> Result<Changes, Gap> {
        let mut known = self.changes.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known.get(paths) {
            return Ok(found.clone());
        }
        let found = self.read_changes(paths).map_err(Gap)?;
        known.insert(paths.to_vec(), found.clone());
        Ok(found)
    }

    fn blob(&self, id: &str) -> Option<Vec<u8>> {
        self.ask(|repo| repo.content(id)).ok()?
    }
}
