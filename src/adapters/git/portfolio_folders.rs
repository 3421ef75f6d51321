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
use super::tree::{TreeNode, Trees};
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

/// A search for portfolios, commit by commit.
pub struct PortfolioSearch<'r> {
    repo: &'r Repo,
    found: PortfolioFolders,
    count: usize,
    /// Trees that have no portfolio below them.
    barren: HashSet<Oid>,
    /// Ids by the content of `cpd.yaml`.
    ids: HashMap<Oid, Option<String>>,
}

impl<'r> PortfolioSearch<'r> {
    /// Begins a search that goes on from folders that are known.
    pub fn new(repo: &'r Repo, found: PortfolioFolders) -> Self {
        Self {
            repo,
            count: found.values().map(BTreeSet::len).sum(),
            found,
            barren: HashSet::new(),
            ids: HashMap::new(),
        }
    }

    pub fn finish(self) -> PortfolioFolders {
        self.found
    }

    /// Adds the portfolios that a commit has in trees that none of its parents has at the
    /// same place.
    pub fn add_commit(
        &mut self,
        tree: Oid,
        parents: &[Oid],
        trees: &Trees<'_>,
    ) -> Result<(), RepositoryError> {
        self.search("", 0, tree, parents, trees)?;
        Ok(())
    }

    /// Searches a tree at a path. Returns true if nothing lies below it.
    fn search(
        &mut self,
        path: &str,
        depth: usize,
        tree: Oid,
        parents: &[Oid],
        trees: &Trees<'_>,
    ) -> Result<bool, RepositoryError> {
        if self.barren.contains(&tree) {
            return Ok(true);
        }
        if parents.contains(&tree) {
            return Ok(false);
        }
        if depth > DEEPEST {
            return Err(too_many("folders inside each other", DEEPEST));
        }
        if !trees.has_folder_or(tree, MARK)? {
            self.barren.insert(tree);
            return Ok(true);
        }
        let mut before: HashMap<Vec<u8>, Vec<TreeNode>> = HashMap::new();
        for parent in parents {
            for (name, node) in trees.entries(*parent)? {
                before.entry(name).or_default().push(node);
            }
        }
        let mut is_barren = true;
        for (name, node) in trees.entries(tree)? {
            let before = before.get(&name).map_or(&[][..], Vec::as_slice);
            let is_mark = name == MARK.as_bytes();
            match node {
                TreeNode::Folder(below) => {
                    // The programs that make portfolios take no other names.
                    let Ok(name) = String::from_utf8(name) else {
                        continue;
                    };
                    let parents: Vec<Oid> =
                        before.iter().filter_map(|node| node.folder()).collect();
                    let path = format!("{path}{name}/");
                    is_barren &= self.search(&path, depth + 1, below, &parents, trees)?;
                }
                TreeNode::File(content) if is_mark => {
                    is_barren = false;
                    if !before.contains(&node) {
                        self.add(path, content)?;
                    }
                }
                TreeNode::File(_) | TreeNode::Submodule(_) => {}
            }
        }
        if is_barren {
            self.barren.insert(tree);
        }
        Ok(is_barren)
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
        }
        if self.count > MOST_PORTFOLIOS {
            return Err(too_many("portfolios in the history", MOST_PORTFOLIOS));
        }
        Ok(())
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
            let mut search = PortfolioSearch::new(&repo, PortfolioFolders::new());
            let all = trees_of(&repo, &commits);
            let mut expected = PortfolioFolders::new();
            for (at, portfolios) in commits.iter().enumerate() {
                // Each commit has the one or two before it as its parents.
                search.add_commit(all[at], &all[at.saturating_sub(2)..at], &trees).unwrap();
                for (folder, id) in portfolios {
                    expected.entry(format!("id-{id}")).or_default().insert(folder.clone());
                }
            }
            prop_assert_eq!(search.finish(), expected);
        }
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
            let mut search = PortfolioSearch::new(&repo, PortfolioFolders::new());
            search
                .add_commit(tree, &[], &trees)
                .map(|()| search.finish())
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
