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
use super::tree::{ChangedFiles, TreeNode, Trees, require_depth};
use super::walk::ChangedPaths;
use crate::adapters::disk;
use crate::app::ports::RepositoryError;
use crate::base::files::{LARGEST_TEXT, MARK, Snapshot};
use crate::domain::portfolio::Config;

/// The most portfolios that a history may have had.
const MOST_PORTFOLIOS: usize = 20_000;

/// The most folders in which a history may have had one portfolio.
const MOST_FOLDERS: usize = 50;

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

/// The result of a search of one tree.
#[derive(Clone, Copy)]
struct Searched {
    /// No portfolio is known to be below it.
    is_barren: bool,
    /// A portfolio was added.
    adds: bool,
}

/// A search for portfolios, commit by commit.
pub struct PortfolioSearch<'r> {
    repo: &'r Repo,
    found: PortfolioFolders,
    count: usize,
    /// Trees that have no portfolio below them.
    barren: HashSet<Oid>,
    /// Those among them that have no folders.
    leaves: HashSet<Oid>,
    /// Trees with those of the parents that were searched in this commit and added no portfolio,
    /// and if they are barren. One tree may lie in many places.
    searched: HashMap<(Oid, Vec<Oid>), bool>,
    /// Ids by the content of `cpd.yaml`.
    ids: HashMap<Oid, Option<String>>,
    changed: ChangedPaths,
}

