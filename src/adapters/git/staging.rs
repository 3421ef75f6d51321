//! Puts files of the work tree into the index.
//!
//! libgit2 follows the path of each file part by part, and makes a file of each new content. For
//! many files that takes longer than all else, so plain ones are read here, and many new contents
//! become one pack.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use git2::{Index, IndexEntry, ObjectFormat, ObjectType, Odb, OdbLookupFlags, Oid, Repository};

use super::Repo;
use super::commit::index_entry;
use crate::adapters::disk;
use crate::app::ports::RepositoryError;

/// The number of files from which they are read here, and of new contents from which they become
/// one pack.
const MANY: usize = 64;
/// The bytes of new contents that are held in memory.
const MOST_HELD: usize = 16 * 1024 * 1024;
/// The bytes of the largest file that is read here.
const LARGEST_PLAIN: u64 = 1024 * 1024;

impl Repo {
    /// Makes the index hold these files as they are on the disk, by their paths from the top of
    /// the repository.
    pub(super) fn add_files(
        &self,
        index: &mut Index,
        paths: &[PathBuf],
    ) -> Result<(), RepositoryError> {
        let top = self.repo.workdir().ok_or(RepositoryError::Bare)?;
        let may_be_plain = paths.len() >= MANY && self.takes_bytes_as_they_are(index);
        let mut contents = NewContents::new(&self.repo)?;
        let mut entries = Vec::new();
        for path in paths {
            match may_be_plain.then(|| PlainFile::read(top, path)).flatten() {
                None => index.add_path(path)?,
                Some(file) => entries.push(IndexEntry {
                    id: contents.add(file.bytes)?,
                    ..file.entry
                }),
            }
        }
        contents.write()?;
        for entry in entries {
            index.add(&entry)?;
        }
        Ok(())
    }

    /// Returns false if more than the path and bytes of a file decide what the index has of it:
    /// in a merge that is going on, where two names may be one, and on a disk that keeps no modes
    /// or links, so that they are those of the entry before.
    fn takes_bytes_as_they_are(&self, index: &Index) -> bool {
        let config = self.repo.config();
        let is_set = |name, otherwise| match &config {
            Ok(config) => config.get_bool(name).unwrap_or(otherwise),
            Err(_) => otherwise,
        };
        !index.has_conflicts()
            && !is_set("core.ignorecase", false)
            && is_set("core.filemode", true)
            && is_set("core.symlinks", true)
    }
}

/// A file that the index has byte for byte: no filter of libgit2 would change it.
struct PlainFile {
    /// The entry of the index, without the id of its bytes.
    entry: IndexEntry,
    bytes: Vec<u8>,
}

impl PlainFile {
    /// Reads a file by its path from the top of the work tree. Returns `None` for one that
    /// libgit2 has to look at.
    #[cfg(unix)]
    fn read(top: &Path, path: &Path) -> Option<Self> {
        use std::os::unix::ffi::OsStrExt;
        use std::os::unix::fs::MetadataExt;

        let full = top.join(path);
        // Before it is read, so that a file that changes meanwhile is one that differs.
        let found = std::fs::symlink_metadata(&full).ok()?;
        if !found.is_file() || found.mode() & 0o111 != 0 {
            return None;
        }
        let bytes = disk::read_unless_link(&full, LARGEST_PLAIN).ok()?;
        if is_filtered(&bytes) {
            return None;
        }
        let entry = IndexEntry {
            ctime: index_time(found.ctime(), found.ctime_nsec()),
            mtime: index_time(found.mtime(), found.mtime_nsec()),
            dev: low_bits(found.dev()),
            ino: low_bits(found.ino()),
            uid: found.uid(),
            gid: found.gid(),
            file_size: low_bits(found.len()),
            path: path.as_os_str().as_bytes().to_vec(),
            ..index_entry("", Oid::ZERO_SHA1)
        };
        Some(Self { entry, bytes })
    }

    #[cfg(not(unix))]
    fn read(_: &Path, _: &Path) -> Option<Self> {
        None
    }
}

/// Returns true if a filter of libgit2 may change these bytes: it knows ends of lines and `$Id$`.
#[cfg(unix)]
fn is_filtered(bytes: &[u8]) -> bool {
    bytes.contains(&b'\r') || bytes.windows(3).any(|part| part == b"$Id")
}

/// Returns the lower half of a number: the index keeps no more.
#[cfg(unix)]
fn low_bits(number: u64) -> u32 {
    (number & u64::from(u32::MAX)) as u32
}

#[cfg(unix)]
fn index_time(seconds: i64, nanoseconds: i64) -> git2::IndexTime {
    git2::IndexTime::new(
        low_bits(seconds.cast_unsigned()).cast_signed(),
        low_bits(nanoseconds.cast_unsigned()),
    )
}

/// Contents on their way into a repository.
struct NewContents<'r> {
    repo: &'r Repository,
    objects: Odb<'r>,
    held: BTreeMap<Oid, Vec<u8>>,
    held_bytes: usize,
}

impl<'r> NewContents<'r> {
    fn new(repo: &'r Repository) -> Result<Self, RepositoryError> {
        Ok(Self {
            repo,
            objects: repo.odb()?,
            held: BTreeMap::new(),
            held_bytes: 0,
        })
    }

    /// Takes the bytes of a file, and returns their id.
    fn add(&mut self, bytes: Vec<u8>) -> Result<Oid, RepositoryError> {
        let id = Oid::hash_object_ext(ObjectType::Blob, &bytes, self.repo.object_format())?;
        let is_known = self.objects.exists_ext(id, OdbLookupFlags::NO_REFRESH);
        if !is_known && !self.held.contains_key(&id) {
            self.held_bytes += bytes.len();
            self.held.insert(id, bytes);
        }
        if self.held_bytes > MOST_HELD {
            self.write()?;
        }
        Ok(id)
    }

    /// Writes what is held: many as one pack, few as a file each. libgit2 makes packs in memory
    /// for SHA-1 alone.
    fn write(&mut self) -> Result<(), RepositoryError> {
        self.held_bytes = 0;
        let held = std::mem::take(&mut self.held);
        let as_pack = held.len() >= MANY && self.repo.object_format() == ObjectFormat::Sha1;
        if !as_pack {
            for bytes in held.values() {
                self.repo.blob(bytes)?;
            }
            return Ok(());
        }
        let in_memory = Odb::new_ext(ObjectFormat::Sha1)?;
        in_memory.add_new_mempack_backend(1)?;
        for bytes in held.values() {
            in_memory.write(ObjectType::Blob, bytes)?;
        }
        let in_memory = Repository::from_odb(in_memory)?;
        let mut pack = in_memory.packbuilder()?;
        for id in held.keys() {
            pack.insert_object(*id, None)?;
        }
        let mut file = self.objects.packwriter()?;
        pack.foreach(|bytes| file.write_all(bytes).is_ok())?;
        file.commit()?;
        Ok(())
    }
}
