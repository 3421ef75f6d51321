//! Traits through which judging reads what lies beyond the records themselves, and the
//! evidence that one check is given. Knows neither libgit2, nor Typst, nor a disk.

use std::collections::BTreeMap;

use crate::base::files::digest::BlobId;
use crate::base::picture::{self, DecodedPictures, PictureFault, Size};
use crate::domain::id::Fingerprint;
use crate::domain::record_view::RecordPage;

/// Reads a file by its path; `None` when it cannot be read.
pub type FileReader<'r> = &'r dyn Fn(&str) -> Option<Vec<u8>>;

/// Reads files of a portfolio.
pub trait PortfolioFiles: Sync {
    /// Returns the bytes of a file, by its path in the portfolio; `None` when it cannot
    /// be read.
    fn bytes(&self, path: &str) -> Option<Vec<u8>>;
}

impl<F: Fn(&str) -> Option<Vec<u8>> + Sync> PortfolioFiles for F {
    fn bytes(&self, path: &str) -> Option<Vec<u8>> {
        self(path)
    }
}

/// Decodes pictures, each content once in a run.
pub trait Images: Sync {
    /// Returns the size of a picture after reading every pixel of it, or why it cannot be
    /// shown.
    fn decode(&self, bytes: &[u8]) -> Result<Size, PictureFault>;
}

impl Images for DecodedPictures {
    fn decode(&self, bytes: &[u8]) -> Result<Size, PictureFault> {
        self.size(bytes, |_| picture::decode(bytes))
    }
}

/// Lays records out on paper.
pub trait Typesetter: Sync {
    /// Returns the pages that a sheet fills when it is printed, and by how much it is
    /// longer than `most` pages; or why they cannot be counted.
    fn pages(&self, sheet: &RecordPage, most: usize) -> Result<PageCount, String>;
}

/// Checks OpenPGP signatures.
pub trait OpenPgpVerifier: Sync {
    /// Returns the fingerprint of the key that made a signature, or why none of the keys
    /// that were given did.
    fn verify(&self, asked: &OpenPgpQuery<'_>) -> Result<Fingerprint, OpenPgpError>;
}

/// Reads the git history of a portfolio.
pub trait HistoryReader: Sync {
    /// Returns why nothing can be saved at the moment; `None` where it can.
    fn obstacle(&self) -> Option<HistoryGap>;

    /// Returns every content that any commit up to the last one had under `signoffs/`, sorted by
    /// path.
    fn signoffs(&self) -> Result<&[CommittedContent], &HistoryGap>;

    /// Returns every content that any commit up to this one had under `trust/`.
    fn trust(&self, commit: &str) -> Result<Vec<CommittedContent>, HistoryGap>;

    /// Returns every content that any commit up to the last one had under `register/`, sorted by
    /// path.
    fn register(&self) -> Result<Vec<CommittedContent>, HistoryGap>;

    /// Returns the commits that changed each of these files, oldest first, under
    /// whatever name the file had.
    fn changes(&self, paths: &[String]) -> Result<FileCommits, HistoryGap>;

    /// Returns true if each of these commits was made on top of one of the earlier ones, as
    /// far as history tells.
    fn are_after(&self, commits: &[&str], earlier: &[&str]) -> bool;

    /// Returns the content that git keeps under a name; `None` where it is not here.
    fn blob(&self, id: BlobId) -> Option<Vec<u8>>;
}

/// Everything beyond its records that a portfolio is judged by.
///
/// Each part has to be named where this is built: a part that is left out does not
/// compile.
#[derive(Clone, Copy)]
pub struct Evidence<'a> {
    pub files: &'a dyn PortfolioFiles,
    pub images: &'a dyn Images,
    pub typesetter: &'a dyn Typesetter,
    pub openpgp: &'a dyn OpenPgpVerifier,
    pub history: History<'a>,
}

impl Evidence<'static> {
    /// Returns the evidence of a portfolio that exists in memory only: no file beyond
    /// its records, nothing to print with, no gpg and no repository.
    pub const fn in_memory() -> Self {
        Self {
            files: &NoEvidence,
            images: &NoEvidence,
            typesetter: &NoEvidence,
            openpgp: &NoEvidence,
            history: History::NoRepository,
        }
    }
}

