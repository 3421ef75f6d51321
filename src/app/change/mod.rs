//! Changes to a portfolio, planned in memory before any file is touched. A set of changes
//! is applied as a whole or not at all; each says what it expects to find.

pub mod apply;
pub mod diff;
pub mod review;
pub mod splices;

use std::collections::BTreeMap;
use std::sync::Arc;

use thiserror::Error;

use crate::app::error::{Explain, Explanation};
use crate::base::files::{File, NotInPortfolio, PortfolioPath, Sha256, Snapshot};
use crate::domain::ports::PortfolioFiles;

/// Bytes of a file, shared between a plan and its copies.
pub type Bytes = Arc<[u8]>;

/// Changes to the files of a portfolio, by the path that each file has afterwards.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChangeSet {
    edits: BTreeMap<PortfolioPath, Edit>,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    Create {
        bytes: Bytes,
    },
    Replace {
        before: Sha256,
        bytes: Bytes,
    },
    Move {
        from: PortfolioPath,
        before: Sha256,
        bytes: Bytes,
    },
    Delete {
        before: Sha256,
    },
}

/// Files that a set of changes is planned against.
#[derive(Clone, Copy)]
pub struct Base<'a> {
    pub snapshot: &'a Snapshot,
    /// Reads files that the snapshot does not hold as text, such as evidence.
    pub files: &'a dyn PortfolioFiles,
}

/// One path on disk: what it holds before the change and what it is to hold afterwards.
/// A move is two of these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathChange {
    pub path: PortfolioPath,
    /// Nothing where no file is expected.
    pub before: Option<Sha256>,
    /// Nothing where the file goes.
    pub after: Option<Bytes>,
}

/// Reasons why a change cannot be planned.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PlanError {
    #[error("{0} already exists")]
    Exists(PortfolioPath),
    #[error("{0} is missing or cannot be read")]
    Missing(PortfolioPath),
    #[error("{0} has changed since cpd read it")]
    Changed(PortfolioPath),
    #[error("two changes to {0} overlap")]
    Overlap(PortfolioPath),
    #[error("{path} cannot be written: {source}")]
    Outside {
        path: String,
        #[source]
        source: NotInPortfolio,
    },
}

impl Explain for PlanError {
    fn explain(&self) -> Explanation {
        Explanation::refused()
    }
}

/// Checks the path of a file that is to be changed.
pub fn checked(path: &str) -> Result<PortfolioPath, PlanError> {
    PortfolioPath::new(path).map_err(|source| PlanError::Outside {
        path: path.to_owned(),
        source,
    })
}

impl ChangeSet {
    pub fn is_empty(&self) -> bool {
        self.edits.is_empty()
    }

    /// Adds a new file. Fails if there is one at this path.
    pub fn create(
        &mut self,
        base: Base<'_>,
        path: PortfolioPath,
        bytes: impl Into<Bytes>,
    ) -> Result<(), PlanError> {
        let bytes = bytes.into();
        match self.edits.get(&path) {
            Some(Edit::Delete { before }) => {
                let before = *before;
                self.edits.insert(path, Edit::Replace { before, bytes });
            }
            Some(_) => return Err(PlanError::Exists(path)),
            None if base.holds(&path) && !self.is_moved_away(&path) => {
                return Err(PlanError::Exists(path));
            }
            None => {
                self.edits.insert(path, Edit::Create { bytes });
            }
        }
        Ok(())
    }

    /// Replaces the content of a file, which may be one that this set creates or moves.
    pub fn edit(
        &mut self,
        base: Base<'_>,
        path: &PortfolioPath,
        bytes: impl Into<Bytes>,
    ) -> Result<(), PlanError> {
        let bytes = bytes.into();
        match self.edits.get_mut(path) {
            Some(
                Edit::Create { bytes: pending }
                | Edit::Replace { bytes: pending, .. }
                | Edit::Move { bytes: pending, .. },
            ) => *pending = bytes,
            Some(Edit::Delete { .. }) => return Err(PlanError::Missing(path.clone())),
            None => {
                let before = self.existing(base, path)?;
                if before == bytes {
                    return Ok(());
                }
                let before = Sha256::digest(&before);
                self.edits
                    .insert(path.clone(), Edit::Replace { before, bytes });
            }
        }
        Ok(())
    }

    /// Writes a file, whether or not there is one at this path.
    pub fn write(
        &mut self,
        base: Base<'_>,
        path: PortfolioPath,
        bytes: impl Into<Bytes>,
    ) -> Result<(), PlanError> {
        match self.bytes(base, &path) {
            Some(_) => self.edit(base, &path, bytes),
            None => self.create(base, path, bytes),
        }
    }

    /// Gives a file another path and keeps its content. A change of case alone is allowed.
    pub fn rename(
        &mut self,
        base: Base<'_>,
        from: &PortfolioPath,
        to: PortfolioPath,
    ) -> Result<(), PlanError> {
        if *from == to {
            let there = self.bytes(base, from).map(|_| ());
            return there.ok_or(PlanError::Missing(to));
        }
        let is_free = match self.edits.get(&to) {
            Some(Edit::Delete { .. }) => true,
            Some(_) => false,
            None => !base.holds(&to) || self.is_moved_away(&to),
        };
        if !is_free {
            return Err(PlanError::Exists(to));
        }
        let moved = match self.edits.get(from).cloned() {
            Some(Edit::Create { bytes }) => Edit::Create { bytes },
            Some(Edit::Replace { before, bytes }) => Edit::Move {
                from: from.clone(),
                before,
                bytes,
            },
            // Back where it came from.
            Some(Edit::Move {
                from: first,
                before,
                bytes,
            }) if first == to => Edit::Replace { before, bytes },
            Some(moved @ Edit::Move { .. }) => moved,
            Some(Edit::Delete { .. }) => return Err(PlanError::Missing(from.clone())),
            None => {
                let bytes = self.existing(base, from)?;
                Edit::Move {
                    from: from.clone(),
                    before: Sha256::digest(&bytes),
                    bytes,
                }
            }
        };
        self.edits.remove(from);
        self.place(to, moved);
        Ok(())
    }

