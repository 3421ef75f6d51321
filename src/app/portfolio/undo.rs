//! Taking the last save back, and leaving every file as it is.

use thiserror::Error;

use crate::app::error::{Explain, Explanation};
use crate::app::ports::{NoRepository, RepositoryError, UnfinishedMerge};
use crate::app::workspace::Workspace;

/// Reasons why the last save stays.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum UndoError {
    #[error(transparent)]
    NoRepository(#[from] NoRepository),
    #[error("nothing has been saved yet")]
    Nothing,
    #[error(transparent)]
    UnfinishedMerge(#[from] UnfinishedMerge),
    #[error("the first save cannot be undone")]
    First,
    #[error("the last save is a merge, so it cannot be undone here")]
    Joins,
    #[error("the last save was sent to another copy (pushed), so others may have it")]
    Pushed,
    #[error("git: {0}")]
    Repository(#[from] RepositoryError),
}

impl Explain for UndoError {
    fn explain(&self) -> Explanation {
        match self {
            Self::NoRepository(error) => error.explain(),
            Self::Nothing | Self::First => Explanation::refused(),
            Self::UnfinishedMerge(error) => error.explain(),
            Self::Joins => Explanation::refused().hint("use `git revert -m 1 HEAD`"),
            Self::Pushed => Explanation::refused().hint("correct the files and save again"),
            Self::Repository(error) => error.explain(),
        }
    }
}

/// Takes the last commit back and returns the first line of its message.
pub fn undo(workspace: &Workspace) -> Result<String, UndoError> {
    let _span = tracing::info_span!("portfolio.undo").entered();
    let repository = workspace.repository()?;
    let last = repository.last_commit()?.ok_or(UndoError::Nothing)?;
    UnfinishedMerge::check(repository)?;
    match repository.parents()? {
        0 => return Err(UndoError::First),
        1 => {}
        _ => return Err(UndoError::Joins),
    }
    if repository.is_pushed()? {
        return Err(UndoError::Pushed);
    }
    repository.undo()?;
    Ok(last.summary)
}
