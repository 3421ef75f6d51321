//! A reference to a record of another kind.

use super::{Context, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::portfolio::Fault;

pub const RULE: Rule = Rule {
    name: "wrong-reference-kind",
    severity: Severity::Error,
    allowable: false,
    source: include_str!("wrong_reference_kind.rs"),
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for (found, fault) in context.faults() {
        if let Fault::WrongReferenceKind { wanted, found: other, id, at } = fault {
            let (wanted, other) = (context.a_kind(Some(wanted)), context.a_kind(Some(other)));
            let message = format!("`{id}` is {other}; {wanted} is needed here");
            out.push(RULE.found(&found.path, *at, message));
        }
    }
}
