//! Plain questions about the outside, and the trait that is asked. Answers come
//! from adapters; whoever asks knows neither libgit2, nor Typst, nor a disk.

use crate::picture::{self, Fault, Size};
use crate::sheet::Sheet;

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
