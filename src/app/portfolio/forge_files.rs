//! Files that a forge needs so that an approval counts: workflows, owners of files, a
//! template for pull requests, and a list of settings to switch on.

use std::path::Path;

use include_dir::{Dir, DirEntry, include_dir};
use thiserror::Error;

use crate::app::change::apply::ApplyError;
use crate::app::change::{Base, ChangeSet, PlanError, checked};
use crate::app::error::{Explain, Explanation, Hint};
use crate::app::workspace::Workspace;

static FILES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/templates/ci");

/// The path of the list of settings in a portfolio.
pub const SETTINGS: &str = "docs/forge-settings.md";

/// The files for one forge, by path in the portfolio.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForgeFiles(Vec<(String, &'static [u8])>);

/// Outcome of adding the files to a portfolio.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AddedForgeFiles {
    /// The paths that were written.
    pub written: Vec<String>,
    /// The paths that were there already, whose files stay as they are.
    pub kept: Vec<String>,
}

/// Reasons why the files for a forge cannot be added.
#[derive(Debug, Error)]
pub enum ForgeFilesError {
    #[error("there is no forge called {written}")]
    NotFound {
        written: String,
        known: Vec<&'static str>,
    },
    #[error(transparent)]
    Plan(#[from] PlanError),
    #[error(transparent)]
    Apply(#[from] ApplyError),
}

impl Explain for ForgeFilesError {
    fn explain(&self) -> Explanation {
        match self {
            Self::NotFound { written, known } => {
                Explanation::failed().hint(Hint::similar(written, known, "choose from"))
            }
            Self::Plan(error) => error.explain(),
            Self::Apply(error) => error.explain(),
        }
    }
}

impl ForgeFiles {
    /// Returns the files for the forge with this name.
    pub fn for_forge(written: &str) -> Result<Self, ForgeFilesError> {
        let names = FILES.dirs().filter_map(|folder| folder.path().to_str());
        let known: Vec<&str> = names.collect();
        let folder = FILES.get_dir(written).filter(|_| known.contains(&written));
        let folder = folder.ok_or_else(|| ForgeFilesError::NotFound {
            written: written.to_owned(),
            known,
        })?;
        let mut files = Vec::new();
        below(folder, folder.path(), &mut files);
        if let Some(settings) = FILES.get_file(format!("settings-{written}.md")) {
            files.push((SETTINGS.to_owned(), settings.contents()));
        }
        Ok(Self(files))
    }

    /// Plans all of the files, none of which may be there.
    pub fn plan(&self, changes: &mut ChangeSet, base: Base<'_>) -> Result<(), PlanError> {
        for (path, bytes) in &self.0 {
            changes.create(base, checked(path)?, *bytes)?;
        }
        Ok(())
    }
}

fn below(folder: &Dir<'static>, top: &Path, files: &mut Vec<(String, &'static [u8])>) {
    for entry in folder.entries() {
        match entry {
            DirEntry::Dir(folder) => below(folder, top, files),
            DirEntry::File(file) => {
                let path = file.path().strip_prefix(top).unwrap_or(file.path());
                let path = path.to_string_lossy().replace('\\', "/");
                files.push((path, file.contents()));
            }
        }
    }
}

/// Adds the files to a portfolio in one change, and leaves those that are there as they are.
pub fn add(workspace: &Workspace, files: &ForgeFiles) -> Result<AddedForgeFiles, ForgeFilesError> {
    let _span = tracing::info_span!("portfolio.forge-files").entered();
    let mut added = AddedForgeFiles::default();
    let mut changes = ChangeSet::default();
    for (path, bytes) in &files.0 {
        match changes.create(workspace.base(), checked(path)?, *bytes) {
            Ok(()) => added.written.push(path.clone()),
            Err(PlanError::Exists(_)) => added.kept.push(path.clone()),
            Err(error) => return Err(error.into()),
        }
    }
    workspace.apply(&changes)?;
    Ok(added)
}
