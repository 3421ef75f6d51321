//! A detail that this kind of record does not have.

use super::{Context, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::portfolio::Fault;
use crate::text::did_you_mean;

pub const RULE: Rule = Rule {
    name: "unknown-field",
    severity: Severity::Error,
    allowable: false,
    source: include_str!("unknown_field.rs"),
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for (found, fault) in context.faults() {
        if let Fault::UnknownField { name, at, known } = fault {
            let message = format!("`{name}` is not a field of {}", context.a_kind(found.kind.as_deref()));
            let diagnostic = RULE.found(&found.path, *at, message);
            out.push(match did_you_mean::question(name, known.iter().map(String::as_str)) {
                Some(question) => diagnostic.label(question),
                None => diagnostic.help(format!("it may have: {}", known.join(", "))),
            });
        }
    }
}
