//! Reads the whole history: every content that ever was in a folder. Replacement objects are ignored,
//! since libgit2 does not know them.

#![expect(
    clippy::disallowed_types,
    reason = "names of objects are looked up by the ten thousand, and never listed"
)]

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use git2::{ObjectType, Oid, Signature, Tree};
use tracing::info_span;

use super::Repo;
use super::portfolio_folders::{self, PortfolioFolders, PortfolioSearch};
use super::tree::{TreeNode, Trees};
use super::walk::{ChangedPaths, CommitNode, MOST_BYTES, Walk};
use crate::app::ports::RepositoryError;
use crate::base::files::digest::BlobId;
use crate::domain::ports::{CommitIdentity, CommittedContent, HistoryGap};

/// Facts on all commits up to one, which are the same for every portfolio of the repository.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct RepositoryHistory {
    /// The last commit that was looked at.
    pub tip: String,
    /// The folders that every portfolio was in.
    pub(super) portfolios: PortfolioFolders,
    /// Corrected times of commits, in seconds since 1970, where they are not the commit's own.
    corrected: BTreeMap<String, i64>,
}

/// Every content that a folder of the portfolio had up to a commit.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct FolderHistory {
    /// The folder, from the top of the repository: it may hold several portfolios.
    folder: String,
    /// The folders that the portfolio was in.
    portfolio: BTreeSet<String>,
    /// The last commit that was looked at.
    tip: String,
    pub seen: Vec<CommittedContent>,
}

impl Repo {
    /// Returns the reason why this repository lacks commits or trees; `None` where it is
    /// complete.
    pub fn lacks(&self) -> Option<HistoryGap> {
        let grafts = self.repo.commondir().join("info").join("grafts");
        let (why, advice) = if self.repo.is_shallow() {
            (
                "this copy has only the latest saves",
                "to get the rest: `git fetch --unshallow` (in a workflow: `fetch-depth: 0`)",
            )
        } else if grafts.exists() {
            (
                "the file .git/info/grafts changes the history in this copy",
                "remove that file",
            )
        } else if self.is_partial() {
            (
                "this copy was made without some of the files",
                "clone it again without `--filter`",
            )
        } else {
            return None;
        };
        Some(HistoryGap::new(why, Some(advice.to_owned())))
    }

    /// Returns true for a partial clone, which fetches missing objects from another
    /// repository.
    fn is_partial(&self) -> bool {
        let promised = || -> Result<bool, git2::Error> {
            let config = self.repo.config()?.snapshot()?;
            let mut entries = config.entries(Some(r"^remote\..*\.promisor$"))?;
            let mut found = config.get_string("extensions.partialclone").is_ok();
            while let Some(entry) = entries.next() {
                let value = entry?.value();
                found |= value.map_or(true, |value| {
                    git2::Config::parse_bool(value).unwrap_or(true)
                });
            }
            Ok(found)
        };
        promised().unwrap_or(true)
    }

    /// Returns facts on all commits up to a tip, or to `HEAD`; `None` if there is no commit. What
    /// an earlier run found saves the walk up to its tip.
    pub fn repository_history(
        &self,
        tip: Option<&str>,
        before: impl FnOnce() -> Option<RepositoryHistory>,
    ) -> Result<Option<Arc<RepositoryHistory>>, RepositoryError> {
        let head = match tip {
            Some(tip) => Some(self.id(tip)?),
            None => self.head_commit()?.map(|head| head.id()),
        };
        let Some(head) = head else {
            return Ok(None);
        };
        let key = (self.common_folder(), head);
        let history = self.reads.history(key, || {
            let before = before().filter(|past| self.is_earlier(&past.tip, head));
            self.read_repository_history(head, before)
        });
        history.map(Some)
    }

    fn read_repository_history(
        &self,
        head: Oid,
        before: Option<RepositoryHistory>,
    ) -> Result<RepositoryHistory, RepositoryError> {
        let _span = info_span!("git.history").entered();
        let since = before.as_ref().map(|past| self.id(&past.tip)).transpose()?;
        let walk = self.walk(head, since)?;
        let mut history = before.unwrap_or_else(|| RepositoryHistory {
            tip: String::new(),
            portfolios: PortfolioFolders::new(),
            corrected: BTreeMap::new(),
        });
        for node in &walk.commits {
            history.correct_time(node, &walk.parents(node)?);
        }
        let (portfolios, changed) = self.search_portfolios(&walk, history.portfolios)?;
        // Whoever walks over the same commits again need not search them.
        drop(walk.changed.set(Ok(changed)));
        Ok(RepositoryHistory {
            tip: head.to_string(),
            portfolios,
            ..history
        })
    }

