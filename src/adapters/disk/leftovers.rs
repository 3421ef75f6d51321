//! Temporary files that a killed run left behind. Only regular files with names of cpd's
//! own form are removed, and none that another program is still writing.

use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime};

use tracing::warn;
use walkdir::{DirEntry, WalkDir};

use super::{Links, open};

/// The time after which a file that nobody has locked is nobody's: a file is locked at
/// once when it is made, except where the file system has no locks.
const ABANDONED_AFTER: Duration = Duration::from_secs(60);

/// The beginning and the end of every temporary file's name.
pub const PREFIX: &str = ".cpd-";
pub const SUFFIX: &str = ".part";

/// Marks a temporary file as one that is being written. File systems without locks do as
/// well as they can.
pub fn mark_in_use(file: &File) {
    if let Err(error) = file.try_lock() {
        warn!("a temporary file cannot be locked: {error}");
    }
}

/// Removes what killed runs left in a folder, and not in those below it.
pub fn sweep(folder: &Path) {
    sweep_entries(WalkDir::new(folder).min_depth(1).max_depth(1));
}

/// Removes what killed runs left in a folder and in those below it.
pub fn sweep_below(root: &Path) {
    sweep_entries(WalkDir::new(root).min_depth(1));
}

fn sweep_entries(walk: WalkDir) {
    let entries = walk.into_iter().filter_entry(is_own_folder_or_file);
    for entry in entries.flatten() {
        let is_ours = entry.file_type().is_file() && has_temporary_name(&entry);
        if is_ours && let Err(error) = remove_if_abandoned(entry.path()) {
            warn!("{} cannot be removed: {error}", entry.path().display());
        }
    }
}

/// Returns false for git's own folder, and for those of programs that keep many files.
fn is_own_folder_or_file(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    let is_others = matches!(name.as_ref(), ".git" | "target" | "node_modules");
    !(entry.depth() > 0 && entry.file_type().is_dir() && is_others)
}

/// Returns true for `.cpd-Ab3dEf.part` and `.cpd-pending-7.part`.
fn has_temporary_name(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_str();
    let middle = name.and_then(|name| name.strip_prefix(PREFIX)?.strip_suffix(SUFFIX));
    middle.is_some_and(|middle| match middle.strip_prefix("pending-") {
        Some(number) => !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()),
        None => middle.len() == 6 && middle.bytes().all(|byte| byte.is_ascii_alphanumeric()),
    })
}

fn remove_if_abandoned(path: &Path) -> io::Result<()> {
    let (file, _) = open(path, Links::Refused)?;
    let changed = file.metadata()?.modified()?;
    let age = SystemTime::now().duration_since(changed);
    let is_old = age.is_ok_and(|age| age >= ABANDONED_AFTER);
    if is_old && file.try_lock().is_ok() {
        fs::remove_file(path)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = ".cpd-Ab3dEf.part";

    /// A folder with a file of this name that was last written so many seconds ago.
    fn folder_with(name: &str, seconds: u64) -> (tempfile::TempDir, File) {
        let folder = tempfile::tempdir().unwrap();
        let file = File::create(folder.path().join(name)).unwrap();
        let then = SystemTime::now() - Duration::from_secs(seconds);
        file.set_modified(then).unwrap();
        (folder, file)
    }

    fn is_swept(name: &str, seconds: u64) -> bool {
        let (folder, _file) = folder_with(name, seconds);
        sweep(folder.path());
        !folder.path().join(name).exists()
    }

    #[test]
    fn only_old_files_with_names_of_our_own_form_go() {
        for name in [OLD, ".cpd-pending-0.part", ".cpd-pending-17.part"] {
            assert!(is_swept(name, 3600), "{name}");
            assert!(!is_swept(name, 1), "{name}");
        }
        for name in [
            ".cpd-notes.md",
            ".cpd-.part",
            ".cpd-Ab3dE.part",
            ".cpd-Ab-dEf.part",
            ".cpd-pending-.part",
            ".cpd-pending-x.part",
            "cpd-Ab3dEf.part",
            ".cpd-Ab3dEf.part.md",
        ] {
            assert!(!is_swept(name, 3600), "{name}");
        }
    }

    #[test]
    fn a_file_that_another_program_writes_stays() {
        let (folder, file) = folder_with(OLD, 3600);
        mark_in_use(&file);
        sweep(folder.path());
        assert!(folder.path().join(OLD).exists());
        drop(file);
        sweep(folder.path());
        assert!(!folder.path().join(OLD).exists());
    }

    #[cfg(unix)]
    #[test]
    fn links_and_folders_of_that_name_stay_and_are_not_followed() {
        use std::os::unix::fs::symlink;
        let (precious, _file) = folder_with(OLD, 3600);
        let folder = tempfile::tempdir().unwrap();
        symlink(precious.path().join(OLD), folder.path().join(OLD)).unwrap();
        symlink(precious.path(), folder.path().join("linked")).unwrap();
        fs::create_dir(folder.path().join(".cpd-Xb3dEf.part")).unwrap();
        sweep_below(folder.path());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3);
        assert!(precious.path().join(OLD).exists());
    }

    #[test]
    fn folders_below_are_swept_and_those_of_git_are_not() {
        let root = tempfile::tempdir().unwrap();
        let then = SystemTime::now() - Duration::from_secs(3600);
        for folder in ["a/b", ".git"] {
            fs::create_dir_all(root.path().join(folder)).unwrap();
            let file = File::create(root.path().join(folder).join(OLD)).unwrap();
            file.set_modified(then).unwrap();
        }
        sweep(root.path());
        assert!(root.path().join("a/b").join(OLD).exists());
        sweep_below(root.path());
        assert!(!root.path().join("a/b").join(OLD).exists());
        assert!(root.path().join(".git").join(OLD).exists());
    }
}
