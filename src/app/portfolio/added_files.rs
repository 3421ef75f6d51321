//! Files for other programs that are added to a portfolio, and never over a person's own.

use crate::app::change::apply::ApplyError;
use crate::app::change::{ChangeSet, PlanError, checked};
use crate::app::error::{Explain, Explanation};
use crate::app::workspace::Workspace;
use crate::base::files::line_ends::as_git_keeps_them;

/// A file to add.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFile {
    /// The path in the portfolio.
    pub path: String,
    pub text: String,
    /// Words by which a file is known that an earlier run wrote, and that may be replaced.
    pub mark: Option<&'static str>,
}

/// Outcome of adding files to a portfolio.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AddedFiles {
    /// The paths that were written.
    pub written: Vec<String>,
    /// The paths whose files were there already, as they would be written.
    pub same: Vec<String>,
    /// The paths whose files were there already with other contents. They stay as they are.
    pub kept: Vec<String>,
}

/// Reasons why files cannot be added.
#[derive(Debug, thiserror::Error)]
pub enum AddFilesError {
    #[error(transparent)]
    Plan(#[from] PlanError),
    #[error(transparent)]
    Apply(#[from] ApplyError),
}

impl Explain for AddFilesError {
    fn explain(&self) -> Explanation {
        match self {
            Self::Plan(error) => error.explain(),
            Self::Apply(error) => error.explain(),
        }
    }
}

/// Adds files to a portfolio in one change, and leaves those that are there as they are.
pub fn add(workspace: &Workspace, files: &[NewFile]) -> Result<AddedFiles, AddFilesError> {
    let mut added = AddedFiles::default();
    let mut changes = ChangeSet::default();
    for file in files {
        let path = checked(&file.path)?;
        let base = workspace.base();
        match changes.create(base, path.clone(), file.text.as_bytes()) {
            Ok(()) => added.written.push(file.path.clone()),
            Err(PlanError::Exists(_)) => match text_there(workspace, &file.path) {
                Some(there) if there == file.text => added.same.push(file.path.clone()),
                Some(there) if file.mark.is_some_and(|mark| there.contains(mark)) => {
                    changes.edit(base, &path, file.text.as_bytes())?;
                    added.written.push(file.path.clone());
                }
                _ => added.kept.push(file.path.clone()),
            },
            Err(error) => return Err(error.into()),
        }
    }
    workspace.apply(&changes)?;
    Ok(added)
}

/// Returns the text of a file with the ends of lines that git keeps.
fn text_there(workspace: &Workspace, path: &str) -> Option<String> {
    let text = String::from_utf8(workspace.bytes(path)?).ok()?;
    Some(as_git_keeps_them(&text).into())
}