impl<'r> PortfolioSearch<'r> {
    /// Begins a search whose lists of paths may take so many bytes.
    pub fn new(repo: &'r Repo, most_bytes: usize) -> Self {
        Self {
            repo,
            found: PortfolioFolders::new(),
            count: 0,
            barren: HashSet::new(),
            leaves: HashSet::new(),
            searched: HashMap::new(),
            ids: HashMap::new(),
            changed: ChangedPaths::new(most_bytes),
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
        self.searched.clear();
        self.search(folder, tree, parents.to_vec(), trees)?;
        Ok(())
    }

    /// Searches the tree of a folder.
    fn search(
        &mut self,
        folder: SearchedFolder<'_>,
        tree: Oid,
        mut parents: Vec<Oid>,
        trees: &Trees<'_>,
    ) -> Result<Searched, RepositoryError> {
        let SearchedFolder { commit, path, .. } = folder;
        let without = |is_barren| Searched {
            is_barren,
            adds: false,
        };
        parents.sort_unstable();
        parents.dedup();
        if parents.contains(&tree) {
            return Ok(without(self.barren.contains(&tree)));
        }
        let is_leaf = self.leaves.contains(&tree);
        if !is_leaf && self.barren.contains(&tree) {
            self.changed.add_whole(path, commit);
            return Ok(without(true));
        }
        require_depth(folder.depth)?;
        let pair = (tree, parents);
        if let Some(is_barren) = self.searched.get(&pair) {
            self.changed.add_whole(path, commit);
            return Ok(without(*is_barren));
        }
        let searched = if self.is_leaf(tree, trees)? {
            self.add_leaf(folder, &pair, trees)?;
            without(true)
        } else {
            self.search_entries(folder, &pair, trees)?
        };
        if searched.is_barren {
            self.barren.insert(tree);
        }
        if !searched.adds {
            self.searched.insert(pair, searched.is_barren);
        }
        Ok(searched)
    }

    /// Returns true if a tree has no folder and is none of a portfolio.
    fn is_leaf(&mut self, tree: Oid, trees: &Trees<'_>) -> Result<bool, RepositoryError> {
        let is_leaf = self.leaves.contains(&tree) || !trees.has_folder_or(tree, MARK)?;
        if is_leaf {
            self.leaves.insert(tree);
        }
        Ok(is_leaf)
    }

    /// Searches what lies in a folder, beside what lay there in the parents.
    fn search_entries(
        &mut self,
        folder: SearchedFolder<'_>,
        (tree, parents): &(Oid, Vec<Oid>),
        trees: &Trees<'_>,
    ) -> Result<Searched, RepositoryError> {
        let SearchedFolder { commit, path, .. } = folder;
        self.changed.add(path, commit);
        let mut before: HashMap<Vec<u8>, Vec<TreeNode>> = HashMap::new();
        for parent in parents {
            for (name, node) in trees.entries(*parent)? {
                before.entry(name).or_default().push(node);
            }
        }
        let mut searched = Searched {
            is_barren: true,
            adds: false,
        };
        for (name, node) in trees.entries(*tree)? {
            let before = before.remove(&name).unwrap_or_default();
            let was_file = before.iter().any(|node| node.file().is_some());
            if (was_file || node.file().is_some()) && !before.contains(&node) {
                self.add_path(path, &name, commit);
            }
            let was_folder = before.iter().any(|node| node.folder().is_some());
            let TreeNode::Folder(below) = node else {
                if was_folder {
                    self.add_removed(path, &name, commit);
                }
                let settings = node.file().filter(|_| name == MARK.as_bytes());
                searched.is_barren &= settings.is_none();
                if let Some(settings) = settings.filter(|_| !before.contains(&node)) {
                    searched.adds |= self.add(path, settings)?;
                }
                continue;
            };
            // The programs that make portfolios take no other names.
            let Ok(name) = String::from_utf8(name) else {
                continue;
            };
            let parents = before.iter().filter_map(|node| node.folder());
            let below_it = SearchedFolder {
                commit,
                path: &format!("{path}{name}/"),
                depth: folder.depth + 1,
            };
            let found = self.search(below_it, below, parents.collect(), trees)?;
            searched.is_barren &= found.is_barren;
            searched.adds |= found.adds;
        }
        for (name, nodes) in before {
            if nodes.iter().any(|node| node.folder().is_some()) {
                self.add_removed(path, &name, commit);
            }
            if nodes.iter().any(|node| node.file().is_some()) {
                self.add_path(path, &name, commit);
            }
        }
        Ok(searched)
    }

    /// Adds the files that a commit changed in a folder without folders.
    fn add_leaf(
        &mut self,
        folder: SearchedFolder<'_>,
        (tree, parents): &(Oid, Vec<Oid>),
        trees: &Trees<'_>,
    ) -> Result<(), RepositoryError> {
        let SearchedFolder { commit, path, .. } = folder;
        let mut are_leaves = !self.changed.is_full();
        for parent in parents {
            are_leaves = are_leaves && self.is_leaf(*parent, trees)?;
        }
        // Folders that lay here may share trees without end.
        if !are_leaves {
            self.changed.add_whole(path, commit);
            return Ok(());
        }
        self.changed.add(path, commit);
        let before = parents.iter().copied().map(Some);
        for before in before.chain(parents.is_empty().then_some(None)) {
            let mut files = ChangedFiles::new();
            trees.collect_differences(before, Some(*tree), "", &mut files)?;
            for name in files.keys() {
                self.changed.add(&format!("{path}{name}"), commit);
            }
        }
        Ok(())
    }

    fn add_path(&mut self, folder: &str, name: &[u8], commit: usize) {
        let name = String::from_utf8_lossy(name);
        self.changed.add(&format!("{folder}{name}"), commit);
    }

    /// Adds a folder that a commit no longer has.
    fn add_removed(&mut self, around: &str, name: &[u8], commit: usize) {
        let name = String::from_utf8_lossy(name);
        self.changed.add_whole(&format!("{around}{name}/"), commit);
    }

    /// Adds the portfolio of a folder. Returns false if its settings have no id.
    fn add(&mut self, folder: &str, settings: Oid) -> Result<bool, RepositoryError> {
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
            return Ok(false);
        };
        if self.found.entry(id).or_default().insert(folder.to_owned()) {
            self.count += 1;
            require_few(self.count)?;
        }
        Ok(true)
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
    use crate::adapters::git::walk::MOST_BYTES;

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
            let mut search = PortfolioSearch::new(&repo, MOST_BYTES);
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
        let mut search = PortfolioSearch::new(&repo, MOST_BYTES);
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
            let mut search = PortfolioSearch::new(&repo, MOST_BYTES);
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
        assert!(
            search(doubled(&repo, 60, MARK, b"cpd: 1\n"))
                .unwrap()
                .is_empty()
        );
        let deep = search(doubled(&repo, 200, "a.md", b"text")).unwrap_err();
        assert!(
            deep.to_string().contains("folders inside each other"),
            "{deep}"
        );
    }

