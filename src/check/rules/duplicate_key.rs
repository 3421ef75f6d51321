//! A detail is written twice. Only the first line counts, so what the second line says is
//! lost.
//!
//! The rule checks the details at the top of a record, `cpd.yaml` and `trust/people.yaml`.
//!
//! ## Example
//!
//! ```yaml
//! title: Servicing a committee
//! date: 2026-02-11
//! title: Committee servicing, part one
//! ```
//!
//! `title` is written twice. The second title is not read.
//!
//! ## To correct it
//!
//! Decide which line is right, and delete the other one. If both are the same, or one is
//! empty, `cpd check --fix` deletes it.
//!
//! If you need both, and the detail takes a list, write them in one line:
//! `evidence: [evidence/one.pdf, evidence/two.pdf]`.

use super::{Rule, RuleContext, RuleSubject};
use crate::base::document;
use crate::base::text::Span;
use crate::domain::finding::{Diagnostic, Label, Severity};
use crate::domain::portfolio::Fault;
use crate::domain::remedy::Remedy;

pub const RULE: Rule = Rule {
    name: "duplicate-key",
    severity: Severity::Error,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("duplicate_key.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    for (found, fault) in context.faults() {
        if let Fault::Form(document::SyntaxFault::DuplicateKey { key, again, first }) = fault {
            let message = format!("`{key}` is written twice, and only the first counts");
            let diagnostic = RULE
                .finding(&found.path, *again, message)
                .label("written again")
                .related(Label::new(&found.path, *first, "first written here"));
            let text = context.input.portfolio.snapshot.text(&found.path);
            let spare = text.and_then(|text| spare_line(text, *first, *again));
            let remedy = match spare {
                Some(line) => {
                    Remedy::edit("delete the line that adds nothing", &found.path, line, "")
                }
                None => Remedy::advice("delete one of the two lines"),
            };
            out.push(diagnostic.remedy(remedy));
        }
    }
}

/// Returns the one of two lines that adds no word to the other: one without a value, or the
/// second of two that are the same.
fn spare_line(text: &str, first: Span, again: Span) -> Option<Span> {
    let (first, again) = (whole_line(text, first)?, whole_line(text, again)?);
    let words = |line: Span| line.slice(text).trim();
    if words(again).ends_with(':') || words(first) == words(again) {
        return Some(again);
    }
    words(first).ends_with(':').then_some(first)
}

/// Returns the line that a name begins, with its end; `None` if the value goes on below it.
fn whole_line(text: &str, key: Span) -> Option<Span> {
    let before = text.get(..key.start)?;
    let rest = text.get(key.start..)?;
    let len = rest.find('\n')? + 1;
    let goes_on = rest[len..].starts_with([' ', '\t', '-']) && !rest[len..].starts_with("---");
    let is_line = before.ends_with('\n') && !goes_on;
    is_line.then(|| Span::new(key.start, key.start + len))
}
