//! Plain questions about the outside, and the trait that is asked. Answers come
//! from adapters; whoever asks knows neither libgit2 nor a disk.

/// What judging may ask beyond the records themselves.
pub trait Facts {
    /// The bytes of a file of the portfolio, by path; `None` when it cannot be read.
    fn bytes(&self, path: &str) -> Option<Vec<u8>>;
}

/// Knows nothing; for tests and for work that asks nothing.
pub struct NoFacts;

impl Facts for NoFacts {
    fn bytes(&self, _: &str) -> Option<Vec<u8>> {
        None
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
