//! A sign-off gives another time than the history of the portfolio does. Keys and roles are
//! checked for the time that a sign-off gives, so a wrong time could let the wrong person
//! sign.
//!
//! It is an error if the sign-off was saved in git before the time that it gives. A
//! difference of 5 minutes is allowed. It is a warning if the sign-off was saved more than
//! 31 days after that time.
//!
//! ## Example
//!
//! ```yaml
//! on: 2026-06-01T10:15:00Z      # first saved on 20 September 2026
//! ```
//!
//! ## To correct it
//!
//! If the person signed in time and the file only arrived late, you do not need to do
//! anything.
//!
//! If the time is wrong, the person signs again. Do not edit the file: that would break the
//! sign-off.

use chrono::{DateTime, Duration, Utc};

use super::{Rule, RuleContext, RuleSubject};
use crate::base::calendar;
use crate::check::signoff_findings;
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::signoff::SignoffProblem;

/// The longest time between signing and the first commit that gives no warning.
const LATE: Duration = Duration::days(31);

pub const RULE: Rule = Rule {
    name: "backdated",
    severity: Severity::Error,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("backdated.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    signoff_findings::for_each_problem(context, |checked, problem| {
        let SignoffProblem::Backdated { committed } = problem else {
            return;
        };
        let message = format!(
            "{checked} is dated {}, but it was already saved in git on {}",
            moment(checked.taken.signoff.on),
            moment(*committed)
        );
        let again = checked.retake_remedy("", "sign this step again", context);
        out.push(
            RULE.finding(checked.path(), checked.field_span("on"), message)
                .remedy(again),
        );
    });
    signoff_findings::for_each_step_taken(context, |checked| {
        let Some(committed) = checked.taken.committed else {
            return;
        };
        if committed - checked.taken.signoff.on <= LATE {
            return;
        }
        let message = format!(
            "{checked} is dated {}, but it was first saved in git on {}",
            calendar::format_long(checked.taken.signoff.on.date_naive()),
            calendar::format_long(committed.date_naive())
        );
        let help = "if the date matters to you, ask the signer why it was saved late";
        let found = RULE.finding(checked.path(), checked.field_span("on"), message);
        out.push(found.severity(Severity::Warning).help(help));
    });
}

/// Returns a moment in words: `4 May 2026 at 09:30`, in UTC.
fn moment(at: DateTime<Utc>) -> String {
    format!(
        "{} at {}",
        calendar::format_long(at.date_naive()),
        at.format("%H:%M")
    )
}
