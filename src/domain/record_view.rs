//! Gathers what one record shows in print, as plain values: its title, its details, its
//! words, and the signatures beneath. The pack prints it; a limit of pages is
//! held against it. Knows no template and no typesetter.

pub mod table;

pub use table::RecordTable;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use crate::base::text::words;
use crate::domain::phrases::{self, Spoken, ValuePhrase};
use crate::domain::portfolio::{Portfolio, Record, Value};
use crate::domain::query::record_dates::{last_day_field, last_day_of};
use crate::domain::schema::{Field, FieldType, Kind, PrintMode, Scheme, Step, StepActor};

/// A record alone on its page, with the signatures beneath.
#[derive(Debug, Clone, Serialize)]
pub struct RecordPage {
    pub anchor: String,
    /// BCP 47 tag of the words of the page.
    pub language: String,
    pub title: Spoken,
    pub document: PrintedRecord,
    pub signatures: Vec<SignatureBlock>,
}

/// One record with its text.
#[derive(Debug, Clone, Serialize)]
pub struct PrintedRecord {
    pub anchor: String,
    pub path: String,
    /// BCP 47 tag of its words, if they are in another language than the page.
    pub language: Option<String>,
    pub title: String,
    pub date: Option<String>,
    pub fields: Vec<PrintedField>,
    /// Markdown. Relative links and images start from `path`.
    pub body: String,
    /// Pictures that are kept under another path than the text writes, by the path written.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub stored_elsewhere: BTreeMap<String, String>,
    /// Its rows, beneath the text.
    pub table: Option<PrintedTable>,
    /// Records that belong beneath it, such as feedback.
    pub beneath: Vec<PrintedRecord>,
}

/// A table as it is printed.
#[derive(Debug, Clone, Serialize)]
pub struct PrintedTable {
    /// A sentence about the whole.
    pub caption: Option<String>,
    pub columns: Vec<Spoken>,
    pub lines: Vec<TableRow>,
}

/// A line of a table.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
pub enum TableRow {
    /// Above the rows that belong together.
    Heading { words: Spoken },
    Row {
        /// Anchor of a record, if this row is the only place at which it is printed.
        anchor: Option<String>,
        /// Of that record, so that links to it lead to its row.
        path: Option<String>,
        /// The anchor of the record elsewhere in the pack.
        to: Option<String>,
        /// Steps by which the first words are indented, from 0.
        depth: usize,
        cells: Vec<Spoken>,
        /// Words that stand beneath the first ones.
        more: Option<Spoken>,
    },
    /// Total of the rows above.
    Sum { words: String },
}

/// A labelled value of a record.
#[derive(Debug, Clone, Serialize)]
pub struct PrintedField {
    pub label: Spoken,
    pub value: Spoken,
    /// Anchor of the record that the value refers to, if the pack prints it.
    pub anchor: Option<String>,
}

/// One step of the sign-off, done or still to do; always the same height.
#[derive(Debug, Clone, Serialize)]
pub struct SignatureBlock {
    /// `Signed`, `Endorsed` and so on, as the scheme titles the step.
    pub title: Spoken,
    /// `None` while nobody has.
    pub name: Option<String>,
    pub role: Spoken,
    /// As `1 June 2026`.
    pub on: Option<String>,
    /// Way in which it was verified, in words.
    pub assurance: Option<String>,
    /// Statement of the signer, in their own words (Markdown).
    pub words: Option<String>,
}

/// The anchor of a record that is printed elsewhere.
pub type Anchors<'a> = &'a dyn Fn(&Record) -> Option<String>;

/// The sheet of a record before anybody has signed: as high as it will be after.
pub fn unsigned_page(
    record: &Record,
    portfolio: &Portfolio,
    scheme: &Scheme,
    today: NaiveDate,
) -> RecordPage {
    phrases::in_language(portfolio.language(), || RecordPage {
        anchor: "sheet".to_owned(),
        language: phrases::tag_of_page(portfolio.language()),
        title: kind_title(&record.kind),
        document: document(record, portfolio, "record".to_owned(), &|_| None, today),
        signatures: scheme.steps.iter().map(unsigned_step).collect(),
    })
}

