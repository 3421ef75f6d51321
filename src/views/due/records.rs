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

fn record_entry(date: RecordDate<'_>, portfolio: &Portfolio, today: NaiveDate) -> DueEntry {
    let RecordDate { record, due, on } = date;
    let state = match (due.sort, on < today) {
        (DueSort::Expires, true) => Urgency::Expired,
        (DueSort::Expires, false) => Urgency::Expires,
        (_, true) => Urgency::Overdue,
        (DueSort::Planned, false) => Urgency::Planned,
        (DueSort::Due, false) => Urgency::Due,
    };
    let name = format!("{}/{}/{}", record.kind.name, record.id, due.field);
    let names = (&*name, &*record.kind.title, &*due.says);
    let entry = DueEntry::new(names, Severity::Note, Some(on), state);
    let is_over = state.is_late();
    let title = record.title().to_owned();
    let entry = DueEntry {
        record: Some(record.path.clone()),
        ..entry.about(Some(&title))
    };
    entry.with_lack(lack(record, due, is_over, portfolio).as_ref(), portfolio)
}

/// Returns what makes the day pass: a record that answers it or renews it, or a word in the
/// record.
fn lack(record: &Record, due: &DueField, is_over: bool, portfolio: &Portfolio) -> Option<Lack> {
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
    if let Some(field) = &due.renewed_by {
        let value = record.get(field)?.to_text();
        return Some(write(record.kind.name.clone(), field, value));
    }
    let (field, done) = record.kind.counts.as_ref().filter(|_| is_over)?;
    Some(Lack::Correct {
        path: record.path.clone(),
        message: format!("write `{field}: {done}` if it took place"),
    })
}
