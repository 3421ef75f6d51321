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
        Ok(Self {
            id,
            parents: commit.parent_ids().collect(),
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
#[derive(Default)]
pub struct ChangedPaths {
    paths: HashMap<String, Vec<usize>>,
    /// Folders with everything below them, which was not looked at.
    whole: HashMap<String, Vec<usize>>,
    /// The number of changes of files.
    files: usize,
}

/// The most changes of files that are listed each.
const MOST_FILES: usize = 1_000_000;

impl ChangedPaths {
    /// Adds a folder that a commit changed. Commits are added in the order of the walk.
    pub fn add_folder(&mut self, folder: &str, commit: usize) {
        add(&mut self.paths, folder, commit);
    }

    /// Adds a file of a folder that a commit changed.
    pub fn add_file(&mut self, folder: &str, name: &str, commit: usize) {
        if self.files == MOST_FILES {
            self.add_whole(folder, commit);
            return;
        }
        self.files += 1;
        add(&mut self.paths, &format!("{folder}{name}"), commit);
    }

    /// Adds a folder that a commit changed, and with it all that may be below it.
    pub fn add_whole(&mut self, folder: &str, commit: usize) {
        add(&mut self.whole, folder, commit);
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
