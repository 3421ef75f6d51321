//! The evidence that files are by themselves, such as those of a pack or of a commit: nothing
//! of an earlier run is used, and there is no history.

use crate::domain::ports::{
    Evidence, History, Images, OpenPgpVerifier, PageCount, PortfolioFiles, Typesetter,
};
use crate::domain::record_view::RecordPage;
use crate::formats::pack::pdf;

/// Files with everything that is worked out from them alone, from which [`Evidence`] is
/// borrowed.
pub struct FilesEvidence<'a> {
    files: &'a dyn PortfolioFiles,
    images: &'a dyn Images,
}

impl<'a> FilesEvidence<'a> {
    pub const fn new(files: &'a dyn PortfolioFiles, images: &'a dyn Images) -> Self {
        Self { files, images }
    }

    pub fn evidence<'e>(&'e self, openpgp: &'e dyn OpenPgpVerifier) -> Evidence<'e> {
        Evidence {
            files: self.files,
            images: self.images,
            typesetter: self,
            openpgp,
            history: History::NotConsulted,
        }
    }
}

impl Typesetter for FilesEvidence<'_> {
    fn pages(&self, sheet: &RecordPage, most: usize) -> Result<PageCount, String> {
        let read = |path: &str| self.files.bytes(path);
        pdf::pages(sheet, most, &read).map_err(|error| error.to_string())
    }
}
