//! `prints:` of a duty: what is printed when somebody hands in a record of it, such as the
//! log of two months. Knows no layout.

use super::scheme::StepActor;
use super::set::{self, Set};
use super::{Criterion, SchemaFaultKind, SchemaReader, SchemeNames};
use crate::base::document::Node;
use crate::base::text::Span;

/// The contents of a printed sheet of a duty.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SheetSpec {
    /// The heading, such as `Log of professional development`.
    pub title: Option<String>,
    /// Sets whose records are printed with all their details and words.
    pub whole: Vec<Set>,
    /// Sets whose records are rows of a table.
    pub listed: Vec<Set>,
    /// Ids of other duties that are judged on the sheet, with their places.
    pub with: Vec<(String, Span)>,
    /// People who sign the sheet on paper.
    pub signed_by: Vec<StepActor>,
}

/// Reads `{ title, whole, listed, with, signed_by }`.
pub fn read(node: &Node, names: &SchemeNames<'_>, reader: &mut SchemaReader) -> Option<SheetSpec> {
    reader.read_map(node)?;
    reader.report_unknown_keys(node, &["title", "whole", "listed", "with", "signed_by"]);
    if names.in_award {
        let why = "an award prints its subjects: write `prints` in a duty".to_owned();
        reader.report(node.span, SchemaFaultKind::Impossible { why });
        return None;
    }
    let spec = SheetSpec {
        title: reader.word_at(node, "title").map(str::to_owned),
        whole: read_sets(node, "whole", names, reader),
        listed: read_sets(node, "listed", names, reader),
        with: read_duties(node, reader),
        signed_by: read_signers(node, names, reader),
    };
    if spec.whole.is_empty() && spec.listed.is_empty() {
        let key = "whole or listed";
        reader.report(node.span, SchemaFaultKind::MissingKey { key });
    }
    Some(spec)
}

fn read_sets(
    node: &Node,
    key: &str,
    names: &SchemeNames<'_>,
    reader: &mut SchemaReader,
) -> Vec<Set> {
    let Some(items) = node.get(key).and_then(|list| reader.read_list(list)) else {
        return Vec::new();
    };
    let sets = items.iter();
    sets.filter_map(|item| set::read_fixed(item, names, reader))
        .collect()
}

/// Reads the ids of other duties; [`report_unknown_duties`] compares them once all are known.
fn read_duties(node: &Node, reader: &mut SchemaReader) -> Vec<(String, Span)> {
    let Some(items) = node.get("with").and_then(|list| reader.read_list(list)) else {
        return Vec::new();
    };
    let each = items.iter();
    each.filter_map(|item| Some((reader.read_word(item)?.to_owned(), item.span)))
        .collect()
}

/// Reports duties that a sheet names and the scheme does not have.
pub fn report_unknown_duties(duties: &[Criterion], reader: &mut SchemaReader) {
    let ids: Vec<&str> = duties.iter().map(|duty| duty.id.as_str()).collect();
    let sheets = duties.iter().filter_map(|duty| duty.prints.as_ref());
    for (id, span) in sheets.flat_map(|sheet| &sheet.with) {
        if !ids.contains(&id.as_str()) {
            reader.unknown_name(*span, "duty", id, ids.iter().copied());
        }
    }
}

fn read_signers(node: &Node, names: &SchemeNames<'_>, reader: &mut SchemaReader) -> Vec<StepActor> {
    let Some(items) = node
        .get("signed_by")
        .and_then(|list| reader.read_list(list))
    else {
        return Vec::new();
    };
    let roles = items.iter();
    roles
        .filter_map(|item| names.role(item, reader).map(StepActor::of_role))
        .collect()
}
