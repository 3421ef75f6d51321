//! What was found, as plain values for the formats to print. Knows no format.

pub mod check;
pub mod checklist;
pub mod difference;
pub mod due;
pub mod expected;
pub mod history;
pub mod plan;
pub mod portfolio_summary;
pub mod scheme_check;
pub mod status;
pub mod submission;
pub mod verification;

use serde::Serialize;

use crate::check::Judgement;
use crate::domain::finding::Severity;
use crate::domain::portfolio::Portfolio;

/// A judged portfolio, as every format gets it.
pub struct Report<'a> {
    pub portfolio: &'a Portfolio,
    pub judgement: &'a Judgement<'a>,
    /// The scheme to which the report is limited.
    pub scheme: Option<&'a str>,
}

/// How many findings there are of each severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Records of every kind, people and sign-offs included.
    pub records: usize,
    pub errors: usize,
    pub warnings: usize,
    pub notes: usize,
}

impl Report<'_> {
    pub fn summary(&self) -> Summary {
        Summary {
            records: self.portfolio.records.len(),
            errors: self.judgement.count(Severity::Error),
            warnings: self.judgement.count(Severity::Warning),
            notes: self.judgement.count(Severity::Note),
        }
    }
}
