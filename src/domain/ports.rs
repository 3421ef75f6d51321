//! Plain questions about the outside, and the trait that is asked. Answers come
//! from adapters; whoever asks knows neither libgit2, nor Typst, nor a disk.

use std::collections::BTreeMap;

use crate::base::picture::{self, Fault, Size};
use crate::domain::record_view::Sheet;

/// What judging may ask beyond the records themselves.
pub trait Facts {
    /// The bytes of a file of the portfolio, by path; `None` when it cannot be read.
    fn bytes(&self, path: &str) -> Option<Vec<u8>>;

    /// The size of a picture of the portfolio, or why it cannot be shown; `None`
    /// when the file cannot be read.
    fn picture(&self, path: &str) -> Option<Result<Size, Fault>> {
        Some(picture::decode(&self.bytes(path)?))
    }

    /// The pages that a sheet fills when it is printed, and by how much it is
    /// longer than `most` pages; or why nobody can tell.
    fn pages(&self, sheet: &Sheet, most: usize) -> Result<Pages, String>;

    /// Every sign-off that was ever committed, and when first; nothing where there
    /// is no repository.
    fn history(&self) -> &History {
        &History::None
    }

    /// The commits that changed each of these files, oldest first, under whatever
    /// name the file had; or why nobody can tell.
    fn changes(&self, _paths: &[String]) -> Result<Changes, String> {
        Ok(Changes::new())
    }

    /// The content that git keeps under a name; `None` where it is not here.
    fn blob(&self, _id: &str) -> Option<Vec<u8>> {
        None
    }

    /// Whether `signature` is one by OpenPGP over `message`, made with a key in
    /// `keys` that was valid at a moment (seconds since 1970): the key's
    /// fingerprint, or why not.
    fn openpgp(&self, _asked: &OpenPgp<'_>) -> Result<String, OpenPgpFlaw> {
        Err(OpenPgpFlaw::NoProgram)
    }
}

/// What git's history says of the files that were committed under a folder.
#[derive(Debug, Clone, Default)]
pub enum History {
    /// There is no repository.
    #[default]
    None,
    /// There is one, and it does not hold the whole history, or cannot be read:
    /// nothing can be concluded from what it lacks.
    Unknown(String),
    /// Every content that any commit up to this one had.
    Known(Vec<Seen>),
}

/// A content at a path, and the first commit that held it there.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Seen {
    pub path: String,
    /// Git's name of the content.
    pub blob: String,
    pub commit: String,
    /// Committer's time in seconds since 1970. The author's is no bound: a rebase
    /// keeps it.
    pub seconds: i64,
}

/// The commits that changed files, by the path that was asked for.
pub type Changes = BTreeMap<String, Vec<Change>>;

/// A commit that changed a file.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Change {
    pub commit: String,
    /// Author's time in seconds since 1970.
    pub seconds: i64,
    /// Git's name of the content that it left; `None` where it removed the file.
    pub blob: Option<String>,
    /// Git's names of the contents that it was made from: those of the commits before,
    /// under whatever name the file had there.
    pub parents: Vec<String>,
    /// Its author first, then its co-authors. Who committed it is left out: merging
    /// and applying mail set that.
    pub writers: Vec<Writer>,
    pub summary: String,
}

/// A name and an address, as a commit has them: a claim.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Writer {
    pub name: String,
    pub email: String,
}

/// A question about an OpenPGP signature.
pub struct OpenPgp<'a> {
    /// Public keys of one person, armoured or not.
    pub keys: &'a [u8],
    pub signature: &'a [u8],
    pub message: &'a [u8],
    /// Seconds since 1970.
    pub at: i64,
}

/// What is wrong with an OpenPGP signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OpenPgpFlaw {
    /// There is no program here that could tell.
    NoProgram,
    Bad,
    /// It was made with none of the keys.
    UnknownKey,
    Expired,
    Revoked,
}

/// How much paper a sheet takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pages {
    /// Pages of A4, signatures included; at least 1.
    pub count: usize,
    /// What has to go for it to fit; `None` when it does.
    pub over: Option<Over>,
}

/// How much is too much.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Over {
    /// Lines of text, of the height that the page gives a line.
    pub lines: usize,
    /// Words that stand in about as many lines at the end.
    pub words: usize,
    /// Byte of the record's text at which the first word stands that is printed
    /// beyond the last page allowed, or would be the first to go.
    pub at: usize,
}

/// Knows nothing; for tests and for work that asks nothing.
pub struct NoFacts;

impl Facts for NoFacts {
    fn bytes(&self, _: &str) -> Option<Vec<u8>> {
        None
    }

    fn pages(&self, _: &Sheet, _: usize) -> Result<Pages, String> {
        Err("nothing here can print".to_owned())
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
