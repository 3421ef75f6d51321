//! Applying a set of changes to the files of a portfolio: all of it or none of it, even if
//! the process dies halfway.
//!
//! The new bytes and copies of the old ones are staged first. Renaming `intent` into place
//! is the point from which the change happens; renaming it to `undo` is the point from
//! which it is taken back. [`PortfolioTree::recover`] goes on in the direction that is
//! written down, and may itself be interrupted and repeated.

mod commit;
#[cfg(test)]
mod commit_tests;
mod intent;
mod lock;
mod staged;
#[cfg(test)]
mod tests;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use tracing::{info_span, warn};

use self::commit::IntendedCommit;
pub use self::commit::{Committer, StagedEntry};
use self::intent::{Intent, PathStep};
use self::lock::Lock;
use crate::app::change::apply::{ApplyError, CommitMessage, Recovered};
use crate::app::change::{ChangeSet, PathChange};
use crate::app::ports::{NoRepository, RepositoryError};
use crate::base::files::{self, Sha256};

/// Called before each step that touches the disk; a test makes it fail there.
type StepHook = Box<dyn Fn(&str) -> io::Result<()> + Send + Sync>;

/// The files of a portfolio, as far as changes to them go.
pub struct PortfolioTree<'r> {
    root: PathBuf,
    /// The repository that changes are committed to.
    repository: Option<&'r dyn Committer>,
    /// The folder that holds the lock and what is pending.
    state: PathBuf,
    step_hook: Option<StepHook>,
}

/// Names a path in an error of the operating system.
fn with_path<T>(path: &str, result: io::Result<T>) -> Result<T, ApplyError> {
    result.map_err(|error| ApplyError::Io {
        path: path.to_owned(),
        why: super::error_text(&error),
    })
}

