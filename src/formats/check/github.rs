//! For GitHub's runners, and Gitea's and Forgejo's: a line for each finding that marks
//! the words it is about in a pull request. A runner shows the first ten of a kind, so
//! the worst come first.

use std::io::{self, Write};

use super::line_indexes::LineIndexes;
use super::summary;
use crate::base::text::{Safe, Shell, Span, words};
use crate::domain::finding::{Diagnostic, Severity};
use crate::formats::{Style, remedies};
use crate::views::check::Check;

pub fn write(check: &Check, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut indexes = LineIndexes::new(check);
    let mut found: Vec<&Diagnostic> = check.findings.iter().collect();
    found.sort_by_key(|diagnostic| std::cmp::Reverse(diagnostic.severity));
    for diagnostic in found {
        writeln!(out, "{}", command(diagnostic, &mut indexes, style.shell))?;
    }
    writeln!(out, "{}.", summary(check))
}

/// `::error file=journals/x.md,line=5,endLine=5,col=1,endColumn=9,title=unknown-field::…`.
fn command(diagnostic: &Diagnostic, indexes: &mut LineIndexes<'_>, shell: Shell) -> String {
    let kind = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let span = diagnostic.at.span;
    let at = indexes
        .get(&diagnostic.at.path)
        .filter(|_| span != Span::start_of_file())
        .map_or_else(String::new, |(text, index)| {
            let (start, end) = (
                index.position(text, span.start),
                index.position(text, span.end),
            );
            // Columns are shown within one line only.
            let columns = if start.line == end.line {
                format!(",col={},endColumn={}", start.column, end.column)
            } else {
                String::new()
            };
            format!(",line={},endLine={}{columns}", start.line, end.line)
        });
    let said = words::join_clauses([
        diagnostic.message.as_str(),
        diagnostic.at.text.as_str(),
        remedies::help(diagnostic, shell)
            .as_deref()
            .unwrap_or_default(),
    ]);
    format!(
        "::{kind} file={}{at},title={}::{}",
        escape_property(&Safe(&indexes.repository_path(&diagnostic.at.path)).to_string()),
        diagnostic.rule,
        escape_data(&Safe(&said).to_string())
    )
}

/// Escapes the characters that the runner would take for its own signs.
fn escape_data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn escape_property(text: &str) -> String {
    escape_data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_messages_cannot_inject_workflow_commands() {
        assert_eq!(escape_property("a,b:c%\n"), "a%2Cb%3Ac%25%0A");
        assert_eq!(escape_data("100%\r\n::error::x"), "100%25%0D%0A::error::x");
    }
}
