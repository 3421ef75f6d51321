//! The port through which schemes in folders are read, inside a portfolio or not.

use std::path::{Path, PathBuf};

use crate::app::ports::EvidenceSource;
use crate::base::files::Snapshot;

/// Folders of the machine that may hold a scheme or its examples.
pub trait SchemeFolders {
    /// Returns the folder of the scheme that a path leads to: the folder itself, or that of
    /// the file it names. None if no `scheme.yaml` is there.
    fn scheme_at(&self, path: &Path) -> Option<PathBuf>;

    /// Returns the kind of thing at a path. A link is not followed.
    fn kind(&self, path: &Path) -> Occupant;

    /// Returns true if nothing is in the way of a new folder: there is none, or it is empty.
    fn is_free(&self, folder: &Path) -> Result<bool, String>;

    /// Returns every file of a folder that may matter, or why they cannot be read.
    fn snapshot(&self, folder: &Path) -> Result<Snapshot, String>;

    /// Returns the bytes of a file below a folder; none where they cannot be read.
    fn bytes(&self, folder: &Path, path: &str) -> Option<Vec<u8>>;

    /// Returns the evidence of a portfolio that is an example: the repository around it is
    /// not its own.
    fn evidence(&self, folder: &Path) -> Box<dyn EvidenceSource>;
}

/// A thing that a path leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occupant {
    Nothing,
    Folder,
    Link,
    File,
}

impl Occupant {
    /// Returns true for a folder, and for a link that may lead to one.
    pub fn may_be_folder(self) -> bool {
        matches!(self, Self::Folder | Self::Link)
    }
}
