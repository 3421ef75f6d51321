//! The cells of a row as the parts of a record. No value is guessed: what has no certain meaning
//! is left as it is written, for the reader of answers to refuse.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::dates::{self, DateOrder};
use super::headings::{ColumnTarget, Headings, ImportColumn};
use super::mapping::Mapping;
use crate::app::records::draft::{Defaults, RecordDraft};
use crate::base::markdown::plain_to_markdown;
use crate::base::sheet::SheetRow;
use crate::base::text::address::WebAddress;
use crate::base::text::item_list;
use crate::domain::schema::{FieldType, Kind};
use crate::formats::csv::without_guard;

/// The title of the section for words about evidence that are neither a file nor a page.
const EVIDENCE: &str = "Evidence";

/// Reads the rows of a table.
pub struct RowReader<'r> {
    pub kind: &'r Kind,
    pub headings: &'r Headings,
    pub mapping: &'r Mapping,
    /// The order of the dates in each column that has dates.
    pub orders: &'r BTreeMap<usize, DateOrder>,
    /// Returns true for the path of a file in the portfolio.
    pub is_file: &'r dyn Fn(&str) -> bool,
}

/// The parts of a record that a row gives.
#[derive(Debug, Default, PartialEq, Eq)]
struct RowParts {
    given: Vec<(String, Vec<String>)>,
    /// The text of each section, by its title.
    sections: Vec<(String, String)>,
    /// The whole text in Markdown, before the sections.
    text: String,
    path: Option<String>,
    points: Option<String>,
}

impl RowReader<'_> {
    /// Returns the record of a row, as far as its cells have a certain meaning.
    pub fn draft<'k>(
        &self,
        kind: &'k Kind,
        row: &SheetRow,
        defaults: &Defaults<'_>,
    ) -> RecordDraft<'k> {
        let parts = self.parts(row);
        let mut draft = defaults.as_written(kind, parts.given);
        let texts = [parts.text, self.text(parts.sections)];
        let texts: Vec<String> = texts.into_iter().filter(|text| !text.is_empty()).collect();
        draft.text = Some(texts.join("\n\n"));
        draft.path = parts.path;
        draft
    }

    fn parts(&self, row: &SheetRow) -> RowParts {
        let mut parts = RowParts::default();
        for column in &self.headings.columns {
            let cell = without_guard(row.cell(column.at));
            for target in &column.targets {
                match target {
                    ColumnTarget::Section(title) if !is_nothing(cell) => {
                        parts.add_text(title, cell);
                    }
                    ColumnTarget::Field(name) => self.add_field(&mut parts, name, column, row),
                    ColumnTarget::Points if !is_nothing(cell) => {
                        parts.points = Some(cell.to_owned())
                    }
                    ColumnTarget::Points => {}
                    ColumnTarget::Text => parts.text = cell.to_owned(),
                    ColumnTarget::Path => {
                        parts.path = Some(cell.to_owned()).filter(|path| !path.is_empty());
                    }
                    ColumnTarget::Section(_) => {}
                }
            }
        }
        self.add_points(&mut parts);
        for (name, value) in &self.mapping.constants {
            if !parts.given.iter().any(|(given, _)| given == name) {
                parts.given.push((name.clone(), vec![value.clone()]));
            }
        }
        parts
    }

    /// Adds the hours that points stand for, if the row does not give the hours itself.
    fn add_points(&self, parts: &mut RowParts) {
        let (Some(field), Some(points)) = (self.kind.hours_field(), parts.points.take()) else {
            return;
        };
        if parts.given.iter().any(|(given, _)| *given == field.name) {
            return;
        }
        let number = points.replace(',', ".").parse::<Decimal>().ok();
        let hours = number.zip(self.mapping.points_as_hours);
        let hours = hours.and_then(|(points, each)| points.checked_mul(each));
        // A cell that is no number is refused with its own words.
        let hours = hours.map_or(points, |hours| hours.normalize().to_string());
        parts.add(&field.name, hours);
    }

    fn add_field(&self, parts: &mut RowParts, name: &str, column: &ImportColumn, row: &SheetRow) {
        let cell = without_guard(row.cell(column.at));
        let Some(field) = self.kind.field(name).filter(|_| !is_nothing(cell)) else {
            return;
        };
        if let Some(value) = self.mapping.value_for(name, cell) {
            if !value.is_empty() {
                parts.add(name, value.to_owned());
            }
            return;
        }
        for value in values(&field.ty, cell) {
            let value = match self.orders.get(&column.at) {
                Some(order) => dates::in_order(&dates::with_year(&value, row.year), *order),
                None => value,
            };
            match field.ty.item() {
                FieldType::File if !(self.is_file)(&value) => match self.link_field(&value) {
                    Some(links) => parts.add(links, value),
                    None => parts.add_text(EVIDENCE, &value),
                },
                _ => parts.add(name, value),
            }
        }
    }

    /// Returns the field for a web page, if the kind has one and this is the address of one.
    fn link_field(&self, value: &str) -> Option<&str> {
        WebAddress::read(value).ok()?;
        let is_links =
            |ty: &FieldType| matches!(ty, FieldType::List(of) if **of == FieldType::Link);
        let links = self.kind.fields.iter().find(|field| is_links(&field.ty));
        links.map(|field| &*field.name)
    }

    /// Returns the text of a record: its sections in the order of the kind, then the others.
    fn text(&self, mut sections: Vec<(String, String)>) -> String {
        let order = &self.kind.sections;
        let place = |title: &String| order.iter().position(|own| own == title);
        sections.sort_by_key(|(title, _)| place(title).unwrap_or(usize::MAX));
        let sections = sections
            .iter()
            .map(|(title, text)| format!("## {title}\n\n{text}"));
        sections.collect::<Vec<_>>().join("\n\n")
    }
}

impl RowParts {
    fn add(&mut self, field: &str, value: String) {
        match self.given.iter_mut().find(|(name, _)| name == field) {
            Some((_, values)) => values.push(value),
            None => self.given.push((field.to_owned(), vec![value])),
        }
    }

    fn add_text(&mut self, title: &str, cell: &str) {
        let text = plain_to_markdown(cell);
        match self.sections.iter_mut().find(|(known, _)| known == title) {
            Some((_, before)) => {
                before.push_str("\n\n");
                before.push_str(&text);
            }
            None => self.sections.push((title.to_owned(), text)),
        }
    }
}

/// Returns true for an empty cell, and for what people write to say that there is nothing.
pub fn is_nothing(cell: &str) -> bool {
    let words = ["", "-", "\u{2013}", "\u{2014}", "n/a", "n.a."];
    words.contains(&&*cell.trim().to_lowercase())
}

/// Returns the values in a cell: those of a list have semicolons or line ends between them, and
/// addresses also blanks. A value is one line.
fn values(ty: &FieldType, cell: &str) -> Vec<String> {
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let FieldType::List(of) = ty else {
        return vec![one_line(cell)];
    };
    let may_be_links = matches!(**of, FieldType::Link | FieldType::File);
    let is_link = |word: &str| word.starts_with("http://") || word.starts_with("https://");
    let lines = cell.split('\n').flat_map(item_list::split);
    let mut values: Vec<String> = Vec::new();
    for part in lines.map(|part| one_line(&part)) {
        match may_be_links && part.split(' ').all(is_link) {
            true => values.extend(
                part.split(' ')
                    .map(|word| word.trim_matches(',').to_owned()),
            ),
            false => values.push(part),
        }
    }
    values.retain(|value| !value.is_empty());
    values
}