    /// Searches the commits of a walk for portfolios. Returns the folders of all portfolios, and
    /// the commits that changed each path.
    fn search_portfolios(
        &self,
        walk: &Walk,
        known: PortfolioFolders,
    ) -> Result<(PortfolioFolders, ChangedPaths), RepositoryError> {
        let commits = walk.commits.len();
        let parts = self.in_parallel(commits, |repo, range| {
            let trees = Trees::new(repo)?;
            let most_bytes = MOST_BYTES / commits.max(1) * range.len();
            let mut search = PortfolioSearch::new(repo, most_bytes);
            for at in range {
                let node = &walk.commits[at];
                let parents = walk.parents(node)?;
                let parents: Vec<Oid> = parents.iter().map(|parent| parent.tree).collect();
                search.add_commit(at, node.tree, &parents, &trees)?;
            }
            Ok(search.finish())
        })?;
        let (mut all, mut changed) = (known, ChangedPaths::new(0));
        for (found, changes) in parts {
            portfolio_folders::add_all(&mut all, found)?;
            changed.append(changes);
        }
        Ok((all, changed))
    }

    pub(super) fn walk(&self, head: Oid, since: Option<Oid>) -> Result<Arc<Walk>, RepositoryError> {
        let key = (self.common_folder(), head, since);
        self.reads.walk(key, || Walk::new(&self.repo, head, since))
    }

