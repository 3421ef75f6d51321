//! The view of a step before it is signed: the records that it covers, their words, and
//! what has changed since the step was last taken.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::eligibility::Eligibility;
use crate::base::calendar::format_long;
use crate::base::text::words;
use crate::domain::phrases::{self, ValuePhrase};
use crate::domain::portfolio::{Portfolio, Record, Value};
use crate::domain::ports::History;
use crate::domain::query::{Scope, members};
use crate::domain::record_view;
use crate::domain::schema::PrintMode;
use crate::domain::signoff::Signoff;
use crate::domain::signoff::difference::compare;

/// A step as its signer sees it first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    pub award: String,
    pub owner: String,
    pub scheme: String,
    /// One line for each record that is covered.
    pub records: Vec<String>,
    /// Paths of the other files that are covered, such as evidence, sorted.
    pub files: Vec<String>,
    /// The details of the record, if one is confirmed.
    pub details: Vec<String>,
    /// The sentence that whoever confirms a record says.
    pub says: Option<String>,
    /// The texts of the records that are printed as pages of their own.
    pub pages: Vec<PreviewPage>,
    /// The changes since the step was last taken; none where it never was.
    pub since: Option<Since>,
}

/// The text of a record that is printed as a page of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewPage {
    pub path: String,
    pub text: String,
    /// The number of words, as the record's own line counts them.
    pub words: usize,
}

/// The changes since a step was last taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Since {
    pub on: NaiveDate,
    pub files: Vec<ChangedFile>,
}

/// A covered file that has changed since a step was last taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedFile {
    pub path: String,
    pub change: FileChange,
}

/// The extent of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileChange {
    New,
    Lines {
        added: usize,
        removed: usize,
    },
    /// The earlier words are not available.
    Unknown,
}

/// Returns what a step would cover, to be looked at before it is signed.
pub fn preview<'a>(
    eligible: &Eligibility<'a>,
    portfolio: &'a Portfolio,
    history: History<'_>,
    today: NaiveDate,
) -> Preview {
    let _span = tracing::info_span!("signoff.preview").entered();
    let covered = covered_records(eligible, portfolio, today);
    let id = &eligible.award.id;
    let confirmation = portfolio.confirmation(id);
    let is_whole = |record: &Record| match confirmation {
        Some(_) => !record.body().trim().is_empty(),
        None => record.kind.print == PrintMode::Page,
    };
    let pages = covered.iter().filter(|record| is_whole(record));
    Preview {
        award: eligible.award.title.clone(),
        owner: portfolio
            .owner()
            .map_or_else(String::new, |owner| owner.name().to_owned()),
        scheme: eligible.scheme.title.clone(),
        pages: pages.map(|record| page(record, portfolio)).collect(),
        details: portfolio
            .confirmed_record(id)
            .map_or_else(Vec::new, |record| details(record, portfolio)),
        says: confirmation.map(|one| one.says.clone()),
        files: covered_files(&covered, portfolio),
        records: covered
            .into_iter()
            .map(|record| record_line(record, portfolio))
            .collect(),
        since: changes_since(eligible, portfolio, history),
    }
}

/// Returns the records that a step covers, in the order of the scheme's subjects.
pub fn covered_records<'a>(
    eligible: &Eligibility<'a>,
    portfolio: &'a Portfolio,
    today: NaiveDate,
) -> Vec<&'a Record> {
    let scope = Scope::of_award(portfolio, eligible.scheme, &eligible.award.id, today);
    let sets = eligible.scheme.subjects_of(eligible.step).iter();
    let items = sets.flat_map(|set| members(set, scope));
    let mut seen = BTreeSet::new();
    let records = items.filter_map(|item| item.record());
    records
        .filter(|record| seen.insert((&record.path, &record.id)))
        .collect()
}

/// Returns the files that a step covers with these records, such as evidence, sorted.
pub fn covered_files(records: &[&Record], portfolio: &Portfolio) -> Vec<String> {
    let paths: BTreeSet<&str> = records.iter().map(|record| &*record.path).collect();
    let files = records.iter();
    let files = files.flat_map(|record| portfolio.carried_files(record));
    let files: BTreeSet<String> = files.filter(|path| !paths.contains(&**path)).collect();
    files.into_iter().collect()
}

/// Returns a file that is covered in one line: `file: evidence/plan.png`.
pub fn file_line(path: &str) -> String {
    ValuePhrase::FileLine { path }.say()
}

/// Returns a record in one line: `Journal: What minutes are for, 3.5 hours, 410 words`. A kind
/// whose title is in another language than the words in use is not named.
pub fn record_line(record: &Record, portfolio: &Portfolio) -> String {
    let title = record.title();
    let kind = record_view::kind_title(&record.kind);
    let mut facts = vec![match kind.language {
        None => ValuePhrase::RecordLine {
            noun: &words::uncapitalise(&kind.words),
            title,
        }
        .say(),
        Some(_) => title.to_owned(),
    }];
    if let Some(Value::Number(hours)) = record.get("hours") {
        facts.push(phrases::format_hours(&hours.to_string()));
    }
    if let PrintMode::Document | PrintMode::Page = record.kind.print {
        let count = word_count(record, portfolio);
        facts.push(ValuePhrase::Words { count }.say());
    }
    facts.join(", ")
}

/// Returns the details of a record in lines such as `Amount: 90.00 GBP`.
pub fn details(record: &Record, portfolio: &Portfolio) -> Vec<String> {
    let date = record.kind.dated.iter().zip(record.date);
    let date = date.map(|(field, date)| (words::capitalise(field), format_long(date)));
    let fields = record_view::printed_fields(record, portfolio, &|_| None).into_iter();
    let fields = fields.map(|field| (field.label.words, field.value.words));
    date.chain(fields)
        .map(|(label, value)| format!("{label}: {value}"))
        .collect()
}

fn page(record: &Record, portfolio: &Portfolio) -> PreviewPage {
    PreviewPage {
        path: record.path.clone(),
        text: record.body().trim().to_owned(),
        words: word_count(record, portfolio),
    }
}

fn word_count(record: &Record, portfolio: &Portfolio) -> usize {
    let text = portfolio.snapshot.text(&record.path);
    record
        .document
        .outline
        .count_words(text.map_or("", |text| text))
}

fn changes_since(
    eligible: &Eligibility<'_>,
    portfolio: &Portfolio,
    history: History<'_>,
) -> Option<Since> {
    let mut taken = eligible.award.chain.taken();
    let taken = taken.find(|taken| taken.step.id == eligible.step.id)?;
    let signoff = &taken.signoff;
    let files = taken.changed.iter().map(|path| ChangedFile {
        path: path.clone(),
        change: file_change(path, signoff, portfolio, history),
    });
    Some(Since {
        on: signoff.on.date_naive(),
        files: files.collect(),
    })
}

fn file_change(
    path: &str,
    signoff: &Signoff<'_>,
    portfolio: &Portfolio,
    history: History<'_>,
) -> FileChange {
    let Some(subject) = signoff.subjects.iter().find(|one| one.path == path) else {
        return FileChange::New;
    };
    let now = portfolio.snapshot.text(path);
    // A folder that was made to ask somebody has no earlier words.
    let Some((now, signed)) = now.zip(subject.blob.and_then(|id| history.blob(id))) else {
        return FileChange::Unknown;
    };
    let found = compare(&String::from_utf8_lossy(&signed), now);
    found.map_or(FileChange::Unknown, |found| FileChange::Lines {
        added: found.added,
        removed: found.removed,
    })
}
