//! The state of files, by what the system notes of each: its size, and when it was last changed.
//! None is read. No program can set the time of a change, so whoever changes a file changes this.

use std::fs::Metadata;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use crate::base::files::digest::sha256;

/// Notes of the system on files, and the newest change among them.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct FolderState {
    noted: String,
    /// In seconds since 1970.
    newest: i64,
}

impl FolderState {
    /// Adds a file that need not be there, or the file that a link leads to.
    pub fn add_file(&mut self, path: &Path) {
        let found = std::fs::metadata(path).ok();
        self.add(path, found.as_ref());
    }

    /// Adds everything below a folder, without what is passed over by its path in the folder.
    pub fn add_below(&mut self, folder: &Path, is_passed_over: fn(&Path) -> bool) {
        let is_wanted = |entry: &DirEntry| {
            let inside = entry.path().strip_prefix(folder);
            inside.is_ok_and(|inside| !is_passed_over(inside))
        };
        let walk = WalkDir::new(folder).sort_by_file_name().into_iter();
        let walk = walk.filter_entry(is_wanted);
        for entry in walk {
            match entry {
                Ok(entry) => self.add(entry.path(), entry.metadata().ok().as_ref()),
                Err(error) => self.add(error.path().unwrap_or(folder), None),
            }
        }
    }

    fn add(&mut self, path: &Path, found: Option<&Metadata>) {
        let noted = found.map(noted);
        let (words, changed) = noted.unwrap_or_default();
        self.newest = self.newest.max(changed);
        let path = path.as_os_str().as_encoded_bytes();
        let line = format!("{} {words}\n", sha256(path));
        self.noted.push_str(&line);
    }

    /// Returns a digest of all that was noted; `None` if a file was changed after a moment, given
    /// in seconds since 1970. A second change in the same moment could not be told from it.
    pub fn digest(&self, moment: i64) -> Option<String> {
        (self.newest < moment).then(|| sha256(self.noted.as_bytes()))
    }
}

#[cfg(unix)]
fn noted(found: &Metadata) -> (String, i64) {
    use std::os::unix::fs::MetadataExt as _;
    let words = format!(
        "{} {} {} {} {} {}.{}",
        found.dev(),
        found.ino(),
        found.mode(),
        found.uid(),
        found.size(),
        found.ctime(),
        found.ctime_nsec()
    );
    (words, found.ctime())
}

/// Other systems note no time that a program cannot set. So nothing there is older than any moment.
#[cfg(not(unix))]
fn noted(_: &Metadata) -> (String, i64) {
    (String::new(), i64::MAX)
}

/// Returns the file that a program was started from, as part of what its results depend on.
pub fn own_program() -> Option<PathBuf> {
    std::env::current_exe().ok()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn state(folder: &Path) -> FolderState {
        let mut state = FolderState::default();
        state.add_below(folder, |inside| inside.ends_with("passed-over"));
        state
    }

    #[cfg(unix)]
    #[test]
    fn every_change_to_a_file_changes_the_state() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("below")).unwrap();
        fs::create_dir(at("passed-over")).unwrap();
        fs::write(at("below/a.md"), "one").unwrap();
        let time = fs::metadata(at("below/a.md")).unwrap().modified().unwrap();
        let changes: [(&str, &dyn Fn()); 8] = [
            ("as long, and as old", &|| {
                // Clocks of file systems tick every few milliseconds.
                std::thread::sleep(std::time::Duration::from_millis(20));
                fs::write(at("below/a.md"), "two").unwrap();
                let file = fs::File::options().write(true).open(at("below/a.md"));
                file.unwrap().set_modified(time).unwrap();
            }),
            ("its mode", &|| {
                fs::set_permissions(at("below/a.md"), fs::Permissions::from_mode(0o600)).unwrap();
            }),
            ("new", &|| fs::write(at("below/b.md"), "").unwrap()),
            ("another name", &|| {
                fs::rename(at("below/b.md"), at("below/c.md")).unwrap()
            }),
            ("removed", &|| fs::remove_file(at("below/c.md")).unwrap()),
            ("an empty folder", &|| fs::create_dir(at("empty")).unwrap()),
            ("a link", &|| symlink("below", at("link")).unwrap()),
            ("another link", &|| {
                fs::remove_file(at("link")).unwrap();
                symlink("elsewhere", at("link")).unwrap();
            }),
        ];
        for (what, change) in changes {
            let before = state(folder.path());
            assert_eq!(state(folder.path()), before, "nothing before {what}");
            change();
            assert_ne!(state(folder.path()), before, "{what}");
        }
        let before = state(folder.path());
        fs::write(at("passed-over/a"), "a").unwrap();
        let mut with_missing = before.clone();
        assert_eq!(state(folder.path()), before);
        with_missing.add_file(&at("missing"));
        assert_ne!(with_missing, before);
        // As the settings of those who keep them in another folder.
        symlink(at("below/a.md"), at("settings")).unwrap();
        let settings = || {
            let mut state = FolderState::default();
            state.add_file(&at("settings"));
            state
        };
        let before = settings();
        fs::write(at("below/a.md"), "longer").unwrap();
        assert_ne!(settings(), before);
    }

    #[test]
    fn what_was_changed_just_now_has_no_digest() {
        let state = FolderState {
            noted: "a".into(),
            newest: 1_000,
        };
        assert_eq!(state.digest(1_000), None);
        assert!(state.digest(1_001).is_some());
    }
}
