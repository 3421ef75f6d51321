//! The evidence that files are by themselves, such as those of a pack or of a commit: nothing
//! of an earlier run is used, and there is no history.

use crate::base::picture::{self, PictureFault, Size};
use crate::domain::ports::{
    Evidence, History, Images, OpenPgpVerifier, PageCount, PortfolioFiles, Typesetter,
};
use crate::domain::record_view::RecordPage;
use crate::formats::pack::pdf;

/// Files with everything that is worked out from them alone, from which [`Evidence`] is
/// borrowed.
pub struct FilesEvidence<'a>(pub &'a dyn PortfolioFiles);

impl FilesEvidence<'_> {
    pub fn evidence<'a>(&'a self, openpgp: &'a dyn OpenPgpVerifier) -> Evidence<'a> {
        Evidence {
            files: self.0,
            images: self,
            typesetter: self,
            openpgp,
            history: History::NotConsulted,
        }
    }
}

impl Images for FilesEvidence<'_> {
    fn size(&self, path: &str) -> Option<Result<Size, PictureFault>> {
        Some(picture::decode(&self.0.bytes(path)?))
    }
}

impl Typesetter for FilesEvidence<'_> {
    fn pages(&self, sheet: &RecordPage, most: usize) -> Result<PageCount, String> {
        let read = |path: &str| self.0.bytes(path);
        pdf::pages(sheet, most, &read).map_err(|error| error.to_string())
    }
}
