//! The columns of a roster: which heading is which, and the cells below them.

use std::sync::LazyLock;

use super::{RosterError, RosterFile};
use crate::app::import::dates;
use crate::app::import::headings::{ChosenHeadings, ColumnTarget, Headings};
use crate::app::import::rows::is_nothing;
use crate::app::import::table::ImportTable;
use crate::base::document::{Node, read_yaml};
use crate::base::sheet::{FileTable, SheetRow};
use crate::domain::schema::{Kind, Kinds, SchemaReader};
use crate::formats::csv::without_guard;

/// The columns that there are, and the headings that mean them (schema/roster.yaml).
static COLUMNS: LazyLock<(Kinds, ChosenHeadings)> = LazyLock::new(|| {
    let text = include_str!("../../../schema/roster.yaml");
    let node = read_yaml(text, 0, 5_000).ok();
    let (mut kinds, mut headings) = (Kinds::default(), ChosenHeadings::default());
    if let Some(node) = &node {
        kinds.extend(node, &mut SchemaReader::new("cpd/roster.yaml"));
        for entry in node.get("headings").map_or(&[][..], Node::entries) {
            let target = || vec![ColumnTarget::Field(entry.key.clone())];
            for word in entry.value.items().iter().filter_map(Node::scalar) {
                headings.insert(word, target());
            }
            headings.insert(&entry.key, target());
        }
    }
    (kinds, headings)
});

/// The name of the kind that describes the columns.
const KIND: &str = "roster";

/// Returns the names of the columns.
pub fn names() -> Vec<&'static str> {
    let fields = COLUMNS.0.get(KIND).map_or(&[][..], |kind| &kind.fields);
    fields.iter().map(|field| &*field.name).collect()
}

/// The table of a roster.
pub struct RosterTable {
    table: ImportTable<'static>,
}

impl RosterTable {
    /// Finds the headings, and the order of dates in each column.
    pub fn new(sheet: FileTable, file: &RosterFile<'_>) -> Result<Self, RosterError> {
        let (kinds, chosen) = &*COLUMNS;
        let missing = || RosterError::NoHeadings {
            name: file.name.to_owned(),
        };
        let kind: &'static Kind = kinds.get(KIND).ok_or_else(missing)?;
        let headings = Headings::find(&sheet, kind, chosen).ok_or_else(missing)?;
        let table = ImportTable::new(sheet, headings, kind, chosen, file.date_order)?;
        Ok(Self { table })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_columns_has_no_fault_and_a_heading_for_each() {
        let text = include_str!("../../../schema/roster.yaml");
        let node = read_yaml(text, 0, 5_000).unwrap();
        let mut reader = SchemaReader::new("cpd/roster.yaml");
        Kinds::default().extend(&node, &mut reader);
        assert!(reader.faults.is_empty(), "{:?}", reader.faults);
        let headings = node.get("headings").unwrap().entries();
        let mut headed: Vec<&str> = headings.iter().map(|entry| &*entry.key).collect();
        let mut named = names();
        headed.sort_unstable();
        named.sort_unstable();
        assert_eq!(headed, named);
    }
}
