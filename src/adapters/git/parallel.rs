//! Work on many commits, shared among the cores. libgit2 compares each object that it reads with
//! its name, which takes most of the time.

use std::ops::Range;
use std::panic::resume_unwind;
use std::thread;

use git2::Repository;

use super::{Repo, history};
use crate::app::ports::RepositoryError;

/// Bytes of stack of each thread, as the first one has on most systems.
const STACK: usize = 8 * 1024 * 1024;

/// Fewest commits for which another thread is started.
const FEWEST_COMMITS: usize = 256;

impl Repo {
    /// Calls `work` for ranges of commits that together are all of them, and returns the results in
    /// order. The first is done on this thread, and each other on one of its own, with a
    /// repository of its own, as far as there are any. These threads belong to no pool, so whoever
    /// waits for them takes up no other work.
    pub(super) fn in_parallel<T: Send>(
        &self,
        commits: usize,
        work: impl Fn(&Self, Range<usize>) -> Result<T, RepositoryError> + Sync,
    ) -> Result<Vec<T>, RepositoryError> {
        // One for those who work on many portfolios at a time.
        let threads = rayon::current_num_threads();
        let ranges = ranges(commits, threads);
        let Some((first, others)) = ranges.split_first() else {
            return Ok(Vec::new());
        };
        let work = &work;
        thread::scope(|scope| {
            let mut running = Vec::with_capacity(others.len());
            for range in others {
                let own = range.clone();
                let started = self.again().ok().and_then(|repo| {
                    let thread = thread::Builder::new().stack_size(STACK);
                    thread.spawn_scoped(scope, move || work(&repo, own)).ok()
                });
                running.push((range, started));
            }
            let mut done = vec![work(self, first.clone())];
            done.extend(running.into_iter().map(|(range, started)| match started {
                Some(thread) => thread.join().unwrap_or_else(|panic| resume_unwind(panic)),
                None => work(self, range.clone()),
            }));
            done.into_iter().collect()
        })
    }

    /// Opens the same repository once more, for its commits alone. Its work tree and the owner of
    /// it were looked at the first time.
    fn again(&self) -> Result<Self, RepositoryError> {
        Ok(Self {
            repo: Repository::open_bare(self.repo.path())?,
            prefix: self.prefix.clone(),
            tops: history::TopCache::default(),
            reads: self.reads.clone(),
        })
    }
}

/// Divides commits among at most so many threads.
fn ranges(commits: usize, most: usize) -> Vec<Range<usize>> {
    let threads = commits.div_ceil(FEWEST_COMMITS).clamp(1, most);
    let size = commits.div_ceil(threads);
    let starts = (0..threads).map(|thread| thread * size);
    let ranges = starts.map(|start| start.min(commits)..(start + size).min(commits));
    ranges.collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn ranges_are_all_commits_in_order(commits in 0..5_000_usize, most in 1..20_usize) {
            let ranges = ranges(commits, most);
            prop_assert!(!ranges.is_empty() && ranges.len() <= most);
            let all: Vec<usize> = ranges.into_iter().flatten().collect();
            prop_assert!(all.into_iter().eq(0..commits));
        }
    }

    #[test]
    fn few_commits_are_left_to_one_thread() {
        assert_eq!(ranges(FEWEST_COMMITS, 8).len(), 1);
        assert_eq!(ranges(FEWEST_COMMITS + 1, 8).len(), 2);
        assert_eq!(ranges(100_000, 8).len(), 8);
    }

    #[test]
    fn results_are_in_order_and_the_first_failure_is_returned() {
        let folder = tempfile::tempdir().unwrap();
        let repo = Repo::init(folder.path()).unwrap();
        let starts = repo.in_parallel(1_000, |repo, range| {
            assert!(repo.head_commit()?.is_none());
            Ok(range)
        });
        let all: Vec<usize> = starts.unwrap().into_iter().flatten().collect();
        assert!(all.into_iter().eq(0..1_000));
        let failed = repo.in_parallel(1_000, |_, range| match range.contains(&999) {
            true => Err::<(), _>(RepositoryError::Bare),
            false => Ok(()),
        });
        assert_eq!(failed.unwrap_err(), RepositoryError::Bare);
    }
}
