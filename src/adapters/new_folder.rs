//! A folder in which a portfolio is begun: its repository, its files and its first commit,
//! all of them or none.
#![expect(
    clippy::disallowed_methods,
    reason = "this makes folders, and removes what it made where the rest fails"
)]

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tracing::warn;

use super::disk;
use super::disk::write::{make_executable, path_in_portfolio, write_new};
use super::git::settings::GitSettings;
use super::git::{Repo, SharedRepo};
use super::work_tree::DiskWorkTree;
use crate::app::change::ChangeSet;
use crate::app::change::apply::{ApplyError, CommitMessage};
use crate::app::ports::{
    self, GitIdentity, NewFolder as _, Obstacle, RepositoryError, UserConfig as _, WorkTree as _,
};

/// The name of git's own folder.
const GIT: &str = ".git";

/// A folder that may not be there yet.
pub struct DiskNewFolder {
    folder: PathBuf,
}

impl DiskNewFolder {
    pub fn new(folder: &Path) -> Self {
        Self {
            folder: folder.to_path_buf(),
        }
    }

    /// Makes the repository and everything in it, and notes what was not there before.
    fn make(
        &self,
        created: &mut CreatedPaths,
        changes: &ChangeSet,
        hook: Option<&[u8]>,
        commit: CommitMessage<'_>,
    ) -> Result<(), ApplyError> {
        let repo = Repo::init(&self.folder)?;
        if let Some(hook) = hook {
            install_hook(hook, &repo, created).map_err(|error| ApplyError::Io {
                path: HOOK.to_owned(),
                why: disk::error_text(&error),
            })?;
        }
        let author = commit.author;
        DiskWorkTree::new(&self.folder).apply_and_commit(changes, commit)?;
        // Without it the next commit would have no author.
        if self.identity().is_none()
            && let Err(error) = repo.set_identity(author)
        {
            warn!("git cannot be told who commits here: {error}");
        }
        Ok(())
    }
}

/// The path of the check before each commit, in git's own folder.
const HOOK: &str = "hooks/pre-commit";

/// Installs a hook, never over one that is there and never outside the repository: a
/// folder of hooks set for every repository is the person's own.
fn install_hook(hook: &[u8], repo: &Repo, created: &mut CreatedPaths) -> io::Result<()> {
    let own = repo.git_folder();
    let folder = own.join("hooks");
    let place = match path_in_portfolio(&own, HOOK) {
        Ok(place) if repo.hooks_folder() == folder && !place.exists() => place,
        _ => return Ok(()),
    };
    if !folder.exists() {
        created.folders.push(folder);
    }
    created.hook = Some(place.clone());
    write_new(&place, hook)?;
    make_executable(&place)
}

/// Everything that was not there before, apart from files of the portfolio.
struct CreatedPaths {
    /// Outermost first.
    folders: Vec<PathBuf>,
    git: Option<PathBuf>,
    hook: Option<PathBuf>,
}

impl CreatedPaths {
    /// Returns what is not there yet and will be once a repository is made in a folder.
    fn before_init(folder: &Path) -> Self {
        let missing = folder.ancestors().take_while(|above| {
            !above.as_os_str().is_empty() && fs::symlink_metadata(above).is_err()
        });
        let mut folders: Vec<PathBuf> = missing.map(Path::to_path_buf).collect();
        folders.reverse();
        let git = folder.join(GIT);
        let is_new = fs::symlink_metadata(&git).is_err();
        Self {
            folders,
            git: is_new.then_some(git),
            hook: None,
        }
    }

    /// Removes it again, and each folder only if nobody else has put something there.
    fn remove_created(self) {
        let gone = |path: &Path, result: io::Result<()>| match result {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                warn!("{} cannot be removed: {error}", path.display());
            }
            _ => {}
        };
        if let Some(hook) = &self.hook {
            gone(hook, fs::remove_file(hook));
        }
        if let Some(git) = &self.git {
            gone(git, fs::remove_dir_all(git));
        }
        for folder in self.folders.iter().rev() {
            gone(folder, fs::remove_dir(folder));
        }
    }
}

impl ports::NewFolder for DiskNewFolder {
    fn obstacle(&self) -> Option<Obstacle> {
        let folder = &self.folder;
        if folder.exists() && !folder.is_dir() {
            return Some(Obstacle::NotAFolder(folder.clone()));
        }
        // `../other` is beside the portfolio that one stands in, not inside it.
        let mut above = folder.ancestors();
        let there = above.find_map(|above| above.canonicalize().ok());
        if let Some(portfolio) = there.as_deref().and_then(disk::find) {
            return Some(Obstacle::InPortfolio(portfolio));
        }
        match disk::is_free(folder) {
            Ok(true) => None,
            Ok(false) => Some(Obstacle::NotEmpty(folder.clone())),
            Err(error) => Some(Obstacle::Unreadable {
                folder: folder.clone(),
                why: disk::error_text(&error),
            }),
        }
    }

    fn is_taken(&self) -> Result<bool, String> {
        let is_free = disk::is_free(&self.folder).map_err(|error| disk::error_text(&error))?;
        Ok(!is_free || self.folder.join(GIT).exists())
    }

