//! Folders that keep what was costly to work out about one portfolio.

use std::path::Path;

use crate::adapters::disk::cache::Cache;
use crate::adapters::git::Repo;

/// The caches of one portfolio.
#[derive(Clone)]
pub struct Caches {
    pub pages: Cache,
    pub images: Cache,
    pub history: Cache,
}

impl Caches {
    /// Returns the caches of the portfolio in a folder; `None` where there is no place to
    /// keep them.
    pub fn of(root: &Path) -> Option<Self> {
        let folder = Repo::open(root).ok()??.git_folder().join("cpd");
        Some(Self {
            pages: Cache::new(folder.join("pages")),
            images: Cache::new(folder.join("pictures")),
            history: Cache::new(folder.join("history")),
        })
    }
}
