//! Records that are there already, by the day and the title that they share with a row.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::app::records::draft::RecordDraft;
use crate::base::text::fold;
use crate::domain::portfolio::{Portfolio, Record, Value};
use crate::domain::schema::Kind;

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
