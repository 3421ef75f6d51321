//! Records as they are taken out of a portfolio: a table for each kind with every detail in a column,
//! or a table for each form that a body asks for.

use std::borrow::Cow;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde_json::{Map, Value as Json};

use crate::base::document::{Node, NodeEntry, NodeValue};
use crate::base::text::item_list;
use crate::domain::phrases;
use crate::domain::portfolio::{Dated, FieldValue, Record, Value};
use crate::domain::query::{Item, Scope, filter};
use crate::domain::record_view::value_text;
use crate::domain::schema::{ExportForm, FormColumn, FormSource, Kind};

/// Records, in tables that have a row for each.
pub struct RecordExport<'p> {
    pub tables: Vec<ExportTable<'p>>,
}

/// The records of one kind, or of one form of a body.
pub struct ExportTable<'p> {
    /// The name of its file or sheet.
    pub name: String,
    /// The words for what its rows are.
    pub title: String,
    pub columns: Vec<ExportColumn<'p>>,
    /// True for a form of a body.
    pub is_form: bool,
    /// By date and then by path.
    pub records: Vec<&'p Record>,
}

/// A column, which every record has a cell for.
#[derive(Clone)]
pub struct ExportColumn<'p> {
    pub heading: &'p str,
    source: ColumnSource<'p>,
}

/// The part of a record that a column shows.
#[derive(Clone)]
enum ColumnSource<'p> {
    /// A detail, by its name, as it is written.
    Detail,
    /// The text beneath the details.
    Text,
    /// The path of the file.
    Path,
    /// The part that a form of a body asks for, in words.
    Form(&'p FormColumn, Scope<'p>),
}

/// The value of a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum ExportCell<'p> {
    Empty,
    /// Words that a person wrote.
    Text(Cow<'p, str>),
    Number(Decimal),
    Date(NaiveDate),
    Boolean(bool),
}

impl<'p> ExportTable<'p> {
    /// Returns the records of a kind with a column for each detail that the kind has, in its
    /// order; then those that the records have besides.
    pub fn of_kind(kind: &'p Kind, records: Vec<&'p Record>, with_text: bool) -> Self {
        let mut names: Vec<&'p str> = kind.fields.iter().map(|field| &*field.name).collect();
        for entry in records.iter().flat_map(|record| unknown_details(record)) {
            if !names.contains(&&*entry.key) {
                names.push(&entry.key);
            }
        }
        let column = |heading, source| ExportColumn { heading, source };
        let details = names
            .into_iter()
            .map(|name| column(name, ColumnSource::Detail));
        let text = with_text.then(|| column("text", ColumnSource::Text));
        let path = column("path", ColumnSource::Path);
        Self {
            name: kind.folder().unwrap_or(&kind.name).replace('/', "-"),
            title: kind.plural_noun(),
            is_form: false,
            columns: details.chain(text).chain([path]).collect(),
            records,
        }
    }

    /// Returns the table without the details that stay in the portfolio.
    pub fn without_private(mut self, kind: &Kind) -> Self {
        let is_private = |name: &str| kind.field(name).is_some_and(|field| field.private);
        self.columns.retain(|column| !is_private(column.heading));
        self
    }

    /// Returns records in the columns of a form.
    pub fn of_form(form: &'p ExportForm, records: Vec<&'p Record>, scope: Scope<'p>) -> Self {
        let columns = form.columns.iter().map(|column| ExportColumn {
            heading: &column.heading,
            source: ColumnSource::Form(column, scope),
        });
        Self {
            name: form.id.clone(),
            title: form.title.clone(),
            is_form: true,
            columns: columns.collect(),
            records,
        }
    }

    /// Returns true if what stands beneath the details is in a column.
    pub fn has_text(&self) -> bool {
        let mut sources = self.columns.iter().map(|column| &column.source);
        sources.any(|source| matches!(source, ColumnSource::Text))
    }

