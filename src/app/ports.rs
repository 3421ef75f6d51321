//! Traits through which use cases reach the world around a portfolio.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use thiserror::Error;

use super::change::ChangeSet;
use super::change::apply::{ApplyError, CommitMessage, Recovered};
use super::error::{Explain, Explanation, Hint, Input};
pub use super::repository_error::{RepositoryError, UnfinishedMerge};
use super::workspace::{OpenPortfolioError, Workspace};
use crate::app::trust::anchor_file::UnusableAnchor;
use crate::base::files::digest::BlobId;
use crate::base::files::{Snapshot, WriteSeek};
use crate::domain::ports::{CommitInfo, Evidence, HistoryGap, LoggedCommit};
use crate::domain::remedy::Invocation;
use crate::domain::signoff::ProofKind;

/// The world around one portfolio.
///
/// Each port has to be named where this is built: a port that is left out does not compile.
pub struct Ports {
    pub work_tree: Box<dyn WorkTree>,
    pub evidence: Arc<dyn EvidenceSource>,
    pub repository: RepositoryAccess,
    pub signers: Box<dyn SignerSource>,
    pub user: Box<dyn UserConfig>,
    pub outputs: Box<dyn Outputs>,
}

/// The git repository that a portfolio is kept in, as far as it can be used.
pub enum RepositoryAccess {
    /// The portfolio is in no repository.
    None,
    /// It is in one that cannot be opened.
    Unusable(RepositoryError),
    Open(Arc<dyn Repository + Send + Sync>),
}

impl RepositoryAccess {
    /// Returns the repository; none where there is none, or the reason why it cannot be
    /// used.
    pub fn if_any(&self) -> Result<Option<&(dyn Repository + Send + Sync)>, RepositoryError> {
        match self {
            Self::None => Ok(None),
            Self::Unusable(why) => Err(why.clone()),
            Self::Open(repository) => Ok(Some(repository.as_ref())),
        }
    }

    /// Returns the repository, or the reason why there is none to work with.
    pub fn required(&self) -> Result<&(dyn Repository + Send + Sync), NoRepository> {
        self.if_any()?.ok_or(NoRepository::None)
    }
}

/// A reason why there is no repository to work with.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NoRepository {
    #[error(
        "this folder keeps no history yet (it is not in a git repository), so nothing can be saved or signed"
    )]
    None,
    #[error("git: {0}")]
    Unusable(#[from] RepositoryError),
}

impl Explain for NoRepository {
    fn explain(&self) -> Explanation {
        match self {
            Self::None => {
                let begin = Invocation::BeginPortfolio { folder: None };
                let lead = "run `git init` in its folder, or create a new portfolio with ";
                Explanation::failed().hint(Hint::from(lead).then(begin))
            }
            Self::Unusable(error) => error.explain(),
        }
    }
}

/// The work tree of a portfolio, and the repository around it as far as changes go.
pub trait WorkTree: Send + Sync {
    /// Returns every file that may matter, or why they cannot be read. Those that git
    /// leaves out of the work tree are read from git.
    fn snapshot(&self) -> Result<Snapshot, OpenPortfolioError>;

    /// Returns the paths of files that git leaves out of the work tree, in order.
    fn not_checked_out(&self) -> Vec<String>;

    /// Applies every change, or none where one of them cannot be made.
    fn apply(&self, changes: &ChangeSet) -> Result<(), ApplyError>;

    /// Applies every change and commits the files alone; neither where either fails.
    fn apply_and_commit(
        &self,
        changes: &ChangeSet,
        commit: CommitMessage<'_>,
    ) -> Result<(), ApplyError>;

    /// Returns true if a change was interrupted, and nobody is just making one.
    fn is_unfinished(&self) -> bool;

    /// Goes on with a change that was interrupted, in the direction that is written down.
    fn recover(&self) -> Result<Recovered, ApplyError>;
}

/// Readers of everything beyond its records that a portfolio is judged by.
pub trait EvidenceSource: Send + Sync {
    fn evidence(&self) -> Evidence<'_>;
}