/// Returns the tag of a record's language, if it is not that of the page around it.
pub fn other_language(record: &Record, portfolio: &Portfolio) -> Option<String> {
    let language = portfolio.language_of(record);
    (language != phrases::tag_of_page(portfolio.language())).then(|| language.to_owned())
}

/// A record with its text and nothing beneath it.
pub fn document(
    record: &Record,
    portfolio: &Portfolio,
    anchor: String,
    anchors: Anchors<'_>,
    today: NaiveDate,
) -> PrintedRecord {
    PrintedRecord {
        anchor,
        path: record.path.clone(),
        language: other_language(record, portfolio),
        title: printed_title(record),
        date: days_text(record),
        fields: printed_fields(record, portfolio, anchors),
        body: record.body().to_owned(),
        stored_elsewhere: portfolio.pictures_stored_elsewhere(record),
        table: RecordTable::new(record, portfolio, today).map(|table| table.grid(portfolio)),
        beneath: Vec::new(),
    }
}

/// A step that nobody has taken.
pub fn unsigned_step(step: &Step) -> SignatureBlock {
    SignatureBlock {
        title: Spoken::title(&step.title, &step.origin.language),
        name: None,
        role: describe_role(&step.by, &step.origin.language).map(words::capitalise),
        on: None,
        assurance: None,
        words: None,
    }
}

/// Returns the role of whoever takes a step, in words: the scheme's own, in its language, or that
/// of the owner.
pub fn describe_role(actor: &StepActor, language: &str) -> Spoken {
    match actor {
        StepActor::Owner => ValuePhrase::Owner {}.say().into(),
        StepActor::Role(role) => Spoken::one_of(role, [], language),
    }
}

/// Returns the title of a kind.
pub fn kind_title(kind: &Kind) -> Spoken {
    kind_word(&kind.title, kind)
}

/// Returns the title of several records of a kind.
pub fn kind_plural(kind: &Kind) -> Spoken {
    kind_word(&kind.plural, kind)
}

fn kind_word(word: &str, kind: &Kind) -> Spoken {
    let both = [kind.title.as_str(), kind.plural.as_str()];
    Spoken::one_of(word, both, &kind.origin.language)
}

/// Returns the name of a detail, with a capital letter.
pub fn field_label(field: &Field) -> Spoken {
    Spoken::one_of(&field.name, [], &field.origin.language).map(words::capitalise)
}

/// The name of a person as they are called, or else their id.
pub fn name_of(id: &str, portfolio: &Portfolio) -> String {
    let name = portfolio.person(id).map_or(id, |person| person.name());
    words::shorten(name, MOST_OF_A_TITLE)
}

/// Returns what stands beside the title: neither what is printed elsewhere nor files.
pub fn printed_fields(
    record: &Record,
    portfolio: &Portfolio,
    anchor: Anchors<'_>,
) -> Vec<PrintedField> {
    let above = match &record.kind.print {
        PrintMode::Beneath(field) => Some(field.as_str()),
        _ => None,
    };
    let dated = record.kind.dated.as_deref();
    let last_day = last_day_field(record);
    let shown = record.kind.fields.iter().filter(|field| {
        let elsewhere = field.name == "title"
            || Some(field.name.as_str()) == dated
            || Some(field.name.as_str()) == last_day
            || Some(field.name.as_str()) == above
            || Some(&field.name) == record.kind.table.as_ref();
        !elsewhere && !is_printed_elsewhere(record, &field.ty)
    });
    shown
        .filter_map(|field| {
            let value = record.get(&field.name)?;
            let (words, anchor) = printed(value, portfolio, anchor);
            let language = value_language(value, record, portfolio);
            Some(PrintedField {
                label: field_label(field),
                value: Spoken { words, language },
                anchor,
            })
        })
        .collect()
}