    /// Returns the commits of a walk that changed each path.
    pub(super) fn changed_paths<'w>(
        &self,
        walk: &'w Walk,
    ) -> Result<&'w ChangedPaths, RepositoryError> {
        let changed = walk.changed.get_or_init(|| {
            let (_, changed) = self.search_portfolios(walk, PortfolioFolders::new())?;
            Ok(changed)
        });
        changed.as_ref().map_err(Clone::clone)
    }

    /// Returns every content that lay below a folder of the portfolio in any commit of a
    /// history, with the first commit that had it, wherever the portfolio was then. An earlier
    /// result saves the walk up to its tip.
    pub fn folder_history(
        &self,
        folder: &str,
        history: &RepositoryHistory,
        before: Option<FolderHistory>,
    ) -> Result<FolderHistory, RepositoryError> {
        let _span = info_span!("git.folder").entered();
        let head = self.id(&history.tip)?;
        let path = format!("{}{folder}", self.prefix);
        let trees = Trees::new(self)?;
        let portfolio = self.folders_among(&history.portfolios, head, &trees)?;
        // A folder that was another portfolio's before was not looked at.
        let before = before.filter(|past| {
            past.folder == path && past.portfolio == portfolio && self.is_earlier(&past.tip, head)
        });
        let since = before.as_ref().map(|past| self.id(&past.tip)).transpose()?;
        let mut found = before.map(FoundContents::known).unwrap_or_default();
        let walk = self.walk(head, since)?;
        let folders = portfolio.iter().map(|place| format!("{place}{folder}/"));
        for at in self.changed_paths(&walk)?.commits(&folders.collect()) {
            let node = &walk.commits[at];
            let parents = walk.parents(node)?;
            for (path, blob) in self.brought_into(folder, &portfolio, (node, &parents), &trees)? {
                // What cannot be read might take back what is there.
                self.require_content(blob)?;
                let commit = self.repo.find_commit(node.id)?;
                let here = format!("{}{path}", self.prefix);
                found.add(CommittedContent {
                    elsewhere: file_at(node.tree, &here, &trees)? != Some(blob),
                    path,
                    blob: named(blob)?,
                    commit: commit.id().to_string(),
                    seconds: node.seconds,
                    author: identity(&commit.author()),
                    order: history.time(node),
                    again: Vec::new(),
                });
            }
        }
        Ok(FolderHistory {
            folder: path,
            portfolio,
            tip: head.to_string(),
            seen: found.0.into_values().collect(),
        })
    }

    pub(super) fn id(&self, text: &str) -> Result<Oid, RepositoryError> {
        Ok(Oid::from_str_ext(text, self.repo.object_format())?)
    }

    /// Returns the files below a folder of the portfolio that a commit has, and none of those
    /// before it, in any of the folders that the portfolio was in.
    fn brought_into(
        &self,
        folder: &str,
        portfolio: &BTreeSet<String>,
        (node, parents): (&CommitNode, &[&CommitNode]),
        trees: &Trees<'_>,
    ) -> Result<BTreeSet<(String, Oid)>, RepositoryError> {
        let below = |node: &CommitNode| -> Result<BTreeSet<Oid>, RepositoryError> {
            let mut found = BTreeSet::new();
            for place in portfolio {
                // A file, a link or a submodule of that name holds nothing.
                let entry = self.entry(node, place, folder, trees)?;
                found.extend(entry.and_then(TreeNode::folder));
            }
            Ok(found)
        };
        let mut now = below(node)?;
        let mut earlier = BTreeSet::new();
        for parent in parents {
            earlier.append(&mut below(parent)?);
        }
        now.retain(|tree| !earlier.contains(tree));
        if now.is_empty() {
            return Ok(BTreeSet::new());
        }
        let mut before = HashSet::new();
        for tree in earlier {
            before.extend(files(&self.repo.find_tree(tree)?)?);
        }
        let mut brought = BTreeSet::new();
        for tree in now {
            let files = files(&self.repo.find_tree(tree)?)?.into_iter();
            let new = files.filter(|file| !before.contains(file));
            brought.extend(new.map(|(path, blob)| (format!("{folder}/{path}"), blob)));
        }
        Ok(brought)
    }

    /// Returns true if each of these commits was made on top of one of the earlier ones. All
    /// are commits up to `HEAD`.
    pub fn are_after(&self, commits: &[&str], earlier: &[&str]) -> Result<bool, RepositoryError> {
        let Some(head) = self.head_commit()? else {
            return Ok(false);
        };
        let walk = self.walk(head.id(), None)?;
        Ok(walk.graph().are_after(commits, earlier))
    }

    /// Fails where a content is not here, is not what its name says or is too large to be read.
    fn require_content(&self, id: Oid) -> Result<(), RepositoryError> {
        let why = match (self.repo.odb()?.exists(id), self.read_content(id)) {
            (_, Ok(Some(_))) => return Ok(()),
            (_, Ok(None)) => "cannot be read",
            (true, Err(_)) => "is damaged in this copy",
            (false, Err(_)) => "is missing from this copy",
        };
        let name = id.to_string();
        let why = format!("a file of an earlier commit {why} ({name:.10})");
        Err(RepositoryError::Other(why))
    }

    pub(super) fn is_earlier(&self, tip: &str, head: Oid) -> bool {
        let Ok(tip) = self.id(tip) else {
            return false;
        };
        tip == head || self.repo.graph_descendant_of(head, tip).unwrap_or(false)
    }

    /// Returns the content that is kept under a name; nothing where there is none that
    /// can be read.
    pub fn content(&self, blob: BlobId) -> Option<Vec<u8>> {
        let id = Oid::from_str_ext(&blob.to_string(), self.repo.object_format());
        self.read_content(id.ok()?).ok().flatten()
    }

    /// Reads the content that is kept under a name; nothing where it is too large. Fails
    /// where it is not here, or is not what the name says.
    pub(super) fn read_content(&self, id: Oid) -> Result<Option<Vec<u8>>, RepositoryError> {
        let (size, kind) = self.repo.odb()?.read_header(id)?;
        if kind != ObjectType::Blob || size > super::LARGEST {
            return Ok(None);
        }
        Ok(Some(self.repo.find_blob(id)?.content().to_vec()))
    }
}

impl RepositoryHistory {
    /// Corrects the time of a commit, so that it is later than those of all commits before it,
    /// whatever its committer typed. Keeps it where it is not the commit's own.
    fn correct_time(&mut self, node: &CommitNode, parents: &[&CommitNode]) {
        let times = parents.iter().map(|parent| self.time(parent));
        let earliest = times.max().map_or(i64::MIN, |time| time.saturating_add(1));
        if earliest > node.seconds {
            self.corrected.insert(node.id.to_string(), earliest);
        }
    }

    /// Returns the corrected time of a commit.
    fn time(&self, node: &CommitNode) -> i64 {
        if self.corrected.is_empty() {
            return node.seconds;
        }
        let corrected = self.corrected.get(&node.id.to_string());
        corrected.copied().unwrap_or(node.seconds)
    }
}

