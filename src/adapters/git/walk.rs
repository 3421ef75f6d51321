//! Walks over the commits of a repository, and the files and folders that they changed.

#![expect(
    clippy::disallowed_types,
    reason = "names of objects are looked up by the ten thousand, and never listed"
)]

use std::collections::{BTreeSet, HashMap};
use std::sync::OnceLock;

use git2::{Oid, Repository, Sort};

use super::commit_graph::CommitGraph;
use crate::app::ports::RepositoryError;

/// A commit with its parents, the time at which it was made and the tree that it has.
pub struct CommitNode {
    pub id: Oid,
    pub parents: Vec<Oid>,
    /// The committer's time in seconds since 1970.
    pub seconds: i64,
    pub tree: Oid,
}

impl CommitNode {
    fn read(repo: &Repository, id: Oid) -> Result<Self, RepositoryError> {
        let commit = repo.find_commit(id)?;
        let mut seen = BTreeSet::new();
        // One parent may be named many times.
        let parents = commit.parent_ids().filter(|parent| seen.insert(*parent));
        Ok(Self {
            id,
            parents: parents.collect(),
            seconds: commit.committer().when().seconds(),
            tree: commit.tree_id(),
        })
    }
}

/// The commits up to one of them, without those up to an earlier one.
pub struct Walk {
    /// Parents before children.
    pub commits: Vec<CommitNode>,
    places: HashMap<Oid, usize>,
    /// Parents that are no commits of this walk.
    before: HashMap<Oid, Result<CommitNode, RepositoryError>>,
    graph: OnceLock<CommitGraph>,
    /// Found by a search for portfolios.
    pub changed: OnceLock<Result<ChangedPaths, RepositoryError>>,
}

impl Walk {
    pub fn new(repo: &Repository, tip: Oid, since: Option<Oid>) -> Result<Self, RepositoryError> {
        let mut walk = repo.revwalk()?;
        walk.set_sorting(Sort::TOPOLOGICAL | Sort::REVERSE)?;
        walk.push(tip)?;
        if let Some(since) = since {
            walk.hide(since)?;
        }
        let commits = walk.map(|id| CommitNode::read(repo, id?));
        let commits = commits.collect::<Result<Vec<_>, RepositoryError>>()?;
        let places = commits.iter().enumerate();
        let places: HashMap<Oid, usize> = places.map(|(at, node)| (node.id, at)).collect();
        let parents = commits.iter().flat_map(|node| &node.parents);
        let before = parents.filter(|id| !places.contains_key(id));
        let before = before.map(|id| (*id, CommitNode::read(repo, *id)));
        Ok(Self {
            before: before.collect(),
            places,
            commits,
            graph: OnceLock::new(),
            changed: OnceLock::new(),
        })
    }

    /// Returns the parents of a commit of this walk. Fails if one is not in this copy.
    pub fn parents(&self, commit: &CommitNode) -> Result<Vec<&CommitNode>, RepositoryError> {
        let node = |id: &Oid| match (self.places.get(id), self.before.get(id)) {
            (Some(at), _) => Ok(&self.commits[*at]),
            (None, Some(node)) => node.as_ref().map_err(Clone::clone),
            (None, None) => Err(RepositoryError::Other(format!("{id:.10} is no parent"))),
        };
        commit.parents.iter().map(node).collect()
    }

    /// Returns how the commits were made on top of each other.
    pub fn graph(&self) -> &CommitGraph {
        self.graph.get_or_init(|| {
            let mut graph = CommitGraph::default();
            for node in &self.commits {
                let parents: Vec<String> = node.parents.iter().map(Oid::to_string).collect();
                graph.add(node.id.to_string(), &parents);
            }
            graph
        })
    }
}

/// Places in a walk of the commits in which a file or folder may differ from each of their parents.
/// The path of a folder ends in a slash; that of the top of the repository is empty.
pub struct ChangedPaths {
    paths: HashMap<String, Vec<usize>>,
    /// Folders with everything below them, which was not looked at.
    whole: HashMap<String, Vec<usize>>,
    /// The memory that is left, in bytes. Without any, a commit may have changed everything.
    bytes_left: usize,
}

/// The most memory that lists of paths take, in bytes.
pub const MOST_BYTES: usize = 64 * 1024 * 1024;

/// Bytes that an entry takes beside its path.
const ENTRY: usize = 96;

impl ChangedPaths {
    /// Begins lists that may take so many bytes.
    pub fn new(most_bytes: usize) -> Self {
        Self {
            paths: HashMap::new(),
            whole: HashMap::new(),
            bytes_left: most_bytes,
        }
    }

    /// Returns true if no bytes are left.
    pub fn is_full(&self) -> bool {
        self.bytes_left == 0
    }

    /// Adds a file or a folder that a commit changed. Commits are added in the order of the walk.
    pub fn add(&mut self, path: &str, commit: usize) {
        if self.count_bytes(self.paths.contains_key(path), path, commit) {
            add(&mut self.paths, path, commit);
        }
    }

    /// Adds a folder that a commit changed, and with it all that may be below it.
    pub fn add_whole(&mut self, folder: &str, commit: usize) {
        if self.count_bytes(self.whole.contains_key(folder), folder, commit) {
            add(&mut self.whole, folder, commit);
        }
    }

    /// Counts the bytes of an entry. Returns false if too few are left, and adds that the commit may
    /// have changed everything.
    fn count_bytes(&mut self, is_known: bool, path: &str, commit: usize) -> bool {
        let bytes = if is_known {
            size_of::<usize>()
        } else {
            ENTRY + path.len()
        };
        self.bytes_left = self.bytes_left.saturating_sub(bytes);
        if self.is_full() {
            add(&mut self.whole, "", commit);
        }
        !self.is_full()
    }

    /// Adds what commits changed that follow those that are here.
    pub fn append(&mut self, later: Self) {
        if self.paths.is_empty() && self.whole.is_empty() {
            *self = later;
            return;
        }
        for (lists, later) in [
            (&mut self.paths, later.paths),
            (&mut self.whole, later.whole),
        ] {
            for (path, mut commits) in later {
                lists.entry(path).or_default().append(&mut commits);
            }
        }
    }

    /// Returns the places of the commits that may have changed one of these paths.
    pub fn commits(&self, paths: &BTreeSet<String>) -> BTreeSet<usize> {
        let lists = paths.iter().flat_map(|path| self.lists(path));
        lists.flatten().copied().collect()
    }

    /// Returns the place of the last commit before one that may have changed a path.
    pub fn last_before(&self, commit: usize, path: &str) -> Option<usize> {
        let last = self.lists(path).filter_map(|list| {
            let end = list.partition_point(|at| *at < commit);
            list[..end].last()
        });
        last.max().copied()
    }

    fn lists(&self, path: &str) -> impl Iterator<Item = &Vec<usize>> {
        let around = path.match_indices('/').map(|(at, _)| &path[..=at]);
        let whole = std::iter::once("").chain(around);
        let whole = whole.filter_map(|around| self.whole.get(around));
        self.paths.get(path).into_iter().chain(whole)
    }
}

fn add(lists: &mut HashMap<String, Vec<usize>>, path: &str, commit: usize) {
    match lists.get_mut(path) {
        Some(list) if list.last() == Some(&commit) => {}
        Some(list) => list.push(commit),
        None => drop(lists.insert(path.to_owned(), vec![commit])),
    }
}
