//! Trees as git keeps them: bytes that are compared where they lie. Ten thousand commits
//! share most of theirs, and to take each apart would cost more than all the rest.

use std::cell::RefCell;
use std::cmp::Ordering;
use std::collections::{BTreeMap, VecDeque};
use std::ffi::CStr;
use std::sync::Arc;

use git2::{ObjectFormat, ObjectType, Odb, Oid};

use super::Repo;
use crate::app::ports::RepositoryError;

/// Files by path: git's name of the content, or none where one was removed.
pub type ChangedFiles = BTreeMap<String, Option<Oid>>;

/// A reader of trees that keeps the last ones.
///
/// libgit2 compares the hash of every object that it reads with the object's name, and
/// refuses one that was tampered with. That check stays on: its switch is global, and
/// libgit2 reads on its own behalf wherever it walks commits, diffs or finds a path.
/// Saves reading the same tree again.
pub struct Trees<'r> {
    odb: Odb<'r>,
    /// Bytes of an object's name.
    length: usize,
    /// The trees that were read last: what one commit left, the next one found.
    recent: RefCell<VecDeque<(Oid, Arc<Vec<u8>>)>>,
}

/// The most folders that may lie in each other.
pub const DEEPEST: usize = 100;

/// Fails if too many folders lie in each other.
pub fn require_depth(depth: usize) -> Result<(), RepositoryError> {
    match depth > DEEPEST {
        true => Err(RepositoryError::Other(format!(
            "this repository has more than {DEEPEST} folders inside each other"
        ))),
        false => Ok(()),
    }
}

/// Trees that are kept: some for each level of folders, in which commits write by turns.
const RECENT: usize = 32;

/// An object that a name stands for in a tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TreeNode {
    Folder(Oid),
    /// A file or a symbolic link.
    File(Oid),
    /// A commit of another repository, which is not here.
    Submodule(Oid),
}

impl TreeNode {
    /// Returns the tree of a folder.
    pub fn folder(self) -> Option<Oid> {
        match self {
            Self::Folder(id) => Some(id),
            Self::File(_) | Self::Submodule(_) => None,
        }
    }

    /// Returns the content of a file.
    pub fn file(self) -> Option<Oid> {
        match self {
            Self::File(id) => Some(id),
            Self::Folder(_) | Self::Submodule(_) => None,
        }
    }
}

/// An entry of a tree.
#[derive(Clone, Copy)]
struct TreeEntry<'t> {
    name: &'t [u8],
    mode: Mode,
    id: &'t [u8],
    /// Bytes of the entry.
    length: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Folder,
    File,
    Submodule,
}

