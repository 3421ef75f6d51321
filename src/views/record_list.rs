//! Records as rows of a table: the columns that were asked for, and what some of them add up to.

use serde::Serialize;

use crate::domain::id::{KindId, RecordId};

/// Records, each a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RecordList {
    /// Of this form; 1.
    pub version: u32,
    pub columns: Vec<ListColumn>,
    pub records: Vec<ListedRecord>,
    pub sums: Vec<ListSum>,
    /// The words for one record and for several.
    #[serde(skip)]
    pub nouns: (String, String),
}

/// A column of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListColumn {
    /// The name of the field, or `id`, `kind` or `path`.
    pub name: String,
    #[serde(skip)]
    pub title: String,
    /// True if its values are numbers, which stand at the right.
    #[serde(skip)]
    pub is_number: bool,
}

/// A record with its values, one for each column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListedRecord {
    pub kind: KindId,
    pub id: RecordId,
    pub path: String,
    /// As they are written; `None` where nothing is.
    pub values: Vec<Option<String>>,
}

/// The sum of the values of a field, in one unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListSum {
    pub field: String,
    /// A currency, or `hours`; `None` for plain numbers.
    pub unit: Option<String>,
    /// The exact decimal; `None` if it is beyond every number.
    pub amount: Option<String>,
}
