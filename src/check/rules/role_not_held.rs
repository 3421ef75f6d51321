//! A sign-off was made by somebody who did not hold the role on that day.
//!
//! ## What it checks
//!
//! Each step is for the owner or for whoever holds a certain role. This finds a sign-off
//! by another person the portfolio knows (by the owner in a role's place, it is
//! `self-endorsement`). The line manager is the person whom the owner's entry in
//! `trust/people.yaml` gives under `line_manager` for that day. Other roles are under
//! `roles` in the signer's own entry, and their first and last days count.
//!
//! ## Why it matters
//!
//! An endorsement is worth something because of who gives it. The day of signing decides,
//! so that a later change of job does no harm.
//!
//! ## Example
//!
//! ```yaml
//! signoff: endorse
//! by: priya-shah
//! on: 2026-06-01T10:15:00Z
//! ```
//!
//! Sam's entry says that Priya was line manager until 30 April 2026.
//!
//! ## How to resolve
//!
//! If the wrong person signed, ask the right one to take the step, for instance with
//! `cpd endorse silver`. If `trust/people.yaml` is out of date, correct it. For a new
//! manager, add a line and leave the old one: `{ from: 2026-05-01, value: lee-morgan }`.

use super::{Rule, RuleContext, RuleSubject};
use crate::base::text::words;
use crate::check::signoff_findings;
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::portfolio::person;
use crate::domain::signoff::SignoffProblem;

pub const RULE: Rule = Rule {
    name: "role-not-held",
    severity: Severity::Error,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("role_not_held.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    signoff_findings::for_each_problem(context, |at, problem| {
        let SignoffProblem::RoleNotHeld { by, role } = problem else {
            return;
        };
        let day = at.signoff.on.date_naive();
        let message = format!(
            "{at} is signed by {by}, who was not {} on {day}",
            words::spaced(role)
        );
        let says = if role == person::OWNER {
            "cpd.yaml says whose portfolio this is"
        } else {
            "trust/people.yaml says who held it, and when"
        };
        out.push(
            RULE.finding(at.path(), at.field_span("by"), message)
                .help(says),
        );
    });
}
