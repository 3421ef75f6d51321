//! A detail that has to be given.

use super::{Context, Rule, label_at};
use crate::diagnostic::{Diagnostic, Severity};
use crate::portfolio::Fault;
use crate::text::Span;

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
            let place = if *written { *at } else { Span::new(at.start, at.start) };
            let asked = label_at(&field.origin, "asked for here");
            let help = format!("add a line `{}: …`, {}", field.name, field.ty.describe());
            out.push(RULE.found(&found.path, place, message).related(asked).help(help));
        }
    }
}