    fn identity(&self) -> Option<GitIdentity> {
        // A repository around the folder is not the portfolio's.
        let has_own = self.folder.join(GIT).exists();
        let own = has_own.then(|| SharedRepo::open(&self.folder).ok().flatten());
        GitSettings(own.flatten().map(Arc::new)).identity()
    }

    fn sign_with(&self, key: &Path) -> Result<(), RepositoryError> {
        match Repo::open(&self.folder)? {
            Some(repo) => repo.set_signing_key(key),
            None => Ok(()),
        }
    }

    fn begin(
        &self,
        changes: &ChangeSet,
        hook: Option<&[u8]>,
        commit: CommitMessage<'_>,
    ) -> Result<(), ApplyError> {
        let mut created = CreatedPaths::before_init(&self.folder);
        self.make(&mut created, changes, hook, commit)
            .inspect_err(|error| {
                // A change that could not be taken back is one to recover.
                if !matches!(error, ApplyError::Halfway(_)) {
                    created.remove_created();
                }
            })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::app::change::{Base, checked};
    use crate::app::ports::CommitAuthor;
    use crate::base::files::Snapshot;

    const FILES: [(&str, &str); 2] = [
        ("cpd.yaml", "cpd: 1\n"),
        ("trust/people.yaml", "people: []\n"),
    ];

    fn begin(folder: &Path, name: &str) -> Result<(), ApplyError> {
        let nothing = Snapshot::default();
        let base = Base {
            snapshot: &nothing,
            files: &|_: &str| None,
        };
        let mut changes = ChangeSet::default();
        for (path, text) in FILES {
            let path = checked(path).unwrap();
            changes.create(base, path, text.as_bytes()).unwrap();
        }
        let author = CommitAuthor {
            name: name.to_owned(),
            email: "sam@example.org".to_owned(),
            seconds: Some(1_760_000_000),
        };
        let commit = CommitMessage {
            says: "Begin",
            author: &author,
        };
        DiskNewFolder::new(folder).begin(&changes, Some(b"#!/bin/sh\n"), commit)
    }

    /// Returns every file and folder below, with the bytes of files.
    fn list_files(folder: &Path) -> BTreeMap<PathBuf, Option<Vec<u8>>> {
        let mut found = BTreeMap::new();
        let mut open = vec![folder.to_path_buf()];
        while let Some(folder) = open.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    open.push(path.clone());
                    found.insert(path, None);
                } else {
                    let bytes = fs::read(&path).unwrap();
                    found.insert(path, Some(bytes));
                }
            }
        }
        found
    }

    #[test]
    fn init_commits_every_file() {
        let top = tempfile::tempdir().unwrap();
        let folder = top.path().join("a/b");
        begin(&folder, "Sam").unwrap();
        for (path, text) in FILES {
            assert_eq!(fs::read_to_string(folder.join(path)).unwrap(), text);
        }
        let repo = Repo::open(&folder).unwrap().unwrap();
        assert!(repo.changes().unwrap().is_empty());
        assert!(folder.join(".git/hooks/pre-commit").is_file());
        assert_eq!(DiskNewFolder::new(&folder.join("c")).obstacle(), {
            let folder = folder.canonicalize().unwrap();
            Some(Obstacle::InPortfolio(folder))
        });
    }

    /// Git takes no commit from somebody without a name, so that all but that succeeds.
    #[test]
    fn a_failed_init_leaves_nothing_behind() {
        let top = tempfile::tempdir().unwrap();
        let before = list_files(top.path());
        begin(&top.path().join("a/b"), "").unwrap_err();
        assert_eq!(list_files(top.path()), before, "in a new folder");

        let empty = top.path().join("empty");
        fs::create_dir(&empty).unwrap();
        let before = list_files(top.path());
        begin(&empty, "").unwrap_err();
        assert_eq!(list_files(top.path()), before, "in an empty folder");
        begin(&empty, "Sam").unwrap();
    }

    #[test]
    fn a_failed_init_leaves_an_existing_repository_unchanged() {
        let top = tempfile::tempdir().unwrap();
        let folder = top.path().join("own");
        Repo::init(&folder).unwrap();
        let named = |everything: BTreeMap<PathBuf, Option<Vec<u8>>>| {
            // Objects that nothing refers to are git's own affair.
            let kept = |path: &PathBuf| !path.starts_with(folder.join(".git/objects"));
            let kept = everything.into_keys().filter(kept);
            kept.filter(|path| *path != folder.join(".git/index"))
                .collect::<Vec<_>>()
        };
        let before = named(list_files(&folder));
        begin(&folder, "").unwrap_err();
        assert_eq!(named(list_files(&folder)), before);
        begin(&folder, "Sam").unwrap();
        let repo = Repo::open(&folder).unwrap().unwrap();
        assert!(repo.changes().unwrap().is_empty());
    }

    #[test]
    fn a_concurrently_created_file_is_kept_and_init_stops() {
        let top = tempfile::tempdir().unwrap();
        fs::write(top.path().join("cpd.yaml"), "mine").unwrap();
        let before = list_files(top.path());
        let error = begin(top.path(), "Sam").unwrap_err();
        assert!(matches!(error, ApplyError::Taken(_)), "{error}");
        assert_eq!(list_files(top.path()), before);
    }
}
