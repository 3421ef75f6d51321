//! Requires that every change is saved before somebody signs.

use thiserror::Error;

use crate::app::error::{Explain, Explanation, Hint};
use crate::app::portfolio::save_selection::without_others;
use crate::app::ports::{Repository, RepositoryError, UnfinishedMerge};
use crate::domain::layout;
use crate::domain::portfolio::Portfolio;
use crate::domain::remedy::Invocation;

/// A reason why the files are not as the last commit has them.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NotSaved {
    #[error(transparent)]
    UnfinishedMerge(#[from] UnfinishedMerge),
    /// The paths that have changed.
    #[error("some changes have not been saved")]
    Changed(Vec<String>),
    #[error("git: {0}")]
    Repository(#[from] RepositoryError),
}

impl Explain for NotSaved {
    fn explain(&self) -> Explanation {
        match self {
            Self::UnfinishedMerge(error) => error.explain(),
            Self::Changed(paths) => Explanation::refused()
                .details(paths.clone())
                .hint(Hint::from("save them with ").then(Invocation::Save)),
            Self::Repository(error) => error.explain(),
        }
    }
}

/// Returns an error while a merge is half done or a file differs from the last commit. What
/// cpd prints, and what somebody sent back and was put beside the records, is no part of what
/// is signed.
pub fn require_saved(repository: &dyn Repository, portfolio: &Portfolio) -> Result<(), NotSaved> {
    UnfinishedMerge::check(repository)?;
    let changes = without_others(repository.changes()?, portfolio).into_iter();
    let paths = changes.map(|change| change.path);
    let paths: Vec<String> = paths.filter(|path| !layout::is_printed(path)).collect();
    if paths.is_empty() {
        return Ok(());
    }
    Err(NotSaved::Changed(paths))
}
