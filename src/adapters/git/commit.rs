//! Committing: everything, some files alone, or files onto a branch of their own. No
//! hook is run, and who commits is passed in.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use git2::{Commit, ConfigLevel, ErrorCode, ResetType, Signature, Time};

use super::{Repo, info};
use crate::adapters::disk::leftovers;
use crate::adapters::disk::tree::{Committer, STATE, StagedEntry};
use crate::app::change::apply::CommitMessage;
use crate::app::ports::{CommitAuthor, RepositoryError};
use crate::base::text::safe::is_unsafe;
use crate::domain::ports::CommitInfo;

impl Repo {
    /// Writes into the repository's own settings who commits here.
    pub fn set_identity(&self, who: &CommitAuthor) -> Result<(), RepositoryError> {
        let mut config = self.repo.config()?.open_level(ConfigLevel::Local)?;
        config.set_str("user.name", &who.name)?;
        Ok(config.set_str("user.email", &who.email)?)
    }

    /// Writes into the repository's own settings which SSH key signs here.
    pub fn set_signing_key(&self, key: &Path) -> Result<(), RepositoryError> {
        let mut config = self.repo.config()?.open_level(ConfigLevel::Local)?;
        config.set_str("gpg.format", "ssh")?;
        Ok(config.set_str("user.signingkey", &key.to_string_lossy())?)
    }

    /// Puts files on a branch of their own, beside whatever it holds, and leaves the work
    /// tree as it is. The branch begins where `HEAD` is.
    pub fn commit_on_branch(
        &self,
        branch: &str,
        files: &BTreeMap<String, Vec<u8>>,
        message: &str,
        who: &CommitAuthor,
    ) -> Result<CommitInfo, RepositoryError> {
        let name = format!("refs/heads/{branch}");
        let parent = match self.repo.find_reference(&name) {
            Ok(reference) => Some(reference.peel_to_commit()?),
            Err(error) if error.code() == ErrorCode::NotFound => self.head_commit()?,
            Err(error) => return Err(error.into()),
        };
        let mut index = git2::Index::new()?;
        if let Some(parent) = &parent {
            index.read_tree(&parent.tree()?)?;
        }
        for (path, bytes) in files {
            let path = format!("{}{path}", self.prefix);
            index.add(&index_entry(&path, self.repo.blob(bytes)?))?;
        }
        let tree = self.repo.find_tree(index.write_tree_to(&self.repo)?)?;
        let parents: Vec<&Commit<'_>> = parent.iter().collect();
        let signature = signature(who)?;
        let id = self.repo.commit(
            Some(&name),
            &signature,
            &signature,
            message,
            &tree,
            &parents,
        )?;
        Ok(info(&self.repo.find_commit(id)?))
    }

    /// Returns the tree of a commit with these files as the index has them. Other things may
    /// be staged.
    pub(super) fn tree_with(
        &self,
        commit: Option<&Commit<'_>>,
        index: &git2::Index,
        paths: &[PathBuf],
    ) -> Result<git2::Oid, RepositoryError> {
        let mut tree = git2::Index::new()?;
        if let Some(commit) = commit {
            tree.read_tree(&commit.tree()?)?;
        }
        let (kept, removed): (Vec<_>, Vec<_>) = paths
            .iter()
            .partition(|path| index.get_path(path, 0).is_some());
        for path in removed {
            if tree.get_path(path, 0).is_some() {
                tree.remove_path(path)?;
            }
        }
        for entry in kept.into_iter().filter_map(|path| index.get_path(path, 0)) {
            tree.add(&entry)?;
        }
        Ok(tree.write_tree_to(&self.repo)?)
    }

    pub(super) fn commit_onto(
        &self,
        parent: Option<&Commit<'_>>,
        tree: git2::Oid,
        message: &str,
        who: &CommitAuthor,
    ) -> Result<CommitInfo, RepositoryError> {
        let tree = self.repo.find_tree(tree)?;
        // Whoever reads the log reads it in a terminal.
        let message: String = message
            .chars()
            .filter(|c| *c == '\n' || !is_unsafe(*c))
            .collect();
        let parents: Vec<&Commit<'_>> = parent.into_iter().collect();
        let signature = signature(who)?;
        let id = self.repo.commit(
            Some("HEAD"),
            &signature,
            &signature,
            &message,
            &tree,
            &parents,
        )?;
        Ok(info(&self.repo.find_commit(id)?))
    }

    /// Takes the last commit back and leaves every file as it is.
    pub fn undo(&self) -> Result<(), RepositoryError> {
        let Some(head) = self.head_commit()? else {
            return Ok(());
        };
        let skipped = self.skipped_paths(&self.index_on_disk()?);
        let parent = head.parent(0)?;
        self.repo
            .reset(parent.as_object(), ResetType::Mixed, None)?;
        let mut index = self.index_on_disk()?;
        self.mark_skipped(&mut index, &skipped)?;
        Ok(index.write()?)
    }
}

impl Committer for Repo {
    fn head(&self) -> Result<Option<String>, RepositoryError> {
        Ok(self.last_commit()?.map(|commit| commit.id))
    }

    fn now(&self) -> Result<i64, RepositoryError> {
        Ok(Signature::now("now", "now")?.when().seconds())
    }

    fn staged(&self, paths: &[&str]) -> Result<Vec<Option<StagedEntry>>, RepositoryError> {
        let index = self.index_on_disk()?;
        let staged = |path: &&str| {
            let entry = index.get_path(&self.repository_path(path), 0)?;
            Some(StagedEntry {
                mode: entry.mode,
                id: entry.id.to_string(),
            })
        };
        Ok(paths.iter().map(staged).collect())
    }

