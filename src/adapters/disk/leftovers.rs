//! Temporary files that a killed run left behind. Only regular files with names of cpd's
//! own form are removed, and none that another program is still writing: who writes one holds
//! its lock, and who removes one takes the lock first.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime};

use tracing::warn;
use walkdir::{DirEntry, WalkDir};

use super::{Links, open};

/// The time after which a file of a change is nobody's. It is not locked, and the change that
/// made it removes it.
const ABANDONED_AFTER: Duration = Duration::from_secs(60);

/// The beginning and the end of every temporary file's name.
pub const PREFIX: &str = ".cpd-";
pub const SUFFIX: &str = ".part";

/// The part after [`PREFIX`] in the name of a file that belongs to a change.
const OF_CHANGE: &str = "pending-";

fn is_of_change(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    let middle = name.and_then(|name| name.strip_prefix(PREFIX));
    middle.is_some_and(|middle| middle.starts_with(OF_CHANGE))
}

/// Marks a temporary file as one that is being written. File systems without locks do as
/// well as they can. Returns false if somebody took it for one that was left, and removes it.
pub fn mark_in_use(file: &File, path: &Path) -> bool {
    match file.try_lock() {
        Ok(()) => path.exists(),
        Err(TryLockError::WouldBlock) => false,
        Err(TryLockError::Error(error)) => {
            warn!("a temporary file cannot be locked: {error}");
            true
        }
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
    middle.is_some_and(|middle| match middle.strip_prefix(OF_CHANGE) {
        Some(number) => !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()),
        None => middle.len() == 6 && middle.bytes().all(|byte| byte.is_ascii_alphanumeric()),
    })
}

fn remove_if_abandoned(path: &Path) -> io::Result<()> {
    let (file, _) = open(path, Links::Refused)?;
    let is_locked_when_made = !is_of_change(path);
    if (is_locked_when_made || is_old(&file)?) && file.try_lock().is_ok() {
        fs::remove_file(path)?;
    }
    Ok(())
}

/// Returns true if a file was written long before or, by a clock that was set back since, long
/// after this moment.
fn is_old(file: &File) -> io::Result<bool> {
    let (changed, now) = (file.metadata()?.modified()?, SystemTime::now());
    let apart = now.duration_since(changed);
    Ok(apart.unwrap_or_else(|error| error.duration()) >= ABANDONED_AFTER)
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
    fn only_files_with_names_of_our_own_form_go() {
        assert!(is_swept(OLD, 3600));
        assert!(is_swept(OLD, 1));
        for name in [".cpd-pending-0.part", ".cpd-pending-17.part"] {
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
        assert!(mark_in_use(&file, &folder.path().join(OLD)));
        sweep(folder.path());
        assert!(folder.path().join(OLD).exists());
        drop(file);
        sweep(folder.path());
        assert!(!folder.path().join(OLD).exists());
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_is_taken_for_one_that_was_left_is_made_anew() {
        let (folder, file) = folder_with(OLD, 1);
        let path = folder.path().join(OLD);
        let other = File::open(&path).unwrap();
        other.lock().unwrap();
        assert!(!mark_in_use(&file, &path), "another removes it just now");
        drop(other);
        sweep(folder.path());
        assert!(!mark_in_use(&file, &path), "it was removed");
    }

    /// As after a clock was set back.
    #[test]
    fn a_file_of_a_change_from_the_future_goes_too() {
        let (folder, file) = folder_with(".cpd-pending-0.part", 0);
        let future = SystemTime::now() + Duration::from_secs(86_400);
        file.set_modified(future).unwrap();
        sweep(folder.path());
        assert!(!folder.path().join(".cpd-pending-0.part").exists());
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
