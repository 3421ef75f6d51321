//! A record without details at the top.

use super::{Context, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::portfolio::Fault;
use crate::syntax;
use crate::text::Span;

pub const RULE: Rule = Rule {
    name: "missing-front-matter",
    severity: Severity::Error,
    allowable: false,
    source: include_str!("missing_front_matter.rs"),
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for (found, fault) in context.faults() {
        if matches!(fault, Fault::Form(syntax::Fault::MissingFrontMatter)) {
            let kind = context.a_kind(found.kind.as_deref());
            let message = format!("the details at the top (front matter) are missing, so this cannot be read as {kind}");
            let help = "begin the file with a line `---`, then `title: …` and the other details, then another `---`";
            out.push(RULE.found(&found.path, Span::start_of_file(), message).help(help));
        }
    }
}
