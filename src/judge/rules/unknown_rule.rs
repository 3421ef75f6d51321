//! A rule to be left out that does not exist, or may not be left out.

use super::{Context, RULES, Rule, by_name};
use crate::diagnostic::{Diagnostic, Severity};
use crate::text::{Safe, did_you_mean};

pub const RULE: Rule = Rule {
    name: "unknown-rule",
    severity: Severity::Warning,
    allowable: false,
    source: include_str!("unknown_rule.rs"),
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for record in context.records() {
        for (name, span) in &record.allowed {
            let problem = match by_name(name) {
                Some(rule) if rule.allowable => continue,
                Some(_) => format!("`{name}` cannot be left out"),
                None => format!("there is no rule called `{}`", Safe(name)),
            };
            let names = RULES.iter().filter(|rule| rule.allowable).map(|rule| rule.name);
            let question = did_you_mean::question(name, names);
            out.push(RULE.found(&record.path, *span, problem).maybe_help(question));
        }
    }
}
