//! A record asks to leave out a rule that does not exist or that cannot be left out. The
//! line has no effect.
//!
//! A record leaves out a rule with `allow: [rule-name]` in its details. The rules that
//! awards and sign-offs depend on apply to every record.
//!
//! ## Example
//!
//! ```yaml
//! title: Stewarding at winter graduation
//! allow: [missing-alt-txt]
//! ```
//!
//! The rule is called `missing-alt-text`.
//!
//! ## To correct it
//!
//! - Correct the name. It is shown with the finding that you want to leave out.
//! - If the rule cannot be left out, delete its name from `allow`. `cpd explain RULE` says
//!   how to correct what it finds.

use super::{RULES, Rule, RuleContext, RuleSubject, by_name};
use crate::base::document::write::scalar;
use crate::base::text::{Safe, did_you_mean};
use crate::domain::finding::{Diagnostic, Severity};

pub const RULE: Rule = Rule {
    name: "unknown-rule",
    severity: Severity::Warning,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("unknown_rule.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    for record in context.records() {
        for (name, span) in &record.allowed {
            let problem = match by_name(name) {
                Some(rule) if rule.allowable => continue,
                Some(_) => format!("the rule `{name}` cannot be left out"),
                None => format!("there is no rule called `{}`", Safe(name)),
            };
            let names = RULES
                .iter()
                .filter(|rule| rule.allowable)
                .map(|rule| rule.name);
            let near = did_you_mean::similar_names(name, names);
            out.push(
                RULE.finding(&record.path, *span, problem)
                    .ask(&near, |near| Some((*span, scalar(near)))),
            );
        }
    }
}