    /// A tree with the same folder under two names, and another under a third.
    fn tripled(repo: &Repo, twice: Oid, once: Oid) -> Oid {
        let mut builder = repo.repo.treebuilder(None).unwrap();
        for (name, tree) in [("a", twice), ("b", twice), ("c", once)] {
            builder.insert(name, tree, 0o040_000).unwrap();
        }
        builder.write().unwrap()
    }

    #[test]
    fn a_change_below_trees_that_were_not_searched_takes_no_time() {
        let folder = tempfile::tempdir().unwrap();
        let repo = Repo::init(folder.path()).unwrap();
        let trees = Trees::new(&repo).unwrap();
        let leaf = |text: &[u8]| doubled(&repo, 0, "a.md", text);
        let (mut before, mut now) = (leaf(b"before"), leaf(b"now"));
        let beside = leaf(b"beside");
        for _ in 0..60 {
            (before, now) = (tripled(&repo, before, beside), tripled(&repo, now, beside));
        }
        let mut search = PortfolioSearch::new(&repo, MOST_BYTES);
        search.add_commit(1, now, &[before], &trees).unwrap();
        let (found, changed) = search.finish();
        assert!(found.is_empty());
        let path = format!("{}a.md", "b/a/".repeat(30));
        assert_eq!(changed.last_before(2, &path), Some(1));
        assert_eq!(changed.last_before(2, "c/a.md"), None);
    }

    #[test]
    fn lists_that_are_full_name_every_commit_for_every_path() {
        let folder = tempfile::tempdir().unwrap();
        let repo = Repo::init(folder.path()).unwrap();
        let trees = Trees::new(&repo).unwrap();
        let portfolios = |id| BTreeMap::from([("a/".to_owned(), id)]);
        let all = trees_of(&repo, &[portfolios(0), portfolios(1)]);
        let mut search = PortfolioSearch::new(&repo, 300);
        search.add_commit(0, all[0], &[], &trees).unwrap();
        search.add_commit(1, all[1], &all[..1], &trees).unwrap();
        let (found, changed) = search.finish();
        assert_eq!(found.len(), 2);
        for path in ["", "a/cpd.yaml", "a/notes/a.md", "b/c.md"] {
            assert_eq!(changed.last_before(2, path), Some(1), "{path}");
        }
    }

    #[test]
    fn a_name_that_stands_for_two_things_makes_a_history_unreadable() {
        let folder = tempfile::tempdir().unwrap();
        let repo = Repo::init(folder.path()).unwrap();
        let trees = Trees::new(&repo).unwrap();
        let mut bytes = Vec::new();
        for text in [&b"one"[..], b"two"] {
            let tree = doubled(&repo, 0, "a.md", text);
            bytes.extend(b"40000 journals\0");
            bytes.extend(tree.as_bytes());
        }
        let odb = repo.repo.odb().unwrap();
        let tree = odb.write(git2::ObjectType::Tree, &bytes).unwrap();
        let mut search = PortfolioSearch::new(&repo, MOST_BYTES);
        let error = search.add_commit(0, tree, &[], &trees).unwrap_err();
        assert!(
            error.to_string().contains("two entries of one name"),
            "{error}"
        );
    }
}
