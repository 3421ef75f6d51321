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
use crate::domain::remedy::Remedy;

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
            let near = &did_you_mean::similar_names(name, known.iter().map(String::as_str))[..];
            let Some(first) = near.first() else {
                out.push(diagnostic.with_shared_choices("it can have", known));
                continue;
            };
            // A second line for the same field would break `duplicate-key`.
            let is_free = !is_written(context, &found.path, *at, first);
            let is_name = is_free && did_you_mean::keeps_words(name, first);
            let line = line_remedy(context, &found.path, *at, name, first);
            let line = line.filter(|_| is_free && !is_name && near.len() == 1);
            let asked = diagnostic.ask(near, |near| is_name.then(|| (*at, scalar(near))));
            out.push(asked.remedies(line));
        }
    }
}

/// Returns the edit of a line whose colon has no blank after it, so that words of the value
/// belong to the name: `title:Minutes: what they are for`.
fn line_remedy(
    context: &RuleContext<'_>,
    path: &str,
    at: Span,
    name: &str,
    field: &str,
) -> Option<Remedy> {
    let (before, _) = name.split_once(':')?;
    if !before.eq_ignore_ascii_case(field) {
        return None;
    }
    let text = context.input.portfolio.snapshot.text(path)?;
    let line = text.get(at.start..)?.lines().next()?.trim_end();
    let value: Vec<&str> = line.get(before.len() + 1..)?.split_whitespace().collect();
    let whole = Span::new(at.start, at.start + line.len());
    let right = format!("{field}: {}", readably_quoted(&value.join(" ")));
    let says = format!("write the line as `{right}`");
    Some(Remedy::edit(says, path, whole, right))
}

/// Returns true if the record at a place has a field.
fn is_written(context: &RuleContext<'_>, path: &str, at: Span, field: &str) -> bool {
    let record = context.input.portfolio.at_place(path, at);
    record.is_some_and(|record| record.field(field).is_some())
}