impl<'r> Trees<'r> {
    pub fn new(repo: &'r Repo) -> Result<Self, RepositoryError> {
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

    /// Returns what a name stands for in a tree.
    pub fn entry(&self, tree: Oid, name: &str) -> Result<Option<TreeNode>, RepositoryError> {
        self.entry_in(&self.bytes(tree)?, name)
    }

    /// Returns what a name stands for in the bytes of a tree.
    pub fn entry_in(
        &self,
        mut bytes: &[u8],
        name: &str,
    ) -> Result<Option<TreeNode>, RepositoryError> {
        while let Some(entry) = self.first_entry(bytes)? {
            if entry.name == name.as_bytes() {
                return entry.node().map(Some);
            }
            bytes = &bytes[entry.length..];
        }
        Ok(None)
    }

    /// Returns true if a tree has a folder, or something of this name.
    pub fn has_folder_or(&self, tree: Oid, name: &str) -> Result<bool, RepositoryError> {
        let bytes = self.bytes(tree)?;
        let mut rest = bytes.as_slice();
        while let Some(entry) = self.first_entry(rest)? {
            if entry.mode == Mode::Folder || entry.name == name.as_bytes() {
                return Ok(true);
            }
            rest = &rest[entry.length..];
        }
        Ok(false)
    }

    /// Returns the entries of a tree: each name, and what it stands for. Fails if a name stands for
    /// several things, of which git would take one here and another there.
    pub fn entries(&self, tree: Oid) -> Result<Vec<(Vec<u8>, TreeNode)>, RepositoryError> {
        let bytes = self.bytes(tree)?;
        let mut rest = bytes.as_slice();
        let mut entries = Vec::new();
        while let Some(entry) = self.first_entry(rest)? {
            entries.push((entry.name.to_vec(), entry.node()?));
            rest = &rest[entry.length..];
        }
        let mut names: Vec<&[u8]> = entries.iter().map(|(name, _)| name.as_slice()).collect();
        names.sort_unstable();
        if names.windows(2).any(|pair| pair[0] == pair[1]) {
            let why = format!("{tree:.10} has two entries of one name");
            return Err(RepositoryError::Other(why));
        }
        Ok(entries)
    }

    /// Returns what lies at a path below a tree: nothing where a part of the path that
    /// has to be a folder is a file or a submodule.
    pub fn below(&self, tree: Oid, path: &str) -> Result<Option<TreeNode>, RepositoryError> {
        let mut at = Some(TreeNode::Folder(tree));
        for name in path.split('/') {
            at = match at.and_then(TreeNode::folder) {
                Some(tree) => self.entry(tree, name)?,
                None => return Ok(None),
            };
        }
        Ok(at)
    }

    /// Returns the bytes of a tree.
    pub fn bytes(&self, tree: Oid) -> Result<Arc<Vec<u8>>, RepositoryError> {
        let mut recent = self.recent.borrow_mut();
        if let Some((_, known)) = recent.iter().find(|(id, _)| *id == tree) {
            return Ok(Arc::clone(known));
        }
        let object = self.odb.read(tree)?;
        if object.kind() != ObjectType::Tree {
            return Err(RepositoryError::Other(format!("{tree:.10} is not a tree")));
        }
        let bytes = Arc::new(object.data().to_vec());
        recent.push_front((tree, Arc::clone(&bytes)));
        recent.truncate(RECENT);
        Ok(bytes)
    }

    /// Adds the files in which two trees differ, below a folder whose path ends in a slash.
    pub fn collect_differences(
        &self,
        old: Option<Oid>,
        new: Option<Oid>,
        folder: &str,
        files: &mut ChangedFiles,
    ) -> Result<(), RepositoryError> {
        if old == new {
            return Ok(());
        }
        require_depth(folder.matches('/').count())?;
        let read = |tree: Option<Oid>| -> Result<Arc<Vec<u8>>, RepositoryError> {
            let bytes = tree.map(|tree| self.bytes(tree)).transpose()?;
            Ok(bytes.unwrap_or_default())
        };
        let (old, new) = (read(old)?, read(new)?);
        let (mut old, mut new) = (old.as_slice(), new.as_slice());
        // One commit changes one file among hundreds: the entries before it and after it
        // are compared as bytes.
        while old != new {
            let same = self.shared_entries(old, new)?;
            (old, new) = (&old[same..], &new[same..]);
            let (was, is) = (self.first_entry(old)?, self.first_entry(new)?);
            let order = match (was, is) {
                (None, None) => return Ok(()),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some(was), Some(is)) => was.order(&is),
            };
            let was = was.filter(|_| order != Ordering::Greater);
            let is = is.filter(|_| order != Ordering::Less);
            old = &old[was.map_or(0, |entry| entry.length)..];
            new = &new[is.map_or(0, |entry| entry.length)..];
            if let Some(entry) = is.or(was) {
                let path = format!("{folder}{}", String::from_utf8_lossy(entry.name));
                let node = |entry: Option<TreeEntry<'_>>| entry.map(|one| one.node()).transpose();
                self.collect_differences_at(path, node(was)?, node(is)?, files)?;
            }
        }
        Ok(())
    }

