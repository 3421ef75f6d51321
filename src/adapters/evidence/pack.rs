//! Evidence that a printed pack carries.

use crate::adapters::keys::Gpg;
use crate::base::picture::{self, PictureFault, Size};
use crate::domain::ports::{Evidence, History, Images, PageCount, PortfolioFiles, Typesetter};
use crate::domain::record_view::RecordPage;
use crate::formats::pack::pdf;
use crate::views::submission::OpenedPack;

/// Files that were found inside a printed pack, from which [`Evidence`] is borrowed.
pub struct PackEvidence<'o>(pub &'o OpenedPack);

impl PackEvidence<'_> {
    /// Returns the evidence of the pack, with nothing that an earlier run worked out.
    pub fn evidence(&self) -> Evidence<'_> {
        Evidence {
            files: self,
            images: self,
            typesetter: self,
            openpgp: &Gpg,
            history: History::NotConsulted,
        }
    }
}

impl PortfolioFiles for PackEvidence<'_> {
    fn bytes(&self, path: &str) -> Option<Vec<u8>> {
        self.0.files.get(path).cloned()
    }
}

impl Images for PackEvidence<'_> {
    fn size(&self, path: &str) -> Option<Result<Size, PictureFault>> {
        Some(picture::decode(self.0.files.get(path)?))
    }
}

impl Typesetter for PackEvidence<'_> {
    fn pages(&self, sheet: &RecordPage, most: usize) -> Result<PageCount, String> {
        pdf::pages(sheet, most, &|path| self.bytes(path)).map_err(|error| error.to_string())
    }
}
