//! One finding that is expected, held against those that came.

use crate::base::text::{LineIndex, Span, words};
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::id::RuleId;
use crate::domain::portfolio::Portfolio;

/// A finding that is expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpectedFinding {
    pub rule: RuleId,
    pub path: String,
    /// From 1; none for a finding about a whole file.
    pub line: Option<usize>,
    pub criterion: Option<String>,
    pub severity: Option<Severity>,
    /// The exact words, and where they are written down.
    pub message: Option<(String, Span)>,
}

/// Takes out every expected finding with the one that it fits.
pub fn take_pairs<'e, 'f>(
    expected: &mut Vec<&'e ExpectedFinding>,
    found: &mut Vec<ActualFinding<'f>>,
    fits: fn(&ExpectedFinding, &ActualFinding<'_>) -> bool,
) -> Vec<(&'e ExpectedFinding, ActualFinding<'f>)> {
    let mut pairs = Vec::new();
    expected.retain(|one| {
        let at = found.iter().position(|seen| fits(one, seen));
        if let Some(at) = at {
            pairs.push((*one, found.remove(at)));
        }
        at.is_none()
    });
    pairs
}

/// A finding that came, and the line that it points at.
pub struct ActualFinding<'a> {
    pub found: &'a Diagnostic,
    line: Option<usize>,
}

impl<'a> ActualFinding<'a> {
    pub fn new(found: &'a Diagnostic, portfolio: &Portfolio) -> Self {
        let text = portfolio.text(&found.at.path);
        let whole = found.at.span == Span::start_of_file();
        let line = text.filter(|_| !whole).map(|text| {
            let index = LineIndex::new(&text);
            index.position(&text, found.at.span.start).line
        });
        Self { found, line }
    }

    pub fn format_place(&self) -> String {
        let found = self.found;
        format_place(
            &found.at.path,
            self.line,
            found.rule,
            found.criterion.as_deref(),
        )
    }
}

/// `expenses/2026-10-02-train.md:8 unmet-duty (alt-valley/claim)`.
fn format_place(path: &str, line: Option<usize>, rule: RuleId, criterion: Option<&str>) -> String {
    let line = line.map(|line| format!(":{line}")).unwrap_or_default();
    let about = criterion.map(|name| format!(" ({name})"));
    format!("{path}{line} {rule}{}", about.unwrap_or_default())
}

impl ExpectedFinding {
    pub fn format_place(&self) -> String {
        format_place(&self.path, self.line, self.rule, self.criterion.as_deref())
    }

    /// Returns true if it is about the same thing at the same place.
    pub fn is_about(&self, seen: &ActualFinding<'_>) -> bool {
        let found = seen.found;
        let line = self.line.is_none_or(|line| {
            // A finding about a whole file stands at its first line as well as at none.
            seen.line.unwrap_or(1) == line
        });
        let criterion = self.criterion.as_deref();
        line && self.rule == found.rule
            && self.path == found.at.path
            && criterion.is_none_or(|name| found.criterion.as_deref() == Some(name))
    }

    /// Returns true if it is this finding, word for word as far as words are given.
    pub fn is(&self, seen: &ActualFinding<'_>) -> bool {
        let message = self.message.as_ref();
        self.is_about(seen)
            && self
                .severity
                .is_none_or(|wanted| wanted == seen.found.severity)
            && message.is_none_or(|(words, _)| *words == seen.found.message)
    }

    /// Says how a finding differs that is about the same.
    pub fn describe_difference(&self, seen: &ActualFinding<'_>) -> String {
        let (place, found) = (seen.format_place(), seen.found);
        match self.severity.filter(|wanted| *wanted != found.severity) {
            Some(wanted) => format!(
                "{place} has the severity {}; expected {}",
                found.severity.name(),
                wanted.name()
            ),
            None => {
                let wanted = self.message.as_ref().map_or("", |(words, _)| words);
                let (here, wanted) = (words::quoted(&found.message), words::quoted(wanted));
                format!("{place} says {here}; expected {wanted}")
            }
        }
    }
}
