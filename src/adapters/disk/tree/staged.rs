//! Files that are staged for a change, and the small steps that put them in place.

use std::fs::{self, Metadata, OpenOptions, Permissions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::ignore_not_found;
use crate::adapters::disk::{leftovers, read_unless_link, write};
use crate::base::files::{LARGEST_EVIDENCE, Sha256};

/// Returns the staged new content of a step.
pub(super) fn new(pending: &Path, index: usize) -> PathBuf {
    pending.join("new").join(index.to_string())
}

/// Returns the copy of a step's old content.
pub(super) fn old_copy_path(pending: &Path, index: usize) -> PathBuf {
    pending.join("old").join(index.to_string())
}

/// Returns a file beside a target, for when the staged one lies on another file system.
pub(super) fn temporary_path_beside(target: &Path, index: usize) -> PathBuf {
    target.with_file_name(format!(
        "{}pending-{index}{}",
        leftovers::PREFIX,
        leftovers::SUFFIX
    ))
}

/// Makes the folders that files are staged in.
pub(super) fn make_folders(pending: &Path) -> io::Result<()> {
    fs::create_dir_all(pending.join("new"))?;
    fs::create_dir_all(pending.join("old"))
}

pub(super) fn make_parent(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), fs::create_dir_all)
}

/// Fails if something is there that is not a folder, such as a link to one.
pub(super) fn refuse_unless_folder(path: &Path) -> io::Result<()> {
    refuse_unless(path, Metadata::is_dir, "it is not a folder")
}

/// Fails if something is there that is not a regular file, such as a link or a pipe.
pub(super) fn refuse_unless_file(path: &Path) -> io::Result<()> {
    refuse_unless(path, Metadata::is_file, "it is not a regular file")
}

fn refuse_unless(path: &Path, fits: fn(&Metadata) -> bool, otherwise: &str) -> io::Result<()> {
    let (kind, message) = match fs::symlink_metadata(path) {
        Ok(found) if found.is_symlink() => (
            io::ErrorKind::InvalidFilename,
            "it is a symbolic link, and cpd does not follow links",
        ),
        Ok(found) if !fits(&found) => (io::ErrorKind::InvalidInput, otherwise),
        Ok(_) => return Ok(()),
        Err(error) => return ignore_not_found(Err(error)),
    };
    Err(io::Error::new(kind, message))
}

/// Reads a regular file, and follows no link to it.
pub(super) fn read(path: &Path) -> io::Result<Vec<u8>> {
    if !fs::symlink_metadata(path)?.is_file() {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "it is not a regular file",
        ));
    }
    read_unless_link(path, LARGEST_EVIDENCE)
}

pub(super) fn digest(path: &Path) -> io::Result<Sha256> {
    read(path).map(|bytes| Sha256::digest(&bytes))
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
    ignore_not_found(fs::remove_file(to))?;
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
pub(super) fn is_listed_as_written(path: &Path) -> io::Result<bool> {
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
    {
        use std::os::unix::fs::OpenOptionsExt;
        // Without this a pipe in the folder's place would be waited for.
        let only_folders = rustix::fs::OFlags::DIRECTORY.bits().cast_signed();
        let mut options = OpenOptions::new();
        let options = options.read(true).custom_flags(only_folders);
        if let Ok(folder) = options.open(folder) {
            match folder.sync_all() {
                Err(error) if error.kind() == io::ErrorKind::InvalidInput => {}
                other => return other,
            }
        }
    }
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}
