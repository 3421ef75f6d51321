//! A curriculum vitae in the JSON Resume format: the record that is one, and what other records add
//! to it. schema/cv.yaml says which they are.

mod conform;
mod sources;

use chrono::NaiveDate;
use serde_json::{Map, Value as Json};

use crate::base::markdown::without_comments;
use crate::base::text::fold;
use crate::domain::portfolio::{Portfolio, Record, Value};
use conform::Conforming;
use sources::{SOURCES, SectionSource};

/// The section to which awards are added.
const AWARDS: &str = "awards";
/// The schema that a CV names if its record names none.
const SCHEMA: &str =
    "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json";

/// A curriculum vitae.
#[derive(Debug, Clone, PartialEq)]
pub struct Cv {
    pub document: Map<String, Json>,
    /// Sentences for its owner: what was left out, and why.
    pub notes: Vec<String>,
}

/// An award that was granted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CvAward {
    pub title: String,
    pub on: NaiveDate,
    /// The name of whoever granted it.
    pub awarder: String,
    /// The title of its scheme.
    pub scheme: String,
}

/// Returns the names of the sections to which something can be added.
pub fn section_names() -> Vec<&'static str> {
    let mut names: Vec<&str> = SOURCES.sections.iter().map(|it| &*it.section).collect();
    names.push(AWARDS);
    names.sort_unstable();
    names.dedup();
    names
}

/// Makes a CV. `with` is the sections to which records and awards are added.
pub fn make_cv(portfolio: &Portfolio, awards: &[CvAward], with: &[String], today: NaiveDate) -> Cv {
    let mut making = Conforming::default();
    let mut document = base(portfolio, &mut making);
    add_owner(&mut document, portfolio, today);
    add_profile(&mut document, portfolio);
    let is_wanted = |section: &str| with.iter().any(|wanted| wanted == section);
    if is_wanted(AWARDS) {
        let entries = awards.iter().map(|award| award_entry(award, &mut making));
        add_entries(&mut document, AWARDS, entries.collect());
    }
    for source in SOURCES.sections.iter().filter(|it| is_wanted(&it.section)) {
        let entries = entries(source, portfolio, today, &mut making);
        add_entries(&mut document, &source.section, entries);
    }
    Cv {
        document,
        notes: making.notes,
    }
}

/// Returns the record that is a CV, without what JSON Resume does not allow.
fn base(portfolio: &Portfolio, making: &mut Conforming) -> Map<String, Json> {
    let mut document = Map::new();
    document.insert("$schema".to_owned(), Json::from(SCHEMA));
    let record = records_of(&SOURCES.base, portfolio).next();
    if let Some(record) = record {
        making.path.clone_from(&record.path);
        let front = &record.document.front;
        document.extend(making.map(front, &record.kind.fields, ""));
    }
    document
}

fn records_of<'p>(kind: &'p str, portfolio: &'p Portfolio) -> impl Iterator<Item = &'p Record> {
    let records = portfolio.records.iter();
    records.filter(move |record| *record.kind.name == *kind && !portfolio.is_copy(record))
}

/// Adds the name and the job of the owner if nothing says them yet.
fn add_owner(document: &mut Map<String, Json>, portfolio: &Portfolio, today: NaiveDate) {
    let Some(owner) = portfolio.owner() else {
        return;
    };
    add_basic(document, "name", Some(owner.name()));
    add_basic(document, "label", owner.dated_text("job", today));
}

/// Adds the text of the profile and the interests that it names if nothing says them yet.
fn add_profile(document: &mut Map<String, Json>, portfolio: &Portfolio) {
    let summary = records_of(&SOURCES.summary, portfolio).next();
    let text = summary.map(|record| without_comments(record.body()).trim().to_owned());
    add_basic(document, "summary", text.as_deref());
    let (kind, field) = &SOURCES.interests;
    let profile = records_of(kind, portfolio).next();
    let interests = profile.and_then(|record| record.get(field));
    let interests = interests.into_iter().flat_map(Value::items);
    let interests: Vec<Json> = interests
        .filter_map(Value::text)
        .map(|name| serde_json::json!({ "name": name }))
        .collect();
    if !interests.is_empty() && !document.contains_key("interests") {
        document.insert("interests".to_owned(), Json::from(interests));
    }
}

/// Adds a word to `basics` unless it has one.
fn add_basic(document: &mut Map<String, Json>, key: &str, text: Option<&str>) {
    let Some(text) = text.filter(|text| !text.is_empty()) else {
        return;
    };
    let basics = document
        .entry("basics")
        .or_insert_with(|| Map::new().into());
    if let Json::Object(basics) = basics {
        basics.entry(key).or_insert_with(|| Json::from(text));
    }
}

fn award_entry(award: &CvAward, making: &mut Conforming) -> Map<String, Json> {
    making.path.clone_from(&award.title);
    let on = award.on.to_string();
    let parts = [
        ("title", &award.title),
        ("date", &on),
        ("awarder", &award.awarder),
        ("summary", &award.scheme),
    ];
    making.entry(parts.into_iter().map(|(key, text)| (key, text.clone())))
}

/// Returns what the records of a source add, by date.
fn entries(
    source: &SectionSource,
    portfolio: &Portfolio,
    today: NaiveDate,
    making: &mut Conforming,
) -> Vec<Map<String, Json>> {
    let mut records: Vec<&Record> = records_of(&source.kind, portfolio)
        .filter(|record| record.counts() && !record.is_ahead_of(today))
        .filter(|record| source.takes(record))
        .collect();
    records.sort_by(|a, b| (a.date, &a.path).cmp(&(b.date, &b.path)));
    let entry = |record: &&Record| {
        making.path.clone_from(&record.path);
        let parts = source.take.iter().filter_map(|(key, field)| {
            let text = text_of(record.get(field)?)?;
            Some((&**key, text))
        });
        making.entry(parts)
    };
    records.iter().map(entry).collect()
}

/// Returns a value in words; of several the first.
fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::List(_) => text_of(value.items().next()?),
        Value::Link(link) => Some(link.address.to_string()),
        single => Some(single.to_text()),
    }
}

/// Adds entries to a section, without those that have the name and date of one that is there.
fn add_entries(document: &mut Map<String, Json>, section: &str, new: Vec<Map<String, Json>>) {
    let there = document
        .entry(section)
        .or_insert_with(|| Json::Array(Vec::new()));
    let Json::Array(there) = there else {
        return;
    };
    for entry in new {
        let is_same = |known: &Json| {
            known
                .as_object()
                .is_some_and(|it| identity(it) == identity(&entry))
        };
        if !there.iter().any(is_same) {
            there.push(Json::Object(entry));
        }
    }
    if there.is_empty() {
        document.remove(section);
    }
}

/// Returns the name and the first date of an entry.
fn identity(entry: &Map<String, Json>) -> (Option<String>, Option<&str>) {
    let text = |keys: &[&str]| keys.iter().find_map(|key| entry.get(*key)?.as_str());
    let name = text(&["title", "name", "position"]);
    (
        name.map(|name| fold(name.trim()).into_owned()),
        text(&conform::DATES),
    )
}

#[cfg(test)]
mod tests;
