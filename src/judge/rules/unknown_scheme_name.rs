//! A name in a scheme that nothing bears.

use super::{Context, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::schema::Trouble;
use crate::text::did_you_mean;

pub const RULE: Rule = Rule {
    name: "unknown-scheme-name",
    severity: Severity::Error,
    allowable: false,
    source: include_str!("unknown_scheme_name.rs"),
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for fault in context.schema_faults() {
        if let Trouble::UnknownName { noun, name, known } = fault.trouble {
            let diagnostic = RULE.found(&fault.at.path, fault.at.span, format!("there is no {noun} called `{name}`"));
            out.push(match did_you_mean::question(&name, known.iter().map(String::as_str)) {
                Some(question) => diagnostic.label(question),
                None if known.is_empty() => diagnostic,
                None => diagnostic.help(format!("there is: {}", known.join(", "))),
            });
        }
    }
}
