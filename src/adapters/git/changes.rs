//! The files that differ from the last commit, and saving them. A file that is missing from
//! the disk is only called removed where somebody removed it.

use std::path::PathBuf;

use git2::{Index, Status, StatusOptions};

use super::not_checked_out::path_of;
use super::{Repo, commit};
use crate::adapters::disk;
use crate::app::ports::{ChangeKind, CommitAuthor, MissingFile, RepositoryError, UnsavedChange};
use crate::base::files::{LARGEST_EVIDENCE, clutter};
use crate::domain::ports::CommitInfo;

/// A file that differs from the last commit, by its path from the top of the repository as
/// git has it.
struct GitChange {
    path: Vec<u8>,
    what: ChangeKind,
    staged: bool,
}

impl Repo {
    /// Returns the files of the portfolio that differ from the last commit, sorted, with
    /// new ones.
    pub fn changes(&self) -> Result<Vec<UnsavedChange>, RepositoryError> {
        let changed = self.changed_files()?.into_iter();
        let mut changes: Vec<UnsavedChange> = changed
            .filter_map(|file| {
                Some(UnsavedChange {
                    path: self.portfolio_path(&file.path)?,
                    what: file.what,
                    staged: file.staged,
                })
            })
            .collect();
        changes.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(changes)
    }

    /// Commits every change of the portfolio.
    pub fn commit_all(
        &self,
        message: &str,
        who: &CommitAuthor,
    ) -> Result<CommitInfo, RepositoryError> {
        self.commit_changes(&|_| true, message, who)
    }

    /// Commits those changes of the portfolio that `is_meant` returns true for, by path.
    /// Whatever else is staged stays so. A file that nobody removed stays in any case.
    pub fn commit_changes(
        &self,
        is_meant: &dyn Fn(&str) -> bool,
        message: &str,
        who: &CommitAuthor,
    ) -> Result<CommitInfo, RepositoryError> {
        let mut files = self.changed_files()?;
        files.retain(|file| {
            let path = self.portfolio_path(&file.path);
            !matches!(file.what, ChangeKind::Missing(_)) && path.is_some_and(|path| is_meant(&path))
        });
        let mut index = self.index_on_disk()?;
        let (removed, present): (Vec<&GitChange>, Vec<&GitChange>) = files
            .iter()
            .partition(|file| file.what == ChangeKind::Removed);
        // First, since a folder may have taken a file's place.
        for file in removed {
            index.remove_path(&path_of(&file.path))?;
        }
        let present: Vec<PathBuf> = present.iter().map(|file| path_of(&file.path)).collect();
        self.add_files(&mut index, &present)?;
        index.write()?;
        let paths: Vec<PathBuf> = files.iter().map(|file| path_of(&file.path)).collect();
        let head = self.head_commit()?;
        let tree = self.tree_with(head.as_ref(), &index, &paths)?;
        self.commit_onto(head.as_ref(), tree, message, who)
    }

    /// Returns the files of the portfolio that differ from the last commit. A file that git
    /// itself leaves out of the work tree is not removed.
    fn changed_files(&self) -> Result<Vec<GitChange>, RepositoryError> {
        let (index, is_lost) = self.read_index()?;
        let skipped = self.skipped_paths(&index);
        let mut options = StatusOptions::new();
        // Not read again: one that was lost is only made anew in memory.
        options
            .include_untracked(true)
            .recurse_untracked_dirs(true)
            .exclude_submodules(true)
            .no_refresh(true);
        let statuses = self.repo.statuses(Some(&mut options))?;
        let mut changed = Vec::new();
        for entry in statuses.iter() {
            let path = entry.path_bytes();
            let Some(inside) = self.portfolio_path(path) else {
                continue;
            };
            let mut status = entry.status();
            if skipped.contains(path) {
                status.remove(Status::WT_DELETED);
            }
            if is_passed_over(&inside, status) || self.is_only_untracked(&inside, path, status) {
                continue;
            }
            let Some(what) = change_kind(status) else {
                continue;
            };
            let staged = status.intersects(Status::INDEX_NEW | Status::INDEX_DELETED);
            let what = match what {
                ChangeKind::Removed if is_lost => ChangeKind::Missing(MissingFile::NotCheckedOut),
                ChangeKind::Removed if self.is_not_downloaded(path) => {
                    ChangeKind::Missing(MissingFile::NotDownloaded)
                }
                what => what,
            };
            changed.push(GitChange {
                path: path.to_vec(),
                what,
                staged,
            });
        }
        Ok(changed)
    }

