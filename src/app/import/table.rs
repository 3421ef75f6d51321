//! One table of a file with its headings, for records of one kind.

use std::collections::BTreeMap;

use chrono::Datelike;

use super::dates::{self, ColumnOrder, DateOrder, DateOrderError};
use super::headings::{ChosenHeadings, HeadingWords, Headings, ImportColumn};
use crate::base::calendar;
use crate::base::sheet::{FileTable, SheetRow};
use crate::base::text::words;
use crate::domain::schema::{FieldType, Kind};

/// A table with headings.
pub struct ImportTable<'k> {
    pub sheet: FileTable,
    pub headings: Headings,
    pub kind: &'k Kind,
    /// The rows below the headings, up to another table.
    rows: Vec<SheetRow>,
    /// The numbers of the rows in which other tables begin.
    others: Vec<usize>,
    /// The order of the dates in each column that has dates, by its place.
    orders: BTreeMap<usize, ColumnOrder>,
}

impl<'k> ImportTable<'k> {
    /// Finds the rows of the table, and reads the order of the dates. `order` decides where no
    /// date does.
    pub fn new(
        sheet: FileTable,
        headings: Headings,
        kind: &'k Kind,
        chosen: &ChosenHeadings,
        order: Option<DateOrder>,
    ) -> Result<Self, DateOrderError> {
        let head = sheet.rows.get(headings.row).cloned().unwrap_or_default();
        let words = HeadingWords::new(kind, chosen);
        let others = sheet.rows.iter().enumerate();
        let others = others.filter(|(at, row)| {
            *at != headings.row && row.cells != head.cells && Headings::are_in(row, &words)
        });
        let others: Vec<usize> = others.map(|(at, _)| at).collect();
        let end = others.iter().copied().find(|at| *at > headings.row);
        let end = end.unwrap_or(sheet.rows.len());
        // Headings may stand again at the top of each page.
        let rows = sheet.rows.get(headings.row + 1..end).unwrap_or_default();
        let rows = rows.iter().filter(|row| row.cells != head.cells);
        let mut table = Self {
            rows: rows.cloned().collect(),
            others: others
                .iter()
                .filter_map(|at| Some(sheet.rows.get(*at)?.number))
                .collect(),
            sheet,
            headings,
            kind,
            orders: BTreeMap::new(),
        };
        table.orders = table.read_orders(order)?;
        Ok(table)
    }

    /// Returns the rows below the headings.
    pub fn rows(&self) -> &[SheetRow] {
        &self.rows
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
        if self.rows.iter().any(|row| row.year.is_some()) {
            notes.push(
                "A date without a year has the year of the heading above its table.".to_owned(),
            );
        }
        for number in &self.others {
            notes.push(format!(
                "Row {number} begins another table, which is left out. Put it on a sheet or in a file of its own."
            ));
        }
        for column in &self.headings.columns {
            notes.extend(self.swapped_dates(column));
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

    /// Says that a program may have taken days for months, if a column has dates that the program
    /// knew for dates, all of a day up to 12, and others that it left as text, all of a later day.
    fn swapped_dates(&self, column: &ImportColumn) -> Option<String> {
        if !self.has_dates(column) {
            return None;
        }
        let (known, text): (Vec<&SheetRow>, Vec<&SheetRow>) = self
            .rows()
            .iter()
            .filter(|row| !row.cell(column.at).is_empty())
            .partition(|row| row.dates.contains(&column.at));
        let day = |row: &&SheetRow| {
            let date = calendar::date(row.cell(column.at).get(..10)?);
            date.map(|date| date.day())
        };
        let is_early = known.iter().all(|row| day(row).is_none_or(|day| day <= 12));
        let is_late = text
            .iter()
            .all(|row| dates::has_late_day(row.cell(column.at)));
        let first = text
            .first()
            .filter(|_| !known.is_empty() && is_early && is_late)?;
        Some(format!(
            "In {}, all date cells have days up to 12, but row {} has {} as text. The program may have read the month first. Check the dates.",
            words::quoted(&column.heading),
            first.number,
            first.cell(column.at)
        ))
    }
}
