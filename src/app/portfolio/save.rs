//! Keeping what was written: a check, then a commit of every change.

use std::collections::BTreeSet;

use thiserror::Error;

use super::renamed_files::RenamedFile;
use super::save_message::message;
use super::save_selection::SaveSelection;
use crate::app::author::NoIdentity;
use crate::app::error::{Explain, Explanation, Hint, Input};
use crate::app::ports::{
    Head, MissingFile, NoRepository, RepositoryError, UnfinishedMerge, UnsavedChange,
};
use crate::app::reports::repository_notices::repository_notices;
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

/// A save that was checked and not yet made.
pub struct PreparedSave<'w> {
    workspace: &'w Workspace,
    says: Option<String>,
    selection: SaveSelection,
    /// Number of errors that the check finds.
    pub errors: usize,
    pub warnings: usize,
    /// Sentences about copies that shared folders made.
    pub notices: Vec<String>,
}

/// The changes that are only saved if somebody means them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SaveChoices {
    /// New files that are neither records nor evidence.
    pub others: bool,
    /// Removed files.
    pub removed: bool,
    /// All files of folders that are gone.
    pub vanished: bool,
}

/// A save that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    pub files: usize,
    /// The first line of the commit's message.
    pub summary: String,
    /// Nothing but the commit's own id leads to it.
    pub on_no_branch: bool,
    /// Settings of git that were not followed, named for the first time.
    pub unfollowed: Vec<String>,
}

/// Reasons why nothing was saved.
#[derive(Debug, Error)]
pub enum SaveError {
    #[error(transparent)]
    NoRepository(#[from] NoRepository),
    #[error(transparent)]
    UnfinishedMerge(#[from] UnfinishedMerge),
    /// Its files are the business of whoever made it, and not taken along unasked.
    #[error("the folder {0} is a git repository of its own, so it cannot be saved here")]
    NestedRepository(String),
    #[error("nothing was saved, because there are errors")]
    /// The errors alone, to be shown.
    Errors(Box<Check>),
    #[error(transparent)]
    NoIdentity(#[from] NoIdentity),
    #[error("git: {0}")]
    Repository(#[from] RepositoryError),
}

impl Explain for SaveError {
    fn explain(&self) -> Explanation {
        match self {
            Self::NoRepository(error) => error.explain(),
            Self::UnfinishedMerge(error) => error.explain(),
            Self::NestedRepository(folder) => Explanation::failed().hint(format!(
                "move the folder out of the portfolio, or delete {folder}/.git to save its files as yours"
            )),
            Self::Errors(_) => Explanation::refused()
                .hint(Hint::from("correct them, or save with ").then(Input::Anyway)),
            Self::NoIdentity(error) => error.explain(),
            Self::Repository(error) => error.explain(),
        }
    }
}

/// Checks a portfolio before its changes are committed; `None` where nothing has changed.
pub fn prepare_save<'w>(
    workspace: &'w Workspace,
    request: SaveRequest<'_>,
) -> Result<Option<PreparedSave<'w>>, SaveError> {
    let _span = tracing::info_span!("portfolio.save.check").entered();
    let repository = workspace.repository()?;
    UnfinishedMerge::check(repository)?;
    let changes = repository.changes()?;
    if changes.is_empty() {
        return Ok(None);
    }
    if let Some(folder) = nested_repository(&changes) {
        return Err(SaveError::NestedRepository(folder.to_owned()));
    }
    let result = check(workspace.check_input());
    let errors = result.count(Severity::Error);
    let warnings = result.count(Severity::Warning);
    let notices = repository_notices(&result.diagnostics);
    if errors > 0 && !request.despite_errors {
        // Warnings do not keep anything from being saved.
        let check = Check::new(&workspace.portfolio, result);
        let errors = check.only(|found| found.severity == Severity::Error);
        return Err(SaveError::Errors(Box::new(errors)));
    }
    Ok(Some(PreparedSave {
        workspace,
        says: request.says.map(ToOwned::to_owned),
        selection: SaveSelection::new(changes, &workspace.portfolio, repository)?,
        errors,
        warnings,
        notices,
    }))
}

impl PreparedSave<'_> {
    /// Returns the new files that are neither records nor evidence, in order.
    pub fn others(&self) -> Vec<&str> {
        paths(&self.selection.others)
    }

    /// Returns the files that have another name than at the last save, in order.
    pub fn renamed(&self) -> &[RenamedFile] {
        &self.selection.renamed
    }

    /// Returns the files that were removed from the disk one by one, in order.
    pub fn removed(&self) -> Vec<&str> {
        paths(&self.selection.removed)
    }

    /// Returns the files of folders that are gone as a whole, in order.
    pub fn vanished(&self) -> Vec<&str> {
        paths(&self.selection.vanished)
    }

    /// Returns the files that are not on the disk and that nobody removed, with the reason.
    /// No save removes them.
    pub fn missing(&self) -> impl Iterator<Item = (MissingFile, Vec<&str>)> {
        let missing = self.selection.missing.iter();
        missing.map(|(why, files)| (*why, paths(files)))
    }

    /// Commits the changes; `None` where none is left to be saved.
    pub fn commit(self, choices: SaveChoices) -> Result<Option<Saved>, SaveError> {
        let _span = tracing::info_span!("portfolio.save").entered();
        let selection = self.selection;
        let mut changes = selection.usual;
        for (list, is_chosen) in [
            (selection.others, choices.others),
            (selection.removed, choices.removed),
            (selection.vanished, choices.vanished),
        ] {
            changes.extend(list.into_iter().filter(|_| is_chosen));
        }
        changes.sort_by(|a, b| a.path.cmp(&b.path));
        if changes.is_empty() {
            return Ok(None);
        }
        let says = self.says;
        let says = says
            .unwrap_or_else(|| message(&changes, &selection.renamed, &self.workspace.portfolio));
        let repository = self.workspace.repository()?;
        let author = self.workspace.author()?;
        let files = changes.len();
        let paths: BTreeSet<String> = changes.into_iter().map(|change| change.path).collect();
        let commit = repository.commit_changes(&paths, &says, &author)?;
        Ok(Some(Saved {
            files,
            summary: commit.summary,
            on_no_branch: repository.head()? == Head::Detached,
            unfollowed: repository.take_unnamed_settings(&paths),
        }))
    }
}

fn paths(changes: &[UnsavedChange]) -> Vec<&str> {
    changes.iter().map(|change| change.path.as_str()).collect()
}

/// Returns the first folder among changes: git lists one only where it is a repository.
fn nested_repository(changes: &[UnsavedChange]) -> Option<&str> {
    let mut changes = changes.iter();
    changes.find_map(|change| change.path.strip_suffix('/'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::ports::ChangeKind;

    #[test]
    fn a_folder_among_the_changes_is_a_repository_of_its_own() {
        let change = |path: &str| UnsavedChange {
            path: path.to_owned(),
            what: ChangeKind::Added,
            staged: false,
        };
        let files = [change("a.md"), change("evidence/inner/")];
        assert_eq!(nested_repository(&files), Some("evidence/inner"));
        assert_eq!(nested_repository(&files[..1]), None);
    }

    #[test]
    fn a_nested_repository_is_named_with_what_to_do() {
        let error = SaveError::NestedRepository("evidence/inner".into());
        assert!(error.to_string().contains("evidence/inner"));
        let explained = error.explain();
        assert_eq!(explained.class, crate::app::error::Class::Failed);
        assert!(explained.hint.is_some());
    }
}
