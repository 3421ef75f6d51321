//! Tables that an institution keeps, such as its people or its budgets: which heading is which
//! column, and the cells below them. The columns of each table, and the headings that mean them,
//! are a file in the folder schema.

use rust_decimal::Decimal;
use thiserror::Error;

use crate::app::error::{Explain, Explanation, Hint};
use crate::app::import::ImportError;
use crate::app::import::dates::{self, DateOrder, DateOrderError};
use crate::app::import::headings::{ChosenHeadings, ColumnTarget, Headings};
use crate::app::import::rows::is_nothing;
use crate::app::import::table::ImportTable;
use crate::base::document::{Node, read_yaml};
use crate::base::sheet::{self, FileTable, SheetRow};
use crate::base::text::words;
use crate::domain::schema::{Kind, Kinds, SchemaReader};
use crate::formats::csv::without_guard;
use crate::views::import_plan::RowProblem;

/// A file with a table.
#[derive(Debug, Clone, Copy)]
pub struct TableFile<'f> {
    /// The name of the file; its ending says the form.
    pub name: &'f str,
    pub bytes: &'f [u8],
    /// The name of the sheet, if the file has several.
    pub sheet: Option<&'f str>,
    /// The figure that stands first in dates of which none says it.
    pub date_order: Option<DateOrder>,
}

/// The reason why a file cannot be read as such a table.
#[derive(Debug, Error)]
pub enum TableError {
    #[error(transparent)]
    File(ImportError),
    #[error("{name} has no row of headings with {needed}")]
    NoHeadings {
        name: String,
        needed: String,
        columns: Vec<&'static str>,
    },
    #[error(transparent)]
    Dates(#[from] DateOrderError),
}

impl Explain for TableError {
    fn explain(&self) -> Explanation {
        match self {
            Self::File(error) => error.explain(),
            Self::NoHeadings { columns, .. } => Explanation::failed().hint(Hint::from(format!(
                "name the columns {}",
                words::join_all(columns)
            ))),
            Self::Dates(error) => error.explain(),
        }
    }
}

/// The columns of one sort of table.
pub struct TableColumns {
    kinds: Kinds,
    headings: ChosenHeadings,
}

impl TableColumns {
    /// Reads them from a file of the folder schema.
    pub fn new(text: &str) -> Self {
        let (mut kinds, mut headings) = (Kinds::default(), ChosenHeadings::default());
        let Ok(node) = read_yaml(text, 0, 5_000) else {
            return Self { kinds, headings };
        };
        kinds.extend(&node, &mut SchemaReader::new("cpd"));
        for entry in node.get("headings").map_or(&[][..], Node::entries) {
            let target = || vec![ColumnTarget::Field(entry.key.clone())];
            for word in entry.value.items().iter().filter_map(Node::scalar) {
                headings.insert(word, target());
            }
            headings.insert(&entry.key, target());
        }
        Self { kinds, headings }
    }

    fn kind(&self) -> Option<&Kind> {
        self.kinds.iter().next()
    }

    fn names(&self) -> Vec<&str> {
        let fields = self.kind().map_or(&[][..], |kind| &kind.fields);
        fields.iter().map(|field| &*field.name).collect()
    }

    /// Returns the columns in words that a table cannot do without.
    fn needed(&self) -> String {
        let fields = self.kind().map_or(&[][..], |kind| &kind.fields);
        let required = fields.iter().filter(|field| field.required);
        let mut needed: Vec<&str> = required.map(|field| &*field.name).collect();
        if needed.len() < 2 {
            needed.push("one more column");
        }
        words::join_all(&needed)
    }
}

/// A table with its headings.
pub struct InstitutionTable {
    table: ImportTable<'static>,
    /// Sentences about how the file was read.
    pub notes: Vec<String>,
}

/// A problem at the number of its row.
pub type PlacedProblem = (usize, RowProblem);

impl InstitutionTable {
    /// Finds the headings, and the order of dates in each column.
    pub fn read(columns: &'static TableColumns, file: &TableFile<'_>) -> Result<Self, TableError> {
        let sheet = choose_sheet(file).map_err(TableError::File)?;
        let missing = || TableError::NoHeadings {
            name: file.name.to_owned(),
            needed: columns.needed(),
            columns: columns.names(),
        };
        let kind: &'static Kind = columns.kind().ok_or_else(missing)?;
        let headings = Headings::find(&sheet, kind, &columns.headings).ok_or_else(missing)?;
        let notes = sheet.notes.clone();
        let table = ImportTable::new(sheet, headings, kind, &columns.headings, file.date_order)?;
        Ok(Self { table, notes })
    }

