//! A setting that is missing or cannot be right.

use super::{Context, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::portfolio::Fault;

pub const RULE: Rule = Rule {
    name: "bad-setting",
    severity: Severity::Error,
    allowable: false,
    source: include_str!("bad_setting.rs"),
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for (found, fault) in context.faults() {
        if let Fault::Config { at, message, help } = fault {
            out.push(RULE.found(&found.path, *at, message).help(help));
        }
    }
}
