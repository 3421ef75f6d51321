//! The folders in which a history has one portfolio: whoever moves or copies a portfolio
//! does not leave its history behind. Its id in `cpd.yaml` tells.

#![expect(
    clippy::disallowed_types,
    reason = "names of objects are looked up by the ten thousand, and never listed"
)]

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::Path;

use git2::Oid;

use super::Repo;
use super::tree::{ChangedFiles, TreeNode, Trees};
use super::walk::ChangedPaths;
use crate::adapters::disk;
use crate::app::ports::RepositoryError;
use crate::base::files::{LARGEST_TEXT, MARK, Snapshot};
use crate::domain::portfolio::Config;

/// The most portfolios that a history may have had.
const MOST_PORTFOLIOS: usize = 20_000;

/// The most folders in which a history may have had one portfolio.
const MOST_FOLDERS: usize = 50;

/// The most folders that may lie in each other.
const DEEPEST: usize = 100;

/// The folders of all portfolios in a history, by the ids that they ever had there. A folder
/// ends in a slash; the top of the repository is empty.
pub type PortfolioFolders = BTreeMap<String, BTreeSet<String>>;

/// A folder that a commit has.
#[derive(Clone, Copy)]
struct SearchedFolder<'f> {
    /// The place of the commit in the walk.
    commit: usize,
    path: &'f str,
    /// The number of folders around it.
    depth: usize,
}

/// A search for portfolios, commit by commit.
pub struct PortfolioSearch<'r> {
    repo: &'r Repo,
    found: PortfolioFolders,
    count: usize,
    /// Trees that have no portfolio below them.
    barren: HashSet<Oid>,
    /// Those among them that have only files.
    leaves: HashSet<Oid>,
    /// Ids by the content of `cpd.yaml`.
    ids: HashMap<Oid, Option<String>>,
    changed: ChangedPaths,
}

impl<'r> PortfolioSearch<'r> {
    pub fn new(repo: &'r Repo) -> Self {
        Self {
            repo,
            found: PortfolioFolders::new(),
            count: 0,
            barren: HashSet::new(),
            leaves: HashSet::new(),
            ids: HashMap::new(),
            changed: ChangedPaths::default(),
        }
    }

    /// Returns the folders of all portfolios, and the commits that changed each path.
    pub fn finish(self) -> (PortfolioFolders, ChangedPaths) {
        (self.found, self.changed)
    }

    /// Adds the portfolios that a commit has in trees that none of its parents has at the
    /// same place. The commit is named by its place in the walk.
    pub fn add_commit(
        &mut self,
        commit: usize,
        tree: Oid,
        parents: &[Oid],
        trees: &Trees<'_>,
    ) -> Result<(), RepositoryError> {
        let folder = SearchedFolder {
            commit,
            path: "",
            depth: 0,
        };
        self.search(folder, tree, parents, trees)?;
        Ok(())
    }

