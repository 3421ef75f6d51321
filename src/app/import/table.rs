//! One table of a file with its headings, for records of one kind.

use std::collections::BTreeMap;

use super::dates::{self, ColumnOrder, DateOrder, DateOrderError};
use super::headings::{Headings, ImportColumn};
use crate::base::sheet::{FileTable, SheetRow};
use crate::base::text::words;
use crate::domain::schema::{FieldType, Kind};

/// A table with headings.
pub struct ImportTable<'k> {
    pub sheet: FileTable,
    pub headings: Headings,
    pub kind: &'k Kind,
    /// The order of the dates in each column that has dates, by its place.
    orders: BTreeMap<usize, ColumnOrder>,
}

impl<'k> ImportTable<'k> {
    /// Reads the order of the dates. `chosen` decides where no date does.
    pub fn new(
        sheet: FileTable,
        headings: Headings,
        kind: &'k Kind,
        chosen: Option<DateOrder>,
    ) -> Result<Self, DateOrderError> {
        let mut table = Self {
            sheet,
            headings,
            kind,
            orders: BTreeMap::new(),
        };
        table.orders = table.read_orders(chosen)?;
        Ok(table)
    }

    /// Returns the rows below the headings.
    pub fn rows(&self) -> &[SheetRow] {
        self.sheet
            .rows
            .get(self.headings.row + 1..)
            .unwrap_or_default()
    }

    pub fn orders(&self) -> BTreeMap<usize, DateOrder> {
        let orders = self.orders.iter();
        orders.map(|(at, found)| (*at, found.order)).collect()
    }

    /// Returns the order that a mapping keeps: that of the first column for which it matters.
    pub fn order(&self, chosen: Option<DateOrder>) -> Option<DateOrder> {
        let mut settled = self
            .orders
            .values()
            .filter(|found| found.settled_by.is_some());
        settled.next().map(|found| found.order).or(chosen)
    }

    /// Returns the order of dates in each column. One that does not decide has the order of the
    /// others, if they are alike.
    fn read_orders(
        &self,
        chosen: Option<DateOrder>,
    ) -> Result<BTreeMap<usize, ColumnOrder>, DateOrderError> {
        let mut found = BTreeMap::new();
        let mut undecided = Vec::new();
        let columns = self.headings.columns.iter();
        for column in columns.filter(|column| self.has_dates(column)) {
            let cells = self.rows().iter();
            let cells = cells.map(|row| (row.number, row.cell(column.at)));
            match dates::order(cells, chosen) {
                Ok(order) => {
                    found.insert(column.at, order);
                }
                Err(error @ DateOrderError::Undecided { .. }) => undecided.push((column.at, error)),
                Err(error) => return Err(error),
            }
        }
        let settled = found.values().filter(|order| order.settled_by.is_some());
        let settled: Vec<DateOrder> = settled.map(|order| order.order).collect();
        let common = settled.first().copied();
        let common = common.filter(|first| settled.iter().all(|order| order == first));
        for (at, error) in undecided {
            let order = common.ok_or(error)?;
            found.insert(at, ColumnOrder::unsettled(order));
        }
        Ok(found)
    }

    fn has_dates(&self, column: &ImportColumn) -> bool {
        let fields = column.targets.iter().filter_map(|target| target.field());
        let mut fields = fields.filter_map(|name| self.kind.field(name));
        fields.any(|field| *field.ty.item() == FieldType::Date)
    }

    /// Returns sentences about how the table was read.
    pub fn notes(&self) -> Vec<String> {
        let mut notes = self.sheet.notes.clone();
        let headings = self.sheet.rows.get(self.headings.row);
        if let Some(row) = headings.filter(|_| self.headings.row > 0) {
            let number = row.number;
            notes.push(format!(
                "The headings are in row {number}. The rows above them are left out."
            ));
        }
        for column in &self.headings.columns {
            let settled = self.orders.get(&column.at);
            let Some((order, (row, date))) =
                settled.and_then(|found| Some((found.order, found.settled_by.as_ref()?)))
            else {
                continue;
            };
            let heading = words::quoted(&column.heading);
            let first = order.first();
            notes.push(format!(
                "Dates in {heading} begin with the {first}, as row {row} shows: {date}."
            ));
        }
        notes
    }
}
