//! Files of a portfolio as its last commit has them.

use super::history::GitHistory;
use crate::adapters::disk::FolderFiles;
use crate::domain::ports::PortfolioFiles;

/// Files as the last commit has them, so that a pack does not depend on what git did to
/// line ends in the work tree.
pub struct CommittedFiles<'e> {
    pub(super) history: Option<&'e GitHistory>,
    pub(super) files: &'e FolderFiles,
}

impl PortfolioFiles for CommittedFiles<'_> {
    fn bytes(&self, path: &str) -> Option<Vec<u8>> {
        let committed = self.history.and_then(|history| {
            let blob = history.ask(|repo| repo.committed(path)).ok()?.ok()??;
            Some(blob.bytes)
        });
        committed.or_else(|| self.files.bytes(path))
    }
}