    /// Adds the files in which what lies at a path differs from what lay there. A file
    /// that became a submodule was removed.
    pub fn collect_differences_at(
        &self,
        path: String,
        was: Option<TreeNode>,
        is: Option<TreeNode>,
        files: &mut ChangedFiles,
    ) -> Result<(), RepositoryError> {
        let folder = |node: Option<TreeNode>| node.and_then(TreeNode::folder);
        let file = |node: Option<TreeNode>| node.and_then(TreeNode::file);
        self.collect_differences(folder(was), folder(is), &format!("{path}/"), files)?;
        if file(was) != file(is) {
            let content = file(is);
            // Two names may read alike once they are text.
            files.entry(path).or_insert(content);
        }
        Ok(())
    }

    /// Returns the bytes of the entries with which both trees begin.
    fn shared_entries(&self, old: &[u8], new: &[u8]) -> Result<usize, RepositoryError> {
        let shared = common_prefix_len(old, new);
        let mut at = 0;
        while let Some(entry) = self.first_entry(&new[at..])? {
            if at + entry.length > shared {
                break;
            }
            at += entry.length;
        }
        Ok(at)
    }

    /// Reads the first entry of a tree: mode, blank, name, zero byte, name of the object.
    fn first_entry<'t>(&self, bytes: &'t [u8]) -> Result<Option<TreeEntry<'t>>, RepositoryError> {
        if bytes.is_empty() {
            return Ok(None);
        }
        let read = || {
            let zero = CStr::from_bytes_until_nul(bytes).ok()?.count_bytes();
            let blank = bytes[..zero].iter().position(|byte| *byte == b' ')?;
            let length = zero + 1 + self.length;
            Some(TreeEntry {
                mode: match &bytes[..blank] {
                    b"40000" | b"040000" => Mode::Folder,
                    b"160000" => Mode::Submodule,
                    _ => Mode::File,
                },
                name: &bytes[blank + 1..zero],
                id: bytes.get(zero + 1..length)?,
                length,
            })
        };
        let entry = read().ok_or_else(|| RepositoryError::Other("a tree is cut off".to_owned()))?;
        Ok(Some(entry))
    }
}

/// Returns the number of equal bytes with which both begin.
fn common_prefix_len(a: &[u8], b: &[u8]) -> usize {
    const PIECE: usize = 256;
    let pieces = a.chunks_exact(PIECE).zip(b.chunks_exact(PIECE));
    let whole = pieces.take_while(|(a, b)| a == b).count() * PIECE;
    let rest = a[whole..].iter().zip(&b[whole..]);
    whole + rest.take_while(|(a, b)| a == b).count()
}

impl TreeEntry<'_> {
    fn node(&self) -> Result<TreeNode, RepositoryError> {
        let id = Oid::from_bytes(self.id)?;
        Ok(match self.mode {
            Mode::Folder => TreeNode::Folder(id),
            Mode::File => TreeNode::File(id),
            Mode::Submodule => TreeNode::Submodule(id),
        })
    }

    /// Compares entries as git does: a folder as if its name ended in a slash.
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

    /// Returns a tree of files, by libgit2; a name that is a folder as well is left out.
    fn tree(repo: &Repo, files: &BTreeMap<String, u8>) -> Oid {
        let mut index = git2::Index::new().unwrap();
        for (path, content) in files {
            let below = format!("{path}/");
            if files.keys().any(|other| other.starts_with(&below)) {
                continue;
            }
            let id = repo.repo.blob(&[*content]).unwrap();
            index
                .add(&super::super::commit::index_entry(path, id))
                .unwrap();
        }
        index.write_tree_to(&repo.repo).unwrap()
    }

    fn by_libgit2(repo: &Repo, old: Oid, new: Oid) -> ChangedFiles {
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
            (path, there.then(|| delta.new_file().id()))
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
            let mut ours = ChangedFiles::new();
            let trees = Trees::new(&repo).unwrap();
            trees.collect_differences(Some(old), Some(new), "", &mut ours).unwrap();
            prop_assert_eq!(ours, by_libgit2(&repo, old, new));
        }
    }
}
