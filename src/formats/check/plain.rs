//! For ears and pipes: one sentence to a line, no carets, no boxes, no colour.

use std::io::{self, Write};

use super::line_indexes::LineIndexes;
use super::summary;
use crate::base::text::{Safe, Shell, Span, words};
use crate::domain::finding::Diagnostic;
use crate::formats::{Style, remedies};
use crate::views::check::Check;

pub fn write(check: &Check, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut indexes = LineIndexes::new(check);
    let (written, unmet) = check.by_subject();
    for diagnostic in written.into_iter().chain(unmet) {
        writeln!(out, "{}", sentence(diagnostic, &mut indexes, style.shell))?;
    }
    writeln!(out, "{}.", summary(check))
}

/// `journals/x.md, line 5, column 1: error: … Did you mean …? (unknown-field)`.
pub(super) fn sentence(
    diagnostic: &Diagnostic,
    indexes: &mut LineIndexes<'_>,
    shell: Shell,
) -> String {
    let place = format_place(diagnostic, indexes);
    let severity = diagnostic.severity.name();
    let said = words::join_clauses([
        diagnostic.message.as_str(),
        diagnostic.at.text.as_str(),
        remedies::help(diagnostic, shell)
            .as_deref()
            .unwrap_or_default(),
    ]);
    format!("{place}: {severity}: {} ({})", Safe(&said), diagnostic.rule)
}

fn format_place(diagnostic: &Diagnostic, indexes: &mut LineIndexes<'_>) -> String {
    let path = Safe(&diagnostic.at.path).to_string();
    let whole = diagnostic.at.span == Span::start_of_file();
    match indexes.get(&diagnostic.at.path).filter(|_| !whole) {
        Some((text, index)) => {
            let at = index.position(text, diagnostic.at.span.start);
            format!("{path}, line {}, column {}", at.line, at.column)
        }
        None => path,
    }
}
