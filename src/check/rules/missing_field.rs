//! A detail that this kind of record needs is missing or empty.
//!
//! ## What it checks
//!
//! Every kind of record has details that it cannot do without, such as the title and the
//! date of an activity; a scheme may ask for more. This finds those that are not there
//! and those with nothing after the colon. It looks at the people in `trust/people.yaml`
//! too.
//!
//! ## Why it matters
//!
//! Without its date a record cannot be put in order; without its award it cannot count.
//!
//! ## Example
//!
//! ```yaml
//! title: What minutes are for
//! date:
//! activity: 2026-02-11-committee-servicing
//! ```
//!
//! A journal needs a date and an award. Here `date` is empty, and `award` is not there.
//!
//! ## How to resolve
//!
//! Add the line that the finding names, or write the value after its colon. The finding
//! says what sort of value it takes. When you begin a record with `cpd new KIND`, it asks
//! for these details.

use super::{Context, Rule, label_at};
use crate::base::text::Span;
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::portfolio::Fault;

pub const RULE: Rule = Rule {
    name: "missing-field",
    severity: Severity::Error,
    allowable: false,
    source: include_str!("missing_field.rs"),
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for (found, fault) in context.faults() {
        if let Fault::MissingField { field, at, written } = fault {
            let kind = context.a_kind(found.kind.as_deref());
            let message = if *written {
                format!("`{}` is empty, and {kind} needs it", field.name)
            } else {
                format!("{kind} needs `{}`", field.name)
            };
            let place = if *written {
                *at
            } else {
                Span::new(at.start, at.start)
            };
            let asked = label_at(&field.origin, "asked for here");
            let line = if *written {
                "write it after the colon"
            } else {
                "add a line"
            };
            let help = format!("{line}: `{}: …`, {}", field.name, field.ty.describe());
            out.push(
                RULE.found(&found.path, place, message)
                    .related(asked)
                    .help(help),
            );
        }
    }
}