/// Settings that git keeps for whoever works in a portfolio.
pub trait UserConfig: Send + Sync {
    /// Returns the name and the address that git commits with, where it knows both.
    fn identity(&self) -> Option<GitIdentity>;

    /// Returns the file of the awarding body's public key, as the person's own settings
    /// name it by git's own rules for paths. A repository's settings do not count: it would
    /// vouch for itself.
    fn anchor(&self) -> Result<Option<PathBuf>, UnusableAnchor>;
}

/// A name and an address that git commits with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GitIdentity {
    pub name: String,
    pub email: String,
}

/// Finds the keys that sign here.
pub trait SignerSource: Send + Sync {
    /// Returns the key that git signs with for whoever works here; none where it has none.
    fn own(&self) -> Option<Box<dyn Signer>>;

    /// Returns the public half of that key.
    fn own_public_key(&self) -> Result<OwnPublicKey, UnreadableKey>;

    /// Returns the SSH key in a file.
    fn in_file(&self, file: &Path) -> Box<dyn Signer>;
}

impl Explain for UnreadableKey {
    fn explain(&self) -> Explanation {
        Explanation::failed()
    }
}

/// The public half of the key that git signs with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OwnPublicKey {
    /// Git has no key to sign with.
    None,
    /// The text of an SSH key.
    Ssh(Vec<u8>),
    /// An OpenPGP key by its name: gpg holds its text.
    OpenPgp { id: String },
}

/// A reason why the public half of a key cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{} cannot be read: {why}", .file.display())]
pub struct UnreadableKey {
    pub file: PathBuf,
    pub why: String,
}

/// The commits of the git repository that a portfolio is kept in.
pub trait Revisions {
    /// Returns the id of the commit that a branch, a tag or an id stands for.
    fn commit_named(&self, name: &str) -> Option<String>;

    /// Returns everything that a name may stand for: the whole names of tags and branches, and
    /// the id of a commit of which it is the beginning.
    fn meanings(&self, name: &str) -> Vec<String>;

    /// Returns the commit with this whole id, if the repository has it.
    fn find_commit(&self, id: &str) -> Option<CommitInfo>;

    /// Returns the branch that the remote `origin` has for its own, as `origin/main`.
    fn origin_head(&self) -> Option<String>;

    /// Returns true if the repository knows any other.
    fn has_remotes(&self) -> bool;

    fn last_commit(&self) -> Result<Option<CommitInfo>, RepositoryError>;

    /// Returns a file of the portfolio as a commit has it; none if there is no such commit.
    fn committed_at(&self, commit: &str, path: &str) -> Result<Option<Blob>, RepositoryError>;

    /// Returns the files that a commit has at these paths of the portfolio, or below them.
    fn files_at(
        &self,
        commit: &str,
        paths: &[&str],
    ) -> Result<BTreeMap<String, Vec<u8>>, RepositoryError>;

    /// Returns the files of the portfolio that the commits up to `head` bring to `base`,
    /// which has not taken them in, each with its content.
    fn brought(&self, base: &str, head: &str) -> Result<BTreeMap<String, BlobId>, RepositoryError>;

    /// Returns the files that the commits up to `head` brought to the branch that is checked
    /// out, which took them in. `base` is the commit that the forge names as its base.
    fn brought_by_merge(
        &self,
        head: &str,
        base: Option<&str>,
    ) -> Result<BroughtFiles, RepositoryError>;
}

/// The files of the portfolio that a merged pull request brought to a branch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BroughtFiles {
    /// Each with its content in the last commit of the request.
    pub files: BTreeMap<String, BlobId>,
    /// True if the branch moved on to the request without a merge. Git does not show where
    /// the request began then, so these are the files of its last commit alone.
    pub last_commit_only: bool,
    /// The commits of the branch from before the request; empty where none is certain.
    pub before: Vec<String>,
}

