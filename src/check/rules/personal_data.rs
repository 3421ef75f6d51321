//! The text seems to contain personal details, such as a telephone number. After you save,
//! they stay in the history even if you delete them later.
//!
//! The rule finds email addresses, telephone numbers, NHS numbers and National Insurance
//! numbers. It finds British telephone numbers that start with 0, and others that start
//! with +. It does not find names or postal addresses. Email addresses in
//! `trust/people.yaml` and the owner's own details in a CV (`basics`) are fine. The finding
//! never prints the value.
//!
//! ## Example
//!
//! ```markdown
//! Afterwards I rang the organiser on 01632 960000.
//! ```
//!
//! Readers do not need this number (it is made up).
//!
//! ## To correct it
//!
//! Delete it before you save.
//!
//! If you have already saved, and nobody else has that save yet:
//!
//! 1. Run `cpd undo`. It keeps your text.
//! 2. Delete the value.
//! 3. Save again.
//!
//! ## Leave it out
//!
//! If the value is public, such as a switchboard number, add `allow: [personal-data]` to
//! the details at the top. Do the same if it only looks like a personal number, such as the
//! ISBN of a book.

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

/// Returns true if a span is in a field for the owner's own details.
fn is_own(record: &Record, at: Span) -> bool {
    let own = record.kind.fields.iter().filter(|field| field.own);
    let mut spans = own.filter_map(|field| Some(record.field(&field.name)?.span));
    spans.any(|span| span.start <= at.start && at.end <= span.end)
}

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    let people = context.input.portfolio.people();
    let known: Vec<&str> = people.flat_map(|person| person.emails()).collect();
    let is_known = |words: &str| known.iter().any(|email| email.eq_ignore_ascii_case(words));
    context.for_each_written_record(out, |record, text, out| {
        let found = personal_identifiers::find_identifiers(text);
        for finding in found
            .into_iter()
            .filter(|finding| !is_known(finding.span.slice(text)) && !is_own(record, finding.span))
        {
            // The value itself is never printed, in any format.
            let message = format!("this looks like {}", finding.description);
            let help = "remove it before you save; if it is meant to be here, \
                        add `allow: [personal-data]` at the top";
            let diagnostic = RULE.finding(&record.path, finding.span, message);
            out.push(diagnostic.help(help).secret());
        }
    });
}
