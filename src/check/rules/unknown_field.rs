//! A record has a detail that its kind does not have. cpd does not read it, so what it says
//! is lost.
//!
//! Each kind of record has its own list of details, and a scheme can add to it. Spelling
//! and capital letters must be exact. `cpd.yaml` and `trust/people.yaml` are checked in the
//! same way.
//!
//! ## Example
//!
//! ```yaml
//! title: Servicing a committee
//! hors: 3.5
//! ```
//!
//! cpd suggests `hours`. Until you correct it, this activity has no hours.
//!
//! ## To correct it
//!
//! - Correct the name as the finding suggests, or use one that it lists.
//! - To see what an activity can have, run `cpd explain activity`.
//! - If there is no detail for what you want to say, write it in the text.

use super::{Rule, RuleContext, RuleSubject};
use crate::base::document::write::{readably_quoted, scalar};
use crate::base::text::{Span, did_you_mean};
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::portfolio::Fault;

pub const RULE: Rule = Rule {
    name: "unknown-field",
    severity: Severity::Error,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("unknown_field.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    for (found, fault) in context.faults() {
        if let Fault::UnknownField { name, at, known } = fault {
            let message = format!(
                "{} has no detail called `{name}`",
                context.kind_with_article(found.kind.as_deref())
            );
            let diagnostic = RULE.finding(&found.path, *at, message);
            out.push(
                match &did_you_mean::similar_names(name, known.iter().map(String::as_str))[..] {
                    [] => diagnostic.with_choices("it can have", known),
                    near => diagnostic.ask(near, |near| {
                        // A second line for the same field would break `duplicate-key`.
                        let is_written = is_written(context, &found.path, *at, near);
                        (!is_written).then(|| edit(context, &found.path, *at, name, near))?
                    }),
                },
            );
        }
    }
}

/// Returns the edit that writes the name that was meant, and keeps every word.
fn edit(
    context: &RuleContext<'_>,
    path: &str,
    at: Span,
    name: &str,
    near: &str,
) -> Option<(Span, String)> {
    if did_you_mean::keeps_words(name, near) {
        return Some((at, scalar(near)));
    }
    // A colon without a blank belongs to the name: `title:Minutes: what they are for`.
    let (before, _) = name.split_once(':')?;
    if !before.eq_ignore_ascii_case(near) {
        return None;
    }
    let text = context.input.portfolio.snapshot.text(path)?;
    let line = text.get(at.start..)?.lines().next()?.trim_end();
    let value = line.get(before.len() + 1..)?.trim();
    let whole = Span::new(at.start, at.start + line.len());
    Some((whole, format!("{near}: {}", readably_quoted(value))))
}

/// Returns true if the record at a place has a field.
fn is_written(context: &RuleContext<'_>, path: &str, at: Span, field: &str) -> bool {
    let record = context.input.portfolio.at_place(path, at);
    record.is_some_and(|record| record.field(field).is_some())
}
