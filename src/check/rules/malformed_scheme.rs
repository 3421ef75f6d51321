//! A scheme says something that cannot be understood or could never be met.
//!
//! ## What it checks
//!
//! Schemes, and the kinds of record that they add. This finds a line that cannot be read,
//! a value of the wrong sort, something missing that has to be there, one name given
//! twice, a criterion with no form or several, awards that come after each other in a
//! circle, and a requirement that nothing could meet.
//!
//! ## Why it matters
//!
//! A portfolio is judged by its scheme. Where the scheme is not clear, the result would
//! be a guess.
//!
//! ## Example
//!
//! ```yaml
//! id: journals
//! says: Three reflective journals
//! count: { of: journals, at_least: 5, at_most: 3 }
//! ```
//!
//! No number is both at least 5 and at most 3, so nobody could ever meet this.
//!
//! ## How to resolve
//!
//! This is for whoever looks after the scheme: correct the line that the finding points
//! at, then run `cpd scheme check`. If that is not you, send them the finding. A scheme
//! that comes with cpd should never have this; if one does, please report it.

use super::{Rule, RuleContext, RuleSubject};
use crate::base::text::words;
use crate::check::criteria::FORMS;
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::remedy::Remedy;
use crate::domain::schema::SchemaFaultKind;

pub const RULE: Rule = Rule {
    name: "malformed-scheme",
    severity: Severity::Error,
    allowable: false,
    subject: RuleSubject::Scheme,
    source: include_str!("malformed_scheme.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    for fault in context.schema_faults() {
        let (message, help) = match fault.trouble {
            SchemaFaultKind::Malformed(malformed) => (
                format!("this cannot be read: {}", malformed.reason),
                Some(malformed.help),
            ),
            SchemaFaultKind::Shape { needed, found } => {
                (format!("{needed} is needed here, not {found}"), None)
            }
            SchemaFaultKind::MissingKey { key } => (format!("`{key}` is missing here"), None),
            SchemaFaultKind::Forms { found: 0 } => {
                ("this says nothing to judge by".into(), Some(forms()))
            }
            SchemaFaultKind::Forms { found } => (
                format!("this has {found} forms; one is needed"),
                Some(forms()),
            ),
            SchemaFaultKind::Repeated { noun, name } => {
                (format!("the {noun} `{name}` is defined twice"), None)
            }
            SchemaFaultKind::Circle { noun, name } => {
                (format!("the {noun} `{name}` leads back to itself"), None)
            }
            SchemaFaultKind::Impossible { why } => (why, None),
            SchemaFaultKind::Conflict { kind, field } => (
                format!("another scheme has made `{field}` of {kind} something else"),
                None,
            ),
            SchemaFaultKind::UnknownKey { .. }
            | SchemaFaultKind::UnknownName { .. }
            | SchemaFaultKind::UnknownForm { .. } => continue,
        };
        out.push(
            RULE.finding(&fault.at.path, fault.at.span, message)
                .remedies(help.map(Remedy::advice)),
        );
    }
}

fn forms() -> String {
    let names: Vec<&str> = FORMS.iter().map(|form| form.name).collect();
    format!("a criterion has one of: {}", words::choices(&names))
}