/// Returns the day of a record in words, or the first and the last of several.
pub fn days_text(record: &Record) -> Option<String> {
    let from = record.date?;
    Some(phrases::format_days(
        from,
        last_day_of(record).unwrap_or(from),
    ))
}

/// The award stands on the cover, files and links stand among the evidence, and what a
/// page of its own speaks of stands among the requirements: its space is dear.
fn is_printed_elsewhere(record: &Record, ty: &FieldType) -> bool {
    let listed = matches!(ty, FieldType::List(of) if matches!(**of, FieldType::Reference(_)));
    let own_page = record.kind.print == PrintMode::Page;
    matches!(
        ty.item(),
        FieldType::Award | FieldType::File | FieldType::Link
    ) || own_page && listed
}

/// Letters of a title or name that are printed.
pub const MOST_OF_A_TITLE: usize = 300;

/// Letters of a value that are printed.
const MOST_OF_A_VALUE: usize = 20_000;

/// A value as a reader would want it, and the record that it refers to where that is
/// printed.
pub fn printed(
    value: &Value,
    portfolio: &Portfolio,
    anchor: Anchors<'_>,
) -> (String, Option<String>) {
    let target = match value {
        Value::Reference { kind, id } => portfolio.find(kind, id).and_then(anchor),
        _ => None,
    };
    let words = value_text(value, portfolio, phrases::format_date);
    (words::shorten(&words, MOST_OF_A_VALUE), target)
}

/// Returns the language of a value of a record, if it is not that of the page: of what was
/// written, that of the record; of a choice or an item, that of the scheme unless it was
/// translated. Dates, numbers and names are in that of the page.
pub fn value_language(value: &Value, record: &Record, portfolio: &Portfolio) -> Option<String> {
    match value {
        Value::Text(_) | Value::File(_) | Value::Link(_) => other_language(record, portfolio),
        Value::Term { word, of, .. } => of.spoken(word).language,
        Value::Reference { kind, id } => other_language(portfolio.find(kind, id)?, portfolio),
        Value::Item(id) => {
            let mut schemes = portfolio.schemes().iter();
            let scheme = schemes.find(|scheme| scheme.catalogue_item(id).is_some())?;
            phrases::other_language(&scheme.language)
        }
        Value::List(items) => value_language(&items.first()?.value, record, portfolio),
        _ => None,
    }
}

/// Returns the title of a record as it is printed, with its language.
pub fn spoken_title(record: &Record, portfolio: &Portfolio) -> Spoken {
    Spoken {
        words: printed_title(record),
        language: other_language(record, portfolio),
    }
}

/// The title of a record as it is printed. No heading is longer.
pub fn printed_title(record: &Record) -> String {
    words::shorten(record.title(), MOST_OF_A_TITLE)
}

/// A value as a reader would want it: titles and names rather than ids, and days in
/// the form that is asked for.
pub fn value_text(value: &Value, portfolio: &Portfolio, day: fn(NaiveDate) -> String) -> String {
    match value {
        Value::Reference { kind, id } => {
            let found = portfolio.find(kind, id);
            found.map_or(&**id, Record::title).to_owned()
        }
        Value::Item(id) => {
            let mut found = portfolio.schemes().iter();
            let found = found.find_map(|scheme| scheme.catalogue_item(id));
            found.map_or(&id.item, |item| &item.title).clone()
        }
        Value::Person(id) => name_of(id, portfolio),
        Value::Date(date) => day(*date),
        Value::Boolean(true) => ValuePhrase::AnswerYes {}.say(),
        Value::Boolean(false) => ValuePhrase::AnswerNo {}.say(),
        Value::Term { word, of, .. } => of.spoken(word).words,
        Value::Link(link) => match &link.title {
            Some(title) => format!("{title} ({})", link.address),
            None => link.address.to_string(),
        },
        Value::List(items) => {
            let each = items.iter();
            let texts: Vec<String> = each
                .map(|item| value_text(&item.value, portfolio, day))
                .collect();
            phrases::join_all(&texts)
        }
        other => other.to_text(),
    }
}
