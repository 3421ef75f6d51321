//! For ears and pipes: one sentence to a line, no carets, no boxes, no colour.

use std::io::{self, Write};

use super::{Format, summary};
use crate::diagnostic::Diagnostic;
use crate::report::Report;
use crate::text::{LineIndex, Safe, Span, words};

pub const FORMAT: Format = Format {
    name: "plain",
    write,
};

fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    for diagnostic in &report.judgement.diagnostics {
        writeln!(out, "{}", sentence(diagnostic, report))?;
    }
    writeln!(out, "{}.", summary(report))
}

/// `journals/x.md, line 5, column 1: error: … Did you mean …? (unknown-field)`.
fn sentence(diagnostic: &Diagnostic, report: &Report<'_>) -> String {
    let place = place(diagnostic, report);
    let severity = diagnostic.severity.name();
    let said = words::clauses([
        diagnostic.message.as_str(),
        diagnostic.at.text.as_str(),
        diagnostic.help.as_deref().unwrap_or_default(),
    ]);
    format!("{place}: {severity}: {} ({})", Safe(&said), diagnostic.rule)
}

fn place(diagnostic: &Diagnostic, report: &Report<'_>) -> String {
    let path = Safe(&diagnostic.at.path).to_string();
    let text = report
        .portfolio
        .text(&diagnostic.at.path)
        .filter(|_| diagnostic.at.span != Span::start_of_file());
    match text {
        Some(text) => {
            let at = LineIndex::new(&text).position(&text, diagnostic.at.span.start);
            format!("{path}, line {}, column {}", at.line, at.column)
        }
        None => path,
    }
}
