//! The owner signed a step that belongs to another person. It is not valid: nobody can
//! endorse their own work.
//!
//! This applies even if the owner holds the role, such as line manager.
//!
//! ## Example
//!
//! ```yaml
//! signoff: endorse
//! by: sam-carter
//! role: line-manager
//! ```
//!
//! This is Sam's own portfolio, so Sam cannot endorse it.
//!
//! ## To correct it
//!
//! Ask the person who holds the role to sign, for example with `cpd endorse silver`.
//!
//! If nobody holds it, ask the awarding body who can do it instead. Then add that person to
//! `trust/people.yaml`.

use super::{Rule, RuleContext, RuleSubject};
use crate::base::text::words;
use crate::check::signoff_findings;
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::signoff::SignoffProblem;

pub const RULE: Rule = Rule {
    name: "self-endorsement",
    severity: Severity::Error,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("self_endorsement.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    signoff_findings::for_each_problem(context, |checked, problem| {
        let SignoffProblem::SelfEndorsement = problem else {
            return;
        };
        let message = format!("{checked} is signed by the owner, but it must be another person");
        let role = words::with_spaces(checked.taken.step.by.role());
        let found = RULE.finding(checked.path(), checked.field_span("by"), message);
        out.push(found.help(format!("ask the {role} to sign")));
    });
}