    /// Searches the tree of a folder. Returns true if no portfolio is below it.
    fn search(
        &mut self,
        folder: SearchedFolder<'_>,
        tree: Oid,
        parents: &[Oid],
        trees: &Trees<'_>,
    ) -> Result<bool, RepositoryError> {
        let SearchedFolder { commit, path, .. } = folder;
        if parents.contains(&tree) {
            return Ok(self.barren.contains(&tree));
        }
        let is_known = self.barren.contains(&tree);
        if is_known && !self.leaves.contains(&tree) {
            self.changed.add_whole(path, commit);
            return Ok(true);
        }
        if folder.depth > DEEPEST {
            return Err(too_many("folders inside each other", DEEPEST));
        }
        if is_known || !trees.has_folder_or(tree, MARK)? {
            self.barren.insert(tree);
            self.leaves.insert(tree);
            self.add_leaf(folder, tree, parents, trees)?;
            return Ok(true);
        }
        self.changed.add_folder(path, commit);
        let mut before: HashMap<Vec<u8>, Vec<TreeNode>> = HashMap::new();
        for parent in parents {
            for (name, node) in trees.entries(*parent)? {
                before.entry(name).or_default().push(node);
            }
        }
        let mut is_barren = true;
        for (name, node) in trees.entries(tree)? {
            let before = before.remove(&name).unwrap_or_default();
            let was_folder = before.iter().any(|node| node.folder().is_some());
            let was_file = before.iter().any(|node| node.file().is_some());
            let is_mark = name == MARK.as_bytes();
            if (was_file || node.file().is_some()) && !before.contains(&node) {
                self.changed
                    .add_file(path, &String::from_utf8_lossy(&name), commit);
            }
            match node {
                TreeNode::Folder(below) => {
                    // The programs that make portfolios take no other names.
                    let Ok(name) = String::from_utf8(name) else {
                        continue;
                    };
                    let parents: Vec<Oid> =
                        before.iter().filter_map(|node| node.folder()).collect();
                    let below_it = SearchedFolder {
                        commit,
                        path: &format!("{path}{name}/"),
                        depth: folder.depth + 1,
                    };
                    is_barren &= self.search(below_it, below, &parents, trees)?;
                    continue;
                }
                TreeNode::File(content) if is_mark => {
                    is_barren = false;
                    if !before.contains(&node) {
                        self.add(path, content)?;
                    }
                }
                TreeNode::File(_) | TreeNode::Submodule(_) => {}
            }
            if was_folder {
                self.add_removed(path, &name, commit);
            }
        }
        for (name, nodes) in before {
            if nodes.iter().any(|node| node.folder().is_some()) {
                self.add_removed(path, &name, commit);
            }
            if nodes.iter().any(|node| node.file().is_some()) {
                self.changed
                    .add_file(path, &String::from_utf8_lossy(&name), commit);
            }
        }
        if is_barren {
            self.barren.insert(tree);
        }
        Ok(is_barren)
    }

    /// Adds the files that a commit changed in a folder that has only files.
    fn add_leaf(
        &mut self,
        folder: SearchedFolder<'_>,
        tree: Oid,
        parents: &[Oid],
        trees: &Trees<'_>,
    ) -> Result<(), RepositoryError> {
        let SearchedFolder { commit, path, .. } = folder;
        // What lay below it before may have no end.
        if !parents.iter().all(|parent| self.leaves.contains(parent)) {
            self.changed.add_whole(path, commit);
            return Ok(());
        }
        self.changed.add_folder(path, commit);
        let before = parents.iter().copied().map(Some);
        for before in before.chain(parents.is_empty().then_some(None)) {
            let mut files = ChangedFiles::new();
            trees.collect_differences(before, Some(tree), "", &mut files)?;
            for name in files.keys() {
                self.changed.add_file(path, name, commit);
            }
        }
        Ok(())
    }

    /// Adds a folder that a commit no longer has.
    fn add_removed(&mut self, around: &str, name: &[u8], commit: usize) {
        let name = String::from_utf8_lossy(name);
        self.changed.add_whole(&format!("{around}{name}/"), commit);
    }

    fn add(&mut self, folder: &str, settings: Oid) -> Result<(), RepositoryError> {
        let id = match self.ids.get(&settings) {
            Some(known) => known.clone(),
            None => {
                let bytes = self.repo.read_content(settings)?;
                let id = bytes.as_deref().and_then(portfolio_id);
                self.ids.insert(settings, id.clone());
                id
            }
        };
        let Some(id) = id else {
            return Ok(());
        };
        if self.found.entry(id).or_default().insert(folder.to_owned()) {
            self.count += 1;
            require_few(self.count)?;
        }
        Ok(())
    }
}

/// Adds folders to those that are known.
pub fn add_all(
    known: &mut PortfolioFolders,
    found: PortfolioFolders,
) -> Result<(), RepositoryError> {
    for (id, mut folders) in found {
        known.entry(id).or_default().append(&mut folders);
    }
    require_few(known.values().map(BTreeSet::len).sum())
}

fn require_few(portfolios: usize) -> Result<(), RepositoryError> {
    match portfolios > MOST_PORTFOLIOS {
        true => Err(too_many("portfolios in the history", MOST_PORTFOLIOS)),
        false => Ok(()),
    }
}

fn too_many(what: &str, most: usize) -> RepositoryError {
    RepositoryError::Other(format!("this repository has more than {most} {what}"))
}

