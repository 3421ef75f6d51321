//! Evidence in each arrangement in which a portfolio is judged: in its folder with its
//! repository, as a pack that is being made, as a pack that was received, and as an
//! example. Knows no rule and no award.

mod caches;
mod files;
mod history;
mod images;
mod pages;

use std::path::Path;
use std::sync::{Arc, OnceLock};

pub use caches::Caches;
use files::WorkTreeFiles;
use history::GitHistory;
use images::ImageSizes;
use pages::PageCounts;

use crate::adapters::disk::cache::Cache;
use crate::adapters::git::{SharedReads, SharedRepo};
use crate::adapters::keys::Gpg;
use crate::app::ports::{EvidenceSource, RepositoryAccess, RepositoryError};
use crate::domain::ports::{Evidence, History};

/// Readers of one portfolio folder and of the repository around it, from which
/// [`Evidence`] is borrowed.
pub struct FolderEvidence {
    files: Arc<WorkTreeFiles>,
    images: ImageSizes,
    pages: PageCounts,
    /// `None` where nothing of an earlier run may be believed or kept.
    caches: Option<Caches>,
    history: OnceLock<Option<GitHistory>>,
}

impl FolderEvidence {
    /// Returns readers that keep what was costly to work out for the next run.
    pub fn new(root: &Path) -> Self {
        Self::sharing(root, &SharedReads::default())
    }

    /// Returns such readers, with what others may have read of the same repository.
    pub fn sharing(root: &Path, reads: &SharedReads) -> Self {
        let caches = Caches::for_portfolio(root);
        Self::reading(WorkTreeFiles::new(root, reads), caches)
    }

    /// Returns readers that believe nothing an earlier run worked out.
    pub fn without_caches(root: &Path) -> Self {
        Self::reading(WorkTreeFiles::new(root, &SharedReads::default()), None)
    }

    fn reading(files: WorkTreeFiles, caches: Option<Caches>) -> Self {
        let cache = |of: fn(Caches) -> Cache| caches.clone().map(of);
        let files = Arc::new(files);
        Self {
            images: ImageSizes::new(cache(|caches| caches.images)),
            pages: PageCounts::new(Arc::clone(&files), cache(|caches| caches.pages)),
            caches,
            files,
            history: OnceLock::new(),
        }
    }

    /// Returns the evidence of the portfolio in its own repository.
    pub fn with_history(&self) -> Evidence<'_> {
        let history = match self.history() {
            Some(history) => History::Read(history),
            None => History::NoRepository,
        };
        self.with_caches(history)
    }

    /// Returns the evidence of an example: the repository that it lies in is not its own.
    pub fn for_example(&self) -> Evidence<'_> {
        self.with_caches(History::NotConsulted)
    }

    fn with_caches<'e>(&'e self, history: History<'e>) -> Evidence<'e> {
        Evidence {
            files: self.files.as_ref(),
            images: &self.images,
            typesetter: &self.pages,
            openpgp: &Gpg,
            history,
        }
    }

    /// Returns the repository that the portfolio is in; `None` where it is in none.
    pub fn shared_repository(&self) -> Result<Option<Arc<SharedRepo>>, RepositoryError> {
        self.files.repository()
    }

    /// Returns the repository as use cases ask for it.
    pub fn repository(&self) -> RepositoryAccess {
        match self.shared_repository() {
            Ok(None) => RepositoryAccess::None,
            Ok(Some(repository)) => RepositoryAccess::Open(repository),
            Err(why) => RepositoryAccess::Unusable(why),
        }
    }

    fn history(&self) -> Option<&GitHistory> {
        let open = || {
            let repository = self.shared_repository().transpose()?;
            Some(GitHistory::new(repository, self.caches.clone()))
        };
        self.history.get_or_init(open).as_ref()
    }
}

impl EvidenceSource for FolderEvidence {
    fn evidence(&self) -> Evidence<'_> {
        self.with_history()
    }
}
