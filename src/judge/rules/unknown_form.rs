//! A criterion of a form that cpd cannot judge.

use super::{Context, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::schema::Trouble;
use crate::text::did_you_mean;

pub const RULE: Rule = Rule {
    name: "unknown-form",
    severity: Severity::Error,
    allowable: false,
    source: include_str!("unknown_form.rs"),
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for fault in context.schema_faults() {
        if let Trouble::UnknownForm { name, known } = fault.trouble {
            let message = format!("there is no form called `{name}`, so this criterion can never be met");
            let diagnostic = RULE.found(&fault.at.path, fault.at.span, message);
            let diagnostic = diagnostic.help(format!("the forms are: {}", known.join(", ")));
            out.push(match did_you_mean::question(&name, known.iter().map(String::as_str)) {
                Some(question) => diagnostic.label(question),
                None => diagnostic,
            });
        }
    }
}
