//! The git history of the portfolio in a folder.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use serde::Serialize;

use super::caches::Caches;
use crate::adapters::disk::cache::Cache;
use crate::adapters::git::{Repo, RepositoryHistory, SharedRepo};
use crate::app::ports::RepositoryError;
use crate::base::files::digest::BlobId;
use crate::base::files::digest::sha256;
use crate::domain::ports::{CommittedContent, FileCommits, HistoryGap, HistoryReader};

/// The folder that sign-offs lie in.
const SIGNOFFS: &str = "signoffs";
/// The way in which changes are found: what another way found is not believed.
const CHANGES_FORM: &str = "2";
/// The folder of people and keys.
const TRUST: &str = "trust";

/// The folder of the entries of a register.
const REGISTER: &str = "register";

/// Reads a repository, each question once.
pub struct GitHistory {
    /// The repository, or why it cannot be opened.
    repo: Result<Arc<SharedRepo>, RepositoryError>,
    /// `None` where nothing of an earlier run may be believed or kept.
    caches: Option<Caches>,
    signoffs: OnceLock<Result<Vec<CommittedContent>, HistoryGap>>,
    /// Authors of changes, by the paths that were asked for: several steps ask for the
    /// same.
    changes: Mutex<BTreeMap<Vec<String>, FileCommits>>,
}

impl GitHistory {
    pub fn new(repo: Result<Arc<SharedRepo>, RepositoryError>, caches: Option<Caches>) -> Self {
        Self {
            repo,
            caches,
            signoffs: OnceLock::new(),
            changes: Mutex::default(),
        }
    }

    /// Asks the repository, one thread at a time; or says why it cannot be opened.
    pub fn with_repository<T>(&self, question: impl FnOnce(&Repo) -> T) -> Result<T, HistoryGap> {
        let repo = self.repo.as_ref().map_err(gap)?;
        Ok(repo.with_repository(question))
    }

    /// Reads every content that a folder ever had up to a tip, or to the last commit, going
    /// on from where the last run ended.
    fn read_folder(
        &self,
        folder: &str,
        tip: Option<&str>,
    ) -> Result<Vec<CommittedContent>, HistoryGap> {
        if let Some(gap) = self.with_repository(Repo::lacks)? {
            return Err(gap);
        }
        let name = sha256(folder.as_bytes());
        let Some(repository) = self.read_repository(&name, tip)? else {
            return Ok(Vec::new());
        };
        let cache = self.caches.as_ref().map(|caches| &caches.history);
        let before = cache.and_then(|cache| serde_json::from_str(&cache.get(&name)?).ok());
        let past = self
            .with_repository(|repo| repo.folder_history(folder, &repository, before.clone()))?
            .map_err(|error| gap(&error))?;
        if let Some(cache) = cache.filter(|_| before.as_ref() != Some(&past)) {
            keep(cache, &name, &past);
        }
        Ok(past.seen)
    }

    /// Reads facts on all commits up to a tip, going on from where the last run ended.
    fn read_repository(
        &self,
        name: &str,
        tip: Option<&str>,
    ) -> Result<Option<Arc<RepositoryHistory>>, HistoryGap> {
        let folder = self.with_repository(Repo::common_folder)?;
        let caches = self.caches.as_ref();
        let cache = caches.map(|caches| caches.for_repository(&folder));
        let (mut is_read, mut before) = (false, None);
        let found = self.with_repository(|repo| {
            repo.repository_history(tip, || {
                is_read = true;
                let text = cache.as_ref().and_then(|cache| cache.get(name));
                before = text.and_then(|text| serde_json::from_str(&text).ok());
                before.clone()
            })
        })?;
        let found = found.map_err(|error| gap(&error))?;
        if let (Some(cache), Some(found)) = (&cache, &found)
            && is_read
            && before.as_ref() != Some(&**found)
        {
            keep(cache, name, &**found);
        }
        Ok(found)
    }

    /// Reads who wrote these files, which stays the same until there is another commit.
    fn read_changes(&self, paths: &[String]) -> Result<FileCommits, HistoryGap> {
        let tip = self.with_repository(Repo::last_commit)?;
        let tip = tip.map_err(|error| gap(&error))?;
        let tip = tip.map_or_else(String::new, |commit| commit.id);
        let prefix = self.with_repository(|repo| repo.prefix().to_owned())?;
        let name = format!("{CHANGES_FORM}\n{prefix}\n{tip}\n{}", paths.join("\n"));
        let name = sha256(name.as_bytes());
        let cache = self.caches.as_ref().map(|caches| &caches.history);
        let before = cache.and_then(|cache| serde_json::from_str(&cache.get(&name)?).ok());
        if let Some(before) = before {
            return Ok(before);
        }
        let found = self.with_repository(|repo| repo.changes_of(paths))?;
        let found = found.map_err(|error| gap(&error))?;
        if let Some(cache) = cache {
            keep(cache, &name, &found);
        }
        Ok(found)
    }
}

/// Keeps a value for the next run.
fn keep(cache: &Cache, name: &str, value: &impl Serialize) {
    if let Ok(text) = serde_json::to_string(value) {
        cache.insert(name, &text);
    }
}

/// Returns what cannot be read for an error of the repository.
fn gap(error: &RepositoryError) -> HistoryGap {
    HistoryGap::new(error.to_string(), error.advice())
}

impl HistoryReader for GitHistory {
    fn obstacle(&self) -> Option<HistoryGap> {
        let obstacle = self.with_repository(Repo::obstacle);
        let error = obstacle.ok()?;
        error.as_ref().map(gap)
    }

    fn signoffs(&self) -> Result<&[CommittedContent], &HistoryGap> {
        let known = self.signoffs.get_or_init(|| {
            let mut found = self.read_folder(SIGNOFFS, None)?;
            found.sort_by(|one, other| one.path.cmp(&other.path));
            Ok(found)
        });
        known.as_deref()
    }

    fn trust(&self, commit: &str) -> Result<Vec<CommittedContent>, HistoryGap> {
        self.read_folder(TRUST, Some(commit))
    }

    fn register(&self) -> Result<Vec<CommittedContent>, HistoryGap> {
        let mut found = self.read_folder(REGISTER, None)?;
        found.sort_by(|one, other| one.path.cmp(&other.path));
        Ok(found)
    }

    fn changes(&self, paths: &[String]) -> Result<FileCommits, HistoryGap> {
        let mut known = self.changes.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known.get(paths) {
            return Ok(found.clone());
        }
        let found = self.read_changes(paths)?;
        known.insert(paths.to_vec(), found.clone());
        Ok(found)
    }

    fn are_after(&self, commits: &[&str], earlier: &[&str]) -> bool {
        let answer = self.with_repository(|repo| repo.are_after(commits, earlier));
        matches!(answer, Ok(Ok(true)))
    }

    fn blob(&self, id: BlobId) -> Option<Vec<u8>> {
        self.with_repository(|repo| repo.content(id)).ok()?
    }
}
