//! A record asks for a rule to be left out that does not exist or has to stay.
//!
//! ## What it checks
//!
//! With `allow: [rule-name]` among its details at the top (front matter), a record asks
//! for a rule to be left out. This finds names that no rule has, and rules that cannot be
//! left out.
//!
//! ## Why it matters
//!
//! A name with a slip in it leaves nothing out. The rules that awards and sign-offs
//! depend on apply to every record.
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
//! ## How to resolve
//!
//! Correct the name: it is the one shown with the finding that you want to leave out. If
//! the rule has to stay, take its name out of `allow`, and see with `cpd explain RULE`
//! how to resolve what it finds.

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
                Some(_) => format!("`{name}` cannot be left out"),
                None => format!("there is no rule called `{}`", Safe(name)),
            };
            let names = RULES
                .iter()
                .filter(|rule| rule.allowable)
                .map(|rule| rule.name);
            let near = did_you_mean::near(name, names);
            out.push(
                RULE.finding(&record.path, *span, problem)
                    .ask(&near, |near| Some((*span, scalar(near)))),
            );
        }
    }
}
