//! The files of a zip in a folder that lasts as long as a command.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use tempfile::TempDir;

use super::write::write_new;

/// A temporary folder with files in it, removed when it is dropped.
pub struct UnpackedFolder(TempDir);

impl UnpackedFolder {
    /// Writes files below a new folder that only this person can read. Their paths have to
    /// stay inside it.
    pub fn new(files: &BTreeMap<String, Vec<u8>>) -> io::Result<Self> {
        let folder = Self(TempDir::new()?);
        for (path, bytes) in files {
            write_new(&folder.path().join(path), bytes)?;
        }
        Ok(folder)
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }
}
