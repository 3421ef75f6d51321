//! Removes a record, unless something would be lost by it.

use thiserror::Error;

use super::rename::references;
use crate::app::change::{Base, ChangeSet, PlanError, checked};
use crate::app::error::{Explain, Explanation, Hint, Input};
use crate::domain::portfolio::{Portfolio, Record};
use crate::domain::remedy::Invocation;

/// A planned removal.
pub struct Removal {
    pub changes: ChangeSet,
    /// Paths of records that refer to it.
    pub referring: Vec<String>,
}

/// Reasons why a record is not removed.
#[derive(Debug, Error)]
pub enum RemoveError {
    #[error("other records refer to {path}")]
    Referred { path: String, by: Vec<String> },
    #[error("{0} has changes that are not saved, so they would be lost")]
    Unsaved(String),
    #[error(transparent)]
    Plan(#[from] PlanError),
}

impl Explain for RemoveError {
    fn explain(&self) -> Explanation {
        match self {
            Self::Referred { by, .. } => Explanation::refused()
                .details(by.clone())
                .hint(Hint::from("change them first, or remove it with ").then(Input::Anyway)),
            Self::Unsaved(_) => {
                let save = Hint::from("save them with ").then(Invocation::Save);
                Explanation::refused().hint(save.then(", or remove it with ").then(Input::Anyway))
            }
            Self::Plan(error) => error.explain(),
        }
    }
}

/// Plans the removal of a record. Refuses it where others refer to the record or where
/// its last words are not saved, unless the person insists.
pub fn plan(
    portfolio: &Portfolio,
    base: Base<'_>,
    record: &Record,
    is_saved: bool,
    insists: bool,
) -> Result<Removal, RemoveError> {
    let _span = tracing::info_span!("records.remove").entered();
    let others = portfolio.records.iter().filter(|other| !other.is_row());
    let referring: Vec<String> = others
        .filter(|other| !references(other, record).is_empty())
        .map(|other| other.path.clone())
        .collect();
    if !insists && !referring.is_empty() {
        return Err(RemoveError::Referred {
            path: record.path.clone(),
            by: referring,
        });
    }
    if !insists && !is_saved {
        return Err(RemoveError::Unsaved(record.path.clone()));
    }
    let mut changes = ChangeSet::default();
    changes.delete(base, &checked(&record.path)?)?;
    Ok(Removal { changes, referring })
}
