//! The records that the rows of a table become, before anything is written.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::domain::id::KindId;

/// The outcome of each row of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportPlan {
    /// Of this form; 1.
    pub version: u32,
    /// The name of the file.
    pub file: String,
    /// The kind of all records; `None` if they are of several.
    pub kind: Option<KindId>,
    /// In the order of the columns; none of a file that an export wrote.
    pub headings: Vec<HeadingUse>,
    pub rows: Vec<ImportedRow>,
    /// Values that are read otherwise than they are written.
    pub readings: Vec<ReadValue>,
    /// The hours of the new records together, as an exact decimal; `None` if the kind has none.
    pub hours: Option<String>,
    /// Sentences about how the file was read.
    pub notes: Vec<String>,
    /// The words for one record and for several.
    #[serde(skip)]
    pub nouns: (String, String),
}

/// A heading, and what it fills.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HeadingUse {
    pub heading: String,
    /// Names of fields, or `## ` and the titles of sections; none if it is left out.
    pub fills: Vec<String>,
}

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportedRow {
    /// The name of its sheet, if there are several.
    pub sheet: Option<String>,
    /// Its number in the file or the sheet, from 1.
    pub row: usize,
    pub kind: Option<KindId>,
    pub date: Option<String>,
    pub title: Option<String>,
    pub hours: Option<String>,
    #[serde(flatten)]
    pub outcome: RowOutcome,
}

/// The outcome of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum RowOutcome {
    New {
        path: String,
        /// The warning that another record may be the same.
        similar: Option<String>,
    },
    /// A record of this day and title says the same, or the row was imported before.
    There {
        path: String,
    },
    /// The row was imported before, and its record has been removed or has another name since.
    Gone {
        path: String,
    },
    /// A record of this day and title says something else in these fields. It is not changed.
    Differs {
        path: String,
        fields: Vec<String>,
    },
    /// It is equal to a row before it.
    Repeated {
        of: usize,
    },
    Problem {
        problems: Vec<RowProblem>,
    },
}

/// Something wrong in a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowProblem {
    /// The heading of its column, if it is in one.
    pub column: Option<String>,
    pub says: String,
    /// The field that has to be there and that no column fills.
    #[serde(skip)]
    pub without_column: Option<String>,
}

/// A value that is read otherwise than it is written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct ReadValue {
    pub column: String,
    pub written: String,
    /// Empty for a word that stands for nothing.
    pub read: String,
    /// The first row in which it stands.
    pub row: usize,
    /// The number of rows in which it stands.
    pub rows: usize,
}

impl ImportPlan {
    /// Returns true if rows of several sheets have to be told apart.
    pub fn has_sheets(&self) -> bool {
        self.rows.iter().any(|row| row.sheet.is_some())
    }

    /// Returns the fields that have to be there and that no column fills.
    pub fn fields_without_column(&self) -> BTreeSet<&str> {
        let problems = self.rows.iter().flat_map(|row| match &row.outcome {
            RowOutcome::Problem { problems } => problems.as_slice(),
            _ => &[],
        });
        let fields = problems.filter_map(|problem| problem.without_column.as_deref());
        fields.collect()
    }

    /// Returns how many rows have an outcome.
    pub fn count(&self, is_it: impl Fn(&RowOutcome) -> bool) -> usize {
        self.rows.iter().filter(|row| is_it(&row.outcome)).count()
    }

    /// Returns how many records would be written.
    pub fn new_records(&self) -> usize {
        self.count(|outcome| matches!(outcome, RowOutcome::New { .. }))
    }

    /// Returns how many rows have to be corrected.
    pub fn problems(&self) -> usize {
        self.count(|outcome| matches!(outcome, RowOutcome::Problem { .. }))
    }
}
