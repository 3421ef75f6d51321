//! A bounded cache of values by the digest of everything that they are made from. A value
//! that is found in it equals the one that would be made, so it changes no result.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// SHA-256 of everything that a value is made from.
pub type CacheKey = [u8; 32];

/// A cache that keeps the values that were used last.
pub struct ContentCache<T> {
    most: usize,
    kept: Mutex<CacheState<T>>,
}

struct CacheState<T> {
    values: BTreeMap<CacheKey, CachedValue<T>>,
    /// The number of uses so far.
    uses: u64,
}

struct CachedValue<T> {
    value: Arc<T>,
    last: u64,
}

impl<T> ContentCache<T> {
    /// Returns an empty cache of at most so many values.
    pub const fn new(most: usize) -> Self {
        Self {
            most,
            kept: Mutex::new(CacheState {
                values: BTreeMap::new(),
                uses: 0,
            }),
        }
    }

    /// Returns the value of a key, and makes it if it is not there.
    ///
    /// It is made while nothing is locked: a thread of a pool that waits inside `make` may
    /// take up another task that asks this cache. So two threads may make equal values at
    /// once, of which one is kept.
    pub fn get_or_make(&self, key: CacheKey, make: impl FnOnce() -> T) -> Arc<T> {
        if let Some(value) = self.with(|kept| kept.get(&key)) {
            return value;
        }
        let made = Arc::new(make());
        self.with(|kept| kept.insert_or_get(key, made, self.most))
    }

    fn with<R>(&self, ask: impl FnOnce(&mut CacheState<T>) -> R) -> R {
        // A value is put in whole or not at all, so a panic elsewhere leaves nothing broken.
        ask(&mut self.kept.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl<T> CacheState<T> {
    fn get(&mut self, key: &CacheKey) -> Option<Arc<T>> {
        let used = self.values.get_mut(key)?;
        self.uses += 1;
        used.last = self.uses;
        Some(Arc::clone(&used.value))
    }

    /// Keeps a value unless another thread's is there, and drops the one whose use is
    /// longest ago if there are too many.
    fn insert_or_get(&mut self, key: CacheKey, made: Arc<T>, most: usize) -> Arc<T> {
        if let Some(value) = self.get(&key) {
            return value;
        }
        if self.values.len() >= most {
            let oldest = self.values.iter().min_by_key(|(_, used)| used.last);
            if let Some(oldest) = oldest.map(|(key, _)| *key) {
                self.values.remove(&oldest);
            }
        }
        self.uses += 1;
        let value = Arc::clone(&made);
        let last = self.uses;
        self.values.insert(key, CachedValue { value, last });
        made
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(number: u8) -> CacheKey {
        [number; 32]
    }

    #[test]
    fn a_value_is_made_once_while_it_is_kept() {
        let cache = ContentCache::new(2);
        let first = cache.get_or_make(key(1), || "one");
        let again = cache.get_or_make(key(1), || unreachable!("it is kept"));
        assert!(Arc::ptr_eq(&first, &again));
    }

    #[test]
    fn the_least_recently_used_value_is_dropped_first() {
        let cache = ContentCache::new(2);
        for number in [1, 2, 1, 3] {
            cache.get_or_make(key(number), || number);
        }
        let was_kept = |number: u8| *cache.get_or_make(key(number), || 0) == number;
        assert!(was_kept(1), "it was used after 2");
        assert!(was_kept(3));
        assert!(!was_kept(2));
    }

    /// The lock is not held while a value is made: this would never end.
    #[test]
    fn a_value_may_be_made_from_another_of_the_same_cache() {
        let cache = ContentCache::new(2);
        let outer = cache.get_or_make(key(1), || *cache.get_or_make(key(2), || 20) + 1);
        assert_eq!(*outer, 21);
    }

    #[test]
    fn concurrently_made_values_share_one_entry() {
        let cache = ContentCache::new(2);
        let inner = std::sync::OnceLock::new();
        let outer = cache.get_or_make(key(1), || {
            let _ = inner.set(cache.get_or_make(key(1), || "inner"));
            "outer"
        });
        assert!(Arc::ptr_eq(&outer, inner.get().unwrap()));
    }
}
