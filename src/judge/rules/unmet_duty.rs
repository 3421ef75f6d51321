//! A standing duty of a scheme is not met.
//!
//! ## What it checks
//!
//! Besides its awards, a scheme may have duties, which belong to no award and never end.
//! This shows each that applies to you and is not met, at the line of `cpd.yaml` that
//! names the scheme. It is an error only if the scheme insists on the duty and the duty
//! is overdue.
//!
//! ## Why it matters
//!
//! Duties go on after the last award, when they are easily forgotten.
//!
//! ## Example
//!
//! ```yaml
//! id: coaching
//! says: A coaching session about what comes next
//! when: { closed: gold }
//! count: { of: { kind: meeting, where: { type: coaching } }, at_least: 1 }
//! ```
//!
//! Gold is closed, and there is no record of a coaching session yet.
//!
//! ## How to resolve
//!
//! Do what the duty asks, and record it. Where a record has to be written, the finding
//! gives the command, such as `cpd new meeting --type coaching`.
//! `cpd scheme show lancaster` says what that scheme asks for.

use super::{Context, Rule, label_at};
use crate::diagnostic::{Diagnostic, Severity};
use crate::judge::{Need, State, need};

pub const RULE: Rule = Rule {
    name: "unmet-duty",
    severity: Severity::Warning,
    allowable: false,
    source: include_str!("unmet_duty.rs"),
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for scheme in context.schemes {
        for duty in scheme.duties.iter().filter(|duty| duty.is_unmet()) {
            let (path, span) = context.pinned(&scheme.scheme.id);
            let still = matches!(duty.outcome.need, Some(Need::Write { .. }));
            let what = if still {
                "still to come"
            } else {
                "not so here"
            };
            let message = format!("{}, {what}: {}", scheme.scheme.title, duty.criterion.says);
            let asked = label_at(&duty.criterion.origin, "the scheme says so here");
            let overdue =
                duty.outcome.state == State::Overdue && duty.criterion.severity == Severity::Error;
            let severity = if overdue {
                Severity::Error
            } else {
                duty.criterion.severity.min(Severity::Warning)
            };
            let mut diagnostic = RULE
                .found(path, span, message)
                .severity(severity)
                .related(asked);
            let need = duty.outcome.need.as_ref();
            diagnostic = diagnostic
                .maybe_help(need.map(|need| need::in_words(need, context.case.portfolio)));
            diagnostic.criterion = Some(format!("{}/{}", scheme.scheme.id, duty.criterion.id));
            out.push(diagnostic);
        }
    }
}