/// The git history that a portfolio is judged by, or why there is none.
#[derive(Clone, Copy)]
pub enum History<'a> {
    Read(&'a dyn HistoryReader),
    /// The portfolio is in no repository.
    NoRepository,
    /// The history was left out on purpose: a pack carries files, and no commits.
    NotConsulted,
}

impl<'a> History<'a> {
    /// Returns every content that was committed under `signoffs/`; none where there is no
    /// history, or it has a gap.
    pub fn signoff_contents(self) -> &'a [CommittedContent] {
        match self {
            Self::Read(reader) => reader.signoffs().unwrap_or_default(),
            Self::NoRepository | Self::NotConsulted => &[],
        }
    }

    /// Returns every content that was committed at a path under `signoffs/`.
    pub fn signoffs_at(self, path: &str) -> &'a [CommittedContent] {
        let all = self.signoff_contents();
        let first = all.partition_point(|one| *one.path < *path);
        let end = all.partition_point(|one| *one.path <= *path);
        &all[first..end]
    }

    /// Returns why nothing can be concluded from what the history lacks.
    pub fn gap(self) -> Option<&'a HistoryGap> {
        match self {
            Self::Read(reader) => reader.signoffs().err(),
            Self::NoRepository | Self::NotConsulted => None,
        }
    }

    /// Returns the commits that changed files; none where there is no history.
    pub fn changes(self, paths: &[String]) -> Result<FileCommits, HistoryGap> {
        match self {
            Self::Read(reader) => reader.changes(paths),
            Self::NoRepository | Self::NotConsulted => Ok(FileCommits::new()),
        }
    }

    /// Returns true if contents came only after others were there. Commits name those that
    /// they were made on top of; their times are whatever the committer typed.
    pub fn is_after(self, contents: &[&CommittedContent], earlier: &[&CommittedContent]) -> bool {
        let earlier: Vec<&str> = earlier.iter().flat_map(|one| one.commits()).collect();
        self.are_commits_after(contents, &earlier)
    }

    /// Returns true if contents came only after one of these commits.
    pub fn are_commits_after(self, contents: &[&CommittedContent], earlier: &[&str]) -> bool {
        let commits: Vec<&str> = contents.iter().flat_map(|one| one.commits()).collect();
        match self {
            Self::Read(reader) => reader.are_after(&commits, earlier),
            Self::NoRepository | Self::NotConsulted => false,
        }
    }

    /// Returns the content that git keeps under a name; `None` where there is no history.
    pub fn blob(self, id: BlobId) -> Option<Vec<u8>> {
        match self {
            Self::Read(reader) => reader.blob(id),
            Self::NoRepository | Self::NotConsulted => None,
        }
    }

    /// Returns which history this is, to be kept beside what was concluded from it.
    pub fn extent(self) -> HistoryExtent {
        match self {
            Self::Read(_) if self.gap().is_some() => HistoryExtent::Incomplete,
            Self::Read(_) => HistoryExtent::Whole,
            Self::NoRepository => HistoryExtent::NoRepository,
            Self::NotConsulted => HistoryExtent::Nothing,
        }
    }
}

/// The git history that a result rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HistoryExtent {
    /// All of it, up to the last commit.
    Whole,
    /// There is a repository, but its history has a gap or cannot be read.
    Incomplete,
    NoRepository,
    Nothing,
}

impl HistoryExtent {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Incomplete => "incomplete",
            Self::NoRepository => "no-repository",
            Self::Nothing => "not-consulted",
        }
    }
}

/// The reason why a repository does not hold its whole history, or cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{why}{}", self.next())]
pub struct HistoryGap {
    pub why: String,
    /// The way to get the rest, where there is one to name.
    pub advice: Option<String>,
}

impl HistoryGap {
    pub fn new(why: impl Into<String>, advice: Option<String>) -> Self {
        Self {
            why: why.into(),
            advice,
        }
    }

    fn next(&self) -> String {
        let advice = self.advice.as_ref();
        advice.map_or_else(String::new, |advice| format!("; {advice}"))
    }
}

