//! A detail that is given twice.

use super::{Context, Rule};
use crate::diagnostic::{Diagnostic, Label, Severity};
use crate::portfolio::Fault;
use crate::syntax;

pub const RULE: Rule = Rule {
    name: "duplicate-key",
    severity: Severity::Error,
    allowable: false,
    source: include_str!("duplicate_key.rs"),
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for (found, fault) in context.faults() {
        if let Fault::Form(syntax::Fault::DuplicateKey { key, again, first }) = fault {
            let message = format!("`{key}` is given twice; only the first counts");
            let first = Label::new(&found.path, *first, "first given here");
            let diagnostic = RULE.found(&found.path, *again, message).label("given again").related(first);
            out.push(diagnostic.help("keep one of the two"));
        }
    }
}
