//! A step that belongs to somebody else was taken by the owner of the portfolio.
//!
//! ## What it checks
//!
//! A step that the scheme gives to a role, such as the line manager, has to be signed by
//! somebody other than the owner. That holds even if the owner has the role.
//!
//! ## Why it matters
//!
//! An endorsement is a second person's word. Nobody can give it for themselves.
//!
//! ## Example
//!
//! ```yaml
//! signoff: endorse
//! by: sam-carter
//! role: line-manager
//! ```
//!
//! This is Sam's own portfolio, so Sam cannot endorse what is in it.
//!
//! ## How to resolve
//!
//! Ask the person who holds the role to take the step, for instance with
//! `cpd endorse silver`. If nobody holds it at present, ask the awarding body who may
//! stand in, and enter that person in `trust/people.yaml`.

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
    signoff_findings::for_each_problem(context, |at, problem| {
        let SignoffProblem::SelfEndorsement = problem else {
            return;
        };
        let message = format!("{at} cannot be signed by the owner of the portfolio");
        let role = words::spaced(at.state.step.by.role());
        let found = RULE.finding(at.path(), at.field_span("by"), message);
        out.push(found.help(format!("ask the person who holds the role of {role}")));
    });
}
