//! Records as they are taken out of a portfolio: a table for each kind with every detail in a column,
//! or a table for each form that a body asks for.

use std::borrow::Cow;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde_json::Value as Json;

use super::detail_value::{DetailValue, detail, json_number, unknown_details};
use crate::domain::phrases;
use crate::domain::portfolio::{Record, Value};
use crate::domain::query::{Item, Scope, filter};
use crate::domain::record_view::value_text;
use crate::domain::schema::{ExportForm, FormColumn, FormSource, Kind};

/// The heading of the column with the text beneath the details.
pub const TEXT: &str = "text";
/// The heading of the last column, which has the path of the file.
pub const PATH: &str = "path";

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
        let unknown = records.iter().flat_map(|record| unknown_details(record));
        for entry in unknown.filter(|entry| !entry.value.is_blank()) {
            let name = &*entry.key;
            match names.contains(&name) {
                true => {}
                // Behind all others it would seem to be the text beneath the details.
                false if name == TEXT => names.insert(0, name),
                false => names.push(name),
            }
        }
        let column = |heading, source| ExportColumn { heading, source };
        let details = names
            .into_iter()
            .map(|name| column(name, ColumnSource::Detail));
        let text = with_text.then(|| column(TEXT, ColumnSource::Text));
        let path = column(PATH, ColumnSource::Path);
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
            ColumnSource::Detail => detail_cell(self.heading, record),
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

/// Returns a detail with its type, or as it is written where it could not be read.
fn detail_cell<'p>(name: &str, record: &'p Record) -> ExportCell<'p> {
    match detail(record, name) {
        None | Some(DetailValue::Blank) => ExportCell::Empty,
        Some(DetailValue::Read(Value::Number(number))) => ExportCell::Number(*number),
        Some(DetailValue::Read(Value::Date(date))) => ExportCell::Date(*date),
        Some(DetailValue::Read(Value::Boolean(yes))) => ExportCell::Boolean(*yes),
        Some(value) => {
            let ty = record.kind.field(name).map(|field| &field.ty);
            match value.to_cell(ty) {
                words if words.trim().is_empty() => ExportCell::Empty,
                words => ExportCell::Text(words.into()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::files::{Content, File, Snapshot};
    use crate::domain::portfolio::Portfolio;
    use crate::views::detail_value::details_of;

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
