//! Everything in a portfolio that has a day: what is due, planned or running out, and what took
//! place.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::due::Agenda;
use crate::domain::portfolio::{Portfolio, Record};
use crate::domain::query::record_dates::last_day_of;
use crate::domain::schema::PrintMode;

/// Everything with a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortfolioCalendar {
    pub agenda: Agenda,
    /// The records that took place, by day and path. What the agenda tells is not among them.
    pub records: Vec<DatedRecord>,
}

/// A record on its day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatedRecord {
    /// Its kind, its id and the detail that holds the day. An agenda names its day alike.
    pub about: String,
    pub on: NaiveDate,
    /// The last day, if it took several.
    pub until: Option<NaiveDate>,
    pub title: String,
    /// The title of its kind.
    pub kind: String,
    pub path: String,
}

impl PortfolioCalendar {
    pub fn new(portfolio: &Portfolio, agenda: Agenda) -> Self {
        let told = agenda.entries.iter();
        let told: BTreeSet<String> = told.map(|entry| entry.about_for_calendars()).collect();
        let records = portfolio.records.iter();
        let mut records: Vec<DatedRecord> = records
            .filter(|record| is_shown(record) && !portfolio.is_copy(record))
            .filter_map(dated_record)
            .filter(|record| !told.contains(&record.about))
            .collect();
        records.sort_by(|a, b| (a.on, &a.path).cmp(&(b.on, &b.path)));
        Self { agenda, records }
    }
}

/// Returns true for a record that took place, of a kind that others may see.
fn is_shown(record: &Record) -> bool {
    let kind = &record.kind;
    !kind.is_in_rows() && !kind.written_by_cpd && kind.print != PrintMode::None && record.counts()
}

fn dated_record(record: &Record) -> Option<DatedRecord> {
    let field = record.kind.dated.as_deref()?;
    Some(DatedRecord {
        about: super::due::record_day_name(record, field),
        on: record.date?,
        until: last_day_of(record),
        title: record.title().to_owned(),
        kind: record.kind.title.clone(),
        path: record.path.clone(),
    })
}
