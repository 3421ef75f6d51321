//! `fills_in:` of a step: a form on paper for whoever is asked, such as the one on which a body
//! wants the details of a partner. Knows no layout.

use super::scheme_files::report_word_faults;
use super::set::{self, Set};
use super::{SchemaFaultKind, SchemaReader, SchemeNames};
use crate::base::document::Node;
use crate::domain::letters::STEP_WORDS;

/// A form that goes with a request, to be printed, filled in and signed by hand.
#[derive(Debug, Clone, PartialEq)]
pub struct PaperForm {
    pub title: String,
    /// Advice on it, in the words of the scheme.
    pub help: Option<String>,
    /// Records of what the form says, if the owner keeps any: a line that is known is filled in.
    pub from: Option<Set>,
    pub lines: Vec<PaperFormLine>,
    /// The sentence above the signature. Values stand in braces, as in letters.
    pub declares: Option<String>,
}

/// A line of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperFormLine {
    pub says: String,
    /// The field of the records of the form that has the answer.
    pub field: Option<String>,
    /// The answer, where it is the same for everybody. Values stand in braces, as in letters.
    pub is: Option<String>,
}

/// Reads `{ title, help, from, lines, declares }`.
pub fn read(node: &Node, names: &SchemeNames<'_>, reader: &mut SchemaReader) -> Option<PaperForm> {
    reader.read_map(node)?;
    reader.report_unknown_keys(node, &["title", "help", "from", "lines", "declares"]);
    let title = reader.require_word(node, "title")?.to_owned();
    let from = node
        .get("from")
        .and_then(|set| set::read_fixed(set, names, reader));
    let lines = reader.require(node, "lines")?;
    let lines = reader.read_list(lines)?.iter();
    let lines = lines
        .filter_map(|line| read_line(line, from.as_ref(), names, reader))
        .collect();
    Some(PaperForm {
        title,
        help: reader.word_at(node, "help").map(str::to_owned),
        lines,
        declares: read_words(node, "declares", reader),
        from,
    })
}

/// Reads a line: its words alone, or `{ says, field | is }`.
fn read_line(
    node: &Node,
    from: Option<&Set>,
    names: &SchemeNames<'_>,
    reader: &mut SchemaReader,
) -> Option<PaperFormLine> {
    if let Some(says) = node.scalar() {
        return Some(PaperFormLine {
            says: says.to_owned(),
            field: None,
            is: None,
        });
    }
    reader.read_map(node)?;
    reader.report_unknown_keys(node, &["says", "field", "is"]);
    let line = PaperFormLine {
        says: reader.require_word(node, "says")?.to_owned(),
        field: reader.word_at(node, "field").map(str::to_owned),
        is: read_words(node, "is", reader),
    };
    if let Some(field) = node.get("field") {
        if line.is.is_some() {
            let why = "the answer is either a `field` or the same for everybody: write one";
            let why = why.to_owned();
            reader.report(field.span, SchemaFaultKind::Impossible { why });
        }
        check_field(field, from, names, reader);
    }
    Some(line)
}

/// Reports a field that the records of the form do not have.
fn check_field(
    node: &Node,
    from: Option<&Set>,
    names: &SchemeNames<'_>,
    reader: &mut SchemaReader,
) {
    let Some(from) = from else {
        let why = "nothing says whose field this is: add `from` to the form".to_owned();
        reader.report(node.span, SchemaFaultKind::Impossible { why });
        return;
    };
    let fields = names.fields(&from.shape);
    let known = fields.iter().map(|field| field.name.as_str());
    let word = node.scalar().unwrap_or_default();
    if !known.clone().any(|name| name == word) {
        reader.unknown_name(node.span, "field", word, known);
    }
}

fn read_words(node: &Node, key: &str, reader: &mut SchemaReader) -> Option<String> {
    let node = node.get(key)?;
    let text = reader.read_word(node)?.to_owned();
    report_word_faults(&STEP_WORDS, &text, |_| node.span, reader);
    Some(text)
}