/// The git repository that a portfolio is kept in.
pub trait Repository: Revisions {
    /// Returns the portfolio's folder in the repository, with a final slash; empty at the top.
    fn prefix(&self) -> String;

    /// Returns the command of git that is not finished; `None` where there is none.
    fn unfinished(&self) -> Option<UnfinishedMerge>;

    fn head(&self) -> Result<Head, RepositoryError>;

    /// Returns the number of commits that the last one came from.
    fn parents(&self) -> Result<usize, RepositoryError>;

    /// Returns true if a remote has the last commit, as far as this clone has heard.
    fn is_pushed(&self) -> Result<bool, RepositoryError>;

    /// Returns the files that differ from the last commit, new ones included, by path.
    fn changes(&self) -> Result<Vec<UnsavedChange>, RepositoryError>;

    /// Returns every commit that changed files of the portfolio, oldest first.
    fn log(&self) -> Result<Vec<LoggedCommit>, RepositoryError>;

    /// Returns why the repository does not hold the whole history; none where it does.
    fn lacks(&self) -> Option<HistoryGap>;

    /// Returns a file of the portfolio as the last commit has it.
    fn committed(&self, path: &str) -> Result<Option<Blob>, RepositoryError>;

    /// Returns every file of the portfolio as a commit has it; none if there is no such
    /// commit.
    fn snapshot_at(&self, commit: &str) -> Result<Snapshot, RepositoryError>;

    /// Returns the content that git keeps under a name; none where it is not here.
    fn content(&self, id: BlobId) -> Option<Vec<u8>>;

    /// Returns the id that git would give these bytes.
    fn blob_id(&self, bytes: &[u8]) -> BlobId;

    /// Commits the changes of these paths. What nobody removed stays.
    fn commit_changes(
        &self,
        paths: &BTreeSet<String>,
        says: &str,
        author: &CommitAuthor,
    ) -> Result<CommitInfo, RepositoryError>;

    /// Returns the settings of git that a save of these paths did not follow, as code or
    /// words, unless they were returned before.
    fn take_unnamed_settings(&self, paths: &BTreeSet<String>) -> Vec<String>;

    /// Writes every commit up to the last one, with all that they hold, as a file that git
    /// clones.
    fn write_bundle(&self, out: &mut dyn Write) -> io::Result<()>;

    /// Takes the last commit back and leaves every file as it is.
    fn undo(&self) -> Result<(), RepositoryError>;
}

/// The position of `HEAD`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Head {
    /// No commit yet.
    Unborn,
    Branch(String),
    Detached,
}

/// A file that differs from the last commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnsavedChange {
    /// In the portfolio.
    pub path: String,
    pub what: ChangeKind,
    /// Git was told to add or to remove it.
    pub staged: bool,
}

/// The way in which a file differs from the last commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeKind {
    Added,
    Changed,
    Removed,
    /// It is not on the disk, and nobody removed it.
    Missing(MissingFile),
}

/// A reason why a file is not on the disk that nobody removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MissingFile {
    /// A program that shares folders has not downloaded it.
    NotDownloaded,
    /// Git was interrupted before it had written all files.
    NotCheckedOut,
}

/// A folder in which a portfolio is about to be begun.
pub trait NewFolder {
    /// Returns what keeps a portfolio from being begun here; nothing where it can be.
    fn obstacle(&self) -> Option<Obstacle>;

    /// Returns true if the folder holds anything, be it a repository alone; or why it
    /// cannot be read.
    fn is_taken(&self) -> Result<bool, String>;

    /// Returns the name and the address that git commits with here, where it knows both.
    fn identity(&self) -> Option<GitIdentity>;

    /// Makes git sign with the SSH key in a file, in the repository of this folder alone.
    fn sign_with(&self, key: &Path) -> Result<(), RepositoryError>;

    /// Makes the folder, a repository in it, with this check before each commit if there is
    /// one, and the files, and commits them. Where any of it fails, nothing that it made is left and
    /// nothing that was there is changed.
    fn begin(
        &self,
        changes: &ChangeSet,
        hook: Option<&[u8]>,
        commit: CommitMessage<'_>,
    ) -> Result<(), ApplyError>;
}

