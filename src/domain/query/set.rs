//! The members of a set, by date, then id.

use std::collections::BTreeSet;

use super::guard::applies;
use super::{Item, Scope, filter, item};
use crate::domain::id::KindId;
use crate::domain::portfolio::{Record, Value};
use crate::domain::schema::{Set, SetSource};

/// Everything that belongs to a set now.
pub fn members<'a>(set: &Set, scope: Scope<'a>) -> Vec<Item<'a>> {
    let scope = match set.before {
        Some(length) => scope.with_days_before(length),
        None => scope,
    };
    let found: Vec<Item<'a>> = source_items(set, scope)
        .into_iter()
        .filter(|item| filter::matches(&set.filter, item, scope))
        .collect();
    match &set.follow {
        Some(field) => follow_references(&found, field, scope),
        None => found,
    }
}

fn source_items<'a>(set: &Set, scope: Scope<'a>) -> Vec<Item<'a>> {
    let portfolio = scope.portfolio;
    match &set.source {
        SetSource::Kind(kind) => records(set, kind, scope).map(Item::Record).collect(),
        SetSource::Rows { kind, field } => records(set, kind, scope)
            .flat_map(|record| rows(record, field))
            .collect(),
        SetSource::Owner => portfolio
            .owner()
            .map(|owner| Item::Record(owner.0))
            .into_iter()
            .collect(),
        SetSource::Catalogue(name) => {
            let items = scope
                .scheme
                .catalogues
                .get(name)
                .map(|found| found.items.as_slice())
                .unwrap_or_default();
            items
                .iter()
                .filter(|item| applies(item.when.as_ref(), scope))
                .map(Item::Catalogue)
                .collect()
        }
        SetSource::Set(of) => members(of, scope),
        SetSource::ConfirmedRecord(kind) => {
            let id = scope.award().and_then(|award| award.record.as_ref());
            let found = id.and_then(|id| portfolio.find(kind, id));
            let only = found.filter(|record| portfolio.is_only_one(record));
            only.map(Item::Record).into_iter().collect()
        }
    }
}

/// Records of a kind that count, that speak of nothing that is still to come, and that belong
/// to no other scheme's award.
fn records<'a>(
    set: &Set,
    kind: &KindId,
    scope: Scope<'a>,
) -> impl Iterator<Item = &'a Record> + use<'a> {
    let mut of_kind = candidates(set, kind, scope).peekable();
    let counting = of_kind
        .peek()
        .and_then(|record| record.kind.counts.as_ref());
    let asked = counting.is_some_and(|(field, _)| set.filter.tests_field(field));
    of_kind.filter(move |record| {
        let counts = asked || record.counts() || scope.counts_as_planned(record);
        let is_here = !scope.is_to_come(record) && !scope.portfolio.is_copy(record);
        counts && is_here && !is_foreign(record, scope)
    })
}

/// Records of a kind among which are those that the filter leaves. Where that asks for the
/// award, these are the records that name it.
fn candidates<'a>(
    set: &Set,
    kind: &KindId,
    scope: Scope<'a>,
) -> Box<dyn Iterator<Item = &'a Record> + 'a> {
    let Some(award) = scope.award().filter(|_| set.filter.asks_for_award()) else {
        return records_in_period(kind, scope);
    };
    let naming = scope.portfolio.of_kind_naming(kind, &award.award);
    match scope.period().filter(|_| is_dated(kind, scope)) {
        Some(period) => Box::new(
            naming.filter(move |record| record.date.is_some_and(|date| period.contains(date))),
        ),
        None => Box::new(naming),
    }
}

fn is_dated(kind: &KindId, scope: Scope<'_>) -> bool {
    let kind = scope.portfolio.kinds().get(kind);
    kind.is_some_and(|kind| kind.dated.is_some())
}

/// Records of a kind that the scope's period leaves: of a kind without dates, all.
fn records_in_period<'a>(
    kind: &KindId,
    scope: Scope<'a>,
) -> Box<dyn Iterator<Item = &'a Record> + 'a> {
    match scope.period().filter(|_| is_dated(kind, scope)) {
        Some(period) => Box::new(scope.portfolio.of_kind_in(kind, period)),
        None => Box::new(scope.portfolio.of_kind(kind)),
    }
}

fn is_foreign(record: &Record, scope: Scope<'_>) -> bool {
    record.fields.iter().any(|field| match &field.value {
        Some(Value::Award(award)) => *award.scheme() != scope.scheme.id,
        _ => false,
    })
}

fn rows<'a>(record: &'a Record, field: &str) -> Vec<Item<'a>> {
    let Some(Value::List(items)) = record.get(field) else {
        return Vec::new();
    };
    let row =
        |(index, item): (usize, &'a crate::domain::portfolio::Spanned<Value>)| match &item.value {
            Value::Map(fields) => Some(Item::Row {
                record,
                index,
                fields,
            }),
            _ => None,
        };
    items.iter().enumerate().filter_map(row).collect()
}

/// Returns what the members refer to, each once.
fn follow_references<'a>(items: &[Item<'a>], field: &str, scope: Scope<'a>) -> Vec<Item<'a>> {
    let mut seen = BTreeSet::new();
    let mut found: Vec<Item<'a>> = Vec::new();
    for item in items {
        let Some(value) = item.get(field) else {
            continue;
        };
        for target in value.items().filter_map(|value| item::refer(value, scope)) {
            let record = target.record();
            if record.is_some_and(|record| scope.is_to_come(record)) {
                continue;
            }
            if seen.insert(target.key()) {
                found.push(target);
            }
        }
    }
    found.sort_by(|a, b| (a.date(), a.id()).cmp(&(b.date(), b.id())));
    found
}
