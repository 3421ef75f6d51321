//! A cache of results in a folder that may be deleted at any time. Each entry carries a
//! digest of itself, so a damaged one is ignored. Each is written whole, so two programs
//! may write at once.

use std::fs::{self, Metadata};
use std::io;
#[cfg(unix)]
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use tracing::warn;

use super::write::write_private;
use super::{Links, open, read_opened};
use crate::base::files::digest::sha256;

/// Entries that are kept; the oldest go when there are more.
const MOST: usize = 2_000;

/// Largest entry that is read, in bytes.
const LARGEST: u64 = 1024 * 1024;

/// A folder of small texts, each named by a digest. No link below the folder that it was
/// given is followed, only files with names of that form are deleted, and nothing is
/// believed that another user could have written.
#[derive(Clone)]
pub struct Cache {
    /// The folder that holds all caches. Links above it are the user's own and are followed.
    base: PathBuf,
    /// The folders below it, from the outside in.
    parts: Vec<String>,
}

impl Cache {
    /// Returns the cache in a folder below `base` that need not exist yet.
    pub fn new(base: &Path, parts: &[&str]) -> Self {
        Self {
            base: base.to_path_buf(),
            parts: parts.iter().map(|part| (*part).to_owned()).collect(),
        }
    }

    /// Returns what is kept under a digest; nothing where it is missing or damaged.
    pub fn get(&self, name: &str) -> Option<String> {
        let folder = self.folder(is_own_folder).filter(|_| is_name(name))?;
        let (file, size) = open(&folder.join(name), Links::Refused).ok()?;
        if !is_own(&file.metadata().ok()?) {
            return None;
        }
        let bytes = read_opened((file, size), LARGEST).ok()?;
        let text = String::from_utf8(bytes).ok()?;
        let (sum, value) = text.split_once('\n')?;
        (sum == entry_digest(name, value)).then(|| value.to_owned())
    }

    /// Keeps a value under a digest. Failing to is no harm: it will be worked out again.
    pub fn insert(&self, name: &str, value: &str) {
        let folder = || {
            fs::create_dir_all(&self.base).ok()?;
            self.folder(|folder| is_own_folder(folder) || create_private(folder).is_ok())
        };
        let Some(folder) = folder().filter(|_| is_name(name)) else {
            warn!(
                "there is no cache in {}: it is not a folder of this user alone",
                self.base.display()
            );
            return;
        };
        let text = format!("{}\n{value}", entry_digest(name, value));
        match write_private(&folder.join(name), text.as_bytes()) {
            Ok(()) => forget_oldest(&folder),
            Err(error) => warn!("there is no cache in {}: {error}", folder.display()),
        }
    }

    /// Returns the folder if the base is this user's, and every part of the way to it below
    /// the base is as it has to be.
    fn folder(&self, is_good: impl Fn(&Path) -> bool) -> Option<PathBuf> {
        if !is_owned(&fs::metadata(&self.base).ok()?) {
            return None;
        }
        let mut folder = self.base.clone();
        for part in &self.parts {
            folder.push(part);
            if !is_good(&folder) {
                return None;
            }
        }
        Some(folder)
    }
}

/// Returns true for a folder that this user alone can write to, and false for a link to one.
fn is_own_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|found| found.is_dir() && is_own(&found))
}

/// Returns true for what this user owns and nobody else may write to.
fn is_own(found: &Metadata) -> bool {
    #[cfg(unix)]
    if found.mode() & 0o022 != 0 {
        return false;
    }
    is_owned(found)
}

/// Returns true for what this user owns. On Windows the folder is in the user's profile,
/// which nobody else may write to.
fn is_owned(found: &Metadata) -> bool {
    #[cfg(unix)]
    return found.uid() == rustix::process::geteuid().as_raw();
    #[cfg(not(unix))]
    {
        let _ = found;
        true
    }
}

/// Makes a folder that nobody else may read.
fn create_private(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    match builder.create(path) {
        // Another program may have made it first.
        Err(_) if is_own_folder(path) => Ok(()),
        made => made,
    }
}

/// Returns true for the names that entries have: a SHA-256 in lower case.
fn is_name(name: &str) -> bool {
    let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    name.len() == 64 && name.bytes().all(is_digit)
}

fn forget_oldest(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    let is_entry = |entry: &fs::DirEntry| {
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        is_file && entry.file_name().to_str().is_some_and(is_name)
    };
    let mut entries: Vec<_> = entries.flatten().filter(is_entry).collect();
    if entries.len() <= MOST {
        return;
    }
    entries.sort_by_cached_key(|entry| entry.metadata().and_then(|data| data.modified()).ok());
    for entry in entries.iter().take(entries.len() - MOST / 2) {
        // Somebody else may have removed it first.
        if let Err(error) = fs::remove_file(entry.path()) {
            warn!("{} cannot be removed: {error}", entry.path().display());
        }
    }
}

