//! A sign-off was made for another portfolio or another person.
//!
//! ## What it checks
//!
//! Every sign-off names the portfolio and the owner it was made for. This finds one that
//! names others than `cpd.yaml` does.
//!
//! ## Why it matters
//!
//! Otherwise an endorsement could be copied from one portfolio into another, and count
//! for somebody whom the signer never meant.
//!
//! ## Example
//!
//! ```yaml
//! signoff: endorse
//! award: lancaster/bronze
//! by: priya-shah
//! owner: { id: alex-reed, name: Alex Reed }
//! ```
//!
//! Priya endorsed Bronze for Alex, and the file lies in Sam's portfolio.
//!
//! ## How to resolve
//!
//! Have the step taken here by the person whose step it is, with its own command, such as
//! `cpd endorse bronze`. If `owner` or `portfolio` in `cpd.yaml` was changed after people
//! had signed, put the earlier value back; their sign-offs then count again.

use super::{Rule, RuleContext, RuleSubject};
use crate::check::signoff_findings;
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::signoff::SignoffProblem;

pub const RULE: Rule = Rule {
    name: "replayed-signoff",
    severity: Severity::Error,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("replayed_signoff.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    signoff_findings::for_each_problem(context, |at, problem| {
        let SignoffProblem::Replayed { what } = problem else {
            return;
        };
        let field = if *what == "person" {
            "owner"
        } else {
            "portfolio"
        };
        let found = RULE.finding(
            at.path(),
            at.field_span(field),
            format!("{at} was signed for another {what}"),
        );
        out.push(found.help("it counts only where it was made; take the step here"));
    });
}
