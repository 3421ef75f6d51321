//! The repository, by libgit2: nothing in it is ever executed, neither hooks
//! nor filters nor programs that its configuration names. Knows no records.

mod brought;
mod commit;
mod history;
mod not_checked_out;
pub mod settings;
mod shared;
#[cfg(test)]
mod tests;
mod tree;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use git2::{
    Commit, ErrorCode, ObjectType, Repository, RepositoryInitOptions, Status, StatusOptions,
};

pub use self::not_checked_out::NotCheckedOut;
pub use self::shared::SharedRepo;
use crate::adapters::disk;
use crate::app::ports::{Blob, ChangeKind, Head, RepositoryError, UnsavedChange};
use crate::base::files::digest::BlobId;
use crate::base::files::{Content, File, LARGEST_TEXT, Snapshot, Unreadable, is_text};
use crate::domain::ports::CommitInfo;

impl From<git2::Error> for RepositoryError {
    fn from(error: git2::Error) -> Self {
        match error.code() {
            ErrorCode::Owner => Self::Owner,
            ErrorCode::BareRepo => Self::Bare,
            // A lock that is held, or a branch that moved under our commit.
            ErrorCode::Locked | ErrorCode::Modified => Self::Busy,
            _ if error.message().ends_with("'sdir'") => Self::SparseIndex,
            _ if error.message().ends_with("'link'") => Self::SplitIndex,
            _ if is_full_disk(error.message()) => Self::Other("the disk is full".to_owned()),
            _ => Self::Other(error.message().to_owned()),
        }
    }
}

/// Returns true if an error of libgit2 says that the disk is full.
fn is_full_disk(message: &str) -> bool {
    let words = ["No space left on device", "not enough space on the disk"];
    words.iter().any(|words| message.contains(words))
}

/// A repository and the portfolio's folder in it.
pub struct Repo {
    repo: Repository,
    /// Of the portfolio in the repository, with a final slash; empty at the top.
    prefix: String,
    walk_cache: history::WalkCache,
}

/// The file mode by which git marks a symbolic link.
const LINK: i32 = 0o120_000;

/// Largest content that is read whole, in bytes.
const LARGEST: usize = 64 * 1024 * 1024;

impl Repo {
    /// Opens the repository that a portfolio is in; `None` when it is in none.
    pub fn open(portfolio: &Path) -> Result<Option<Self>, RepositoryError> {
        let repo = match Repository::discover(portfolio) {
            Ok(repo) => repo,
            Err(error) if error.code() == ErrorCode::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
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
        Ok(Some(Self {
            repo,
            prefix,
            walk_cache: history::WalkCache::default(),
        }))
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
            walk_cache: history::WalkCache::default(),
        })
    }

    /// Returns the folder where git keeps what is its own.
    pub fn git_folder(&self) -> PathBuf {
        self.repo.path().to_path_buf()
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

    /// Returns the files of the portfolio that differ from the last commit, sorted, with
    /// new ones.
    pub fn changes(&self) -> Result<Vec<UnsavedChange>, RepositoryError> {
        let changed = self.changed_files()?.into_iter();
        let mut changes: Vec<UnsavedChange> = changed
            .filter_map(|(path, what)| {
                let path = String::from_utf8_lossy(&path);
                let path = path.strip_prefix(self.prefix.as_str())?.to_owned();
                Some(UnsavedChange { path, what })
            })
            .collect();
        changes.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(changes)
    }

    /// Returns the files of the portfolio that differ from the last commit, by their paths
    /// from the top of the repository as git has them. A file that git itself leaves out of
    /// the work tree is not removed.
    fn changed_files(&self) -> Result<Vec<(Vec<u8>, ChangeKind)>, RepositoryError> {
        let mut options = StatusOptions::new();
        options
            .include_untracked(true)
            .recurse_untracked_dirs(true)
            .exclude_submodules(true);
        let skipped = self.skipped_paths(&self.index_on_disk()?);
        let statuses = self.repo.statuses(Some(&mut options))?;
        let changed = statuses.iter().filter_map(|entry| {
            let path = entry.path_bytes();
            let inside = path.strip_prefix(self.prefix.as_bytes())?;
            if commit::is_leftover(&String::from_utf8_lossy(inside)) {
                return None;
            }
            let mut status = entry.status();
            if skipped.contains(path) {
                status.remove(Status::WT_DELETED);
            }
            Some((path.to_vec(), change_kind(status)?))
        });
        Ok(changed.collect())
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
    /// links and whatever is too large are left out.
    pub fn files_at(
        &self,
        commit: &str,
        paths: &[&str],
    ) -> Result<BTreeMap<String, Vec<u8>>, RepositoryError> {
        let mut files = BTreeMap::new();
        let Some(commit) = self.find(commit) else {
            return Ok(files);
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

    /// Returns true while a merge, a rebase or the like is not finished.
    pub fn is_busy(&self) -> bool {
        self.repo.state() != git2::RepositoryState::Clean
    }
}

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

fn change_kind(status: Status) -> Option<ChangeKind> {
    if status.intersects(Status::WT_NEW | Status::INDEX_NEW) {
        // Added and then removed again before any commit.
        return (!status.contains(Status::WT_DELETED)).then_some(ChangeKind::Added);
    }
    if status.intersects(Status::WT_DELETED | Status::INDEX_DELETED) {
        return Some(ChangeKind::Removed);
    }
    let changed = Status::WT_MODIFIED
        | Status::INDEX_MODIFIED
        | Status::WT_TYPECHANGE
        | Status::INDEX_TYPECHANGE
        | Status::WT_RENAMED
        | Status::INDEX_RENAMED
        | Status::CONFLICTED;
    status.intersects(changed).then_some(ChangeKind::Changed)
}
