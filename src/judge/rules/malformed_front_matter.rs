//! Details at the top that cannot be read.

use super::{Context, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::portfolio::Fault;
use crate::syntax;

pub const RULE: Rule = Rule {
    name: "malformed-front-matter",
    severity: Severity::Error,
    allowable: false,
    source: include_str!("malformed_front_matter.rs"),
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for (found, fault) in context.faults() {
        match fault {
            Fault::Form(syntax::Fault::Malformed(malformed)) => {
                let message = format!("the details at the top (front matter) cannot be read: {}", malformed.reason);
                out.push(RULE.found(&found.path, malformed.span, message).help(&malformed.help));
            }
            Fault::Form(syntax::Fault::NotAMap(span)) => {
                let message = "the details at the top (front matter) should be lines of the form `name: value`";
                out.push(RULE.found(&found.path, *span, message).help("write `title: …`, one detail to a line"));
            }
            _ => {}
        }
    }
}
