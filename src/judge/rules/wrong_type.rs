//! A value of another sort than the field takes.

use super::{Context, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::portfolio::Fault;

pub const RULE: Rule = Rule {
    name: "wrong-type",
    severity: Severity::Error,
    allowable: false,
    source: include_str!("wrong_type.rs"),
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for (found, fault) in context.faults() {
        if let Fault::WrongType { field, at, needed, found: what } = fault {
            let message = format!("`{field}` should be {needed}, not {what}");
            out.push(RULE.found(&found.path, *at, message));
        }
    }
}
