//! `exports:` of a scheme: the forms that its body asks for, with their headings in the body's order
//! and words. Knows no format.

use super::filter::{self, Path};
use super::set::{self, Set};
use super::{SchemaFaultKind, SchemaReader, SchemeNames};
use crate::base::document::Node;
use crate::base::text::is_id;

/// A form of a body, which has a row for each record.
#[derive(Debug, Clone)]
pub struct ExportForm {
    pub id: String,
    pub title: String,
    /// The records that are entered in it.
    pub of: Set,
    pub columns: Vec<FormColumn>,
    /// The place where its headings and their order were read.
    pub basis: Option<String>,
}

/// A field of a form.
#[derive(Debug, Clone, PartialEq)]
pub struct FormColumn {
    pub heading: String,
    pub source: FormSource,
    /// The words that the form has space for.
    pub at_most: Option<usize>,
}

/// The part of a record that a field of a form is filled with.
#[derive(Debug, Clone, PartialEq)]
pub enum FormSource {
    /// A detail of the record, or of one that it refers to.
    Field(Path),
    /// The section under a heading of the text.
    Section(String),
    /// The whole text.
    Text,
}

const KEYS: [&str; 5] = ["id", "title", "of", "columns", "basis"];
const COLUMN_KEYS: [&str; 5] = ["heading", "field", "section", "text", "words"];

/// Reads `exports: [{ id, title, of, columns, basis }]`.
pub fn read_all(top: &Node, names: &SchemeNames<'_>, reader: &mut SchemaReader) -> Vec<ExportForm> {
    let nodes = top.get("exports").and_then(|node| reader.read_list(node));
    let mut forms: Vec<ExportForm> = Vec::new();
    for node in nodes.unwrap_or_default() {
        let Some(form) = read_one(node, names, reader) else {
            continue;
        };
        match forms.iter().any(|known| known.id == form.id) {
            true => {
                let why = format!("another form is called {} as well", form.id);
                reader.report(node.span, SchemaFaultKind::Impossible { why });
            }
            false => forms.push(form),
        }
    }
    forms
}

fn read_one(node: &Node, names: &SchemeNames<'_>, reader: &mut SchemaReader) -> Option<ExportForm> {
    reader.read_map(node)?;
    reader.report_unknown_keys(node, &KEYS);
    let of = set::read_fixed(reader.require(node, "of")?, names, reader)?;
    let columns = reader.require(node, "columns")?;
    let columns = reader.read_list(columns)?.iter();
    let columns = columns.filter_map(|column| read_column(column, &of, names, reader));
    let columns: Vec<FormColumn> = columns.collect();
    let id = reader.require_id(node, "id", |word| is_id(word).then(|| word.to_owned()))?;
    Some(ExportForm {
        title: reader.require_word(node, "title")?.to_owned(),
        basis: reader.word_at(node, "basis").map(str::to_owned),
        id,
        of,
        columns,
    })
}

fn read_column(
    node: &Node,
    of: &Set,
    names: &SchemeNames<'_>,
    reader: &mut SchemaReader,
) -> Option<FormColumn> {
    reader.read_map(node)?;
    reader.report_unknown_keys(node, &COLUMN_KEYS);
    let heading = reader.require_word(node, "heading")?.to_owned();
    let at_most = reader.read_count(node, "words");
    let source = match (node.get("field"), node.get("section"), node.get("text")) {
        (Some(field), None, None) => {
            let written = reader.read_word(field)?;
            let path = filter::read_path(written, field.span, &of.shape, names, reader)?;
            FormSource::Field(path)
        }
        (None, Some(section), None) => FormSource::Section(reader.read_word(section)?.to_owned()),
        (None, None, Some(_)) if reader.read_flag(node, "text") => FormSource::Text,
        _ => {
            let why = "a column has one source: `field`, `section` or `text: true`".to_owned();
            reader.report(node.span, SchemaFaultKind::Impossible { why });
            return None;
        }
    };
    Some(FormColumn {
        heading,
        source,
        at_most,
    })
}