/// Applies nothing if the file is not there.
fn ignore_not_found(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

/// The folder of what is pending, in the state folder.
const PENDING: &str = "pending";
/// The record of a change that is happening.
const INTENT: &str = "intent";
/// The record of a change that is being taken back.
const UNDO: &str = "undo";
/// The state folder of a portfolio without git, in the portfolio.
pub const STATE: &str = ".cpd";

impl<'r> PortfolioTree<'r> {
    /// Opens the tree of the portfolio in `root`. Pending changes are kept in `state`, a
    /// folder of git's own, or else in `.cpd` in the portfolio.
    pub fn new(root: &Path, state: Option<PathBuf>) -> Self {
        Self {
            root: root.to_path_buf(),
            repository: None,
            state: state.unwrap_or_else(|| root.join(STATE)),
            step_hook: None,
        }
    }

    /// Returns the same, with the repository that changes are committed to.
    pub fn with_repository(self, repository: Option<&'r dyn Committer>) -> Self {
        Self { repository, ..self }
    }

    #[cfg(all(test, unix))]
    fn with_step_hook(self, step_hook: StepHook) -> Self {
        Self {
            step_hook: Some(step_hook),
            ..self
        }
    }

    fn step(&self, name: &str) -> io::Result<()> {
        self.step_hook
            .as_ref()
            .map_or(Ok(()), |step_hook| step_hook(name))
    }

    fn pending_folder(&self) -> PathBuf {
        self.state.join(PENDING)
    }

    /// Returns true if a change was interrupted, and nobody is just making one.
    pub fn is_unfinished(&self) -> bool {
        // A change that ends between the two looks leaves no record, or another one.
        let before = self.record_time();
        before.is_some() && !lock::is_held(&self.state) && self.record_time() == before
    }

    /// Returns the time at which the record of a change was written, if there is one.
    fn record_time(&self) -> Option<SystemTime> {
        let pending = self.pending_folder();
        let written = |name| fs::symlink_metadata(pending.join(name)).and_then(|it| it.modified());
        self.refuse_links().ok()?;
        written(INTENT).or_else(|_| written(UNDO)).ok()
    }

    fn is_interrupted(&self) -> bool {
        self.record_time().is_some()
    }

    /// Applies every change, or none where one of them cannot be made.
    pub fn apply(&self, changes: &ChangeSet) -> Result<(), ApplyError> {
        self.run(changes, None)
    }

    /// Applies every change and commits the files alone; neither where either fails. The
    /// record of the change names the commit, so that it is finished with it.
    pub fn apply_and_commit(
        &self,
        changes: &ChangeSet,
        commit: CommitMessage<'_>,
    ) -> Result<(), ApplyError> {
        self.run(changes, Some(commit))
    }

    fn run(
        &self,
        changes: &ChangeSet,
        commit: Option<CommitMessage<'_>>,
    ) -> Result<(), ApplyError> {
        let _span = info_span!("change.apply").entered();
        if changes.is_empty() {
            return Ok(());
        }
        let _lock = self.lock()?;
        if self.is_interrupted() {
            return Err(ApplyError::Unfinished);
        }
        self.clear();
        let changes = changes.on_disk();
        let intended = self.planned_commit(&changes, commit)?;
        let intent = Intent::plan(&changes, &self.root, intended);
        let staged = self
            .compare(&intent)
            .and_then(|()| self.stage(&intent, &changes));
        if let Err(error) = staged {
            self.clear();
            return Err(error);
        }
        let made = self.roll_forward(&intent).and_then(|()| match commit {
            Some(commit) if !self.commit(&intent, commit)? => {
                Err(ApplyError::Repository(RepositoryError::Busy))
            }
            Some(_) | None => Ok(()),
        });
        if let Err(error) = made {
            return Err(match self.roll_back(&intent) {
                Ok(()) => error,
                Err(_) => ApplyError::Halfway(Box::new(error)),
            });
        }
        // A commit cannot be taken back: from here it can only go on.
        self.drop_intent(&intent)
            .map_err(|error| ApplyError::Halfway(Box::new(error)))
    }

    fn repository(&self) -> Result<&'r dyn Committer, ApplyError> {
        self.repository.ok_or(NoRepository::None.into())
    }

    fn planned_commit(
        &self,
        changes: &[PathChange],
        commit: Option<CommitMessage<'_>>,
    ) -> Result<Option<IntendedCommit>, ApplyError> {
        let Some(commit) = commit else {
            return Ok(None);
        };
        let paths: Vec<&str> = changes.iter().map(|change| change.path.as_str()).collect();
        Ok(Some(IntendedCommit::plan(
            commit,
            &paths,
            self.repository()?,
        )?))
    }

    /// Makes the commit that a change names, unless the last commit holds the change.
    /// Returns false if it never can, since the branch went on without it.
    fn commit(&self, intent: &Intent, commit: CommitMessage<'_>) -> Result<bool, ApplyError> {
        let Some(intended) = &intent.commit else {
            return Ok(true);
        };
        let (repository, paths) = (self.repository()?, intent.paths());
        let git = || self.display_path(&self.state);
        with_path(&git(), self.step("stage in the index"))?;
        repository.stage(&paths)?;
        if repository.is_committed(&paths)? {
            return Ok(true);
        }
        if repository.head()? != intended.parent {
            return Ok(false);
        }
        with_path(&git(), self.step("commit"))?;
        repository.commit(&paths, intended.parent.as_deref(), commit)?;
        Ok(true)
    }

    /// Goes on with a change that was interrupted, in the direction that is written down.
    pub fn recover(&self) -> Result<Recovered, ApplyError> {
        if fs::symlink_metadata(&self.state).is_err() {
            return Ok(Recovered::Nothing);
        }
        let _lock = self.lock()?;
        if let Some(intent) = self.read(UNDO)? {
            self.roll_back(&intent)?;
            return Ok(Recovered::Undone(intent.steps.len()));
        }
        let Some(intent) = self.read(INTENT)? else {
            self.clear();
            return Ok(Recovered::Nothing);
        };
        // Nothing moves while a file holds words that nobody has saved.
        for (index, step) in intent.steps.iter().enumerate() {
            let now = self.current_digest(&intent, index)?;
            if now.is_some() && now != step.before && now != step.after {
                return Err(ApplyError::Changed(step.path.to_string()));
            }
        }
        self.roll_forward(&intent)?;
        if let Some(intended) = &intent.commit {
            let (says, author) = (intended.message(), &intended.author());
            if !self.commit(&intent, CommitMessage { says, author })? {
                self.roll_back(&intent)?;
                return Ok(Recovered::Undone(intent.steps.len()));
            }
        }
        self.drop_intent(&intent)?;
        Ok(Recovered::Completed(intent.steps.len()))
    }

    fn lock(&self) -> Result<Lock, ApplyError> {
        let lock = with_path(&self.display_path(&self.state), Lock::take(&self.state))?;
        self.refuse_links()?;
        Ok(lock)
    }

    /// Fails if a folder of what is pending is a link or no folder: it would lead outside.
    fn refuse_links(&self) -> Result<(), ApplyError> {
        with_path(
            &self.display_path(&self.state),
            lock::refuse_links(&self.state),
        )?;
        let pending = self.pending_folder();
        for folder in [pending.join("new"), pending.join("old")] {
            with_path(
                &self.display_path(&pending),
                staged::refuse_unless_folder(&pending),
            )?;
            with_path(
                &self.display_path(&folder),
                staged::refuse_unless_folder(&folder),
            )?;
        }
        Ok(())
    }

    fn read(&self, name: &str) -> Result<Option<Intent>, ApplyError> {
        let path = self.pending_folder().join(name);
        if fs::symlink_metadata(&path).is_err() {
            return Ok(None);
        }
        Intent::read(&path)
            .map(Some)
            .map_err(|why| ApplyError::Damaged(format!("{}: {why}", path.display())))
    }

    /// Compares what is there with what the change expects.
    fn compare(&self, intent: &Intent) -> Result<(), ApplyError> {
        for (index, step) in intent.steps.iter().enumerate() {
            let now = self.current_digest(intent, index)?;
            if now != step.before {
                let path = step.path.to_string();
                return Err(match step.before {
                    Some(_) => ApplyError::Changed(path),
                    None => ApplyError::Taken(path),
                });
            }
        }
        Ok(())
    }

    /// Stages everything and renames the intent into place.
    fn stage(&self, intent: &Intent, changes: &[PathChange]) -> Result<(), ApplyError> {
        let pending = self.pending_folder();
        let shown = self.display_path(&pending);
        with_path(&shown, staged::make_folders(&pending))?;
        for (index, (step, change)) in intent.steps.iter().zip(changes).enumerate() {
            let path = step.path.as_str();
            let full = self.full_path(path)?;
            let permissions = fs::metadata(&full).ok().map(|found| found.permissions());
            if step.before.is_some() {
                with_path(path, self.step("stage the old"))?;
                let old = with_path(path, staged::read(&full))?;
                // What was compared is what is kept.
                if step.before != Some(Sha256::digest(&old)) {
                    return Err(ApplyError::Changed(path.to_owned()));
                }
                let copy = staged::old_copy_path(&pending, index);
                with_path(path, staged::write(&copy, &old, permissions.clone()))?;
            }
            if let Some(bytes) = &change.after {
                with_path(path, self.step("stage the new"))?;
                let copy = staged::new(&pending, index);
                with_path(path, staged::write(&copy, bytes, permissions))?;
            }
        }
        let part = pending.join("intent.part");
        with_path(&shown, self.step("write the intent"))?;
        with_path(&shown, staged::write(&part, &intent.to_bytes(), None))?;
        with_path(&shown, staged::sync_folders(&pending))?;
        with_path(&shown, self.step("rename the intent"))?;
        with_path(&shown, fs::rename(&part, pending.join(INTENT)))
    }

    /// Makes every step that is not made yet.
    fn roll_forward(&self, intent: &Intent) -> Result<(), ApplyError> {
        let pending = self.pending_folder();
        let shown = self.display_path(&pending);
        with_path(&shown, staged::sync_folder(&pending))?;
        let steps = || intent.steps.iter().enumerate();
        // Files are removed first: a folder may take a file's place, or a name another case.
        for (index, step) in steps().filter(|(_, step)| step.after.is_none()) {
            let path = step.path.as_str();
            match self.current_digest(intent, index)? {
                None => {}
                now if now == step.before => {
                    with_path(path, self.step("remove"))?;
                    with_path(
                        path,
                        ignore_not_found(fs::remove_file(self.full_path(path)?)),
                    )?;
                }
                _ => return Err(ApplyError::Changed(path.to_owned())),
            }
        }
        for (index, step) in steps().filter(|(_, step)| step.after.is_some()) {
            self.put_new(intent, index, step)?;
        }
        for folder in intent.folders_of_steps() {
            with_path(folder, staged::sync_folder(&self.root.join(folder)))?;
        }
        Ok(())
    }

    /// Ends a change: from here on nothing is pending.
    fn drop_intent(&self, intent: &Intent) -> Result<(), ApplyError> {
        let pending = self.pending_folder();
        let shown = self.display_path(&pending);
        with_path(&shown, self.step("drop the intent"))?;
        with_path(&shown, fs::remove_file(pending.join(INTENT)))?;
        self.clean_up(intent);
        Ok(())
    }

    fn put_new(&self, intent: &Intent, index: usize, step: &PathStep) -> Result<(), ApplyError> {
        let path = step.path.as_str();
        let now = self.current_digest(intent, index)?;
        if now == step.after {
            return Ok(());
        }
        if now.is_some() && now != step.before {
            return Err(ApplyError::Changed(path.to_owned()));
        }
        let copy = staged::new(&self.pending_folder(), index);
        if staged::digest(&copy).ok() != step.after {
            return Err(ApplyError::Damaged(format!(
                "{} is missing",
                copy.display()
            )));
        }
        let full = self.full_path(path)?;
        with_path(path, self.step("make the folder"))?;
        self.make_parent(path, &full)?;
        let moved = self.step("move").and_then(|()| {
            // A hard link fails where somebody else took the name, which a rename does not.
            match step.before {
                None => staged::link(&copy, &full),
                Some(_) => fs::rename(&copy, &full),
            }
        });
        match moved {
            Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
                self.put_copy(&copy, &full, index, path)
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                Err(ApplyError::Taken(path.to_owned()))
            }
            other => with_path(path, other),
        }
    }

    /// Makes the folder that a file is to be in, or names what stands in its place.
    fn make_parent(&self, path: &str, full: &Path) -> Result<(), ApplyError> {
        let made = staged::make_parent(full);
        let mut folder = files::folder_of(path);
        while made.is_err() && !folder.is_empty() {
            if fs::symlink_metadata(self.root.join(folder)).is_ok_and(|found| !found.is_dir()) {
                return Err(ApplyError::NotAFolder {
                    path: path.to_owned(),
                    folder: folder.to_owned(),
                });
            }
            folder = files::folder_of(folder);
        }
        with_path(path, made)
    }

    /// Copies a staged file beside its place, and renames it from there.
    fn put_copy(
        &self,
        copy: &Path,
        full: &Path,
        index: usize,
        path: &str,
    ) -> Result<(), ApplyError> {
        let part = staged::temporary_path_beside(full, index);
        with_path(path, self.step("copy beside"))?;
        with_path(path, staged::copy(copy, &part))?;
        with_path(path, self.step("rename beside"))?;
        with_path(path, fs::rename(&part, full))
    }

    /// Takes back every step that was made, and drops the record. A file that somebody
    /// else has changed since is left to them.
    fn roll_back(&self, intent: &Intent) -> Result<(), ApplyError> {
        let pending = self.pending_folder();
        let shown = self.display_path(&pending);
        let undo = pending.join(UNDO);
        if !undo.exists() {
            with_path(&shown, self.step("rename to undo"))?;
            with_path(&shown, fs::rename(pending.join(INTENT), &undo))?;
        }
        with_path(&shown, staged::sync_folder(&pending))?;
        if let Some(commit) = &intent.commit {
            with_path(&shown, self.step("unstage"))?;
            let repository = self.repository()?;
            repository.unstage(&intent.paths(), &commit.staged)?;
        }
        let steps = || intent.steps.iter().enumerate();
        for (index, step) in steps().filter(|(_, step)| step.before.is_none()) {
            let path = step.path.as_str();
            if self.current_digest(intent, index)? == step.after {
                with_path(path, self.step("remove again"))?;
                with_path(
                    path,
                    ignore_not_found(fs::remove_file(self.full_path(path)?)),
                )?;
            }
        }
        self.remove_parts(intent);
        for folder in intent.folders.iter().rev() {
            // Somebody else may have put a file there.
            let _ = fs::remove_dir(self.full_path(folder.as_str())?);
        }
        for (index, step) in steps().filter(|(_, step)| step.before.is_some()) {
            let path = step.path.as_str();
            let now = self.current_digest(intent, index)?;
            if now == step.before || now.is_some() && now != step.after {
                continue;
            }
            let copy = staged::old_copy_path(&pending, index);
            if staged::digest(&copy).ok() != step.before {
                return Err(ApplyError::Damaged(format!(
                    "{} is missing",
                    copy.display()
                )));
            }
            let full = self.full_path(path)?;
            self.make_parent(path, &full)?;
            self.put_copy(&copy, &full, index, path)?;
        }
        for folder in intent.folders_of_steps() {
            // A folder that was made for the change is gone by now.
            let full = self.root.join(folder);
            if let Err(error) = ignore_not_found(staged::sync_folder(&full)) {
                warn!("{} cannot be synced: {error}", full.display());
            }
        }
        with_path(&shown, self.step("drop the undo"))?;
        with_path(&shown, fs::remove_file(&undo))?;
        self.clean_up(intent);
        Ok(())
    }

    /// Removes what a complete change leaves; what cannot be removed does no harm.
    fn clean_up(&self, intent: &Intent) {
        self.remove_parts(intent);
        self.clear();
    }

    /// Removes files that were copied beside their places and not renamed from there.
    fn remove_parts(&self, intent: &Intent) {
        for (index, step) in intent.steps.iter().enumerate() {
            if let Ok(full) = self.full_path(step.path.as_str()) {
                let part = staged::temporary_path_beside(&full, index);
                if let Err(error) = ignore_not_found(fs::remove_file(&part)) {
                    warn!("{} cannot be removed: {error}", part.display());
                }
            }
        }
    }

    fn clear(&self) {
        if let Err(error) = ignore_not_found(fs::remove_dir_all(self.pending_folder())) {
            warn!(
                "{} cannot be removed: {error}",
                self.pending_folder().display()
            );
        }
    }

    /// Returns the digest of the file at a step's path; nothing where there is none.
    fn current_digest(&self, intent: &Intent, index: usize) -> Result<Option<Sha256>, ApplyError> {
        let step = &intent.steps[index];
        let path = step.path.as_str();
        let full = self.full_path(path)?;
        let is_there = match fs::symlink_metadata(&full) {
            Ok(found) if found.is_file() => {
                // Where names differ in case alone, one file may answer to both.
                !intent.has_twin(index) || with_path(path, staged::is_listed_as_written(&full))?
            }
            // A folder has taken the file's place, as the change itself may have it.
            Ok(found) if found.is_dir() && step.before.is_some() => false,
            Ok(_) => return Err(ApplyError::Taken(path.to_owned())),
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
                ) =>
            {
                false
            }
            Err(error) => return with_path(path, Err(error)),
        };
        if is_there {
            with_path(path, staged::digest(&full)).map(Some)
        } else {
            Ok(None)
        }
    }

    /// Returns the full path of a file, unless a part of it is a link.
    fn full_path(&self, path: &str) -> Result<PathBuf, ApplyError> {
        super::write::path_in_portfolio(&self.root, path).map_err(|error| ApplyError::Refused {
            path: path.to_owned(),
            why: error.to_string(),
        })
    }

    fn display_path(&self, path: &Path) -> String {
        let shown = path.strip_prefix(&self.root).unwrap_or(path);
        shown.display().to_string()
    }
}
