//! The roster of an institution, read from a table.

mod people;
mod rows;

use std::sync::LazyLock;

use crate::app::institution_table::{
    InstitutionTable, PlacedProblem, TableColumns, TableError, TableFile,
};
use crate::domain::roster::Roster;

/// The columns that there are.
static COLUMNS: LazyLock<TableColumns> =
    LazyLock::new(|| TableColumns::new(include_str!("../../../schema/roster.yaml")));

/// A roster with what is wrong in it.
#[derive(Debug, Clone, Default)]
pub struct ReadRoster {
    pub roster: Roster,
    /// By the number of the row.
    pub problems: Vec<PlacedProblem>,
    /// Each heading, and the column of a roster that it is.
    pub columns: Vec<(String, Option<String>)>,
    /// Sentences about how the file was read.
    pub notes: Vec<String>,
}

/// Reads a roster. Whatever is wrong in its rows is among the problems.
pub fn read(file: &TableFile<'_>) -> Result<ReadRoster, TableError> {
    let table = InstitutionTable::read(&COLUMNS, file)?;
    let (roster, mut problems) = rows::read(&table);
    problems.extend(people::problems(&roster, &table));
    // In the order of the table; several of one row as they were found.
    problems.sort_by_key(|(row, _)| *row);
    Ok(ReadRoster {
        roster,
        problems,
        columns: table.uses(),
        notes: table.notes,
    })
}

#[cfg(test)]
mod tests;
