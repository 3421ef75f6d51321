//! Refuses to sign or print files in which the marks of a conflict were left.

use thiserror::Error;

use super::error::{Explain, Explanation};
use crate::base::document::{CONFLICT, CONFLICT_HELP};
use crate::domain::portfolio::Portfolio;

/// Files with the marks of a conflict, so that nobody can tell which words are meant.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{CONFLICT}")]
pub struct InConflict {
    pub paths: Vec<String>,
}

impl InConflict {
    /// Returns an error if one of these files of a portfolio has such marks.
    pub fn check<'p>(
        portfolio: &Portfolio,
        paths: impl IntoIterator<Item = &'p String>,
    ) -> Result<(), Self> {
        let conflicts = portfolio.paths_in_conflict();
        let paths = paths.into_iter();
        let paths = paths.filter(|path| conflicts.contains(path.as_str()));
        let paths: Vec<String> = paths.cloned().collect();
        if paths.is_empty() {
            Ok(())
        } else {
            Err(Self { paths })
        }
    }
}

impl Explain for InConflict {
    fn explain(&self) -> Explanation {
        Explanation::refused()
            .details(self.paths.clone())
            .hint(CONFLICT_HELP)
    }
}
