//! Text of the template that was not replaced.

use super::{Context, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::judge::sections;

pub const RULE: Rule = Rule {
    name: "placeholder-text",
    severity: Severity::Warning,
    allowable: true,
    source: include_str!("placeholder_text.rs"),
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for record in context.written() {
        for span in sections::placeholders(record, context.case.portfolio) {
            let message = "this is still the template's own text";
            out.push(RULE.found(&record.path, span, message).help("write your own words in its place"));
        }
    }
}
