//! Files that are staged for a change, and the small steps that put them in place.

use std::fs::{self, OpenOptions, Permissions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::if_there;
use crate::adapters::disk::{read_at_most, write};
use crate::base::files::{LARGEST_EVIDENCE, Sha256};

/// The staged new content of a step.
pub(super) fn new(pending: &Path, index: usize) -> PathBuf {
    pending.join("new").join(index.to_string())
}

/// The copy of a step's old content.
pub(super) fn old(pending: &Path, index: usize) -> PathBuf {
    pending.join("old").join(index.to_string())
}

/// A file beside a target, for when the staged one lies on another file system.
pub(super) fn beside(target: &Path, index: usize) -> PathBuf {
    target.with_file_name(format!("{}pending-{index}.part", super::TEMPORARY))
}

/// Makes the folders that files are staged in.
pub(super) fn make_folders(pending: &Path) -> io::Result<()> {
    fs::create_dir_all(pending.join("new"))?;
    fs::create_dir_all(pending.join("old"))
}

pub(super) fn make_parent(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), fs::create_dir_all)
}

/// Reads a regular file, and follows no link to it.
pub(super) fn read(path: &Path) -> io::Result<Vec<u8>> {
    if !fs::symlink_metadata(path)?.is_file() {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "it is not a file that can be read whole",
        ));
    }
    read_at_most(path, LARGEST_EVIDENCE)
}

pub(super) fn digest(path: &Path) -> io::Result<Sha256> {
    read(path).map(|bytes| Sha256::of(&bytes))
}

/// Writes a new file and waits until it is on the disk.
pub(super) fn write(path: &Path, bytes: &[u8], permissions: Option<Permissions>) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(bytes)?;
    if let Some(permissions) = permissions {
        file.set_permissions(permissions)?;
    }
    file.sync_all()
}

/// Copies a staged file, with its permissions, over whatever a broken-off run left.
pub(super) fn copy(from: &Path, to: &Path) -> io::Result<()> {
    let bytes = read(from)?;
    if_there(fs::remove_file(to))?;
    write(to, &bytes, Some(fs::metadata(from)?.permissions()))
}

/// Gives a file a second name; renames it where the file system has no hard links.
pub(super) fn link(from: &Path, to: &Path) -> io::Result<()> {
    match fs::hard_link(from, to) {
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::AlreadyExists | io::ErrorKind::CrossesDevices
            ) =>
        {
            Err(error)
        }
        Err(_) => write::rename(from, to),
        Ok(()) => Ok(()),
    }
}

/// Returns true if the folder lists the file under exactly this name.
pub(super) fn is_spelt_like(path: &Path) -> io::Result<bool> {
    let folder = path.parent().unwrap_or(Path::new("."));
    for entry in fs::read_dir(folder)? {
        if Some(entry?.file_name().as_os_str()) == path.file_name() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Waits until the names in the folders of staged files are on the disk.
pub(super) fn sync_folders(pending: &Path) -> io::Result<()> {
    sync_folder(&pending.join("new"))?;
    sync_folder(&pending.join("old"))?;
    sync_folder(pending)
}

/// Waits until the names in a folder are on the disk; not every system can.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    #[cfg(unix)]
    if let Ok(folder) = fs::File::open(folder) {
        match folder.sync_all() {
            Err(error) if error.kind() == io::ErrorKind::InvalidInput => {}
            other => return other,
        }
    }
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}
