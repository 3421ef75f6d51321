//! What was worked out before, kept by name in a folder that may be deleted at
//! any time. Each entry says what it should be, so one that was damaged is not
//! believed; each is written whole, so two programs may write at once.

use std::fs;
use std::path::PathBuf;

use super::write;
use crate::base::files::digest::sha256;

/// Entries that are kept; the oldest go when there are more.
const MOST: usize = 2_000;

/// Largest entry that is read, in bytes.
const LARGEST: u64 = 1024 * 1024;

/// A folder of small texts.
#[derive(Clone)]
pub struct Cache {
    folder: PathBuf,
}

impl Cache {
    /// In a folder that need not exist yet.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// What is kept under a name; nothing where it is missing or damaged.
    pub fn get(&self, name: &str) -> Option<String> {
        let bytes = super::read_at_most(&self.folder.join(name), LARGEST).ok()?;
        let text = String::from_utf8(bytes).ok()?;
        let (sum, value) = text.split_once('\n')?;
        (sum == seal(name, value)).then(|| value.to_owned())
    }

    /// Keeps a value. Failing to is no harm: it will be worked out again.
    pub fn put(&self, name: &str, value: &str) {
        if fs::create_dir_all(&self.folder).is_err() {
            return;
        }
        let text = format!("{}\n{value}", seal(name, value));
        if write::overwrite(&self.folder.join(name), text.as_bytes()).is_ok() {
            self.forget_oldest();
        }
    }

    fn forget_oldest(&self) {
        let Ok(entries) = fs::read_dir(&self.folder) else {
            return;
        };
        let mut entries: Vec<_> = entries.flatten().collect();
        if entries.len() <= MOST {
            return;
        }
        entries.sort_by_cached_key(|entry| entry.metadata().and_then(|data| data.modified()).ok());
        for entry in entries.iter().take(entries.len() - MOST / 2) {
            // Somebody else may have removed it first.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// A value cannot be taken for another name's, nor a changed one for itself.
fn seal(name: &str, value: &str) -> String {
    sha256(format!("{name}\n{value}").as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cache() -> (tempfile::TempDir, Cache) {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::new(folder.path().join("cpd/pages"));
        (folder, cache)
    }

    #[test]
    fn what_was_kept_is_found_and_nothing_else() {
        let (_folder, cache) = cache();
        assert_eq!(cache.get("a"), None);
        cache.put("a", "1 page");
        assert_eq!(cache.get("a").as_deref(), Some("1 page"));
        assert_eq!(cache.get("b"), None);
    }

    #[test]
    fn what_was_damaged_or_moved_is_not_believed() {
        let (_folder, cache) = cache();
        cache.put("a", "1 page");
        let path = cache.folder.join("a");
        let text = fs::read_to_string(&path).unwrap();
        fs::write(cache.folder.join("b"), &text).unwrap();
        assert_eq!(cache.get("b"), None);
        for damaged in [
            text.replace("1 page", "2 page"),
            text[..20].to_owned(),
            String::new(),
        ] {
            fs::write(&path, damaged).unwrap();
            assert_eq!(cache.get("a"), None);
        }
        fs::write(&path, [0xFF; 40]).unwrap();
        assert_eq!(cache.get("a"), None);
        cache.put("a", "1 page");
        assert_eq!(cache.get("a").as_deref(), Some("1 page"));
    }

    #[test]
    fn it_does_not_grow_for_ever() {
        let (_folder, cache) = cache();
        for at in 0..MOST + 20 {
            cache.put(&at.to_string(), "x");
        }
        assert!(fs::read_dir(&cache.folder).unwrap().count() <= MOST);
        assert_eq!(cache.get(&(MOST + 19).to_string()).as_deref(), Some("x"));
    }
}