    /// Returns the headings of columns with empty cells, each with how many it has.
    pub fn empty_cells(&self) -> Vec<(&'p str, usize)> {
        let empty = |column: &ExportColumn<'p>| {
            let records = self.records.iter();
            let empty = records.filter(|record| column.cell(record) == ExportCell::Empty);
            (column.heading, empty.count())
        };
        let counted = self.columns.iter().map(empty);
        counted.filter(|(_, empty)| *empty > 0).collect()
    }

    /// Returns the cells of a record, one for each column.
    pub fn cells(&self, record: &'p Record) -> Vec<ExportCell<'p>> {
        self.columns
            .iter()
            .map(|column| column.cell(record))
            .collect()
    }
}

impl<'p> ExportColumn<'p> {
    /// Returns the words that a form has space for.
    pub fn at_most(&self) -> Option<usize> {
        match self.source {
            ColumnSource::Form(column, _) => column.at_most,
            ColumnSource::Detail | ColumnSource::Text | ColumnSource::Path => None,
        }
    }

    fn cell(&self, record: &'p Record) -> ExportCell<'p> {
        match self.source {
            ColumnSource::Detail => match record.field(self.heading) {
                Some(field) => cell_of(field, record),
                None => unknown_cell(self.heading, record),
            },
            ColumnSource::Text => ExportCell::of_words(record.body()),
            ColumnSource::Path => ExportCell::of_words(&record.path),
            ColumnSource::Form(column, scope) => form_cell(&column.source, record, scope),
        }
    }
}

impl<'p> ExportCell<'p> {
    /// Returns the value with its type.
    pub fn to_json(&self) -> Json {
        match self {
            Self::Empty => Json::Null,
            Self::Text(text) => Json::from(&**text),
            Self::Number(number) => json_number(*number),
            Self::Date(date) => Json::from(date.to_string()),
            Self::Boolean(yes) => Json::from(*yes),
        }
    }

    /// Returns the value in words; none for an empty cell.
    pub fn words(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Empty => None,
            Self::Text(text) => Some(Cow::Borrowed(text)),
            Self::Number(number) => Some(number.normalize().to_string().into()),
            Self::Date(date) => Some(phrases::format_date(*date).into()),
            Self::Boolean(yes) => Some(yes.to_string().into()),
        }
    }

    fn of_words(text: &'p str) -> Self {
        match text.trim() {
            "" => Self::Empty,
            text => Self::Text(text.into()),
        }
    }
}

/// Returns what a field of a form is filled with, in words rather than ids.
fn form_cell<'p>(source: &FormSource, record: &'p Record, scope: Scope<'p>) -> ExportCell<'p> {
    let path = match source {
        FormSource::Text => return ExportCell::of_words(record.body()),
        FormSource::Section(title) => {
            let section = record.document.outline.section(title);
            let content = section.map(|section| section.content.slice(&record.text));
            return content.map_or(ExportCell::Empty, ExportCell::of_words);
        }
        FormSource::Field(path) => path,
    };
    let values = filter::values(path, &Item::Record(record), scope);
    match values.as_slice() {
        [] => ExportCell::Empty,
        [value] if let Value::Number(number) = &**value => ExportCell::Number(*number),
        [value] if let Value::Date(date) = &**value => ExportCell::Date(*date),
        several => {
            let each = several.iter().flat_map(|value| value.items());
            let day = |day: NaiveDate| day.to_string();
            let texts = each.map(|value| value_text(value, scope.portfolio, day));
            ExportCell::Text(texts.collect::<Vec<_>>().join("; ").into())
        }
    }
}

/// Returns a detail as it is written where it could not be read.
fn cell_of<'p>(field: &FieldValue, record: &'p Record) -> ExportCell<'p> {
    match &field.value {
        None if field.is_blank() => ExportCell::Empty,
        None => ExportCell::of_words(as_written(field, record)),
        Some(Value::Number(number)) => ExportCell::Number(*number),
        Some(Value::Date(date)) => ExportCell::Date(*date),
        Some(Value::Boolean(yes)) => ExportCell::Boolean(*yes),
        Some(Value::List(items)) if items.iter().all(|item| is_single(&item.value)) => {
            let items = items.iter().map(|item| item.value.to_text());
            ExportCell::Text(item_list::join(items).into())
        }
        Some(value) if is_single(value) => ExportCell::Text(value.to_text().into()),
        Some(value) => ExportCell::Text(json_of(value).to_string().into()),
    }
}