    /// Removes a file.
    pub fn delete(&mut self, base: Base<'_>, path: &PortfolioPath) -> Result<(), PlanError> {
        match self.edits.get(path).cloned() {
            Some(Edit::Create { .. }) => {
                self.edits.remove(path);
            }
            Some(Edit::Replace { before, .. }) => {
                self.edits.insert(path.clone(), Edit::Delete { before });
            }
            Some(Edit::Move { from, before, .. }) => {
                self.edits.remove(path);
                self.place(from, Edit::Delete { before });
            }
            Some(Edit::Delete { .. }) => return Err(PlanError::Missing(path.clone())),
            None => {
                let before = Sha256::digest(&self.existing(base, path)?);
                self.edits.insert(path.clone(), Edit::Delete { before });
            }
        }
        Ok(())
    }

    /// Puts an edit at a path that the set may change already.
    fn place(&mut self, path: PortfolioPath, edit: Edit) {
        let edit = match (self.edits.remove(&path), edit) {
            // A removed file is replaced at its path, and what comes from
            // elsewhere is removed there.
            (Some(Edit::Delete { before }), Edit::Create { bytes }) => {
                Edit::Replace { before, bytes }
            }
            (
                Some(Edit::Delete { before }),
                Edit::Move {
                    from,
                    before: moved,
                    bytes,
                },
            ) => {
                self.place(from, Edit::Delete { before: moved });
                Edit::Replace { before, bytes }
            }
            // What was moved away from here is removed, after its place was taken.
            (Some(Edit::Create { bytes }), Edit::Delete { before }) => {
                Edit::Replace { before, bytes }
            }
            (
                Some(Edit::Move {
                    from,
                    before: moved,
                    bytes,
                }),
                Edit::Delete { before },
            ) => {
                self.place(from, Edit::Delete { before: moved });
                Edit::Replace { before, bytes }
            }
            (_, edit) => edit,
        };
        self.edits.insert(path, edit);
    }

    /// Returns the bytes that a file has, with the changes so far.
    pub fn bytes(&self, base: Base<'_>, path: &PortfolioPath) -> Option<Bytes> {
        match self.edits.get(path) {
            Some(
                Edit::Create { bytes } | Edit::Replace { bytes, .. } | Edit::Move { bytes, .. },
            ) => Some(Arc::clone(bytes)),
            Some(Edit::Delete { .. }) => None,
            None => self.existing(base, path).ok(),
        }
    }

    fn existing(&self, base: Base<'_>, path: &PortfolioPath) -> Result<Bytes, PlanError> {
        let bytes = base.read(path).filter(|_| !self.is_moved_away(path));
        bytes.ok_or_else(|| PlanError::Missing(path.clone()))
    }

    fn is_moved_away(&self, path: &PortfolioPath) -> bool {
        self.edits
            .values()
            .any(|edit| matches!(edit, Edit::Move { from, .. } if from == path))
    }

    /// Returns what happens at each path on disk, sorted by path.
    pub fn on_disk(&self) -> Vec<PathChange> {
        let mut paths: BTreeMap<&PortfolioPath, (Option<Sha256>, Option<Bytes>)> = BTreeMap::new();
        for (path, edit) in &self.edits {
            let at = match edit {
                Edit::Create { bytes } => {
                    paths.entry(path).or_default().1 = Some(Arc::clone(bytes));
                    continue;
                }
                Edit::Move {
                    from,
                    before,
                    bytes,
                } => {
                    paths.entry(path).or_default().1 = Some(Arc::clone(bytes));
                    paths.entry(from).or_default().0 = Some(*before);
                    continue;
                }
                Edit::Replace { before, bytes } => (Some(*before), Some(Arc::clone(bytes))),
                Edit::Delete { before } => (Some(*before), None),
            };
            paths.insert(path, at);
        }
        let change = |(path, (before, after)): (&PortfolioPath, _)| PathChange {
            path: path.clone(),
            before,
            after,
        };
        paths.into_iter().map(change).collect()
    }

    /// Returns the files as they will be.
    pub fn overlay(&self, base: &Snapshot) -> Snapshot {
        let changes = self.on_disk();
        let changed: BTreeMap<&str, &PathChange> = changes
            .iter()
            .map(|change| (change.path.as_str(), change))
            .collect();
        let kept = base.files().iter();
        let kept = kept.filter(|file| !changed.contains_key(file.path.as_str()));
        let mut files: Vec<File> = kept.cloned().collect();
        for change in &changes {
            if let Some(bytes) = change.after.as_ref().filter(|_| !change.path.is_hidden()) {
                files.push(File::from_bytes(change.path.as_str(), bytes));
            }
        }
        Snapshot::new(files)
    }
}

impl Base<'_> {
    fn holds(self, path: &PortfolioPath) -> bool {
        // A file that came since the snapshot is met when the change is applied.
        self.snapshot.get(path.as_str()).is_some() || path.is_hidden() && self.read(path).is_some()
    }

    fn read(self, path: &PortfolioPath) -> Option<Bytes> {
        match self.snapshot.text(path.as_str()) {
            Some(text) => Some(text.as_bytes().into()),
            None => self.files.bytes(path.as_str()).map(Bytes::from),
        }
    }
}

#[cfg(test)]
mod tests;
