//! A sign-off says that it was made at another time than git saw it.
//!
//! ## What it checks
//!
//! Git knows when the first commit was made that holds a sign-off. A sign-off that says it was
//! made after that is an error, with five minutes allowed for clocks that differ. One that
//! says it was made more than 31 days before is pointed out.
//!
//! ## Why it matters
//!
//! Keys and roles are judged by the moment that a sign-off gives. Whoever could choose that
//! moment could sign with a key that has run out, or in a role they have lost.
//!
//! ## Example
//!
//! ```yaml
//! on: 2026-06-01T10:15:00Z      # and the first commit that holds it is of 20 September 2026
//! ```
//!
//! ## How to resolve
//!
//! If the person signed and the file was only passed on late, nothing has to be done. If the
//! moment is wrong, the step is taken again: what was signed cannot be mended by hand.

use chrono::Duration;

use super::{Rule, RuleContext, RuleSubject};
use crate::check::signoff_findings;
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::signoff::SignoffProblem;

/// How much later than it was made a sign-off may be committed without a word.
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
    signoff_findings::for_each_problem(context, |at, problem| {
        let SignoffProblem::Backdated { committed } = problem else {
            return;
        };
        let message = format!(
            "{at} says that it was made on {}, and it was committed on {} already",
            at.signoff.on.format("%Y-%m-%d %H:%M"),
            committed.format("%Y-%m-%d %H:%M")
        );
        let again = at.retake_remedy("take the step again", context);
        out.push(
            RULE.finding(at.path(), at.field_span("on"), message)
                .remedy(again),
        );
    });
    signoff_findings::for_each_taken(context, |at| {
        let Some(committed) = at.state.committed else {
            return;
        };
        if committed - at.signoff.on <= LATE {
            return;
        }
        let message = format!(
            "{at} says that it was made on {}, and it was first committed on {}",
            at.signoff.on.date_naive(),
            committed.date_naive()
        );
        let help = "whoever relies on the date may want to ask why";
        let found = RULE.finding(at.path(), at.field_span("on"), message);
        out.push(found.severity(Severity::Warning).help(help));
    });
}
