//! A section with nothing written in it.

use super::{Context, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::judge::sections;
use crate::text::Span;

pub const RULE: Rule = Rule {
    name: "empty-section",
    severity: Severity::Warning,
    allowable: true,
    source: include_str!("empty_section.rs"),
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for record in context.written() {
        let left = sections::placeholders(record, context.case.portfolio);
        for heading in sections::empty(record, &left) {
            let message = format!("the section \u{201c}{}\u{201d} is empty", heading.text.trim());
            let text = context.text_of(record);
            let span = Span::new(heading.span.start, heading.span.start + heading.span.of(text).trim_end().len());
            out.push(RULE.found(&record.path, span, message).help("write beneath the heading"));
        }
    }
}
