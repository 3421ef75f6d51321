//! Reasons why git could not do what was asked, each with the way out. No words of libgit2
//! stand here: an adapter finds the reason.

use std::path::PathBuf;

use thiserror::Error;

use super::error::{Explain, Explanation};
use super::ports::Repository;
use crate::base::text::shell::{Shell, shell_word};

/// A reason why git could not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RepositoryError {
    #[error("this repository holds no files to work on (it is bare)")]
    Bare,
    /// The folder that git does not trust.
    #[error("git does not trust this folder, because it belongs to another user")]
    Owner(String),
    #[error("this repository keeps its files in another folder")]
    Elsewhere,
    #[error("`.git` names a folder that is not there: {}", .0.display())]
    NoGitFolder(PathBuf),
    #[error("{} is not a whole git repository: some of its files are missing", .0.display())]
    DamagedGitFolder(PathBuf),
    #[error("another program is using the repository")]
    Busy,
    /// The file that keeps others out.
    #[error("another program is using the repository, or was interrupted: {0} is there")]
    Locked(String),
    #[error("cpd cannot read a sparse index (see `index.sparse` in git's settings)")]
    SparseIndex,
    #[error("cpd cannot read a split index (see `core.splitIndex` in git's settings)")]
    SplitIndex,
    #[error("git's list of the files here (its index) is damaged")]
    BrokenIndex,
    /// The file and the line.
    #[error("git's settings cannot be read ({0})")]
    BrokenSettings(String),
    #[error("git's list of branches is damaged")]
    BrokenBranches,
    #[error("this copy of the repository lacks some of what was saved")]
    MissingObjects,
    #[error("some of what was saved is damaged in this copy of the repository")]
    DamagedObjects,
    #[error("cpd cannot read branches in the reftable format (`extensions.refStorage`)")]
    Reftable,
    /// The setting, as libgit2 names it.
    #[error("cpd does not know the setting `{0}` of this repository")]
    UnknownExtension(String),
    #[error("this repository has a newer format than cpd can read")]
    NewerFormat,
    #[error("git's own folder cannot be read or written: permission was denied")]
    Permission,
    #[error(transparent)]
    Unfinished(UnfinishedMerge),
    #[error("a date before 1970 or after 7 February 2106 cannot be saved")]
    Date,
    #[error("git's own files could not be read or written")]
    Unexpected,
    #[error("{0}")]
    Other(String),
}

impl RepositoryError {
    /// Returns the way out, where there is one to name.
    pub fn advice(&self) -> Option<String> {
        let says = match self {
            Self::Bare => "clone it to a folder of your own, and work there",
            Self::Owner(folder) => return Some(trust_folder(folder)),
            Self::Unfinished(unfinished) => return Some(unfinished.advice()),
            Self::Elsewhere => {
                "see `core.worktree` in the repository's settings, or clone it again"
            }
            Self::NoGitFolder(_) => {
                "connect the disk that it is on, or correct the path in the file `.git`"
            }
            Self::DamagedGitFolder(_) => {
                "bring it back from a backup, or clone the repository again from another copy"
            }
            Self::Busy => {
                "wait a moment and try again; if nothing else is running, remove `.git/index.lock`"
            }
            Self::Locked(_) => {
                "wait a moment and try again; if nothing else is running, remove that file"
            }
            Self::SparseIndex => {
                "write a whole one: `git sparse-checkout reapply --no-sparse-index`"
            }
            Self::SplitIndex => {
                "write a whole one: `git config core.splitIndex false`, then `git update-index --no-split-index`"
            }
            Self::BrokenIndex => {
                "remove the file `.git/index`, then run `git reset`; your files stay as they are"
            }
            Self::BrokenSettings(_) => {
                "correct that line; `git config --list` works again when it is right"
            }
            Self::BrokenBranches => "`git fsck` says what is wrong; or clone the repository again",
            Self::MissingObjects => {
                "clone the repository again; if it borrows from another one, see `.git/objects/info/alternates`"
            }
            Self::DamagedObjects => "clone the repository again; `git fsck` lists what is damaged",
            Self::Reftable => {
                "change the format: `git refs migrate --ref-format=files`; or clone it with `git clone --ref-format=files`"
            }
            Self::UnknownExtension(_) | Self::NewerFormat => {
                "clone the repository without that format, and work in the new folder"
            }
            Self::Permission => "check the permissions of the folder `.git`",
            Self::Date => "check the clock of this computer, and the day that you gave",
            Self::Unexpected => "`git status` says what is wrong",
            Self::Other(_) => return None,
        };
        Some(says.to_owned())
    }

    /// Returns what belongs to the sentence, which each caller begins in its own way.
    pub fn explain(&self) -> Explanation {
        match self.advice() {
            Some(advice) => Explanation::failed().hint(advice),
            None => Explanation::failed(),
        }
    }
}

fn trust_folder(folder: &str) -> String {
    let folder = shell_word(folder, Shell::Posix);
    let folder = folder.as_deref().unwrap_or("FOLDER");
    format!("if it is yours: `git config --global --add safe.directory {folder}`")
}

/// A command of git that stopped in the middle: nothing is committed until it is finished.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a git {} is not finished", self.name())]
pub enum UnfinishedMerge {
    Merge,
    Rebase,
    CherryPick,
    Revert,
    Bisect,
    Patch,
}

impl UnfinishedMerge {
    /// Returns an error while a command of git is not finished.
    pub fn check(repository: &dyn Repository) -> Result<(), Self> {
        repository.unfinished().map_or(Ok(()), Err)
    }

    /// Returns the command as git names it.
    const fn name(self) -> &'static str {
        match self {
            Self::Merge => "merge",
            Self::Rebase => "rebase",
            Self::CherryPick => "cherry-pick",
            Self::Revert => "revert",
            Self::Bisect => "bisect",
            Self::Patch => "am",
        }
    }

    /// Returns the way out.
    pub fn advice(self) -> String {
        let name = self.name();
        match self {
            Self::Bisect => "to end it: `git bisect reset`".to_owned(),
            _ => format!(
                "correct the files that `git status` names and `git add` them, then `git {name} --continue`; to go back: `git {name} --abort`"
            ),
        }
    }
}

impl Explain for UnfinishedMerge {
    fn explain(&self) -> Explanation {
        Explanation::refused().hint(self.advice())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_to_trust_is_named_as_a_shell_takes_it() {
        let advice = |folder: &str| RepositoryError::Owner(folder.into()).advice().unwrap();
        assert!(advice("/home/sam/cpd").ends_with("safe.directory /home/sam/cpd`"));
        assert!(advice("/mnt/One Drive").ends_with("safe.directory '/mnt/One Drive'`"));
        assert!(advice("a\nb").ends_with("safe.directory FOLDER`"));
    }
}
