//! Trees as git keeps them: bytes that are compared where they lie. Ten thousand commits
//! share most of theirs, and to take each apart would cost more than all the rest.

use std::cell::RefCell;
use std::cmp::Ordering;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use git2::{ObjectFormat, ObjectType, Odb, Oid};

use super::{GitError, Repo};

/// Files by path: git's name of the content, or none where one was removed.
pub type Files = BTreeMap<String, Option<String>>;

/// Where trees are read from.
pub struct Trees<'r> {
    odb: Odb<'r>,
    /// Bytes of an object's name.
    length: usize,
    /// The trees that were read last: what one commit left, the next one found.
    recent: RefCell<VecDeque<(Oid, Arc<Vec<u8>>)>>,
}

/// Trees that are kept: some for each level of folders, in which commits write by turns.
const RECENT: usize = 32;

/// An entry of a tree.
#[derive(Clone, Copy)]
struct Entry<'t> {
    name: &'t [u8],
    mode: Mode,
    id: &'t [u8],
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Folder,
    File,
    /// A commit of another repository.
    Submodule,
}

impl<'r> Trees<'r> {
    pub fn new(repo: &'r Repo) -> Result<Self, GitError> {
        let length = match repo.repo.object_format() {
            ObjectFormat::Sha256 => 32,
            _ => 20,
        };
        Ok(Self {
            odb: repo.repo.odb()?,
            length,
            recent: RefCell::default(),
        })
    }

    /// What a name stands for in a tree; nothing where that is no tree.
    pub fn entry(&self, tree: Oid, name: &str) -> Result<Option<Oid>, GitError> {
        match self.bytes(tree)? {
            Some(bytes) => self.entry_in(&bytes, name),
            None => Ok(None),
        }
    }

    /// The same in the bytes of a tree.
    pub fn entry_in(&self, bytes: &[u8], name: &str) -> Result<Option<Oid>, GitError> {
        let mut entries = self.entries(bytes);
        let found = entries.find(|entry| entry.name == name.as_bytes());
        Ok(found.map(|entry| Oid::from_bytes(entry.id)).transpose()?)
    }

    /// The bytes of a tree; nothing where that is none.
    pub fn bytes(&self, tree: Oid) -> Result<Option<Arc<Vec<u8>>>, GitError> {
        let mut recent = self.recent.borrow_mut();
        if let Some((_, known)) = recent.iter().find(|(id, _)| *id == tree) {
            return Ok(Some(Arc::clone(known)));
        }
        let object = self.odb.read(tree)?;
        if object.kind() != ObjectType::Tree {
            return Ok(None);
        }
        let bytes = Arc::new(object.data().to_vec());
        recent.push_front((tree, Arc::clone(&bytes)));
        recent.truncate(RECENT);
        Ok(Some(bytes))
    }

