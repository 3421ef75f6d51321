//! Records that are there already, by the day and the title that they share with a row; and rows
//! that were read before.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::ledger::Ledger;
use crate::app::records::draft::RecordDraft;
use crate::base::files::{Sha256, file_stem};
use crate::base::text::fold;
use crate::domain::id::RecordId;
use crate::domain::portfolio::{Portfolio, Record, Value};
use crate::domain::schema::{Kind, KindPlace};
use crate::views::import_plan::RowOutcome;

/// The records of a kind, by their day and title in simple form.
pub struct KnownRecords<'p> {
    records: BTreeMap<(String, String), Vec<&'p Record>>,
}

/// A record that a draft may be.
#[derive(Debug, PartialEq, Eq)]
pub struct SameRecord<'p> {
    pub path: &'p str,
    /// Fields that have other values in it.
    pub differing: Vec<String>,
}

impl<'p> KnownRecords<'p> {
    pub fn new(kind: &Kind, portfolio: &'p Portfolio) -> Self {
        let mut records: BTreeMap<_, Vec<&Record>> = BTreeMap::new();
        for record in portfolio.of_kind(&kind.name) {
            let date = record.date.map(|date| date.to_string()).unwrap_or_default();
            let key = (date, simple_title(record.title()));
            records.entry(key).or_default().push(record);
        }
        Self { records }
    }

    /// Returns the record of the same day and title that differs least; `None` if there is none.
    pub fn find(&self, draft: &RecordDraft<'_>) -> Option<SameRecord<'p>> {
        let date = draft.kind.dated.as_deref().and_then(|name| draft.get(name));
        let title = draft.kind.title_field()?;
        let key = (
            date.unwrap_or_default().to_owned(),
            simple_title(draft.get(&title.name)?),
        );
        let same = self.records.get(&key)?.iter().map(|record| SameRecord {
            path: &record.path,
            differing: differing(record, draft, &title.name),
        });
        same.min_by_key(|same| same.differing.len())
    }

    /// Returns the record that an exported one is: the only one of its file, the row of its id,
    /// or the one of the same day and title, at its own path if it is there.
    pub fn find_exported(
        &self,
        draft: &RecordDraft<'_>,
        portfolio: &'p Portfolio,
    ) -> Option<SameRecord<'p>> {
        let kind = draft.kind;
        let id = match &kind.place {
            KindPlace::Folder { .. } => None,
            KindPlace::File(path) => Some(RecordId::new(file_stem(path))),
            KindPlace::Rows(_) => Some(RecordId::new(draft.get("id")?)),
        };
        let title = kind.title_field().map_or("", |field| &field.name);
        let same = |record: &'p Record| SameRecord {
            path: &record.path,
            differing: differing(record, draft, ""),
        };
        if let Some(id) = id {
            return portfolio.find(&kind.name, &id).map(same);
        }
        let path = draft.path.as_deref()?;
        let at_path = portfolio.of_kind(&kind.name).find(|one| one.path == path);
        let is_it = |record: &&Record| {
            let dated = kind.dated.iter().map(String::as_str);
            dated.chain([title]).all(|name| {
                let own = record.get(name).map(Value::to_text);
                own.as_deref() == draft.get(name)
            })
        };
        at_path.filter(is_it).map(same).or_else(|| self.find(draft))
    }
}

impl From<SameRecord<'_>> for RowOutcome {
    fn from(same: SameRecord<'_>) -> Self {
        let path = same.path.to_owned();
        match same.differing.is_empty() {
            true => Self::There { path },
            false => Self::Differs {
                path,
                fields: same.differing,
            },
        }
    }
}

/// Rows that were read before: further up in the file, or in an earlier import.
pub struct SeenRows<'l> {
    imported: BTreeMap<Sha256, Vec<&'l str>>,
    seen: BTreeMap<Sha256, Vec<usize>>,
    keep_same: bool,
}

/// Knowledge of a row.
pub enum Seen {
    /// It becomes nothing.
    Known(RowOutcome),
    /// It is equal to a row before it, and becomes a record too.
    Again,
    First,
}

impl<'l> SeenRows<'l> {
    /// `keep_same` is true if each of two equal rows becomes a record.
    pub fn new(ledger: &'l Ledger, keep_same: bool) -> Self {
        Self {
            imported: ledger.paths_by_row(),
            seen: BTreeMap::new(),
            keep_same,
        }
    }

    /// Takes note of a row, which has a digest and a number.
    pub fn see(&mut self, digest: Sha256, number: usize, portfolio: &Portfolio) -> Seen {
        let before = self.seen.entry(digest).or_default();
        let paths = self.imported.get(&digest);
        let path = paths.and_then(|paths| paths.get(before.len()));
        let first = before.first().copied();
        before.push(number);
        match (path, first) {
            (_, Some(of)) if !self.keep_same => Seen::Known(RowOutcome::Repeated { of }),
            (Some(path), _) => {
                let path = (*path).to_owned();
                Seen::Known(match portfolio.snapshot.get(&path) {
                    Some(_) => RowOutcome::There { path },
                    None => RowOutcome::Gone { path },
                })
            }
            (None, Some(_)) => Seen::Again,
            (None, None) => Seen::First,
        }
    }
}

fn differing(record: &Record, draft: &RecordDraft<'_>, title: &str) -> Vec<String> {
    let values = draft.values.iter();
    let differing = values.filter(|(name, values)| {
        draft.is_given(name) && name != title && !is_same(record, name, values)
    });
    differing.map(|(name, _)| name.clone()).collect()
}

fn is_same(record: &Record, field: &str, written: &[String]) -> bool {
    let plain = |text: &str| match text.parse::<Decimal>() {
        Ok(number) => number.normalize().to_string(),
        Err(_) => fold(text).into_owned(),
    };
    let own: Vec<String> = match record.get(field) {
        Some(value) => value.items().map(Value::to_text).collect(),
        None => record.written_or_default(field).into_iter().collect(),
    };
    let own = own.iter().map(|text| plain(text));
    own.eq(written.iter().map(|text| plain(text)))
}

/// Returns a title as two are compared: without capitals, and without blanks that follow one
/// another.
fn simple_title(title: &str) -> String {
    let words: Vec<&str> = title.split_whitespace().collect();
    fold(&words.join(" ")).into_owned()
}
