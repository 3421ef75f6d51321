//! A scheme contains a line that cpd cannot understand, or a requirement that nobody could
//! meet. cpd cannot check the portfolio reliably until it is corrected.
//!
//! The rule checks schemes and the kinds of record that they add. It finds values of the
//! wrong type, missing parts, names that are defined twice, and awards that come after each
//! other in a circle. It also finds a criterion that has no form, or more than one.
//!
//! A scheme of your own cannot have the id and the version of a scheme that comes with cpd.
//! cpd then uses the one that comes with it.
//!
//! A step cannot be called `return` or `withdraw`. These names stand for steps that every award
//! has.
//!
//! ## Example
//!
//! ```yaml
//! id: journals
//! says: Three reflective journals
//! count: { of: journals, at_least: 5, at_most: 3 }
//! ```
//!
//! No number is both at least 5 and at most 3.
//!
//! ## To correct it
//!
//! This is for the author of the scheme:
//!
//! 1. Correct the line that the finding shows.
//! 2. Run `cpd scheme check`.
//!
//! If you are not the author, send them the finding. If the scheme comes with cpd, please
//! report it.

use super::{Rule, RuleContext, RuleSubject};
use crate::base::text::{Span, words};
use crate::check::criteria::FORMS;
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::portfolio::Fault;
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
    for (found, fault) in context.faults() {
        if let Fault::ShadowingScheme { id, version } = fault {
            let message = format!(
                "a scheme called {id} {version} comes with cpd, so cpd does not use this one"
            );
            let help = "give this one another id or version, or delete its folder";
            out.push(
                RULE.finding(&found.path, Span::start_of_file(), message)
                    .remedies([Remedy::advice(help)]),
            );
        }
    }
    for fault in context.schema_faults() {
        let (message, help) = match fault.trouble {
            SchemaFaultKind::Malformed(malformed) => (
                format!("cpd cannot read this: {}", malformed.reason),
                Some(malformed.help),
            ),
            SchemaFaultKind::Shape { needed, found } => {
                (format!("this must be {needed}, not {found}"), None)
            }
            SchemaFaultKind::MissingKey { key } => (format!("`{key}` is missing here"), None),
            SchemaFaultKind::Forms { found: 0 } => {
                ("this criterion has no form".into(), Some(list_forms()))
            }
            SchemaFaultKind::Forms { found } => (
                format!("this criterion has {found} forms, and it must have one"),
                Some(list_forms()),
            ),
            SchemaFaultKind::Repeated { noun, name } => {
                (format!("the {noun} `{name}` is defined twice"), None)
            }
            SchemaFaultKind::Reserved {
                noun,
                name,
                used_for,
            } => (
                format!("no {noun} can be called `{name}`, because that name {used_for}"),
                Some("give it another name".to_owned()),
            ),
            SchemaFaultKind::Circle { noun, name } => {
                (format!("the {noun} `{name}` leads back to itself"), None)
            }
            SchemaFaultKind::Impossible { why } => (why, None),
            SchemaFaultKind::Conflict { kind, field } => (
                format!("another scheme defines `{field}` of {kind} in another way"),
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

fn list_forms() -> String {
    let names: Vec<&str> = FORMS.iter().map(|form| form.name).collect();
    format!("use one of these forms: {}", words::join_choices(&names))
}