/// Returns the id that a `cpd.yaml` gives its portfolio.
fn portfolio_id(settings: &[u8]) -> Option<String> {
    let files = BTreeMap::from([(MARK.to_owned(), settings.to_vec())]);
    let snapshot = Snapshot::from_bytes(&files);
    let (config, _) = Config::read(snapshot.text(MARK)?);
    Some(config.portfolio?.value)
}

impl Repo {
    /// Returns the folders of this portfolio among those of a history up to a tip: its own of
    /// today, and each that had its id.
    pub(super) fn folders_among(
        &self,
        all: &PortfolioFolders,
        tip: Oid,
        trees: &Trees<'_>,
    ) -> Result<BTreeSet<String>, RepositoryError> {
        let mut folders = BTreeSet::from([self.prefix.clone()]);
        for id in self.own_ids(tip, trees)? {
            folders.extend(all.get(&id).into_iter().flatten().cloned());
        }
        if folders.len() > MOST_FOLDERS {
            return Err(too_many(
                "folders with the id of this portfolio",
                MOST_FOLDERS,
            ));
        }
        Ok(folders)
    }

    /// Returns the ids of this portfolio: at a commit, and in the folder.
    fn own_ids(&self, tip: Oid, trees: &Trees<'_>) -> Result<BTreeSet<String>, RepositoryError> {
        let tree = self.repo.find_commit(tip)?.tree_id();
        let path = format!("{}{MARK}", self.prefix);
        let mut settings = Vec::new();
        if let Some(content) = trees.below(tree, &path)?.and_then(TreeNode::file) {
            settings.extend(self.read_content(content)?);
        }
        let here = self.repo.workdir().map(|top| top.join(Path::new(&path)));
        settings.extend(here.and_then(|path| disk::read_at_most(&path, LARGEST_TEXT).ok()));
        Ok(settings
            .iter()
            .filter_map(|one| portfolio_id(one))
            .collect())
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::{btree_map, vec};
    use proptest::prelude::*;

    use super::*;
    use crate::adapters::git::commit::index_entry;

    /// Returns the trees of commits, each with the settings of portfolios by their folders.
    fn trees_of(repo: &Repo, commits: &[BTreeMap<String, u8>]) -> Vec<Oid> {
        let tree = |portfolios: &BTreeMap<String, u8>| {
            let mut index = git2::Index::new().unwrap();
            for (folder, id) in portfolios {
                let settings = format!("cpd: 1\nportfolio: id-{id}\n");
                let blob = repo.repo.blob(settings.as_bytes()).unwrap();
                let beside = repo.repo.blob(b"text").unwrap();
                for (name, blob) in [(MARK, blob), ("notes/a.md", beside)] {
                    let path = format!("{folder}{name}");
                    index.add(&index_entry(&path, blob)).unwrap();
                }
            }
            index.write_tree_to(&repo.repo).unwrap()
        };
        commits.iter().map(tree).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn each_folder_is_found_with_every_id_that_it_ever_had(
            commits in vec(btree_map("([ab]/){0,2}", 0..3_u8, 0..4), 1..6),
        ) {
            let folder = tempfile::tempdir().unwrap();
            let repo = Repo::init(folder.path()).unwrap();
            let trees = Trees::new(&repo).unwrap();
            let mut search = PortfolioSearch::new(&repo);
            let all = trees_of(&repo, &commits);
            let mut expected = PortfolioFolders::new();
            for (at, portfolios) in commits.iter().enumerate() {
                // Each commit has the one or two before it as its parents.
                search.add_commit(at, all[at], &all[at.saturating_sub(2)..at], &trees).unwrap();
                for (folder, id) in portfolios {
                    expected.entry(format!("id-{id}")).or_default().insert(folder.clone());
                }
            }
            let (found, changed) = search.finish();
            prop_assert_eq!(found, expected);
            for name in [MARK, "notes", "notes/a.md", "a/cpd.yaml", "a/notes/a.md", "b/a/cpd.yaml"] {
                let file = |tree: &Oid| trees.below(*tree, name).unwrap().and_then(TreeNode::file);
                for (at, now) in all.iter().map(file).enumerate() {
                    let is_written = match &all[at.saturating_sub(2)..at] {
                        [] => now.is_some(),
                        before => before.iter().all(|before| file(before) != now),
                    };
                    let is_listed = changed.last_before(at + 1, name) == Some(at);
                    prop_assert!(!is_written || is_listed, "{name} in commit {at}");
                }
            }
            for folder in ["", "a/", "b/", "a/b/", "b/b/", "notes/", "a/notes/", "b/a/notes/"] {
                let listed = changed.commits(&BTreeSet::from([folder.to_owned()]));
                for at in 0..=all.len() {
                    let last = listed.range(..at).last().copied();
                    prop_assert_eq!(changed.last_before(at, folder), last);
                }
                let parents = |at: usize| &all[at.saturating_sub(2)..at];
                let tree = |tree: &Oid| match folder.strip_suffix('/') {
                    None => Some(*tree),
                    Some(path) => trees.below(*tree, path).unwrap().and_then(TreeNode::folder),
                };
                for (at, now) in all.iter().map(tree).enumerate() {
                    let is_new = match parents(at) {
                        [] => now.is_some(),
                        before => before.iter().all(|before| tree(before) != now),
                    };
                    prop_assert!(!is_new || listed.contains(&at), "{folder} in commit {at}");
                }
            }
        }
    }

    #[test]
    fn a_commit_to_one_portfolio_is_not_listed_for_another() {
        let folder = tempfile::tempdir().unwrap();
        let repo = Repo::init(folder.path()).unwrap();
        let trees = Trees::new(&repo).unwrap();
        let of = |a: u8, b: Option<u8>| {
            let a = Some(("a/".to_owned(), a));
            let b = b.map(|b| ("b/".to_owned(), b));
            a.into_iter().chain(b).collect::<BTreeMap<_, _>>()
        };
        let all = trees_of(
            &repo,
            &[of(1, Some(1)), of(2, Some(1)), of(2, Some(3)), of(2, None)],
        );
        let mut search = PortfolioSearch::new(&repo);
        for at in 0..all.len() {
            let parents = &all[at.saturating_sub(1)..at];
            search.add_commit(at, all[at], parents, &trees).unwrap();
        }
        let (_, changed) = search.finish();
        let commits = |folder: &str| changed.commits(&BTreeSet::from([folder.to_owned()]));
        assert_eq!(commits("a/"), BTreeSet::from([0, 1]));
        assert_eq!(commits("b/"), BTreeSet::from([0, 2, 3]));
        assert_eq!(commits("c/"), BTreeSet::new());
        assert_eq!(changed.last_before(2, "a/"), Some(1));
        assert_eq!(changed.last_before(2, "b/"), Some(0));
    }

    /// A tree of as many levels, each of which has the one below it twice.
    fn doubled(repo: &Repo, levels: usize, name: &str, content: &[u8]) -> Oid {
        let blob = repo.repo.blob(content).unwrap();
        let mut index = git2::Index::new().unwrap();
        index.add(&index_entry(name, blob)).unwrap();
        let mut tree = index.write_tree_to(&repo.repo).unwrap();
        for _ in 0..levels {
            let mut builder = repo.repo.treebuilder(None).unwrap();
            builder.insert("a", tree, 0o040_000).unwrap();
            builder.insert("b", tree, 0o040_000).unwrap();
            tree = builder.write().unwrap();
        }
        tree
    }

    #[test]
    fn trees_that_are_endless_or_too_deep_take_no_time() {
        let folder = tempfile::tempdir().unwrap();
        let repo = Repo::init(folder.path()).unwrap();
        let trees = Trees::new(&repo).unwrap();
        let search = |tree: Oid| {
            let mut search = PortfolioSearch::new(&repo);
            search
                .add_commit(0, tree, &[], &trees)
                .map(|()| search.finish().0)
        };
        assert!(
            search(doubled(&repo, 60, "a.md", b"text"))
                .unwrap()
                .is_empty()
        );
        let many = search(doubled(&repo, 60, MARK, b"portfolio: p\n")).unwrap_err();
        assert!(
            many.to_string().contains("more than 20000 portfolios"),
            "{many}"
        );
        let deep = search(doubled(&repo, 200, "a.md", b"text")).unwrap_err();
        assert!(
            deep.to_string().contains("folders inside each other"),
            "{deep}"
        );
    }
}
