//! Folders that keep what was costly to work out about one portfolio. They lie in the
//! user's own cache folder: whoever hands over a portfolio could bring forged or linked
//! ones with it.

use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;

use crate::adapters::disk::cache::Cache;
use crate::base::files::digest::sha256;

/// The caches of one portfolio.
#[derive(Clone)]
pub struct Caches {
    /// The user's cache folder.
    folder: PathBuf,
    pub pages: Cache,
    pub images: Cache,
    pub history: Cache,
    pub lines: Cache,
}

impl Caches {
    /// Returns the caches of the portfolio in a folder; `None` where the user has no
    /// place to keep them. Unit tests keep nothing: the user's folders are not theirs.
    pub fn for_portfolio(root: &Path) -> Option<Self> {
        if cfg!(test) {
            return None;
        }
        let folder = etcetera::base_strategy::choose_native_strategy().ok()?;
        Some(Self::in_cache_folder(
            &folder.cache_dir(),
            &root.canonicalize().ok()?,
        ))
    }

    fn in_cache_folder(folder: &Path, root: &Path) -> Self {
        let cache = |kind| cache_of(folder, root, kind);
        Self {
            folder: folder.to_path_buf(),
            pages: cache("pages"),
            images: cache("pictures"),
            history: cache("history"),
            lines: cache("lines"),
        }
    }

    /// Returns the cache of facts on a repository, which is in this folder of git. All portfolios
    /// in it share them.
    pub fn for_repository(&self, git_folder: &Path) -> Cache {
        cache_of(&self.folder, git_folder, "history")
    }
}

fn cache_of(folder: &Path, place: &Path, kind: &str) -> Cache {
    let place = sha256(place.as_os_str().as_encoded_bytes());
    Cache::new(folder, &["cpd", &place, kind])
}
