//! Confirmations that a scheme asks for, and the records that have them. Judges none of them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::{Item, Scope, filter, members};
use crate::domain::id::{AwardRef, KindId, RecordKey};
use crate::domain::portfolio::{Portfolio, Record};
use crate::domain::schema::{Confirmation, Scheme};

/// Records that somebody confirmed, by the name of the confirmation.
#[derive(Debug, Default)]
pub struct ConfirmedRecords(BTreeMap<String, BTreeSet<(KindId, RecordKey)>>);

impl ConfirmedRecords {
    pub fn insert(&mut self, confirmation: &str, record: &Record) {
        let records = self.0.entry(confirmation.to_owned()).or_default();
        records.insert((record.kind.name.clone(), record.id.key()));
    }

    /// Returns true if a record has this confirmation.
    pub fn contains(&self, confirmation: &str, record: &Record) -> bool {
        let records = self.0.get(confirmation);
        let key = || (record.kind.name.clone(), record.id.key());
        records.is_some_and(|records| records.contains(&key()))
    }
}

/// Returns the records that a confirmation is asked for, each with what names it. Records of
/// days to come are among them, since much has to be agreed beforehand. Records that share an
/// id are not, and neither are those whose id no file could have in its name.
pub fn confirmable<'a>(
    confirmation: &'a Confirmation,
    scheme: &'a Scheme,
    portfolio: &'a Portfolio,
    today: NaiveDate,
) -> Vec<(AwardRef, &'a Record)> {
    let name = scheme.award_ref(confirmation.award());
    let scope = Scope::for_duties(portfolio, scheme, today).with_days_to_come();
    let items = members(&confirmation.of, scope).into_iter();
    items
        .filter_map(|item| item.record())
        .filter(|record| portfolio.is_only_one(record))
        .filter_map(|record| Some((name.of_record(&record.id)?, record)))
        .collect()
}

/// Returns the confirmations that a record is asked for, by their schemes.
pub fn confirmations_of(record: &Record, portfolio: &Portfolio, today: NaiveDate) -> Vec<AwardRef> {
    let schemes = portfolio.schemes().iter();
    let all = schemes.flat_map(|scheme| scheme.confirmations.iter().map(move |one| (scheme, one)));
    let of_kind = all.filter(|(_, one)| one.kind == record.kind.name);
    let asked = of_kind.flat_map(|(scheme, one)| confirmable(one, scheme, portfolio, today));
    let own = asked.filter(|(_, other)| std::ptr::eq(*other, record));
    own.map(|(award, _)| award).collect()
}

/// Returns the day before which a record has to be confirmed: the first of the dates that the
/// scheme names and the record has; of several, the earliest.
pub fn latest_day(
    confirmation: &Confirmation,
    record: &Record,
    scope: Scope<'_>,
) -> Option<NaiveDate> {
    let item = Item::Record(record);
    let dates = |path| filter::dates_at(path, &item, scope).into_iter().min();
    confirmation.before.iter().find_map(dates)
}
