//! Keeping what was written: a check, then a commit of every change.

use thiserror::Error;

use super::save_message::message;
use crate::app::error::{Explain, Explanation, Hint, Input};
use crate::app::ports::{Head, NoRepository, RepositoryError};
use crate::app::workspace::Workspace;
use crate::check::check;
use crate::domain::finding::Severity;
use crate::views::check::Check;

/// Inputs of a save.
#[derive(Debug, Clone, Copy)]
pub struct SaveRequest<'a> {
    /// Message of the person; worked out from the changes where they say nothing.
    pub says: Option<&'a str>,
    /// Save although the check finds errors.
    pub despite_errors: bool,
}

/// Outcome of a save.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Saved {
    /// Nothing has changed since the last save.
    Nothing,
    Committed {
        files: usize,
        /// The first line of the commit's message.
        summary: String,
        /// Nothing but the commit's own id leads to it.
        on_no_branch: bool,
        /// Number of errors that the check still finds.
        errors: usize,
        warnings: usize,
    },
}

/// Reasons why nothing was saved.
#[derive(Debug, Error)]
pub enum SaveError {
    #[error(transparent)]
    NoRepository(#[from] NoRepository),
    #[error("a git merge or rebase is not finished")]
    Busy,
    #[error("nothing was saved, because there are errors")]
    /// The errors alone, to be shown.
    Errors(Box<Check>),
    #[error("git: {0}")]
    Repository(#[from] RepositoryError),
}

impl Explain for SaveError {
    fn explain(&self) -> Explanation {
        match self {
            Self::NoRepository(error) => error.explain(),
            Self::Busy => Explanation::refused().hint("finish it with git first"),
            Self::Errors(_) => Explanation::refused()
                .hint(Hint::from("correct them, or save with ").then(Input::Anyway)),
            Self::Repository(error) => error.explain(),
        }
    }
}

/// Commits every change of a portfolio, unless a check finds errors in it.
pub fn save(workspace: &Workspace, request: SaveRequest<'_>) -> Result<Saved, SaveError> {
    let _span = tracing::info_span!("portfolio.save").entered();
    let repository = workspace.repository()?;
    if repository.is_busy() {
        return Err(SaveError::Busy);
    }
    let changes = repository.changes()?;
    if changes.is_empty() {
        return Ok(Saved::Nothing);
    }
    let judgement = check(workspace.inputs());
    let errors = judgement.count(Severity::Error);
    let warnings = judgement.count(Severity::Warning);
    if errors > 0 && !request.despite_errors {
        // Warnings do not keep anything from being saved.
        let check = Check::new(&workspace.portfolio, judgement);
        let errors = check.only(|found| found.severity == Severity::Error);
        return Err(SaveError::Errors(Box::new(errors)));
    }
    let says = request.says.map_or_else(
        || message(&changes, &workspace.portfolio),
        ToOwned::to_owned,
    );
    let commit = repository.commit_all(&says, &workspace.author())?;
    Ok(Saved::Committed {
        files: changes.len(),
        summary: commit.summary,
        on_no_branch: repository.head()? == Head::Detached,
        errors,
        warnings,
    })
}
