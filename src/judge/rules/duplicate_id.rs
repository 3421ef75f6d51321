//! Two records of one kind with the same name.

use super::{Context, Rule};
use crate::diagnostic::{Diagnostic, Label, Severity};
use crate::portfolio::{Fault, Found};
use crate::text::Safe;

pub const RULE: Rule = Rule {
    name: "duplicate-id",
    severity: Severity::Error,
    allowable: false,
    source: include_str!("duplicate_id.rs"),
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for (found, fault) in context.faults() {
        if let Fault::DuplicateId { id, at, first, first_at } = fault {
            let message = format!("`{}` is also the name of another {}", Safe(id), noun(context, found));
            let label = Label::new(first, *first_at, "the other one");
            let help = "names are compared without case; `cpd rename` gives one of them another";
            out.push(RULE.found(&found.path, *at, message).related(label).help(help));
        }
    }
}

fn noun(context: &Context<'_>, found: &Found) -> String {
    let kind = found.kind.as_deref().and_then(|name| context.case.portfolio.kinds.get(name));
    kind.map_or_else(|| "record".to_owned(), crate::schema::Kind::noun)
}