/// Contents of a folder that were found so far.
#[derive(Default)]
struct FoundContents(BTreeMap<(String, BlobId), CommittedContent>);

impl FoundContents {
    /// Takes up what an earlier walk found.
    fn known(past: FolderHistory) -> Self {
        let seen = past.seen.into_iter();
        Self(
            seen.map(|one| ((one.path.clone(), one.blob), one))
                .collect(),
        )
    }

    /// Adds a content that a commit brought. Several lines of commits may have brought the
    /// same: the oldest counts, and the others are named.
    fn add(&mut self, mut now: CommittedContent) {
        let key = (now.path.clone(), now.blob);
        let Some(known) = self.0.get_mut(&key) else {
            self.0.insert(key, now);
            return;
        };
        if (now.order, &now.commit) < (known.order, &known.commit) {
            std::mem::swap(known, &mut now);
            known.again.append(&mut now.again);
        }
        known.again.push(now.commit);
    }
}

/// Returns the content of a file at a path from the top; nothing where a folder or a submodule
/// lies there.
pub(super) fn file_at(
    tree: Oid,
    path: &str,
    trees: &Trees<'_>,
) -> Result<Option<Oid>, RepositoryError> {
    Ok(trees.below(tree, path)?.and_then(TreeNode::file))
}

/// Returns the tree of a folder, whose name ends in a slash, or is empty at the top.
pub(super) fn folder_in(
    tree: Oid,
    folder: &str,
    trees: &Trees<'_>,
) -> Result<Option<Oid>, RepositoryError> {
    match folder.strip_suffix('/') {
        None => Ok(Some(tree)),
        Some(folder) => Ok(trees.below(tree, folder)?.and_then(TreeNode::folder)),
    }
}

/// Folders of the portfolio that were read, each by the tree of a commit.
#[derive(Default)]
pub(super) struct TopCache(RefCell<HashMap<String, HashMap<Oid, Top>>>);

/// The bytes of a folder's tree; nothing where there is no such folder.
type Top = Option<Arc<Vec<u8>>>;

impl Repo {
    /// Returns what a name stands for in a folder of the portfolio, as a commit has it.
    fn entry(
        &self,
        node: &CommitNode,
        folder: &str,
        name: &str,
        trees: &Trees<'_>,
    ) -> Result<Option<TreeNode>, RepositoryError> {
        match self.top(node.tree, folder, trees)? {
            Some(top) => trees.entry_in(&top, name),
            None => Ok(None),
        }
    }

    fn top(&self, tree: Oid, folder: &str, trees: &Trees<'_>) -> Result<Top, RepositoryError> {
        let tops = self.tops.0.borrow();
        if let Some(known) = tops.get(folder).and_then(|tops| tops.get(&tree)) {
            return Ok(known.clone());
        }
        drop(tops);
        let top = match folder_in(tree, folder, trees)? {
            Some(folder) => Some(trees.bytes(folder)?),
            None => None,
        };
        let mut tops = self.tops.0.borrow_mut();
        let tops = tops.entry(folder.to_owned()).or_default();
        tops.insert(tree, top.clone());
        Ok(top)
    }
}

/// Returns the files below a tree, with the names of their contents.
pub(super) fn files(tree: &Tree<'_>) -> Result<Vec<(String, Oid)>, RepositoryError> {
    let mut files = Vec::new();
    tree.walk(git2::TreeWalkMode::PreOrder, |folder, entry| {
        if entry.kind() == Some(ObjectType::Blob) && entry.filemode() != super::LINK {
            let name = String::from_utf8_lossy(entry.name_bytes()).into_owned();
            files.push((format!("{folder}{name}"), entry.id()));
        }
        git2::TreeWalkResult::Ok
    })?;
    Ok(files)
}

/// Returns git's name of a content.
pub(super) fn named(id: Oid) -> Result<BlobId, RepositoryError> {
    let name = BlobId::parse(&id.to_string());
    name.ok_or_else(|| RepositoryError::Other(format!("{id} is not the id of any content")))
}

/// Returns the name and address of a signature, as it has them.
pub(super) fn identity(signature: &Signature<'_>) -> CommitIdentity {
    CommitIdentity {
        name: String::from_utf8_lossy(signature.name_bytes()).into_owned(),
        email: String::from_utf8_lossy(signature.email_bytes()).into_owned(),
    }
}
