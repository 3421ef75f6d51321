//! Reads of repositories that several portfolios need: each is done once, however many portfolios
//! are in a repository.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::SystemTime;

use git2::Oid;

use super::NotCheckedOut;
use super::history::RepositoryHistory;
use super::walk::Walk;
use crate::app::ports::RepositoryError;

/// Reads of the repositories that were asked last. Portfolios of one repository share them, also
/// from several threads.
#[derive(Clone, Default)]
pub struct SharedReads(Arc<Mutex<RecentReads>>);

/// The folder of git, the last commit, and the commit since which there is a walk.
type WalkKey = (PathBuf, Oid, Option<Oid>);

#[derive(Default)]
struct RecentReads {
    walks: Recent<WalkKey, Walk>,
    histories: Recent<(PathBuf, Oid), RepositoryHistory>,
    left_out: Recent<IndexKey, Vec<NotCheckedOut>>,
}

/// The index as it was when it was read.
#[derive(PartialEq, Eq)]
pub struct IndexKey {
    pub file: PathBuf,
    pub size: u64,
    pub changed: SystemTime,
}

impl SharedReads {
    /// Returns a walk, or makes it.
    pub fn walk(
        &self,
        key: WalkKey,
        make: impl FnOnce() -> Result<Walk, RepositoryError>,
    ) -> Result<Arc<Walk>, RepositoryError> {
        let slot = self.lock(|recent| recent.walks.slot(key));
        slot.get_or_init(|| make().map(Arc::new)).clone()
    }

    /// Returns what all commits up to one say of a repository, or finds it.
    pub fn history(
        &self,
        key: (PathBuf, Oid),
        make: impl FnOnce() -> Result<RepositoryHistory, RepositoryError>,
    ) -> Result<Arc<RepositoryHistory>, RepositoryError> {
        let slot = self.lock(|recent| recent.histories.slot(key));
        slot.get_or_init(|| make().map(Arc::new)).clone()
    }

    /// Returns the files that git leaves out of a work tree, by their paths from its top.
    pub fn left_out(
        &self,
        key: IndexKey,
        read: impl FnOnce() -> Result<Vec<NotCheckedOut>, RepositoryError>,
    ) -> Result<Arc<Vec<NotCheckedOut>>, RepositoryError> {
        let slot = self.lock(|recent| recent.left_out.slot(key));
        slot.get_or_init(|| read().map(Arc::new)).clone()
    }

    /// Holds the lock only for looking up: whoever makes a walk keeps nobody else waiting but
    /// those who want the same.
    fn lock<T>(&self, look_up: impl FnOnce(&mut RecentReads) -> T) -> T {
        look_up(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Values that are kept, each once it is made.
type Slot<V> = Arc<OnceLock<Result<Arc<V>, RepositoryError>>>;

struct Recent<K, V>(VecDeque<(K, Slot<V>)>);

/// Values that are kept: those of some repositories for each of many threads.
const MOST_RECENT: usize = 32;

impl<K, V> Default for Recent<K, V> {
    fn default() -> Self {
        Self(VecDeque::new())
    }
}

impl<K: PartialEq, V> Recent<K, V> {
    fn slot(&mut self, key: K) -> Slot<V> {
        if let Some((_, slot)) = self.0.iter().find(|(known, _)| *known == key) {
            return Arc::clone(slot);
        }
        let slot = Slot::default();
        self.0.push_front((key, Arc::clone(&slot)));
        self.0.truncate(MOST_RECENT);
        slot
    }
}
