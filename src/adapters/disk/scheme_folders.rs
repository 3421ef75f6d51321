//! Folders of schemes and of their examples, as they lie on disk.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{FolderFiles, error_text, is_free, snapshot};
use crate::adapters::evidence::FolderEvidence;
use crate::app::ports::EvidenceSource;
use crate::app::scheme::folders::{Occupant, SchemeFolders};
use crate::base::files::Snapshot;
use crate::domain::ports::{Evidence, PortfolioFiles};

pub struct DiskFolders;

impl SchemeFolders for DiskFolders {
    fn scheme_at(&self, path: &Path) -> Option<PathBuf> {
        let folder = match path.is_file() {
            true => path.parent()?.to_path_buf(),
            false => path.to_path_buf(),
        };
        folder.join("scheme.yaml").is_file().then_some(folder)
    }

    fn kind(&self, path: &Path) -> Occupant {
        match fs::symlink_metadata(path) {
            Ok(found) if found.is_symlink() => Occupant::Link,
            Ok(found) if found.is_dir() => Occupant::Folder,
            Ok(_) => Occupant::File,
            Err(_) => Occupant::Nothing,
        }
    }

    fn is_free(&self, folder: &Path) -> Result<bool, String> {
        is_free(folder).map_err(error_message)
    }

    fn snapshot(&self, folder: &Path) -> Result<Snapshot, String> {
        snapshot(folder).map_err(error_message)
    }

    fn bytes(&self, folder: &Path, path: &str) -> Option<Vec<u8>> {
        FolderFiles::new(folder).bytes(path)
    }

    fn evidence(&self, folder: &Path) -> Box<dyn EvidenceSource> {
        Box::new(ExampleEvidence(FolderEvidence::new(folder)))
    }
}

fn error_message(error: io::Error) -> String {
    error_text(&error)
}

/// Evidence of an example, which has no repository of its own.
struct ExampleEvidence(FolderEvidence);

impl EvidenceSource for ExampleEvidence {
    fn evidence(&self) -> Evidence<'_> {
        self.0.for_example()
    }
}
