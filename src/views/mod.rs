//! Holds what was found, as plain values for the formats to print. Knows no format.

pub mod calendar;
pub mod certificate;
pub mod check;
pub mod checklist;
pub mod claimed_values;
pub mod confirmation_marks;
pub mod coverage;
pub mod criterion_terms;
pub mod cv;
pub mod declined;
pub mod detail_value;
pub mod due;
pub mod expected;
pub mod explain;
pub mod history;
pub mod import_plan;
pub mod kept_since;
pub mod manual_commands;
pub mod missing_windows;
pub mod plan;
pub mod portfolio_line;
pub mod private_values;
pub mod pull_request;
pub mod record_export;
pub mod record_list;
pub mod register;
pub mod report;
pub mod requirement_count;
pub mod returned;
pub mod roster_plan;
pub mod schema;
pub mod scheme_check;
pub mod scheme_details;
pub mod scheme_diff;
pub mod scheme_list;
pub mod search_results;
pub mod status;
pub mod submission;
pub mod sums;
pub mod trust_list;
pub mod verification;
pub mod verified_files;
pub mod verified_requirements;
pub mod verified_steps;
pub mod whole_export;

use serde::Serialize;

use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::id::KindId;
use crate::domain::schema::Kind;

/// A kind of record, as a person and as a program name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindName {
    pub name: KindId,
    /// In lower case, as in `a journal`.
    pub noun: String,
}

impl KindName {
    pub fn from_kind(kind: &Kind) -> Self {
        Self {
            name: kind.name.clone(),
            noun: kind.noun(),
        }
    }
}

/// Numbers of records and of findings of each severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Records of every kind, people and sign-offs included.
    pub records: usize,
    pub errors: usize,
    pub warnings: usize,
    pub notes: usize,
}

impl Summary {
    pub fn count(records: usize, findings: &[Diagnostic]) -> Self {
        let count = |severity| {
            let findings = findings.iter();
            findings.filter(|found| found.severity == severity).count()
        };
        Self {
            records,
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            notes: count(Severity::Note),
        }
    }
}