/// Files outside of change sets: those that are printed, and those that are sent.
pub trait Outputs: Send + Sync {
    /// Writes every file, or none where one of them is refused. Each is written whole or
    /// not at all, and the folders that lead to it are made.
    fn write(&self, files: &[OutputFile<'_>]) -> Result<(), OutputError>;

    /// Writes a file that is not there yet, whole or not at all, while `fill` makes its bytes.
    fn write_through(
        &self,
        path: &Path,
        fill: &mut dyn FnMut(&mut dyn WriteSeek) -> io::Result<()>,
    ) -> Result<(), OutputError>;

    /// Writes the bytes of a file of the portfolio's folder, of any size. Follows no link.
    fn copy(&self, path: &str, out: &mut dyn Write) -> io::Result<()>;

    /// Returns the paths of the files below a folder of the portfolio's folder, in order and
    /// without links.
    fn files_below(&self, folder: &str) -> Vec<String>;

    /// Returns the error with which these files would be refused now, if there is one. Leaves
    /// no file.
    fn check(&self, files: &[OutputFile<'_>]) -> Result<(), OutputError>;

    /// Returns the state of a folder that files are to be sent to.
    fn folder(&self, folder: &Path) -> Result<OutputFolder, OutputError>;

    /// Returns a file that was sent to a folder before: as the branch there has it, or else
    /// the folder itself.
    fn sent_before(&self, folder: &Path, branch: &str, path: &str) -> Option<Vec<u8>>;

    /// Makes a folder that is a repository with these files in one commit. Where any of it
    /// fails or the program is killed, the folder is as it was.
    fn create_repository(
        &self,
        folder: &Path,
        files: &BTreeMap<String, Vec<u8>>,
        commit: CommitMessage<'_>,
    ) -> Result<(), OutputError>;

    /// Commits files onto a branch of the repository in a folder, beside whatever the branch
    /// holds, and leaves the work tree as it is.
    fn commit_on_branch(
        &self,
        folder: &Path,
        branch: &str,
        files: &BTreeMap<String, Vec<u8>>,
        commit: CommitMessage<'_>,
    ) -> Result<(), OutputError>;
}

/// A file to write outside of change sets.
#[derive(Clone, Copy)]
pub struct OutputFile<'a> {
    pub place: OutputPlace<'a>,
    pub bytes: &'a [u8],
    pub existing: ExistingFile,
}

/// The place of a file to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutputPlace<'a> {
    /// A path in the portfolio. No folder on the way may be a link.
    InPortfolio(&'a str),
    /// A path that a person named.
    Named(&'a Path),
}

impl OutputPlace<'_> {
    /// Returns the path on disk, for a portfolio in a folder.
    pub fn below(&self, root: &Path) -> PathBuf {
        match self {
            Self::InPortfolio(path) => root.join(path),
            Self::Named(path) => path.to_path_buf(),
        }
    }
}

/// The treatment of a file that already exists.
#[derive(Debug, Clone, Copy)]
pub enum ExistingFile {
    /// It stays, and nothing is written.
    Keep,
    /// It goes: cpd writes it anew each time.
    Replace,
    /// It goes if this returns true for its bytes, and stays otherwise.
    ReplaceIf(fn(&[u8]) -> bool),
}

/// The state of a folder that files are to be sent to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutputFolder {
    /// It lies inside the portfolio that the files come from.
    InPortfolio,
    /// It holds a git repository.
    Repository,
    /// It is not there, or empty.
    Free,
    /// It holds other files.
    Taken,
}

/// A reason why a file or a folder was not written.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum OutputError {
    #[error("{} already exists", .0.display())]
    Taken(PathBuf),
    #[error("{} is a folder", .0.display())]
    IsFolder(PathBuf),
    /// A path that leads out of the portfolio.
    #[error("{path} cannot be written: {why}")]
    Refused { path: String, why: String },
    #[error("{} cannot be written: {why}", .place.display())]
    Unwritable { place: PathBuf, why: String },
    #[error("{} cannot be opened: {why}", .place.display())]
    Unreadable { place: PathBuf, why: String },
    #[error("{} is not a git repository", .0.display())]
    NoRepository(PathBuf),
    #[error("git: {0}")]
    Repository(#[from] RepositoryError),
}

impl Explain for OutputError {
    fn explain(&self) -> Explanation {
        match self {
            Self::Taken(_) => Explanation::refused().hint("name another file"),
            Self::IsFolder(_) => Explanation::failed().hint("name a file"),
            Self::Refused { .. } => Explanation::refused(),
            Self::Unwritable { .. } | Self::Unreadable { .. } | Self::NoRepository(_) => {
                Explanation::failed()
            }
            Self::Repository(error) => error.explain(),
        }
    }
}

/// Opens one portfolio anew, as its files and its commits are now.
pub trait PortfolioOpener {
    fn open(&self) -> Result<Workspace, OpenPortfolioError>;
}

/// A reason why no portfolio is begun in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Obstacle {
    NotAFolder(PathBuf),
    /// It lies in a portfolio: this folder.
    InPortfolio(PathBuf),
    /// It holds more than a repository.
    NotEmpty(PathBuf),
    Unreadable {
        folder: PathBuf,
        why: String,
    },
}

/// A key that signs for a person.
pub trait Signer {
    /// Returns the proof that its signatures are.
    fn proof(&self) -> ProofKind;