    /// The files in which two trees differ, below a folder whose path ends in a slash.
    pub fn differ(
        &self,
        old: Option<Oid>,
        new: Option<Oid>,
        folder: &str,
        files: &mut Files,
    ) -> Result<(), GitError> {
        if old == new {
            return Ok(());
        }
        let read = |tree: Option<Oid>| -> Result<Arc<Vec<u8>>, GitError> {
            let bytes = tree.map(|tree| self.bytes(tree)).transpose()?;
            Ok(bytes.flatten().unwrap_or_default())
        };
        let (old, new) = (read(old)?, read(new)?);
        let mut before = self.entries(&old).peekable();
        let mut after = self.entries(&new).peekable();
        loop {
            let order = match (before.peek(), after.peek()) {
                (None, None) => return Ok(()),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some(old), Some(new)) => old.order(new),
            };
            let was = before.next_if(|_| order != Ordering::Greater);
            let is = after.next_if(|_| order != Ordering::Less);
            if was.map(|one| one.id) != is.map(|one| one.id) {
                self.changed(was, is, folder, files)?;
            }
        }
    }

    fn changed(
        &self,
        was: Option<Entry<'_>>,
        is: Option<Entry<'_>>,
        folder: &str,
        files: &mut Files,
    ) -> Result<(), GitError> {
        let Some(one) = is.or(was) else { return Ok(()) };
        let path = format!("{folder}{}", String::from_utf8_lossy(one.name));
        let id = |entry: Option<Entry<'_>>| entry.map(|one| Oid::from_bytes(one.id)).transpose();
        match one.mode {
            Mode::Folder => self.differ(id(was)?, id(is)?, &format!("{path}/"), files)?,
            Mode::File => {
                let content = id(is)?.map(|id| id.to_string());
                // A folder of that name may have been told of already.
                files.entry(path).or_insert(content);
            }
            Mode::Submodule => {}
        }
        Ok(())
    }

    /// The entries of a tree: mode, blank, name, zero byte, name of the object.
    fn entries<'t>(&self, data: &'t [u8]) -> impl Iterator<Item = Entry<'t>> + use<'t> {
        let (mut rest, length) = (data, self.length);
        std::iter::from_fn(move || {
            let blank = rest.iter().position(|byte| *byte == b' ')?;
            let zero = blank + rest[blank..].iter().position(|byte| *byte == 0)?;
            let end = zero + 1 + length;
            let entry = Entry {
                mode: match &rest[..blank] {
                    b"40000" | b"040000" => Mode::Folder,
                    b"160000" => Mode::Submodule,
                    _ => Mode::File,
                },
                name: &rest[blank + 1..zero],
                id: rest.get(zero + 1..end)?,
            };
            rest = &rest[end..];
            Some(entry)
        })
    }
}

impl Entry<'_> {
    /// As git sorts them: a folder as if its name ended in a slash.
    fn order(&self, other: &Self) -> Ordering {
        let key = |one: &Self| if one.mode == Mode::Folder { b'/' } else { 0 };
        let shared = self.name.len().min(other.name.len());
        let (a, b) = (self.name, other.name);
        a[..shared].cmp(&b[..shared]).then_with(|| {
            let next = |one: &Self| one.name.get(shared).copied().unwrap_or(key(one));
            next(self).cmp(&next(other)).then(a.len().cmp(&b.len()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::btree_map;
    use proptest::prelude::*;

    /// A tree of files, by libgit2; a name that is a folder as well is left out.
    fn tree(repo: &Repo, files: &BTreeMap<String, u8>) -> Oid {
        let mut index = git2::Index::new().unwrap();
        for (path, content) in files {
            let below = format!("{path}/");
            if files.keys().any(|other| other.starts_with(&below)) {
                continue;
            }
            let id = repo.repo.blob(&[*content]).unwrap();
            index.add(&super::super::commit::entry(path, id)).unwrap();
        }
        index.write_tree_to(&repo.repo).unwrap()
    }

    fn by_libgit2(repo: &Repo, old: Oid, new: Oid) -> Files {
        let tree = |id| repo.repo.find_tree(id).unwrap();
        let (old, new) = (tree(old), tree(new));
        let diff = repo
            .repo
            .diff_tree_to_tree(Some(&old), Some(&new), None)
            .unwrap();
        let file = |delta: git2::DiffDelta<'_>| {
            let path = delta
                .new_file()
                .path()
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned();
            let there = delta.status() != git2::Delta::Deleted;
            (path, there.then(|| delta.new_file().id().to_string()))
        };
        diff.deltas().map(file).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn trees_differ_as_libgit2_says(
            old in btree_map("[ab](/[ab.-]{1,2}){0,2}", 0..3u8, 0..9),
            new in btree_map("[ab](/[ab.-]{1,2}){0,2}", 0..3u8, 0..9),
        ) {
            let good = |files: &BTreeMap<String, u8>| {
                let mut parts = files.keys().flat_map(|path| path.split('/'));
                !parts.any(|part| matches!(part, "." | ".."))
            };
            prop_assume!(good(&old) && good(&new));
            let folder = tempfile::tempdir().unwrap();
            let repo = Repo::init(folder.path()).unwrap();
            let (old, new) = (tree(&repo, &old), tree(&repo, &new));
            let mut ours = Files::new();
            let trees = Trees::new(&repo).unwrap();
            trees.differ(Some(old), Some(new), "", &mut ours).unwrap();
            prop_assert_eq!(ours, by_libgit2(&repo, old, new));
        }
    }
}
