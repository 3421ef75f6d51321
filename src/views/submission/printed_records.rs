//! The records that a pack prints: in which order, and what lies beneath which.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::build::{SubmissionInput, scope};
use super::model::RecordLink;
use crate::domain::id::RecordId;
use crate::domain::portfolio::{Portfolio, Record, Value};
use crate::domain::query::members;
use crate::domain::record_view::spoken_title;
use crate::domain::schema::{Kind, PrintMode};

/// The path and the id of a record: a file may have several, each with an id.
pub(super) type PrintedKey = (String, RecordId);

/// The records that are printed, in order, each once, and what lies beneath them.
pub(super) struct PrintedRecords<'a> {
    /// By kind, in the order in which they are printed.
    pub(super) groups: Vec<(&'a Kind, Vec<&'a Record>)>,
    pub(super) beneath: BTreeMap<PrintedKey, Vec<&'a Record>>,
    anchors: BTreeMap<PrintedKey, String>,
}

impl<'a> PrintedRecords<'a> {
    pub(super) fn collect(making: &SubmissionInput<'a>) -> Self {
        let scope = scope(making);
        let mut groups: Vec<(&'a Kind, Vec<&'a Record>)> = Vec::new();
        let mut seen = BTreeSet::new();
        let asked = making.asked_step();
        let sets = asked.map_or(&*making.scheme.subjects, |step| {
            making.scheme.subjects_of(step)
        });
        for set in sets {
            for item in members(set, scope) {
                let Some(record) = item.record() else {
                    continue;
                };
                if !seen.insert(record_key(record)) {
                    continue;
                }
                match groups
                    .iter_mut()
                    .find(|(kind, _)| kind.name == record.kind.name)
                {
                    Some((_, records)) => records.push(record),
                    None => groups.push((&record.kind, vec![record])),
                }
            }
        }
        groups.sort_by_key(|(kind, _)| match kind.print {
            PrintMode::Document => 0,
            PrintMode::Log => 1,
            // A page of its own, with the signatures, ends what the owner wrote.
            PrintMode::Page => 2,
            PrintMode::Beneath(_) | PrintMode::None => 3,
        });
        let beneath = match asked {
            Some(_) => BTreeMap::new(),
            None => records_beneath(making.portfolio, &printed_keys(&groups), NaiveDate::MAX),
        };
        Self::new(groups, beneath)
    }

    /// Returns these records, and what lies beneath them that is dated up to a day.
    pub(super) fn with_groups(
        groups: Vec<(&'a Kind, Vec<&'a Record>)>,
        portfolio: &'a Portfolio,
        until: NaiveDate,
    ) -> Self {
        let beneath = records_beneath(portfolio, &printed_keys(&groups), until);
        Self::new(groups, beneath)
    }

    pub(super) fn new(
        groups: Vec<(&'a Kind, Vec<&'a Record>)>,
        beneath: BTreeMap<PrintedKey, Vec<&'a Record>>,
    ) -> Self {
        let anchors = anchors(&groups, &beneath);
        Self {
            groups,
            beneath,
            anchors,
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &'a Record> + '_ {
        let own = self
            .groups
            .iter()
            .flat_map(|(_, records)| records.iter().copied());
        own.chain(self.beneath.values().flatten().copied())
    }

    pub(super) fn anchor(&self, record: &Record) -> Option<String> {
        self.anchors.get(&record_key(record)).cloned()
    }

    pub(super) fn link(&self, record: &Record, portfolio: &Portfolio) -> RecordLink {
        RecordLink {
            title: spoken_title(record, portfolio),
            path: record.path.clone(),
            anchor: self.anchor(record),
        }
    }
}

fn printed_keys(groups: &[(&Kind, Vec<&Record>)]) -> BTreeSet<PrintedKey> {
    let own = groups.iter().flat_map(|(_, records)| records.iter());
    own.map(|record| record_key(record)).collect()
}

/// Two records may have one id, which the check reports.
pub(super) fn record_key(record: &Record) -> PrintedKey {
    (record.path.clone(), record.id.clone())
}

/// Records of kinds that print beneath what they refer to, dated up to a day.
fn records_beneath<'a>(
    portfolio: &'a Portfolio,
    printed: &BTreeSet<PrintedKey>,
    until: NaiveDate,
) -> BTreeMap<PrintedKey, Vec<&'a Record>> {
    let mut found: BTreeMap<PrintedKey, Vec<&'a Record>> = BTreeMap::new();
    for kind in portfolio.kinds().iter() {
        let PrintMode::Beneath(field) = &kind.print else {
            continue;
        };
        let records = portfolio.of_kind(&kind.name);
        for record in records.filter(|record| record.date.is_none_or(|date| date <= until)) {
            if let Some(Value::Reference { kind: over, id }) = record.get(field)
                && let Some(target) = portfolio.find(over, id)
                && printed.contains(&record_key(target))
            {
                found.entry(record_key(target)).or_default().push(record);
            }
        }
    }
    found
}

/// Anchors made of kind and name, each once.
fn anchors(
    groups: &[(&Kind, Vec<&Record>)],
    beneath: &BTreeMap<PrintedKey, Vec<&Record>>,
) -> BTreeMap<PrintedKey, String> {
    let mut taken = BTreeSet::new();
    let mut anchors = BTreeMap::new();
    let own = groups.iter().flat_map(|(_, records)| records.iter());
    for record in own.chain(beneath.values().flatten()) {
        let wanted = crate::base::text::slug(&format!("{} {}", record.kind.name, record.id));
        let mut anchor = wanted.clone();
        let mut n = 2;
        while !taken.insert(anchor.clone()) {
            anchor = format!("{wanted}-{n}");
            n += 1;
        }
        anchors.insert(record_key(record), anchor);
    }
    anchors
}
