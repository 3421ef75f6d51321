//! Shows what becomes of each person on a roster.

use chrono::NaiveDate;
use serde::Serialize;

use super::import_plan::RowProblem;

/// The portfolios that are begun of a roster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RosterPlan {
    /// Of this form; 1.
    pub version: u32,
    pub headings: Vec<RosterHeading>,
    /// Sentences about how the file was read.
    pub notes: Vec<String>,
    /// In the order of the table.
    pub rows: Vec<RosterRow>,
    /// Problems of rows that name nobody.
    pub problems: Vec<PlacedRowProblem>,
}

/// A column of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RosterHeading {
    pub heading: String,
    /// The column of a roster; none if it is left out.
    pub column: Option<String>,
}

/// A person on the roster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RosterRow {
    pub row: usize,
    pub person: String,
    pub name: String,
    pub manager: Option<String>,
    pub scheme: Option<String>,
    /// The first day of which records are kept.
    pub kept_since: Option<NaiveDate>,
    /// The folder of the portfolio, if they keep one.
    pub folder: Option<String>,
    #[serde(flatten)]
    pub outcome: RosterOutcome,
}

/// A problem of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlacedRowProblem {
    pub row: usize,
    #[serde(flatten)]
    pub problem: RowProblem,
}

/// The result for a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "becomes")]
pub enum RosterOutcome {
    /// A portfolio is begun.
    New,
    /// They have a portfolio already, in this folder.
    There {
        in_folder: String,
    },
    /// The roster says that they keep none.
    NoPortfolio,
    /// They have left.
    Left,
    Problem {
        problems: Vec<RowProblem>,
    },
}

impl RosterPlan {
    /// Returns how many portfolios are begun.
    pub fn new_portfolios(&self) -> usize {
        self.count(|outcome| *outcome == RosterOutcome::New)
    }

    /// Returns how many rows have problems.
    pub fn rows_with_problems(&self) -> usize {
        self.problems.len() + self.count(|it| matches!(it, RosterOutcome::Problem { .. }))
    }

    /// Returns how many rows become what is asked for.
    pub fn count(&self, is: impl Fn(&RosterOutcome) -> bool) -> usize {
        self.rows.iter().filter(|row| is(&row.outcome)).count()
    }
}
