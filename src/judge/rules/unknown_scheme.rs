//! A scheme, or a version of one, that cannot be had.

use super::{Context, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::portfolio::Fault;
use crate::text::did_you_mean;

pub const RULE: Rule = Rule {
    name: "unknown-scheme",
    severity: Severity::Error,
    allowable: false,
    source: include_str!("unknown_scheme.rs"),
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for (found, fault) in context.faults() {
        if let Fault::UnknownScheme { at, id, version, known } = fault {
            let is_version = !context.case.portfolio.library.versions(id).is_empty();
            let message = if is_version {
                format!("there is no version {version} of the scheme `{id}` here")
            } else {
                format!("there is no scheme called `{id}` here")
            };
            let wanted = if is_version { version } else { id };
            let diagnostic = RULE.found(&found.path, *at, message).help(format!("there is: {}", known.join(", ")));
            out.push(match did_you_mean::question(wanted, known.iter().map(String::as_str)) {
                Some(question) if !is_version => diagnostic.label(question),
                _ => diagnostic,
            });
        }
    }
}