/// A content at a path, and the first commit that held it there.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct CommittedContent {
    pub path: String,
    /// Git's name of the content.
    pub blob: BlobId,
    pub commit: String,
    /// Committer's time in seconds since 1970. The author's is no bound: a rebase
    /// keeps it.
    pub seconds: i64,
    /// The author of that commit.
    pub author: CommitIdentity,
    /// The corrected time of that commit: its own, or a second more than that of a commit
    /// that it was made on top of, whichever is later.
    pub order: i64,
    /// Other commits that brought it: on another line of commits, or after it was removed.
    pub again: Vec<String>,
    /// True if the portfolio was in another folder of the repository then.
    pub elsewhere: bool,
}

impl CommittedContent {
    /// Returns every commit that brought it.
    fn commits(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.commit)
            .chain(&self.again)
            .map(String::as_str)
    }
}

/// The commits that changed files, by the path that was asked for.
pub type FileCommits = BTreeMap<String, Vec<FileCommit>>;

/// A commit that changed a file.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct FileCommit {
    pub commit: String,
    /// Author's time in seconds since 1970.
    pub seconds: i64,
    /// Git's name of the content that it left; `None` where it removed the file.
    pub blob: Option<BlobId>,
    /// Git's names of the contents that it was made from: those of the commits before,
    /// under whatever name the file had there.
    pub parents: Vec<BlobId>,
    /// Its author first, then its co-authors. Who committed it is left out: merging
    /// and applying mail set that.
    pub writers: Vec<CommitIdentity>,
    pub summary: String,
}

/// A commit that changed files of the portfolio.
#[derive(Debug, Clone)]
pub struct LoggedCommit {
    /// Its writers, its author's time and its first line.
    pub change: FileCommit,
    /// Committer's time in seconds since 1970.
    pub committed: i64,
    /// By path: git's name of the content that it left; `None` where it removed the file.
    pub files: BTreeMap<String, Option<BlobId>>,
}

/// A name and an address, as a commit has them: a claim.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct CommitIdentity {
    pub name: String,
    pub email: String,
}

/// A question about an OpenPGP signature.
pub struct OpenPgpQuery<'a> {
    /// Public keys of one person, armoured or not.
    pub keys: &'a [u8],
    pub signature: &'a [u8],
    pub message: &'a [u8],
    /// Seconds since 1970.
    pub at: i64,
}

/// A reason why an OpenPGP signature does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OpenPgpError {
    /// There is no program here that could tell.
    NoProgram,
    Bad,
    /// It was made with none of the keys.
    UnknownKey,
    /// By its own words it was made at another time than that of the sign-off.
    OtherTime,
    Expired,
    Revoked,
    /// So many were verified in this run that no more are.
    TooMany,
}

/// The number of pages that a record fills.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageCount {
    /// Pages of A4, signatures included; at least 1.
    pub count: usize,
    /// The part that has to go for it to fit; `None` when it fits.
    pub over: Option<Overflow>,
}

/// The part of a record that is beyond its limit of pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overflow {
    /// Lines of text, of the height that the page gives a line.
    pub lines: usize,
    /// Words that stand in about as many lines at the end.
    pub words: usize,
    /// Byte of the record's text at which the first word stands that is printed
    /// beyond the last page allowed, or would be the first to go.
    pub at: usize,
}

/// Evidence that is absent.
struct NoEvidence;

impl PortfolioFiles for NoEvidence {
    fn bytes(&self, _: &str) -> Option<Vec<u8>> {
        None
    }
}

impl Images for NoEvidence {
    fn decode(&self, _: &[u8]) -> Result<Size, PictureFault> {
        Err(PictureFault::NoImage)
    }
}

impl Typesetter for NoEvidence {
    fn pages(&self, _: &RecordPage, _: usize) -> Result<PageCount, String> {
        Err("nothing here can print".to_owned())
    }
}

impl OpenPgpVerifier for NoEvidence {
    fn verify(&self, _: &OpenPgpQuery<'_>) -> Result<Fingerprint, OpenPgpError> {
        Err(OpenPgpError::NoProgram)
    }
}

/// A commit, as far as packs and messages need it.
#[derive(Debug, Clone)]
pub struct CommitInfo {
    pub id: String,
    pub summary: String,
    /// Committer's time in seconds since 1970.
    pub seconds: i64,
}
