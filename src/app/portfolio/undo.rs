//! Taking the last save back, and leaving every file as it is.

use thiserror::Error;

use crate::app::error::{Class, Explain, Hint};
use crate::app::ports::{NoRepository, RepositoryError};
use crate::app::workspace::Workspace;
use crate::domain::remedy::Remedy;

/// Reasons why the last save stays.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum UndoError {
    #[error(transparent)]
    NoRepository(#[from] NoRepository),
    #[error("nothing has been saved yet")]
    Nothing,
    #[error("a git merge or rebase is not finished")]
    Busy,
    #[error("the first save cannot be undone")]
    First,
    #[error("the last save is a merge, which `cpd undo` cannot undo")]
    Joins,
    #[error("the last save was pushed, so others may have it")]
    Pushed,
    #[error("git: {0}")]
    Repository(#[from] RepositoryError),
}

impl Explain for UndoError {
    fn class(&self) -> Class {
        match self {
            Self::NoRepository(error) => error.class(),
            Self::Nothing | Self::Busy | Self::First | Self::Joins | Self::Pushed => Class::Refused,
            Self::Repository(_) => Class::Failed,
        }
    }

    fn details(&self) -> Vec<String> {
        match self {
            Self::NoRepository(error) => error.details(),
            _ => Vec::new(),
        }
    }

    fn remedies(&self) -> Vec<Remedy> {
        match self {
            Self::NoRepository(error) => error.remedies(),
            _ => Vec::new(),
        }
    }

    fn hint(&self) -> Option<Hint> {
        match self {
            Self::NoRepository(error) => error.hint(),
            Self::Nothing | Self::First => None,
            Self::Busy => Some(Hint::Advice("finish it with git first".into())),
            Self::Joins => Some(Hint::RevertMerge),
            Self::Pushed => Some(Hint::Advice("correct the files and save again".into())),
            Self::Repository(error) => error.hint(),
        }
    }
}

/// Takes the last commit back and returns the first line of its message.
pub fn undo(workspace: &Workspace) -> Result<String, UndoError> {
    let repository = workspace.repository()?;
    let last = repository.last_commit()?.ok_or(UndoError::Nothing)?;
    if repository.is_busy() {
        return Err(UndoError::Busy);
    }
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
