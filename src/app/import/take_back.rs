//! Takes an import back: removes the records that it wrote, as far as nobody has changed them.

use thiserror::Error;

use super::ledger::{LEDGER, Ledger, LedgerEntry, LedgerFault};
use crate::app::change::{ChangeSet, PlanError, checked};
use crate::app::error::{Explain, Explanation};
use crate::app::workspace::Workspace;
use crate::base::files::Sha256;
use crate::base::text::words;

/// An import that is to be taken back.
#[derive(Debug)]
pub struct PlannedTakeBack {
    pub changes: ChangeSet,
    /// The name of the file that was imported.
    pub file: String,
    /// The day of the import, as 2026-10-02.
    pub on: String,
    /// Paths of the records that are removed.
    pub removed: Vec<String>,
    /// Paths of records that stay, because they have changed since.
    pub kept: Vec<String>,
    /// The message of the commit.
    pub message: String,
}

/// The reason why no import can be taken back.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TakeBackError {
    #[error("no record of an import is left as it was written, so there is nothing to take back")]
    Nothing,
    #[error(transparent)]
    Ledger(#[from] LedgerFault),
    #[error(transparent)]
    Plan(#[from] PlanError),
}

impl Explain for TakeBackError {
    fn explain(&self) -> Explanation {
        match self {
            Self::Nothing | Self::Ledger(_) => Explanation::refused(),
            Self::Plan(error) => error.explain(),
        }
    }
}

/// The state of a record that an import wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RecordState {
    AsWritten,
    Changed,
    /// It has been removed, or has another name.
    Gone,
}

/// Plans to take back the last import of which a record is as it was written.
pub fn plan_take_back(workspace: &Workspace) -> Result<PlannedTakeBack, TakeBackError> {
    let ledger = Ledger::read(workspace.bytes(LEDGER).as_deref())?;
    let states: Vec<RecordState> = ledger
        .entries
        .iter()
        .map(|entry| state(entry, workspace))
        .collect();
    let with_states = || ledger.entries.iter().zip(&states);
    let last = with_states().rfind(|(_, state)| **state == RecordState::AsWritten);
    let (last, _) = last.ok_or(TakeBackError::Nothing)?;
    let of_import = |is_wanted: fn(RecordState) -> bool| {
        let entries = with_states()
            .filter(move |(entry, state)| entry.import == last.import && is_wanted(**state));
        let paths = entries.map(|(entry, _)| entry.path.clone());
        paths.collect::<Vec<_>>()
    };
    let removed = of_import(|state| state == RecordState::AsWritten);
    let base = workspace.base();
    let mut changes = ChangeSet::default();
    for path in &removed {
        changes.delete(base, &checked(path)?)?;
    }
    // A row whose record stays is still known.
    let is_kept = |(entry, state): &(&LedgerEntry, &RecordState)| {
        entry.import != last.import || **state == RecordState::Changed
    };
    let kept = with_states()
        .filter(is_kept)
        .map(|(entry, _)| entry.clone());
    let left = Ledger {
        entries: kept.collect(),
    };
    match left.entries.is_empty() {
        true => changes.delete(base, &checked(LEDGER)?)?,
        false => changes.write(base, checked(LEDGER)?, left.text())?,
    }
    let count = words::count_noun(removed.len(), "record", "records");
    Ok(PlannedTakeBack {
        message: format!("Take back {count} imported from {}", last.file),
        file: last.file.clone(),
        on: last.on.clone(),
        kept: of_import(|state| state == RecordState::Changed),
        changes,
        removed,
    })
}

/// Returns the state of a record. One that shares its file with others is never removed.
fn state(entry: &LedgerEntry, workspace: &Workspace) -> RecordState {
    let kind = workspace.portfolio.kinds().kind_of_path(&entry.path);
    let is_alone = kind.is_some_and(|kind| !kind.is_in_rows());
    match workspace.bytes(&entry.path) {
        None => RecordState::Gone,
        Some(bytes) if is_alone && Sha256::digest(&bytes) == entry.record_sha256 => {
            RecordState::AsWritten
        }
        Some(_) => RecordState::Changed,
    }
}
