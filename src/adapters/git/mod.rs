//! The repository, by libgit2: nothing in it is ever executed, neither hooks
//! nor filters nor programs that its configuration names. Knows no records.

mod brought;
mod bundle;
mod changes;
mod commit;
mod commit_graph;
mod copy;
mod errors;
mod file_commits;
mod history;
mod not_checked_out;
mod parallel;
mod portfolio_folders;
pub mod settings;
mod shared;
mod shared_reads;
mod staging;
#[cfg(test)]
mod tests;
mod tree;
mod unfollowed;
mod walk;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use git2::{
    Commit, ErrorCode, ObjectType, Repository, RepositoryInitOptions, RepositoryOpenFlags,
    RepositoryState,
};

pub use self::history::RepositoryHistory;
pub use self::not_checked_out::NotCheckedOut;
pub use self::shared::SharedRepo;
pub use self::shared_reads::SharedReads;
use crate::adapters::disk;
use crate::app::ports::{Blob, Head, RepositoryError, UnfinishedMerge};
use crate::base::files::digest::BlobId;
use crate::base::files::{Content, File, LARGEST_TEXT, MARK, Snapshot, Unreadable, is_text};
use crate::domain::ports::CommitInfo;

/// A repository and the portfolio's folder in it.
pub struct Repo {
    repo: Repository,
    /// Of the portfolio in the repository, with a final slash; empty at the top.
    prefix: String,
    tops: history::TopCache,
    reads: SharedReads,
}

/// The file mode by which git marks a symbolic link.
const LINK: i32 = 0o120_000;

/// Largest content that is read whole, in bytes.
const LARGEST: usize = 64 * 1024 * 1024;

impl Repo {
    /// Opens the repository that a portfolio is in; `None` when it is in none.
    pub fn open(portfolio: &Path) -> Result<Option<Self>, RepositoryError> {
        Self::open_with(portfolio, &SharedReads::default())
    }

    /// Opens it with what others may have read of it.
    pub fn open_with(
        portfolio: &Path,
        reads: &SharedReads,
    ) -> Result<Option<Self>, RepositoryError> {
        let Some(repo) = find(portfolio)? else {
            return Ok(None);
        };
        let Some(top) = repo.workdir() else {
            return Err(RepositoryError::Bare);
        };
        let top = top.canonicalize().unwrap_or_else(|_| top.to_path_buf());
        let here = portfolio
            .canonicalize()
            .unwrap_or_else(|_| portfolio.to_path_buf());
        // `core.worktree` can name any folder: its files are not ours to commit.
        let inside = here
            .strip_prefix(&top)
            .ok()
            .and_then(Path::to_str)
            .ok_or(RepositoryError::Elsewhere)?
            .replace('\\', "/");
        let prefix = if inside.is_empty() {
            String::new()
        } else {
            format!("{inside}/")
        };
        let found = Self {
            repo,
            prefix,
            tops: history::TopCache::default(),
            reads: reads.clone(),
        };
        Ok(Some(found).filter(|found| !found.is_around_request(&here)))
    }

    /// Returns true if a folder is a request that was unpacked somewhere in this repository,
    /// which knows nothing of it.
    fn is_around_request(&self, folder: &Path) -> bool {
        !self.prefix.is_empty()
            && disk::holds_request(folder)
            && matches!(self.committed(MARK), Ok(None))
    }

    /// Returns the portfolio's folder in the repository, with a final slash; empty at the top.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// Makes a repository with a first branch called `main`, from no template:
    /// a template could bring hooks.
    pub fn init(folder: &Path) -> Result<Self, RepositoryError> {
        let mut options = RepositoryInitOptions::new();
        options
            .initial_head("main")
            .external_template(false)
            .no_reinit(false);
        let repo = Repository::init_opts(folder, &options)?;
        Ok(Self {
            repo,
            prefix: String::new(),
            tops: history::TopCache::default(),
            reads: SharedReads::default(),
        })
    }

    /// Returns the folder where git keeps what is its own.
    pub fn git_folder(&self) -> PathBuf {
        self.repo.path().to_path_buf()
    }

    /// Returns the folder of git that all work trees of the repository share.
    pub fn common_folder(&self) -> PathBuf {
        self.repo.commondir().to_path_buf()
    }

