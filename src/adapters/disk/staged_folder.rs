//! A folder that is made whole under a temporary name before it gets its own.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use tempfile::{Builder, TempDir};

use super::leftovers;

/// A folder under a temporary name beside the one that it becomes. It is removed unless it
/// is put in place.
pub struct StagedFolder {
    temporary: TempDir,
    /// The folder that is named, in the temporary one or the same.
    inner: PathBuf,
    /// The path that the temporary folder gets: that of the outermost folder which is not
    /// there yet, or of an empty one.
    target: PathBuf,
}

impl StagedFolder {
    /// Makes the temporary folder for one that is not there, or is empty.
    pub fn for_folder(folder: &Path) -> io::Result<Self> {
        let mut above = folder.ancestors();
        let there = above.find(|above| fs::symlink_metadata(above).is_ok());
        let there = there.unwrap_or(Path::new("."));
        let missing = folder.strip_prefix(there).unwrap_or(folder);
        let is_plain = |part| matches!(part, Component::Normal(_));
        if !missing.components().all(is_plain) {
            return Err(io::ErrorKind::NotFound.into());
        }
        let there = there.canonicalize()?;
        let mut missing = missing.iter();
        let (parent, target) = match missing.next() {
            Some(outermost) => (there.as_path(), there.join(outermost)),
            None => (there.parent().unwrap_or(&there), there.clone()),
        };
        let temporary = temporary_folder(parent)?;
        let inner = temporary.path().join(missing.collect::<PathBuf>());
        Ok(Self {
            temporary,
            inner,
            target,
        })
    }

    /// Returns the folder to fill, which may not be there yet.
    pub fn folder(&self) -> &Path {
        &self.inner
    }

    /// Gives the folder its name, unless something is there by now that is no empty folder.
    pub fn put_in_place(mut self) -> io::Result<()> {
        if let Ok(empty) = fs::symlink_metadata(&self.target) {
            fs::set_permissions(self.temporary.path(), empty.permissions())?;
            // There a folder is not renamed over another.
            #[cfg(windows)]
            fs::remove_dir(&self.target)?;
        }
        fs::rename(self.temporary.path(), &self.target)?;
        self.temporary.disable_cleanup(true);
        Ok(())
    }
}

/// Makes a folder that everybody may use, less what the person's own settings take.
fn temporary_folder(parent: &Path) -> io::Result<TempDir> {
    let mut builder = Builder::new();
    builder.prefix(leftovers::PREFIX).suffix(leftovers::SUFFIX);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o777));
    }
    builder.tempdir_in(parent)
}