    pub fn rows(&self) -> &[SheetRow] {
        self.table.rows()
    }

    /// Returns the heading of a column; its own name if the table does not have it.
    pub fn heading<'t>(&'t self, column: &'t str) -> &'t str {
        let found = self.table.headings.of_field(column);
        found.map_or(column, |column| &*column.heading)
    }

    /// Returns a cell on one line; none for one that says nothing. Dates have the year first.
    pub fn cell(&self, row: &SheetRow, column: &str) -> Option<String> {
        let column = self.table.headings.of_field(column)?;
        let cell = without_guard(row.cell(column.at));
        if is_nothing(cell) {
            return None;
        }
        let cell = cell.split_whitespace().collect::<Vec<_>>().join(" ");
        Some(match self.table.orders().get(&column.at) {
            Some(order) => dates::in_order(&cell, *order),
            None => cell,
        })
    }

    /// Returns a problem in a row and a column.
    pub fn problem(&self, row: usize, column: &str, says: impl Into<String>) -> PlacedProblem {
        let column = Some(self.heading(column).to_owned());
        (
            row,
            RowProblem {
                column,
                says: says.into(),
                without_column: None,
            },
        )
    }

    /// Returns each heading, and the column that it is; none if it is left out.
    pub fn uses(&self) -> Vec<(String, Option<String>)> {
        let columns = self.table.headings.columns.iter();
        let named = columns.map(|column| {
            let target = column.targets.first().and_then(ColumnTarget::field);
            (column.heading.clone(), target.map(str::to_owned))
        });
        named.collect()
    }
}

/// Reads an amount as tables write it: `1,234.50`, `1.234,50`, `£1 234`, `12%`. Returns `None` for
/// other words, and for what has two readings, such as `1,234` beside `1.234`: of one sign with three
/// figures behind it, a comma parts thousands.
pub fn read_number(cell: &str) -> Option<Decimal> {
    let bare: String = cell
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '£' | '$' | '€' | '%' | '\''))
        .collect();
    let (comma, point) = (bare.rfind(','), bare.rfind('.'));
    let is_decimal_comma = match (comma, point) {
        (Some(comma), Some(point)) => point < comma,
        (Some(comma), None) => bare.matches(',').count() == 1 && bare.len() - comma != 4,
        _ => false,
    };
    let plain = match is_decimal_comma {
        true => bare.replace('.', "").replace(',', "."),
        false => bare.replace(',', ""),
    };
    plain.parse().ok()
}

/// Returns the sheet that is named, or else the first that is not hidden.
fn choose_sheet(file: &TableFile<'_>) -> Result<FileTable, ImportError> {
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
mod tests {
    use super::*;

    #[test]
    fn each_list_of_columns_has_no_fault_and_a_heading_for_each() {
        for text in [
            include_str!("../../schema/roster.yaml"),
            include_str!("../../schema/budgets.yaml"),
            include_str!("../../schema/schools.yaml"),
        ] {
            let node = read_yaml(text, 0, 5_000).unwrap();
            let mut reader = SchemaReader::new("cpd");
            Kinds::default().extend(&node, &mut reader);
            assert!(reader.faults.is_empty(), "{:?}", reader.faults);
            let headings = node.get("headings").unwrap().entries();
            let mut headed: Vec<&str> = headings.iter().map(|entry| &*entry.key).collect();
            let columns = TableColumns::new(text);
            let mut named = columns.names();
            headed.sort_unstable();
            named.sort_unstable();
            assert_eq!(headed, named);
        }
    }

    #[test]
    fn numbers_are_read_as_tables_write_them() {
        for (written, number) in [
            ("1,234.50", "1234.50"),
            ("1.234,50", "1234.50"),
            ("£ 1 234", "1234"),
            ("1,234", "1234"),
            ("0,5", "0.5"),
            ("1,234,567", "1234567"),
            ("-12%", "-12"),
        ] {
            assert_eq!(read_number(written), number.parse().ok(), "{written}");
        }
        for written in ["", "DNS", "1.2.3", "twelve"] {
            assert_eq!(read_number(written), None, "{written}");
        }
    }
}
