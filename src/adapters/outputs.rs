//! Files outside of change sets, on disk: those that are printed, and those that are sent.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::disk;
use super::disk::staged_folder::StagedFolder;
use super::disk::write::{StagedFile, path_in_portfolio, write_new};
use super::git::Repo;
use crate::app::change::apply::CommitMessage;
use crate::app::ports::{
    ExistingFile, OutputError, OutputFile, OutputFolder, OutputPlace, Outputs,
};
use crate::base::files::{LARGEST_EVIDENCE, LARGEST_TEXT, WriteSeek};

/// Writes files of one portfolio, inside its folder or outside.
pub struct DiskOutputs {
    root: PathBuf,
}

impl DiskOutputs {
    pub fn new(root: &Path) -> Self {
        Self {
            root: root.to_path_buf(),
        }
    }

    /// Returns the path of a file, once nothing is in its way.
    fn free_path(&self, file: &OutputFile<'_>) -> Result<PathBuf, OutputError> {
        let path = match file.place {
            OutputPlace::Named(path) => path.to_path_buf(),
            OutputPlace::InPortfolio(path) => {
                path_in_portfolio(&self.root, path).map_err(|error| OutputError::Refused {
                    path: path.to_owned(),
                    why: error.to_string(),
                })?
            }
        };
        if path.is_dir() {
            return Err(OutputError::IsFolder(path));
        }
        match file.existing {
            ExistingFile::Keep if fs::symlink_metadata(&path).is_ok() => {
                Err(OutputError::Taken(path))
            }
            ExistingFile::ReplaceIf(may_go) if path.exists() => {
                let before = disk::read_at_most(&path, LARGEST_EVIDENCE).unwrap_or_default();
                may_go(&before)
                    .then_some(path.clone())
                    .ok_or(OutputError::Taken(path))
            }
            _ => Ok(path),
        }
    }

    /// Writes the files beside their places. They go again where they are not put in place.
    fn stage(&self, files: &[OutputFile<'_>]) -> Result<Vec<(PathBuf, StagedFile)>, OutputError> {
        let paths = files.iter().map(|file| self.free_path(file));
        let paths = paths.collect::<Result<Vec<_>, _>>()?;
        let staged = files.iter().zip(paths).map(|(file, path)| {
            let temporary = StagedFile::beside(&path, file.bytes);
            let temporary = temporary.map_err(|error| unwritable(&path, &error))?;
            Ok((path, temporary))
        });
        staged.collect()
    }

    /// Returns true for a folder inside the portfolio, which need not be there yet.
    fn is_inside(&self, folder: &Path) -> bool {
        let mut above = folder.ancestors();
        let there = above.find_map(|above| above.canonicalize().ok());
        let found = there.as_deref().and_then(disk::find);
        found.is_some_and(|found| found.canonicalize().ok() == self.root.canonicalize().ok())
    }
}

impl Outputs for DiskOutputs {
    fn write_through(
        &self,
        path: &Path,
        fill: &mut dyn FnMut(&mut dyn WriteSeek) -> io::Result<()>,
    ) -> Result<(), OutputError> {
        let file = OutputFile {
            place: OutputPlace::Named(path),
            bytes: &[],
            existing: ExistingFile::Keep,
        };
        let path = self.free_path(&file)?;
        let written = StagedFile::filled(&path, fill).and_then(|file| file.put_new(&path));
        written.map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => OutputError::Taken(path.clone()),
            _ => unwritable(&path, &error),
        })
    }

    fn copy(&self, path: &str, out: &mut dyn Write) -> io::Result<()> {
        disk::copy(&path_in_portfolio(&self.root, path)?, out)
    }

    fn files_below(&self, folder: &str) -> Vec<String> {
        disk::files_below(&self.root, folder)
    }

    fn check(&self, files: &[OutputFile<'_>]) -> Result<(), OutputError> {
        self.stage(files).map(drop)
    }

    fn write(&self, files: &[OutputFile<'_>]) -> Result<(), OutputError> {
        let staged = self.stage(files)?;
        for (file, (path, temporary)) in files.iter().zip(staged) {
            let path = &path;
            let kept = match file.existing {
                ExistingFile::Keep => temporary.put_new(path),
                ExistingFile::Replace | ExistingFile::ReplaceIf(_) => temporary.replace(path),
            };
            kept.map_err(|error| match error.kind() {
                io::ErrorKind::AlreadyExists => OutputError::Taken(path.clone()),
                _ => unwritable(path, &error),
            })?;
        }
        Ok(())
    }

    fn folder(&self, folder: &Path) -> Result<OutputFolder, OutputError> {
        if self.is_inside(folder) {
            return Ok(OutputFolder::InPortfolio);
        }
        if folder.join(".git").exists() {
            return Ok(OutputFolder::Repository);
        }
        match disk::is_free(folder) {
            Ok(true) => Ok(OutputFolder::Free),
            Ok(false) => Ok(OutputFolder::Taken),
            Err(error) => Err(OutputError::Unreadable {
                place: folder.to_path_buf(),
                why: disk::error_text(&error),
            }),
        }
    }

    fn sent_before(&self, folder: &Path, branch: &str, path: &str) -> Option<Vec<u8>> {
        let repo = Repo::open(folder).ok().flatten();
        let on_branch = repo.and_then(|repo| repo.files_on_branch(branch).ok()?.remove(path));
        on_branch.or_else(|| disk::read_at_most(&folder.join(path), LARGEST_TEXT).ok())
    }

    fn create_repository(
        &self,
        folder: &Path,
        files: &BTreeMap<String, Vec<u8>>,
        commit: CommitMessage<'_>,
    ) -> Result<(), OutputError> {
        let failed = |error: io::Error| unwritable(folder, &error);
        let staged = StagedFolder::for_folder(folder).map_err(failed)?;
        for (path, bytes) in files {
            let written =
                path_in_portfolio(staged.folder(), path).and_then(|path| write_new(&path, bytes));
            written.map_err(failed)?;
        }
        // Closed before the folder is renamed.
        Repo::init(staged.folder())?.commit_all(commit.says, commit.author)?;
        staged.put_in_place().map_err(failed)
    }

    fn commit_on_branch(
        &self,
        folder: &Path,
        branch: &str,
        files: &BTreeMap<String, Vec<u8>>,
        commit: CommitMessage<'_>,
    ) -> Result<(), OutputError> {
        let repo = Repo::open(folder)?;
        let repo = repo.ok_or_else(|| OutputError::NoRepository(folder.to_path_buf()))?;
        repo.commit_on_branch(branch, files, commit.says, commit.author)?;
        Ok(())
    }
}

fn unwritable(place: &Path, error: &io::Error) -> OutputError {
    OutputError::Unwritable {
        place: place.to_path_buf(),
        why: disk::error_text(error),
    }
}

#[cfg(test)]
mod tests;
