//! The text has something in it that identifies a person, such as a telephone number.
//!
//! ## What it checks
//!
//! Email addresses, telephone numbers (British ones from their 0, others from their +),
//! NHS numbers and National Insurance numbers, anywhere in a record. Email addresses
//! listed in `trust/people.yaml` are fine, and so is what a CV says of its owner under
//! `basics`. Names and postal addresses are not recognised.
//! The message names the sort of detail, never the detail.
//!
//! ## Why it matters
//!
//! Once saved, it stays in the history even if it is taken out later.
//!
//! ## Example
//!
//! ```markdown
//! Afterwards I rang the organiser on 01632 960000.
//! ```
//!
//! Readers do not need the number (made up here), and its owner did not agree to it.
//!
//! ## How to resolve
//!
//! Take it out before you save. If it is in your last save, and nobody else has that yet,
//! `cpd undo` takes the save back and keeps every word; then take it out and save again.
//!
//! To leave this out for one record, add `allow: [personal-data]` to its front matter
//! (the details at the top). That is right for what is public, such as a switchboard, or
//! for a number that only looks like one, such as the ISBN of a book.

use super::{Rule, RuleContext, RuleSubject};
use crate::base::text::Span;
use crate::check::personal_identifiers;
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::portfolio::Record;

pub const RULE: Rule = Rule {
    name: "personal-data",
    severity: Severity::Error,
    allowable: true,
    subject: RuleSubject::Content,
    source: include_str!("personal_data.rs"),
    check,
};

/// Whether it stands in a field that is there for the owner's own details.
fn is_own(record: &Record, at: Span) -> bool {
    let own = record.kind.fields.iter().filter(|field| field.own);
    let mut spans = own.filter_map(|field| Some(record.field(&field.name)?.span));
    spans.any(|span| span.start <= at.start && at.end <= span.end)
}

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    let people = context.input.portfolio.people();
    let known: Vec<&str> = people.flat_map(|person| person.emails()).collect();
    let is_known = |words: &str| known.iter().any(|email| email.eq_ignore_ascii_case(words));
    context.for_each_written(out, |record, text, out| {
        let found = personal_identifiers::find(text);
        for finding in found
            .into_iter()
            .filter(|finding| !is_known(finding.span.of(text)) && !is_own(record, finding.span))
        {
            // The value itself is never printed, in any format.
            let message = format!("this looks like {}", finding.what);
            let help = "take it out before it becomes history; if it is meant to be here, \
                        add `allow: [personal-data]` at the top";
            let diagnostic = RULE.finding(&record.path, finding.span, message);
            out.push(diagnostic.help(help).secret());
        }
    });
}
