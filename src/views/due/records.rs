//! The days that records carry themselves. One that a requirement tells already is not repeated.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{DueEntry, Urgency};
use crate::check::Lack;
use crate::domain::finding::Severity;
use crate::domain::portfolio::{Portfolio, Record};
use crate::domain::query::record_dates::{RecordDate, record_dates};
use crate::domain::schema::{DueField, DueSort};

/// Adds the days of records to what requirements ask.
pub fn add(entries: &mut Vec<DueEntry>, portfolio: &Portfolio, today: NaiveDate) {
    let asked = entries.iter();
    let told: BTreeSet<(String, Option<NaiveDate>)> = asked
        .filter_map(|entry| Some((entry.record.clone()?, entry.on)))
        .collect();
    let dates = record_dates(portfolio, today).into_iter();
    let untold = dates.filter(|date| !told.contains(&(date.record.path.clone(), Some(date.on))));
    let new: Vec<DueEntry> = untold
        .map(|date| record_entry(date, portfolio, today))
        .collect();
    entries.extend(new);
}

/// Returns the name of a day that a record carries in a detail.
pub fn record_day_name(record: &Record, field: &str) -> String {
    format!("{}/{}/{field}", record.kind.name, record.id)
}

fn record_entry(date: RecordDate<'_>, portfolio: &Portfolio, today: NaiveDate) -> DueEntry {
    let RecordDate {
        record,
        due,
        on,
        until,
    } = date;
    let state = match (due.sort, until.unwrap_or(on) < today) {
        (DueSort::Expires, true) => Urgency::Expired,
        (DueSort::Expires, false) => Urgency::Expires,
        (_, true) => Urgency::Overdue,
        (DueSort::Planned, false) => Urgency::Planned,
        (DueSort::Due, false) => Urgency::Due,
    };
    let name = record_day_name(record, &due.field);
    let names = (&*name, &*record.kind.title, &*due.says);
    let entry = DueEntry::new(names, Severity::Note, Some(on), state);
    let title = record.title().to_owned();
    let entry = DueEntry {
        record: Some(record.path.clone()),
        until,
        is_asked: false,
        ..entry.about(Some(&title))
    };
    match lack(record, due, portfolio) {
        Some(lack) => entry.with_lack(Some(&lack), portfolio),
        None => DueEntry {
            next: advice(record, state),
            ..entry
        },
    }
}

/// Returns what to write in the record itself once the day has come.
fn advice(record: &Record, state: Urgency) -> Option<String> {
    let (field, done) = record.kind.counts.as_ref()?;
    match state {
        Urgency::Planned => Some(format!("write `{field}: {done}` when it has taken place")),
        Urgency::Overdue => Some(format!("write `{field}: {done}` if it has taken place")),
        _ => None,
    }
}

/// Returns the record that answers the day or renews it.
fn lack(record: &Record, due: &DueField, portfolio: &Portfolio) -> Option<Lack> {
    let write = |kind, field: &str, value: String| Lack::Write {
        kind,
        fields: vec![(field.to_owned(), value)],
        count: 1,
        has_some: false,
    };
    if let Some(until) = &due.until {
        let kind = portfolio.kinds().get(until)?;
        let refers = |ty: &crate::domain::schema::FieldType| {
            ty.item().refers_to() == Some(&record.kind.name)
        };
        let field = kind.fields.iter().find(|field| refers(&field.ty))?;
        return Some(write(until.clone(), &field.name, record.id.to_string()));
    }
    let field = due.renewed_by.as_ref()?;
    let value = record.get(field)?.to_text();
    Some(write(record.kind.name.clone(), field, value))
}