    fn stage(&self, paths: &[&str]) -> Result<(), RepositoryError> {
        let paths: Vec<PathBuf> = paths
            .iter()
            .map(|path| self.repository_path(path))
            .collect();
        self.stage_paths(&paths).map(drop)
    }

    fn unstage(
        &self,
        paths: &[&str],
        entries: &[Option<StagedEntry>],
    ) -> Result<(), RepositoryError> {
        let mut index = self.index_on_disk()?;
        let before = self.staged(paths)?;
        if before == entries {
            return Ok(());
        }
        for (path, staged) in paths.iter().zip(entries) {
            let path = self.repository_path(path);
            match staged {
                Some(staged) => {
                    let id = git2::Oid::from_str_ext(&staged.id, self.repo.object_format())?;
                    let entry = index_entry(&path.to_string_lossy(), id);
                    index.add(&git2::IndexEntry {
                        mode: staged.mode,
                        ..entry
                    })?;
                }
                None if index.get_path(&path, 0).is_some() => index.remove_path(&path)?,
                None => {}
            }
        }
        Ok(index.write()?)
    }

    fn is_committed(&self, paths: &[&str]) -> Result<bool, RepositoryError> {
        let index = self.index_on_disk()?;
        let tree = self.head_commit()?.map(|head| head.tree()).transpose()?;
        let same = paths.iter().map(|path| {
            let path = self.repository_path(path);
            let staged = index.get_path(&path, 0).map(|entry| entry.id);
            let committed = match tree.as_ref().map(|tree| tree.get_path(&path)) {
                Some(Ok(entry)) => Some(entry.id()),
                Some(Err(error)) if error.code() != ErrorCode::NotFound => return Err(error),
                Some(Err(_)) | None => None,
            };
            Ok(staged == committed)
        });
        let same = same.collect::<Result<Vec<bool>, _>>()?;
        Ok(same.into_iter().all(|same| same))
    }

    fn commit(
        &self,
        paths: &[&str],
        parent: Option<&str>,
        commit: CommitMessage<'_>,
    ) -> Result<(), RepositoryError> {
        let head = self.head_commit()?;
        if head.as_ref().map(|head| head.id().to_string()).as_deref() != parent {
            return Err(RepositoryError::Busy);
        }
        let index = self.index_on_disk()?;
        let paths = paths.iter().map(|path| self.repository_path(path));
        let paths: Vec<PathBuf> = paths.collect();
        let tree = self.tree_with(head.as_ref(), &index, &paths)?;
        self.commit_onto(head.as_ref(), tree, commit.says, commit.author)?;
        Ok(())
    }
}

impl Repo {
    /// Puts files into the index as they are on the disk, by their paths from the top of
    /// the repository. A file that git leaves out of the work tree stays as it is there.
    fn stage_paths(&self, paths: &[PathBuf]) -> Result<git2::Index, RepositoryError> {
        let mut index = self.index_on_disk()?;
        let top = self.repo.workdir().ok_or(RepositoryError::Bare)?;
        let (present, absent): (Vec<PathBuf>, Vec<PathBuf>) = paths
            .iter()
            .cloned()
            .partition(|path| fs::symlink_metadata(top.join(path)).is_ok());
        // First, since a folder may have taken a file's place.
        for path in absent {
            let staged = index.get_path(&path, 0);
            if staged.is_some_and(|entry| !self.is_left_out(&entry)) {
                index.remove_path(&path)?;
            }
        }
        self.add_files(&mut index, &present)?;
        index.write()?;
        Ok(index)
    }

    /// Returns the path in the repository of a file of the portfolio.
    pub(super) fn repository_path(&self, path: &str) -> PathBuf {
        PathBuf::from(format!("{}{path}", self.prefix))
    }
}

/// Returns a file as an index that no work tree stands behind has it.
pub(super) fn index_entry(path: &str, id: git2::Oid) -> git2::IndexEntry {
    git2::IndexEntry {
        ctime: git2::IndexTime::new(0, 0),
        mtime: git2::IndexTime::new(0, 0),
        dev: 0,
        ino: 0,
        mode: 0o100_644,
        uid: 0,
        gid: 0,
        file_size: 0,
        id,
        flags: 0,
        flags_extended: 0,
        path: path.as_bytes().to_vec(),
    }
}

/// Returns true if a file is one that cpd makes while it changes others.
pub(super) fn is_leftover(path: &str) -> bool {
    path.split('/')
        .any(|part| part == STATE || part.starts_with(leftovers::PREFIX))
}

fn signature(who: &CommitAuthor) -> Result<Signature<'static>, RepositoryError> {
    // git writes neither angle brackets nor line ends in a name.
    let plain = |text: &str| {
        let plain = |c: char| !is_unsafe(c) && !matches!(c, '<' | '>');
        let text: String = text
            .chars()
            .map(|c| if plain(c) { c } else { ' ' })
            .collect();
        text.trim().to_owned()
    };
    let (name, email) = (plain(&who.name), plain(&who.email));
    Ok(match who.seconds {
        // libgit2 writes seconds as 32 bits, and a later date as an earlier one.
        Some(seconds) if u32::try_from(seconds).is_err() => return Err(RepositoryError::Date),
        Some(seconds) => Signature::new(&name, &email, &Time::new(seconds, 0))?,
        None => Signature::now(&name, &email)?,
    })
}