/// Returns the words of a detail that could not be read.
fn as_written<'p>(field: &FieldValue, record: &'p Record) -> &'p str {
    let front = (!record.is_row()).then_some(&record.document.front);
    let words = front.and_then(|front| front.get(&field.name)?.scalar());
    words.unwrap_or_else(|| field.span.slice(&record.text))
}

/// Returns the details that the kind does not have.
fn unknown_details(record: &Record) -> impl Iterator<Item = &NodeEntry> {
    let written = match record.is_row() {
        true => &[],
        false => record.document.front.entries(),
    };
    let is_known = |entry: &&NodeEntry| record.kind.field(&entry.key).is_some();
    written.iter().filter(move |entry| !is_known(entry))
}

fn unknown_cell<'p>(name: &str, record: &'p Record) -> ExportCell<'p> {
    let found = unknown_details(record).find(|entry| entry.key == name);
    match found.map(|entry| &entry.value) {
        None => ExportCell::Empty,
        Some(node) if let Some(text) = node.scalar() => ExportCell::of_words(text),
        Some(node) if node.is_null() => ExportCell::Empty,
        Some(node) => ExportCell::Text(node_json(node).to_string().into()),
    }
}

/// Returns true for a value that one word or sentence says whole.
fn is_single(value: &Value) -> bool {
    match value {
        Value::List(_) | Value::Map(_) | Value::Dated(_) => false,
        Value::Link(link) => link.title.is_none() && link.read.is_none(),
        _ => true,
    }
}

/// Returns the details of a record by their names, in the order in which they were written; last
/// those that the kind does not have.
pub fn details_of(record: &Record) -> Json {
    let detail = |field: &FieldValue| {
        let value = match &field.value {
            Some(value) => json_of(value),
            None if field.is_blank() => Json::Null,
            None => Json::from(as_written(field, record)),
        };
        (field.name.clone(), value)
    };
    let unknown = unknown_details(record).map(|entry| (entry.key.clone(), node_json(&entry.value)));
    Json::Object(record.fields.iter().map(detail).chain(unknown).collect())
}

/// Returns a value of no known type.
pub fn node_json(node: &Node) -> Json {
    match &node.value {
        NodeValue::Null => Json::Null,
        NodeValue::Scalar(text) => Json::from(text.as_str()),
        NodeValue::List(items) => items.iter().map(node_json).collect(),
        NodeValue::Map(entries) => {
            let named = entries
                .iter()
                .map(|entry| (entry.key.clone(), node_json(&entry.value)));
            Json::Object(named.collect())
        }
    }
}

/// Returns a value with its type: numbers and truth values as such, all else as its words.
fn json_of(value: &Value) -> Json {
    match value {
        Value::Number(number) => json_number(*number),
        Value::Boolean(yes) => Json::from(*yes),
        Value::List(items) => items.iter().map(|item| json_of(&item.value)).collect(),
        Value::Map(fields) => {
            let named = |field: &FieldValue| {
                let value = field.value.as_ref().map_or(Json::Null, json_of);
                (field.name.clone(), value)
            };
            Json::Object(fields.iter().map(named).collect())
        }
        Value::Link(link) if !is_single(value) => {
            let title = link.title.clone().map(Json::from);
            let read = link.read.map(|day| Json::from(day.to_string()));
            let address = Json::from(link.address.to_string());
            object([("address", Some(address)), ("title", title), ("read", read)])
        }
        Value::Dated(rows) => {
            let day = |day: Option<NaiveDate>| day.map(|day| Json::from(day.to_string()));
            let row = |row: &Dated| {
                let value = Some(json_of(&row.value));
                object([
                    ("from", day(row.from)),
                    ("to", day(row.to)),
                    ("value", value),
                ])
            };
            rows.iter().map(row).collect()
        }
        single => Json::from(single.to_text()),
    }
}