/// Returns the digest that ties a value to its name.
fn entry_digest(name: &str, value: &str) -> String {
    sha256(format!("{name}\n{value}").as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cache() -> (tempfile::TempDir, Cache, PathBuf) {
        let base = tempfile::tempdir().unwrap();
        let cache = Cache::new(base.path(), &["cpd", "root", "pages"]);
        let folder = base.path().join("cpd/root/pages");
        (base, cache, folder)
    }

    fn name(of: &str) -> String {
        sha256(of.as_bytes())
    }

    #[test]
    fn only_stored_cache_entries_are_found() {
        let (_base, cache, _) = cache();
        assert_eq!(cache.get(&name("a")), None);
        cache.insert(&name("a"), "1 page");
        assert_eq!(cache.get(&name("a")).as_deref(), Some("1 page"));
        assert_eq!(cache.get(&name("b")), None);
    }

    #[test]
    fn damaged_or_moved_cache_entries_are_ignored() {
        let (_base, cache, folder) = cache();
        let a = name("a");
        cache.insert(&a, "1 page");
        let path = folder.join(&a);
        let text = fs::read_to_string(&path).unwrap();
        fs::write(folder.join(name("b")), &text).unwrap();
        assert_eq!(cache.get(&name("b")), None);
        for damaged in [
            text.replace("1 page", "2 page"),
            text[..20].to_owned(),
            String::new(),
        ] {
            fs::write(&path, damaged).unwrap();
            assert_eq!(cache.get(&a), None);
        }
        fs::write(&path, [0xFF; 40]).unwrap();
        assert_eq!(cache.get(&a), None);
        cache.insert(&a, "1 page");
        assert_eq!(cache.get(&a).as_deref(), Some("1 page"));
    }

    #[test]
    fn the_cache_is_limited_and_deletes_only_its_own_files() {
        let (_base, cache, folder) = cache();
        cache.insert(&name("first"), "x");
        let theirs = ["notes.txt", &"A".repeat(64), &name("a")[1..]];
        for file in theirs {
            fs::write(folder.join(file), "theirs").unwrap();
        }
        fs::create_dir(folder.join(name("a folder"))).unwrap();
        for at in 0..MOST + 20 {
            cache.insert(&name(&at.to_string()), "x");
        }
        let left = fs::read_dir(&folder).unwrap().count();
        assert!(left <= MOST + theirs.len() + 1, "{left}");
        let last = name(&(MOST + 19).to_string());
        assert_eq!(cache.get(&last).as_deref(), Some("x"));
        for file in theirs {
            assert_eq!(fs::read_to_string(folder.join(file)).unwrap(), "theirs");
        }
        assert!(folder.join(name("a folder")).is_dir());
    }

    #[cfg(unix)]
    #[test]
    fn entries_that_others_could_have_written_are_ignored() {
        use std::os::unix::fs::PermissionsExt as _;
        let (base, cache, folder) = cache();
        let a = name("a");
        cache.insert(&a, "1 page");
        let file = folder.join(&a);
        let set = |path: &Path, mode| {
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        };
        assert_eq!(fs::metadata(&file).unwrap().mode() & 0o777, 0o600);
        for (path, own) in [
            (file.clone(), 0o600),
            (folder, 0o700),
            (base.path().join("cpd/root"), 0o700),
            (base.path().join("cpd"), 0o700),
        ] {
            for others in [0o020, 0o002] {
                set(&path, own | others);
                assert_eq!(cache.get(&a), None, "{}", path.display());
                if path != file {
                    cache.insert(&name("b"), "2 pages");
                }
                set(&path, own);
                assert_eq!(cache.get(&name("b")), None);
                assert_eq!(cache.get(&a).as_deref(), Some("1 page"));
            }
        }
    }

    /// Only root can give a file away.
    #[cfg(unix)]
    #[test]
    fn entries_of_another_user_are_ignored() {
        if !rustix::process::geteuid().is_root() {
            return;
        }
        let (base, cache, folder) = cache();
        let a = name("a");
        cache.insert(&a, "1 page");
        for path in [folder.join(&a), folder, base.path().to_path_buf()] {
            std::os::unix::fs::chown(&path, Some(65_534), None).unwrap();
            assert_eq!(cache.get(&a), None, "{}", path.display());
            std::os::unix::fs::chown(&path, Some(0), None).unwrap();
            assert_eq!(cache.get(&a).as_deref(), Some("1 page"));
        }
    }

    #[cfg(unix)]
    #[test]
    fn no_link_is_followed() {
        use std::os::unix::fs::symlink;
        let elsewhere = tempfile::tempdir().unwrap();
        let there = Cache::new(elsewhere.path(), &["root", "pages"]);
        there.insert(&name("a"), "forged");
        assert_eq!(there.get(&name("a")).as_deref(), Some("forged"));

        let (base, cache, folder) = cache();
        symlink(elsewhere.path(), base.path().join("cpd")).unwrap();
        cache.insert(&name("b"), "1 page");
        assert_eq!(cache.get(&name("a")), None);
        assert!(!folder.join(name("b")).exists());

        fs::remove_file(base.path().join("cpd")).unwrap();
        cache.insert(&name("b"), "1 page");
        let forged = elsewhere.path().join("root/pages").join(name("a"));
        symlink(forged, folder.join(name("a"))).unwrap();
        assert_eq!(cache.get(&name("a")), None);
        assert_eq!(cache.get(&name("b")).as_deref(), Some("1 page"));
    }
}
