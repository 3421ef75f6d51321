//! Details at the top that are opened and never closed.

use super::{Context, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::portfolio::Fault;
use crate::syntax;

pub const RULE: Rule = Rule {
    name: "unclosed-front-matter",
    severity: Severity::Error,
    allowable: false,
    source: include_str!("unclosed_front_matter.rs"),
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for (found, fault) in context.faults() {
        if let Fault::Form(syntax::Fault::UnclosedFrontMatter(opening)) = fault {
            let message = "the details at the top (front matter) are opened here and never closed";
            let help = "add a line `---` after the last of the details";
            out.push(RULE.found(&found.path, *opening, message).help(help));
        }
    }
}
