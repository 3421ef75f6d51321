//! The lists of a portfolio, each a record with rows. Knows no format.

use chrono::NaiveDate;

use crate::domain::portfolio::{Portfolio, Record};
use crate::domain::record_view::Table;
use crate::domain::schema::Kind;

/// Some lists of a portfolio.
pub struct ChecklistView<'a> {
    pub portfolio: &'a Portfolio,
    pub lists: Vec<Checklist<'a>>,
}

/// A record with its table.
pub struct Checklist<'a> {
    pub record: &'a Record,
    pub table: Table<'a>,
    pub portfolio: &'a Portfolio,
}

impl<'a> ChecklistView<'a> {
    /// Returns the lists that these records are; those without rows by their kind are left out.
    pub fn of(records: Vec<&'a Record>, portfolio: &'a Portfolio, today: NaiveDate) -> Self {
        let lists = records.into_iter().filter_map(|record| {
            Some(Checklist {
                record,
                table: Table::of(record, portfolio, today)?,
                portfolio,
            })
        });
        Self {
            portfolio,
            lists: lists.collect(),
        }
    }

    /// Returns the kinds whose records have rows.
    pub fn kinds(&self) -> impl Iterator<Item = &Kind> {
        let kinds = self.portfolio.kinds().iter();
        kinds.filter(|kind| kind.table.is_some())
    }
}
