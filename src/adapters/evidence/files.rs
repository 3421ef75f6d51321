//! Files of the work tree. One that git leaves out of it, as a sparse checkout does, is
//! read from git.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use crate::adapters::disk::FolderFiles;
use crate::adapters::git::{SharedReads, SharedRepo};
use crate::app::ports::RepositoryError;
use crate::base::files::resolve;
use crate::domain::ports::PortfolioFiles;

/// Files of the portfolio in a folder, and the repository around it.
pub struct WorkTreeFiles {
    root: PathBuf,
    folder: FolderFiles,
    reads: SharedReads,
    /// Opened when it is first needed; `None` where there is no repository.
    repository: OnceLock<Result<Option<Arc<SharedRepo>>, RepositoryError>>,
}

impl WorkTreeFiles {
    pub fn new(root: &Path, reads: &SharedReads) -> Self {
        Self {
            root: root.to_path_buf(),
            folder: FolderFiles::new(root),
            reads: reads.clone(),
            repository: OnceLock::new(),
        }
    }

    /// Returns the repository that the portfolio is in; `None` where it is in none.
    pub fn repository(&self) -> Result<Option<Arc<SharedRepo>>, RepositoryError> {
        let open = || Ok(SharedRepo::open_with(&self.root, &self.reads)?.map(Arc::new));
        self.repository.get_or_init(open).clone()
    }
}

impl PortfolioFiles for WorkTreeFiles {
    fn bytes(&self, path: &str) -> Option<Vec<u8>> {
        self.folder.bytes(path).or_else(|| {
            let repository = self.repository().ok()??;
            let path = resolve("", path)?;
            repository.with_repository(|repo| repo.left_out_bytes(&path))
        })
    }
}
