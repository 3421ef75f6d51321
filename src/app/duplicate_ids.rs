//! Refuses to sign while two records have one id: nobody could tell which of them is meant.

use thiserror::Error;

use super::error::{Explain, Explanation};
use crate::domain::layout::is_in_trust;
use crate::domain::portfolio::{Fault, Portfolio};
use crate::domain::remedy::{Argument, Invocation, Remedy};

/// Records that have the id of another record of their kind.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("two records have the same id, so it is not clear which of them you would sign")]
pub struct DuplicateIds {
    /// Each with the record that was there first.
    pub paths: Vec<(String, String)>,
}

impl DuplicateIds {
    /// Returns an error if a portfolio has such records. People have a rule of their own.
    pub fn check(portfolio: &Portfolio) -> Result<(), Self> {
        let faults = portfolio.faults.iter();
        let duplicates = faults.filter_map(|located| match &located.fault {
            Fault::DuplicateId { first, .. } => Some((located.path.clone(), first.clone())),
            _ => None,
        });
        let paths: Vec<_> = duplicates.filter(|(path, _)| !is_in_trust(path)).collect();
        if paths.is_empty() {
            Ok(())
        } else {
            Err(Self { paths })
        }
    }
}

impl Explain for DuplicateIds {
    fn explain(&self) -> Explanation {
        let renames = self.paths.iter().map(|(path, first)| {
            let rename = Invocation::Rename {
                record: Argument::record(path),
            };
            Remedy::invoke(format!("{path} and {first}: rename one of them"), rename)
        });
        Explanation::refused().remedies(renames.collect())
    }
}
