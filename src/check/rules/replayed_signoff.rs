//! A sign-off was made for another portfolio or another person. It is not valid here, so
//! nobody can copy an endorsement.
//!
//! Every sign-off names the portfolio and the owner that it was made for. These must be the
//! ones in `cpd.yaml`.
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
//! Priya endorsed Bronze for Alex, but the file is in Sam's portfolio.
//!
//! ## To correct it
//!
//! - Ask the person to sign here, for example with `cpd endorse bronze`.
//! - If `owner` or `portfolio` in `cpd.yaml` was changed after people had signed, put the
//!   earlier value back. Their sign-offs are then valid again.

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
    signoff_findings::for_each_problem(context, |checked, problem| {
        let SignoffProblem::Replayed { what } = problem else {
            return;
        };
        let field = if *what == "person" {
            "owner"
        } else {
            "portfolio"
        };
        let found = RULE.finding(
            checked.path(),
            checked.field_span(field),
            format!("{checked} was signed for another {what}"),
        );
        out.push(found.help("it counts only where it was made, so sign this step here"));
    });
}
