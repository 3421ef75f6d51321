//! A key of a scheme that means nothing where it stands.

use super::{Context, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::schema::Trouble;
use crate::text::did_you_mean;

pub const RULE: Rule = Rule {
    name: "unknown-scheme-key",
    severity: Severity::Error,
    allowable: false,
    source: include_str!("unknown_scheme_key.rs"),
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for fault in context.schema_faults() {
        if let Trouble::UnknownKey { key, known } = fault.trouble {
            let diagnostic = RULE.found(&fault.at.path, fault.at.span, format!("`{key}` means nothing here"));
            out.push(match did_you_mean::question(&key, known.iter().map(String::as_str)) {
                Some(question) => diagnostic.label(question),
                None => diagnostic.help(format!("here may be: {}", known.join(", "))),
            });
        }
    }
}