    /// Returns the folder of git's own in which changes to the portfolio are pending. Each
    /// portfolio of a repository has its own.
    pub fn state_folder(&self) -> PathBuf {
        let folder = self.git_folder().join("cpd");
        if self.prefix.is_empty() {
            return folder;
        }
        let name = crate::base::files::digest::sha256(self.prefix.as_bytes());
        folder.join(format!("in-{}", &name[..16]))
    }

    /// Returns the folder of hooks that the configuration names.
    pub fn hooks_folder(&self) -> PathBuf {
        let configured = self
            .repo
            .config()
            .and_then(|config| config.get_path("core.hooksPath"));
        configured.unwrap_or_else(|_| self.repo.commondir().join("hooks"))
    }

    pub fn head(&self) -> Result<Head, RepositoryError> {
        match self.repo.head() {
            Ok(_) if self.repo.head_detached()? => Ok(Head::Detached),
            Ok(head) => Ok(Head::Branch(head.shorthand().unwrap_or("HEAD").to_owned())),
            Err(error) if matches!(error.code(), ErrorCode::UnbornBranch | ErrorCode::NotFound) => {
                Ok(Head::Unborn)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Returns the last commit; `None` when there is none yet.
    pub fn last_commit(&self) -> Result<Option<CommitInfo>, RepositoryError> {
        Ok(self.head_commit()?.map(|commit| info(&commit)))
    }

    fn head_commit(&self) -> Result<Option<Commit<'_>>, RepositoryError> {
        match self.head()? {
            Head::Unborn => Ok(None),
            Head::Branch(_) | Head::Detached => Ok(Some(self.repo.head()?.peel_to_commit()?)),
        }
    }

    /// Returns the files at the tip of a branch; none where there is no such branch.
    pub fn files_on_branch(
        &self,
        branch: &str,
    ) -> Result<BTreeMap<String, Vec<u8>>, RepositoryError> {
        let Some(id) = self.commit_named(&format!("refs/heads/{branch}")) else {
            return Ok(BTreeMap::new());
        };
        let Some(commit) = self.find(&id) else {
            return Ok(BTreeMap::new());
        };
        let mut found = BTreeMap::new();
        for (path, blob) in history::files(&commit.tree()?)? {
            if let Some(path) = path.strip_prefix(self.prefix.as_str()) {
                let content = self.read_content(blob)?;
                found.extend(content.map(|bytes| (path.to_owned(), bytes)));
            }
        }
        Ok(found)
    }

    /// Returns every file of the portfolio as a commit has it; none where there is no such
    /// commit. Contents that are carried and not read are only measured.
    pub fn snapshot_at(&self, commit: &str) -> Result<Snapshot, RepositoryError> {
        let Some(commit) = self.find(commit) else {
            return Ok(Snapshot::default());
        };
        let odb = self.repo.odb()?;
        let mut found = Vec::new();
        for (path, blob) in history::files(&commit.tree()?)? {
            let inside = path.strip_prefix(self.prefix.as_str());
            let Some(path) = inside.filter(|path| disk::is_path_searched(path)) else {
                continue;
            };
            let size = odb.read_header(blob)?.0 as u64;
            let content = match (is_text(path), size > LARGEST_TEXT) {
                (true, true) => Content::Unreadable(Unreadable::TooLarge(size)),
                (true, false) => Content::from_bytes(self.repo.find_blob(blob)?.content()),
                (false, _) => Content::Asset(size),
            };
            found.push(File {
                path: path.to_owned(),
                content,
            });
        }
        Ok(Snapshot::new(found))
    }

    /// Returns a file of the portfolio as the last commit has it.
    pub fn committed(&self, path: &str) -> Result<Option<Blob>, RepositoryError> {
        match self.head_commit()? {
            Some(commit) => self.file_in(&commit, path),
            None => Ok(None),
        }
    }

    /// Returns a file of the portfolio as a commit has it; `None` where there is no such
    /// file, or no such commit here.
    pub fn committed_at(&self, commit: &str, path: &str) -> Result<Option<Blob>, RepositoryError> {
        match self.find(commit) {
            Some(commit) => self.file_in(&commit, path),
            None => Ok(None),
        }
    }

    /// Returns the commit with this id, if it is in this repository.
    pub fn find_commit(&self, id: &str) -> Option<CommitInfo> {
        self.find(id).map(|commit| info(&commit))
    }

    fn find(&self, id: &str) -> Option<Commit<'_>> {
        let id = git2::Oid::from_str_ext(id, self.repo.object_format()).ok()?;
        self.repo.find_commit(id).ok()
    }

    fn file_in(&self, commit: &Commit<'_>, path: &str) -> Result<Option<Blob>, RepositoryError> {
        let path = format!("{}{path}", self.prefix);
        match commit.tree()?.get_path(Path::new(&path)) {
            Ok(entry) if entry.kind() == Some(ObjectType::Blob) && entry.filemode() != LINK => {
                let (size, _) = self.repo.odb()?.read_header(entry.id())?;
                if size > LARGEST {
                    return Err(RepositoryError::Other(format!(
                        "{path} is larger than 64 MB"
                    )));
                }
                let blob = self.repo.find_blob(entry.id())?;
                Ok(Some(Blob {
                    id: history::named(entry.id())?,
                    bytes: blob.content().to_vec(),
                }))
            }
            Ok(_) => Ok(None),
            Err(error) if error.code() == ErrorCode::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Returns the commit that a name stands for (a branch, a tag, an id); `None` where it
    /// stands for none.
    pub fn commit_named(&self, name: &str) -> Option<String> {
        let object = self.repo.revparse_single(name).ok()?;
        Some(object.peel_to_commit().ok()?.id().to_string())
    }

    /// Returns everything that a name may stand for: the whole names of tags and branches, and
    /// the id of a commit of which it is the beginning.
    pub fn meanings(&self, name: &str) -> Vec<String> {
        let kinds = ["refs/tags", "refs/heads", "refs/remotes"];
        let references = kinds.map(|kind| format!("{kind}/{name}"));
        let references = references.into_iter();
        let there = references.filter(|whole| self.repo.find_reference(whole).is_ok());
        let commit = self.repo.find_commit_by_prefix(name).ok();
        there
            .chain(commit.map(|commit| commit.id().to_string()))
            .collect()
    }

    /// Returns the branch that the remote called `origin` has for its own, as in
    /// `origin/main`; `None` where this clone has not heard of one.
    pub fn origin_head(&self) -> Option<String> {
        let head = self.repo.find_reference("refs/remotes/origin/HEAD").ok()?;
        let target = head.symbolic_target().ok().flatten()?;
        Some(target.strip_prefix("refs/remotes/")?.to_owned())
    }

    /// Returns true if this repository has a remote.
    pub fn has_remotes(&self) -> bool {
        self.repo.remotes().is_ok_and(|remotes| !remotes.is_empty())
    }

    /// Returns the files that a commit has at these paths of the portfolio, or below them;
    /// links and whatever is too large are left out. Fails where there is no such commit.
    pub fn files_at(
        &self,
        commit: &str,
        paths: &[&str],
    ) -> Result<BTreeMap<String, Vec<u8>>, RepositoryError> {
        let mut files = BTreeMap::new();
        let Some(commit) = self.find(commit) else {
            let why = format!("commit {commit:.10} is damaged or missing in this copy");
            return Err(RepositoryError::Other(why));
        };
        let tree = commit.tree()?;
        for path in paths {
            let whole = format!("{}{path}", self.prefix);
            let entry = match tree.get_path(Path::new(&whole)) {
                Ok(entry) => entry,
                Err(error) if error.code() == ErrorCode::NotFound => continue,
                Err(error) => return Err(error.into()),
            };
            match entry.kind() {
                Some(ObjectType::Tree) => {
                    let below = self.repo.find_tree(entry.id())?;
                    for (name, blob) in history::files(&below)? {
                        let content = self.read_content(blob)?;
                        files.extend(content.map(|bytes| (format!("{path}/{name}"), bytes)));
                    }
                }
                _ => {
                    let blob = self.file_in(&commit, path)?;
                    files.extend(blob.map(|blob| ((*path).to_owned(), blob.bytes)));
                }
            }
        }
        Ok(files)
    }

    /// Returns true if a remote has the last commit, as far as this clone knows.
    pub fn is_pushed(&self) -> Result<bool, RepositoryError> {
        let Some(head) = self.head_commit()? else {
            return Ok(false);
        };
        for branch in self.repo.branches(Some(git2::BranchType::Remote))? {
            let Some(tip) = branch?.0.get().target() else {
                continue;
            };
            if tip == head.id() || self.repo.graph_descendant_of(tip, head.id())? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Returns the number of parents of the last commit.
    pub fn parents(&self) -> Result<usize, RepositoryError> {
        Ok(self
            .head_commit()?
            .map_or(0, |commit| commit.parent_count()))
    }

    /// Returns the id that a file's bytes would have here.
    pub fn blob_id(&self, bytes: &[u8]) -> BlobId {
        match self.repo.object_format() {
            git2::ObjectFormat::Sha256 => crate::base::files::digest::sha256_blob(bytes),
            _ => crate::base::files::digest::sha1_blob(bytes),
        }
    }

    /// Returns the command of git that is not finished; `None` where there is none.
    pub fn unfinished(&self) -> Option<UnfinishedMerge> {
        Some(match self.repo.state() {
            RepositoryState::Clean => return None,
            RepositoryState::Merge => UnfinishedMerge::Merge,
            RepositoryState::Revert | RepositoryState::RevertSequence => UnfinishedMerge::Revert,
            RepositoryState::CherryPick | RepositoryState::CherryPickSequence => {
                UnfinishedMerge::CherryPick
            }
            RepositoryState::Bisect => UnfinishedMerge::Bisect,
            RepositoryState::Rebase
            | RepositoryState::RebaseInteractive
            | RepositoryState::RebaseMerge => UnfinishedMerge::Rebase,
            RepositoryState::ApplyMailbox | RepositoryState::ApplyMailboxOrRebase => {
                UnfinishedMerge::Patch
            }
        })
    }

    /// Returns why nothing can be saved at the moment; `None` where it can.
    pub fn obstacle(&self) -> Option<RepositoryError> {
        match self.unfinished() {
            Some(unfinished) => Some(RepositoryError::Unfinished(unfinished)),
            None => self.left_out_of_index().err(),
        }
    }
}

/// Returns the repository that a folder is in; `None` where it is in none. Unlike
/// `Repository::discover`, this keeps the work tree in mind where git's folder lies elsewhere.
fn find(folder: &Path) -> Result<Option<Repository>, RepositoryError> {
    let above: [&Path; 0] = [];
    match Repository::open_ext(folder, RepositoryOpenFlags::CROSS_FS, above) {
        Ok(repo) => Ok(Some(repo)),
        Err(error) if error.code() == ErrorCode::NotFound => match unusable_git_folder(folder) {
            Some(why) => Err(why),
            None => Ok(None),
        },
        Err(error) => Err(error.into()),
    }
}

/// Returns why the nearest `.git` in a folder or above is not taken for a repository; `None`
/// where there is none.
fn unusable_git_folder(folder: &Path) -> Option<RepositoryError> {
    let mut above = folder.ancestors();
    let (top, git) = above.find_map(|top| {
        let git = top.join(".git");
        git.exists().then_some((top, git))
    })?;
    if git.is_dir() {
        return match Repository::open_bare(&git) {
            Ok(_) => Some(RepositoryError::Elsewhere),
            Err(_) if git.join("objects").is_dir() => Some(RepositoryError::DamagedGitFolder(git)),
            Err(_) => None,
        };
    }
    let text = disk::read_at_most(&git, LARGEST_LINK_FILE).ok()?;
    let text = String::from_utf8(text).ok()?;
    let named = top.join(text.strip_prefix("gitdir:")?.trim());
    (!named.exists()).then_some(RepositoryError::NoGitFolder(named))
}

/// Largest file `.git`, in bytes.
const LARGEST_LINK_FILE: u64 = 64 * 1024;

fn info(commit: &Commit<'_>) -> CommitInfo {
    let summary = commit
        .summary()
        .ok()
        .flatten()
        .unwrap_or_default()
        .to_owned();
    CommitInfo {
        id: commit.id().to_string(),
        summary,
        seconds: commit.committer().when().seconds(),
    }
}
