//! One change at a time.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use tracing::warn;

use super::staged;

/// The lock of a state folder, held until it is dropped.
pub(super) struct Lock {
    _file: File,
    path: PathBuf,
}

const NAME: &str = "lock";

impl Lock {
    /// Waits for the lock. File systems without locks do as well as they can.
    pub fn take(state: &Path) -> io::Result<Self> {
        refuse_links(state)?;
        let path = state.join(NAME);
        loop {
            match fs::create_dir_all(state) {
                // The holder before took the folder along while it was being made.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && !state.exists() => {
                    continue;
                }
                other => other?,
            }
            staged::refuse_unless_file(&path)?;
            let file = match open(&path, true) {
                // The holder before took the folder along.
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                other => other?,
            };
            if let Err(error) = file.lock() {
                warn!("{} cannot be locked: {error}", path.display());
            }
            if is_same(&file, &path) {
                return Ok(Self { _file: file, path });
            }
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // While it is held: whoever waits for it sees that it is gone and begins anew.
        if cfg!(unix) {
            if let Err(error) = fs::remove_file(&self.path) {
                warn!("{} cannot be removed: {error}", self.path.display());
            }
            // A folder that holds anything else stays.
            let _ = self.path.parent().map(fs::remove_dir);
        }
    }
}

/// Opens the file of a lock. What took its place since it was looked at is not followed if
/// it is a link, and not waited for if it is a pipe.
pub(super) fn open(path: &Path, create: bool) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(create).truncate(false);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt;
        let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
        options.custom_flags(flags.bits().cast_signed());
    }
    options.open(path)
}

/// Returns true if somebody holds the lock just now.
pub(super) fn is_held(state: &Path) -> bool {
    let path = state.join(NAME);
    if staged::refuse_unless_file(&path).is_err() {
        return false;
    }
    let file = open(&path, false);
    file.is_ok_and(|file| matches!(file.try_lock(), Err(TryLockError::WouldBlock)))
}

/// Fails if the state folder is a link or no folder. A portfolio that is one of several in
/// a repository has its own, in a folder of all of them.
pub(super) fn refuse_links(state: &Path) -> io::Result<()> {
    let name = state.file_name().unwrap_or_default();
    if name.as_encoded_bytes().starts_with(b"in-") {
        state
            .parent()
            .map_or(Ok(()), staged::refuse_unless_folder)?;
    }
    staged::refuse_unless_folder(state)
}

/// Returns true if the open file is still the one at the path.
#[cfg(unix)]
fn is_same(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let (Ok(open), Ok(there)) = (file.metadata(), fs::symlink_metadata(path)) else {
        return false;
    };
    (open.dev(), open.ino()) == (there.dev(), there.ino())
}

#[cfg(not(unix))]
fn is_same(_: &File, _: &Path) -> bool {
    true
}
