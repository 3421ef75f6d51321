//! A record was confirmed too late: on or after the day before which the scheme asks for it. The
//! confirmation does not count, because it was meant to come first.
//!
//! The scheme names that day: a date of the record, or of a record that it refers to. For an
//! answer by mail, the day on which it was written counts. A record that was confirmed in time may
//! be edited and confirmed again later.
//!
//! ## Example
//!
//! ```text
//! 2026-03-05   the course begins
//! 2026-03-05   the Managing Director approves the journey to it
//! ```
//!
//! The last day to approve it was 4 March.
//!
//! ## To correct it
//!
//! If a date is wrong, such as that of the course, correct it, and have the record confirmed again.
//! If it was late, no later confirmation changes that. Tell the people who ask for it.

use super::{Rule, RuleContext, RuleSubject};
use crate::base::calendar::format_long;
use crate::check::signoff_findings;
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::signoff::SignoffProblem;

pub const RULE: Rule = Rule {
    name: "late-confirmation",
    severity: Severity::Error,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("late_confirmation.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    signoff_findings::for_each_problem(context, |checked, problem| {
        let SignoffProblem::TooLate { made, before } = problem else {
            return;
        };
        let last = before.pred_opt().unwrap_or(*before);
        let message = format!(
            "{} was confirmed on {}, and the last day for it was {}",
            checked.award.title,
            format_long(*made),
            format_long(last)
        );
        let found = RULE.finding(checked.path(), checked.field_span("on"), message);
        out.push(
            found.help("if a date is wrong, correct it, and ask for it to be confirmed again"),
        );
    });
}
