//! Files that git keeps and leaves out of the work tree, as a sparse checkout does. That
//! they are missing from the disk is no change: nobody removed them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use git2::{Index, IndexEntry, IndexEntryExtendedFlag, Oid};

use super::shared_reads::IndexKey;
use super::{LINK, Repo};
use crate::app::ports::RepositoryError;
use crate::base::files::{Content, File, LARGEST_TEXT, Unreadable, is_text};

/// The file mode by which git marks a submodule.
const SUBMODULE: u32 = 0o160_000;

/// A file that git keeps and leaves out of the work tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotCheckedOut {
    /// In the portfolio, or from the top of the repository.
    pub path: String,
    id: Oid,
    is_link: bool,
}

impl Repo {
    /// Returns the files of the portfolio that git leaves out of the work tree, by path.
    /// A file that is on the disk all the same is not among them.
    pub fn not_checked_out(&self) -> Result<Vec<NotCheckedOut>, RepositoryError> {
        let all = self.left_out_of_index()?;
        let inside = all.iter().filter_map(|file| {
            let path = file.path.strip_prefix(self.prefix.as_str())?.to_owned();
            Some(NotCheckedOut {
                path,
                ..file.clone()
            })
        });
        Ok(inside.collect())
    }

    /// Returns the files that git leaves out of the work tree, by their paths from its top. Fails
    /// if the index cannot be read.
    pub(super) fn left_out_of_index(&self) -> Result<Arc<Vec<NotCheckedOut>>, RepositoryError> {
        match self.index_key() {
            Some(key) => self.reads.left_out(key, || self.read_left_out_of_index()),
            None => self.read_left_out_of_index().map(Arc::new),
        }
    }

    /// Returns what tells whether the index was changed since it was read.
    fn index_key(&self) -> Option<IndexKey> {
        let file = self.git_folder().join("index");
        let found = fs::symlink_metadata(&file).ok()?;
        Some(IndexKey {
            size: found.len(),
            changed: found.modified().ok()?,
            file,
        })
    }

    fn read_left_out_of_index(&self) -> Result<Vec<NotCheckedOut>, RepositoryError> {
        let index = self.index_on_disk()?;
        let left_out = index.iter().filter_map(|entry| {
            let path = std::str::from_utf8(&entry.path).ok()?.to_owned();
            let is_meant = entry.mode != SUBMODULE && self.is_left_out(&entry);
            is_meant.then(|| NotCheckedOut {
                path,
                id: entry.id,
                is_link: entry.mode == LINK.cast_unsigned(),
            })
        });
        Ok(left_out.collect())
    }

    /// Returns the bytes of a file that git leaves out of the work tree; nothing where it
    /// is checked out, or a link, or not in this clone.
    pub fn left_out_bytes(&self, path: &str) -> Option<Vec<u8>> {
        let path = format!("{}{path}", self.prefix);
        let all = self.left_out_of_index().ok()?;
        // An index is in the order of the bytes of its paths.
        let at = all.binary_search_by(|file| file.path.as_bytes().cmp(path.as_bytes()));
        let file = all.get(at.ok()?).filter(|file| !file.is_link)?;
        self.read_content(file.id).ok().flatten()
    }

    /// Returns a file that is not checked out as a work tree would have it.
    pub fn read_left_out(&self, file: &NotCheckedOut) -> File {
        let unreadable = |why| File {
            path: file.path.clone(),
            content: Content::Unreadable(why),
        };
        if file.is_link {
            return unreadable(Unreadable::Link);
        }
        let missing = || unreadable(Unreadable::Refused("this clone does not have it".into()));
        let header = self.repo.odb().and_then(|odb| odb.read_header(file.id));
        let Ok((size, _)) = header else {
            return missing();
        };
        let size = size as u64;
        if !is_text(&file.path) {
            return File {
                path: file.path.clone(),
                content: Content::Asset(size),
            };
        }
        if size > LARGEST_TEXT {
            return unreadable(Unreadable::TooLarge(size));
        }
        match self.read_content(file.id) {
            Ok(Some(bytes)) => File::from_bytes(&file.path, &bytes),
            Ok(None) | Err(_) => missing(),
        }
    }

    /// Returns true if git leaves the file of an entry out of the work tree, and it is not
    /// there.
    pub(super) fn is_left_out(&self, entry: &IndexEntry) -> bool {
        is_skipped(entry) && !self.is_on_disk(&path_of(&entry.path))
    }

    fn is_on_disk(&self, path: &Path) -> bool {
        let full = self.repo.workdir().map(|top| top.join(path));
        full.is_some_and(|full| fs::symlink_metadata(full).is_ok())
    }

    /// Returns the paths that git leaves out of the work tree, from the top of the
    /// repository.
    pub(super) fn skipped_paths(&self, index: &Index) -> BTreeSet<Vec<u8>> {
        let skipped = index.iter().filter(is_skipped);
        skipped.map(|entry| entry.path).collect()
    }

    /// Marks entries again that git leaves out of the work tree: reading a tree into an
    /// index drops the marks.
    pub(super) fn mark_skipped(
        &self,
        index: &mut Index,
        skipped: &BTreeSet<Vec<u8>>,
    ) -> Result<(), RepositoryError> {
        let unmarked: Vec<IndexEntry> = index
            .iter()
            .filter(|entry| skipped.contains(&entry.path) && !is_skipped(entry))
            .collect();
        for mut entry in unmarked {
            entry.flags_extended |= IndexEntryExtendedFlag::SKIP_WORKTREE.bits();
            index.add(&entry)?;
        }
        Ok(())
    }
}

fn is_skipped(entry: &IndexEntry) -> bool {
    IndexEntryExtendedFlag::from_bits_truncate(entry.flags_extended).is_skip_worktree()
}

/// Returns a path as git has it, which need not be Unicode.
pub(super) fn path_of(bytes: &[u8]) -> PathBuf {
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt;
        PathBuf::from(std::ffi::OsStr::from_bytes(bytes))
    }
    #[cfg(not(unix))]
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}