    /// Returns the text of an SSH key's public half, where it can be read.
    fn public_key(&self) -> Option<String>;

    /// Returns the ending of a file that holds its signature.
    fn signature_ends(&self) -> &'static str;

    /// Returns a detached signature over a message; `namespace` is what it is for.
    fn sign(&self, namespace: &str, message: &[u8]) -> Result<Vec<u8>, SignerError>;
}

/// Makes keys for the invented people of a sample portfolio.
pub trait KeyMaker {
    /// Makes a key without a passphrase for each of these people, or none at all where one
    /// cannot be made.
    fn make(&self, people: &[&str]) -> Result<BTreeMap<String, MadeKey>, MakeKeysError>;

    /// Removes the keys that it made.
    fn discard(&self);

    /// Returns a number that nobody can guess.
    fn salt(&self) -> u128;
}

/// A key that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MadeKey {
    /// The file of the private key.
    pub file: PathBuf,
    /// The text of the public key.
    pub public: Vec<u8>,
}

/// A reason why no keys were made.
#[derive(Debug, Error)]
pub enum MakeKeysError {
    /// The program that makes keys is missing, or did not make one.
    #[error("{0}")]
    Program(String),
    #[error("{} is not empty", .0.display())]
    Taken(PathBuf),
    #[error("{} cannot be written: {why}", .folder.display())]
    Unwritable { folder: PathBuf, why: String },
}

impl Explain for MakeKeysError {
    fn explain(&self) -> Explanation {
        match self {
            Self::Taken(_) => Explanation::refused().hint("choose a new folder"),
            Self::Program(_) | Self::Unwritable { .. } => Explanation::failed()
                .hint(Hint::from("create the sample without keys: ").then(Input::WithoutKeys)),
        }
    }
}

/// A reason why a key did not sign.
#[derive(Debug, Error)]
pub enum SignerError {
    #[error("{0} is not installed, or not on the PATH")]
    NoProgram(String),
    #[error("{program} did not sign: {said}")]
    Refused { program: String, said: String },
    #[error("{0}")]
    Io(#[from] io::Error),
}

/// A file as a commit has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blob {
    pub id: BlobId,
    pub bytes: Vec<u8>,
}

/// The person whom a commit names, and its moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommitAuthor {
    pub name: String,
    pub email: String,
    /// Seconds since 1970; now when `None`.
    pub seconds: Option<i64>,
}