    /// Returns the index as it is on disk, and true if git has lost it: then it is made anew
    /// in memory from the last commit. An interrupted clone or checkout leaves none behind.
    fn read_index(&self) -> Result<(Index, bool), RepositoryError> {
        let mut index = self.repo.index()?;
        index.read(true)?;
        if !index.is_empty() {
            return Ok((index, false));
        }
        let Some(head) = self.head_commit()? else {
            return Ok((index, false));
        };
        index.read_tree(&head.tree()?)?;
        let is_lost = !index.is_empty();
        Ok((index, is_lost))
    }

    /// Returns the index as it is on disk now: another program may have written it since
    /// the repository was opened, and what was done to it in memory is dropped.
    pub(super) fn index_on_disk(&self) -> Result<Index, RepositoryError> {
        Ok(self.read_index()?.0)
    }

    /// Returns the path in the portfolio of a path from the top of the repository.
    fn portfolio_path(&self, path: &[u8]) -> Option<String> {
        let inside = path.strip_prefix(self.prefix.as_bytes())?;
        Some(String::from_utf8_lossy(inside).into_owned())
    }

    /// Returns true if a file only left git's list, and is still what the last commit has.
    fn is_only_untracked(&self, inside: &str, path: &[u8], status: Status) -> bool {
        if !status.contains(Status::INDEX_DELETED | Status::WT_NEW) {
            return false;
        }
        let on_disk = self.repo.workdir().map(|top| top.join(path_of(path)));
        let on_disk = on_disk.and_then(|file| disk::read_at_most(&file, LARGEST_EVIDENCE).ok());
        let committed = self.committed(inside).ok().flatten();
        committed.is_some_and(|blob| Some(blob.bytes) == on_disk)
    }

    /// Returns true if a program that shares folders keeps a stand-in for the file, which it
    /// has not downloaded.
    fn is_not_downloaded(&self, path: &[u8]) -> bool {
        let file = self.repo.workdir().map(|top| top.join(path_of(path)));
        file.is_some_and(|file| clutter::stand_ins(&file).iter().any(|one| one.exists()))
    }
}

/// Returns true for files that cpd or another program leaves behind, and nobody keeps.
fn is_passed_over(path: &str, status: Status) -> bool {
    let is_known = status.intersects(Status::INDEX_NEW) || !status.contains(Status::WT_NEW);
    commit::is_leftover(path) || !is_known && clutter::is_clutter(path)
}

fn change_kind(status: Status) -> Option<ChangeKind> {
    if status.contains(Status::INDEX_DELETED | Status::WT_NEW) {
        return Some(ChangeKind::Changed);
    }
    if status.intersects(Status::WT_NEW | Status::INDEX_NEW) {
        // Added and then removed again before any commit.
        return (!status.contains(Status::WT_DELETED)).then_some(ChangeKind::Added);
    }
    if status.intersects(Status::WT_DELETED | Status::INDEX_DELETED) {
        return Some(ChangeKind::Removed);
    }
    let changed = Status::WT_MODIFIED
        | Status::INDEX_MODIFIED
        | Status::WT_TYPECHANGE
        | Status::INDEX_TYPECHANGE
        | Status::WT_RENAMED
        | Status::INDEX_RENAMED
        | Status::CONFLICTED;
    status.intersects(changed).then_some(ChangeKind::Changed)
}
