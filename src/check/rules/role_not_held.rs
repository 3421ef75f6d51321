//! The person who signed did not hold the role on that day. The sign-off is not valid,
//! because an endorsement depends on who gives it.
//!
//! The line manager is the person under `line_manager` in the owner's entry in
//! `trust/people.yaml` for that day. Other roles are under `roles` in the signer's own
//! entry, with their first and last days. If the owner signed in place of a role,
//! `self-endorsement` says so.
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
//! ## To correct it
//!
//! - If the wrong person signed, ask the right person to sign, for example with
//!   `cpd endorse silver`.
//! - If `trust/people.yaml` is out of date, add the role with its first day. Keep the
//!   old entries. For example `cpd trust add lee-morgan --line-manager --from 2026-05-01`.

use super::{Rule, RuleContext, RuleSubject};
use crate::base::calendar;
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
    signoff_findings::for_each_problem(context, |checked, problem| {
        let SignoffProblem::RoleNotHeld { by, role } = problem else {
            return;
        };
        let day = calendar::format_long(checked.taken.signoff.on.date_naive());
        let message = format!(
            "{checked} is signed by {by}, who was not {} on {day}",
            words::with_spaces(role)
        );
        let says = if role == person::OWNER {
            "cpd.yaml says whose portfolio this is"
        } else {
            "trust/people.yaml says who held the role, and when"
        };
        out.push(
            RULE.finding(checked.path(), checked.field_span("by"), message)
                .help(says),
        );
    });
}
