//! The roster of an institution, read from a table.

mod columns;
mod people;
mod rows;

use thiserror::Error;

use crate::app::error::{Explain, Explanation, Hint};
use crate::app::import::ImportError;
use crate::app::import::dates::{DateOrder, DateOrderError};
use crate::base::sheet;
use crate::base::text::words;
use crate::domain::roster::Roster;
use crate::views::import_plan::RowProblem;
use columns::RosterTable;

/// A table with a roster.
#[derive(Debug, Clone, Copy)]
pub struct RosterFile<'f> {
    /// The name of the file; its ending says the form.
    pub name: &'f str,
    pub bytes: &'f [u8],
    /// The name of the sheet, if the file has several.
    pub sheet: Option<&'f str>,
    /// The figure that stands first in dates of which none says it.
    pub date_order: Option<DateOrder>,
}

/// A roster with what is wrong in it.
#[derive(Debug, Clone, Default)]
pub struct ReadRoster {
    pub roster: Roster,
    /// By the number of the row.
    pub problems: Vec<(usize, RowProblem)>,
    /// Each heading, and the column of a roster that it is.
    pub columns: Vec<(String, Option<String>)>,
    /// Sentences about how the file was read.
    pub notes: Vec<String>,
}

/// The reason why a table cannot be read as a roster.
#[derive(Debug, Error)]
pub enum RosterError {
    /// The file cannot be read as a table.
    #[error(transparent)]
    File(ImportError),
    #[error("{name} has no row of headings with a name and one more column of a roster")]
    NoHeadings { name: String },
    #[error(transparent)]
    Dates(#[from] DateOrderError),
}

impl Explain for RosterError {
    fn explain(&self) -> Explanation {
        match self {
            Self::File(error) => error.explain(),
            Self::NoHeadings { .. } => Explanation::failed().hint(Hint::from(format!(
                "name the columns {}",
                words::join_all(&columns::names())
            ))),
            Self::Dates(error) => error.explain(),
        }
    }
}

/// Reads a roster. Whatever is wrong in its rows is among the problems.
pub fn read(file: &RosterFile<'_>) -> Result<ReadRoster, RosterError> {
    let sheet = choose_sheet(file).map_err(RosterError::File)?;
    let notes = sheet.notes.clone();
    let table = RosterTable::new(sheet, file)?;
    let (roster, mut problems) = rows::read(&table);
    problems.extend(people::problems(&roster, &table));
    // In the order of the table; several of one row as they were found.
    problems.sort_by_key(|(row, _)| *row);
    Ok(ReadRoster {
        roster,
        problems,
        columns: table.uses(),
        notes,
    })
}

/// Returns the sheet that is named, or else the first that is not hidden.
fn choose_sheet(file: &RosterFile<'_>) -> Result<sheet::FileTable, ImportError> {
    let name = || file.name.to_owned();
    let sheets = sheet::read(file.name, file.bytes);
    let sheets = sheets.map_err(|why| ImportError::Sheet { name: name(), why })?;
    let known: Vec<String> = sheets.iter().map(|sheet| sheet.name.clone()).collect();
    let chosen = sheets.into_iter().find(|sheet| match file.sheet {
        Some(written) => sheet.name == written,
        None => !sheet.is_hidden && !sheet.rows.is_empty(),
    });
    chosen.ok_or_else(|| match file.sheet {
        Some(written) => ImportError::UnknownSheet {
            name: name(),
            written: written.to_owned(),
            known,
        },
        None => ImportError::Empty { name: name() },
    })
}

#[cfg(test)]
mod tests;
