//! The git history of the portfolio in a folder.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::adapters::disk::cache::Cache;
use crate::adapters::git::{Repo, SharedRepo};
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
    cache: Option<Cache>,
    signoffs: OnceLock<Result<Vec<CommittedContent>, HistoryGap>>,
    /// Authors of changes, by the paths that were asked for: several steps ask for the
    /// same.
    changes: Mutex<BTreeMap<Vec<String>, FileCommits>>,
}

impl GitHistory {
    pub fn new(repo: Result<Arc<SharedRepo>, RepositoryError>, cache: Option<Cache>) -> Self {
        Self {
            repo,
            cache,
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
        let cache = self.cache.as_ref();
        let name = sha256(folder.as_bytes());
        let before = cache.and_then(|cache| serde_json::from_str(&cache.get(&name)?).ok());
        let past = self.with_repository(|repo| repo.folder_history(folder, tip, before.clone()))?;
        let Some(past) = past.map_err(|error| gap(&error))? else {
            return Ok(Vec::new());
        };
        if let (Some(cache), Ok(text)) = (cache, serde_json::to_string(&past))
            && before.as_ref() != Some(&past)
        {
            cache.insert(&name, &text);
        }
        Ok(past.seen)
    }

    /// Reads who wrote these files, which stays the same until there is another commit.
    fn read_changes(&self, paths: &[String]) -> Result<FileCommits, HistoryGap> {
        let tip = self.with_repository(Repo::last_commit)?;
        let tip = tip.map_err(|error| gap(&error))?;
        let tip = tip.map_or_else(String::new, |commit| commit.id);
        let prefix = self.with_repository(|repo| repo.prefix().to_owned())?;
        let name = format!("{CHANGES_FORM}\n{prefix}\n{tip}\n{}", paths.join("\n"));
        let name = sha256(name.as_bytes());
        let cache = self.cache.as_ref();
        let before = cache.and_then(|cache| serde_json::from_str(&cache.get(&name)?).ok());
        if let Some(before) = before {
            return Ok(before);
        }
        let found = self.with_repository(|repo| repo.changes_of(paths))?;
        let found = found.map_err(|error| gap(&error))?;
        if let (Some(cache), Ok(text)) = (cache, serde_json::to_string(&found)) {
            cache.insert(&name, &text);
        }
        Ok(found)
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