fn object<const N: usize>(entries: [(&str, Option<Json>); N]) -> Json {
    let there = entries
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Json::Object(there.collect::<Map<_, _>>())
}

/// Returns a number as JSON has it, or its digits as words where JSON would lose some.
fn json_number(number: Decimal) -> Json {
    let digits = number.normalize().to_string();
    let read = serde_json::from_str::<Json>(&digits).ok();
    let printed = read.as_ref().map(Json::to_string);
    let exact = read.filter(|_| printed.as_ref() == Some(&digits));
    exact.unwrap_or(Json::from(digits))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::files::{Content, File, Snapshot};
    use crate::domain::portfolio::Portfolio;

    const ACTIVITY: &str = "---\ntitle: Minutes\ndate: 2026-02-20\nhours: 3.50\nparticipatory: true\ntargets: [\"a; b\", c]\nlinks:\n  - https://example.org/a\n  - { address: https://example.org/b, title: B, read: 2026-02-21 }\nuntil: 'some day'\nmood: good\noutcome:\n---\n\nWords.\n";

    fn portfolio() -> Portfolio {
        let files = [
            ("cpd.yaml", "cpd: 1\nowner: sam\nschemes: {}\n"),
            ("activities/2026-02-20-minutes.md", ACTIVITY),
        ];
        let files = files.map(|(path, text)| File {
            path: path.to_owned(),
            content: Content::Text(text.into()),
        });
        Portfolio::load(Snapshot::new(files.into()))
    }

    /// The cells of the only record by their headings, without the empty ones.
    fn filled(portfolio: &Portfolio) -> Vec<(String, ExportCell<'_>)> {
        let record = &portfolio.records[0];
        let table = ExportTable::of_kind(&record.kind, vec![record], true);
        let headings = table.columns.iter().map(|column| column.heading.to_owned());
        let all: Vec<_> = headings.zip(table.cells(record)).collect();
        let filled = all
            .into_iter()
            .filter(|(_, cell)| *cell != ExportCell::Empty);
        filled.collect()
    }

    #[test]
    fn each_detail_is_a_cell_of_its_type_in_the_order_of_the_kind() {
        let text = |text: &'static str| ExportCell::Text(text.into());
        let expected = [
            ("title", text("Minutes")),
            (
                "date",
                ExportCell::Date(NaiveDate::from_ymd_opt(2026, 2, 20).unwrap()),
            ),
            // What could not be read is there as it was written.
            ("until", text("some day")),
            ("hours", ExportCell::Number(Decimal::new(350, 2))),
            ("targets", text("\"a; b\"; c")),
            (
                "links",
                text(
                    r#"["https://example.org/a",{"address":"https://example.org/b","title":"B","read":"2026-02-21"}]"#,
                ),
            ),
            ("participatory", ExportCell::Boolean(true)),
            // A detail that the kind does not have.
            ("mood", text("good")),
            ("text", text("Words.")),
            ("path", text("activities/2026-02-20-minutes.md")),
        ];
        let expected = expected.map(|(name, cell)| (name.to_owned(), cell));
        assert_eq!(filled(&portfolio()), expected);
    }

    #[test]
    fn details_have_their_types_in_json() {
        let portfolio = portfolio();
        let expected = serde_json::json!({
            "title": "Minutes",
            "date": "2026-02-20",
            "hours": 3.5,
            "participatory": true,
            "targets": ["a; b", "c"],
            "links": ["https://example.org/a", { "address": "https://example.org/b", "title": "B", "read": "2026-02-21" }],
            "until": "some day",
            "outcome": null,
            "mood": "good",
        });
        assert_eq!(details_of(&portfolio.records[0]), expected);
    }

    #[test]
    fn numbers_keep_every_digit() {
        for (written, expected) in [
            ("3.50", "3.5"),
            ("20", "20"),
            ("0.1", "0.1"),
            (
                "12345678901234567890.123456",
                "\"12345678901234567890.123456\"",
            ),
        ] {
            let number = written.parse().unwrap();
            assert_eq!(json_number(number).to_string(), expected);
        }
    }
}
