//! The days that the records of a portfolio carry themselves, as their kinds say, whatever
//! scheme is followed. Knows no requirement.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::base::text::fold;
use crate::domain::id::{KindId, RecordId};
use crate::domain::portfolio::{Portfolio, Record, Value};
use crate::domain::schema::DueField;

/// A day that a record carries and that has to be remembered.
#[derive(Debug, Clone, Copy)]
pub struct RecordDate<'a> {
    pub record: &'a Record,
    pub due: &'a DueField,
    pub on: NaiveDate,
    /// The last day, of what takes several days.
    pub until: Option<NaiveDate>,
}

/// Returns the days that are still due, in the order of records.
pub fn record_dates(portfolio: &Portfolio, today: NaiveDate) -> Vec<RecordDate<'_>> {
    let done = DoneDates::new(portfolio, today);
    let owner = portfolio.owner().map(|owner| owner.0.place());
    let mut found = Vec::new();
    for record in &portfolio.records {
        // Of people, only the owner's own dates are the owner's to remember.
        let is_others = record.is_row() && owner != Some(record.place());
        if is_others || portfolio.is_copy(record) {
            continue;
        }
        for due in &record.kind.due {
            if is_still_due(record, due) && !done.contains(record, due) {
                let last = last_day(record, due);
                found.extend(
                    dates_of(record, &due.field)
                        .into_iter()
                        .map(|on| RecordDate {
                            record,
                            due,
                            on,
                            until: last.filter(|last| *last > on),
                        }),
                );
            }
        }
    }
    found
}

fn last_day(record: &Record, due: &DueField) -> Option<NaiveDate> {
    day_of(record.get(due.last_day.as_deref()?)?)
}

/// Returns the field with the last day of a record, if it takes several days.
pub fn last_day_field(record: &Record) -> Option<&str> {
    let dated = record.kind.dated.as_ref()?;
    let due = record.kind.due.iter().find(|due| due.field == *dated)?;
    last_day(record, due).filter(|last| record.date.is_some_and(|from| *last > from))?;
    due.last_day.as_deref()
}

/// Returns the last day of a record, if it takes several days.
pub fn last_day_of(record: &Record) -> Option<NaiveDate> {
    record.get(last_day_field(record)?).and_then(day_of)
}

/// Returns the dates of a field, each once. Of rows, those that are over on the day do not count.
fn dates_of(record: &Record, field: &str) -> BTreeSet<NaiveDate> {
    let date = |value: Option<&Value>| value.and_then(day_of);
    let Some((rows, name)) = field.split_once('.') else {
        return date(record.get(field)).into_iter().collect();
    };
    let rows = record.get(rows).into_iter().flat_map(Value::items);
    let dates = rows.filter_map(|row| {
        let is_over = |day: &NaiveDate| date(row.get("to")).is_some_and(|to| to <= *day);
        date(row.get(name)).filter(|day| !is_over(day))
    });
    dates.collect()
}

fn day_of(value: &Value) -> Option<NaiveDate> {
    match value {
        Value::Date(day) => Some(*day),
        _ => None,
    }
}

/// Returns true if the record itself says that the day still matters.
fn is_still_due(record: &Record, due: &DueField) -> bool {
    due.only_while.as_ref().is_none_or(|(field, values)| {
        let value = record.written_or_default(field);
        value.is_some_and(|value| values.contains(&value))
    })
}

/// Records that other records refer to, and the latest record of each thing that is renewed.
struct DoneDates<'a> {
    /// Records that a record of a kind refers to.
    referred: BTreeSet<(&'a KindId, &'a KindId, &'a RecordId)>,
    /// The latest record with a value in a field, by kind, field and value.
    latest: BTreeMap<(&'a str, &'a str, String), &'a Record>,
}

impl<'a> DoneDates<'a> {
    fn new(portfolio: &'a Portfolio, today: NaiveDate) -> Self {
        let kinds = portfolio.kinds();
        let dates = || kinds.iter().flat_map(|kind| &kind.due);
        let until: BTreeSet<&KindId> = dates().filter_map(|due| due.until.as_ref()).collect();
        let renewed: BTreeMap<&str, Vec<&str>> = kinds
            .iter()
            .map(|kind| {
                let fields = kind.due.iter().filter_map(|due| due.renewed_by.as_deref());
                (&*kind.name, fields.collect())
            })
            .collect();
        let mut done = Self {
            referred: BTreeSet::new(),
            latest: BTreeMap::new(),
        };
        // A record of a later day finishes and renews nothing.
        let counts = |record: &&Record| record.counts() && !record.is_ahead_of(today);
        for record in portfolio.records.iter().filter(counts) {
            if until.contains(&record.kind.name) {
                done.add_references(record);
            }
            for field in renewed.get(&*record.kind.name).into_iter().flatten() {
                done.add_renewal(record, field);
            }
        }
        done
    }

    fn add_references(&mut self, record: &'a Record) {
        let values = record
            .fields
            .iter()
            .filter_map(|field| field.value.as_ref());
        for value in values.flat_map(Value::leaves) {
            if let Value::Reference { kind, id } = value {
                self.referred.insert((&record.kind.name, kind, id));
            }
        }
    }

    fn add_renewal(&mut self, record: &'a Record, field: &'a str) {
        let Some(key) = renewal_key(record, field) else {
            return;
        };
        let latest = self.latest.entry(key).or_insert(record);
        if (record.date, &record.path) > (latest.date, &latest.path) {
            *latest = record;
        }
    }

    fn contains(&self, record: &Record, due: &DueField) -> bool {
        let kind = &record.kind.name;
        let is_referred = due
            .until
            .as_ref()
            .is_some_and(|until| self.referred.contains(&(until, kind, &record.id)));
        is_referred || self.is_renewed(record, due)
    }

    fn is_renewed(&self, record: &Record, due: &DueField) -> bool {
        let key = due
            .renewed_by
            .as_deref()
            .and_then(|field| renewal_key(record, field));
        key.and_then(|key| self.latest.get(&key))
            .is_some_and(|latest| latest.date > record.date)
    }
}

/// Returns the key under which a record and its renewals stand: capital letters do not matter.
fn renewal_key<'r>(record: &'r Record, field: &'r str) -> Option<(&'r str, &'r str, String)> {
    let value = record.get(field)?.to_text();
    let value = fold(value.trim()).into_owned();
    (!value.is_empty()).then_some((&*record.kind.name, field, value))
}
