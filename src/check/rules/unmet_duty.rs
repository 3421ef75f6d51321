//! A standing duty of a scheme is not met.
//!
//! ## What it checks
//!
//! Besides its awards, a scheme may have duties, which belong to no award and never end.
//! This shows each that applies to you and is not met: at the record that is not as it
//! should be, or at the line of `cpd.yaml` that names the scheme. What is due on a day to
//! come is left to `cpd status` and `cpd due`. It is an error only if the scheme insists
//! on the duty and the duty is overdue.
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

use super::unmet_requirement::{self, UnmetRequirement};
use super::{Rule, RuleContext, RuleSubject, label_at};
use crate::check::{CriterionState, Lack};
use crate::domain::finding::{Diagnostic, Severity};

pub const RULE: Rule = Rule {
    name: "unmet-duty",
    severity: Severity::Warning,
    allowable: false,
    subject: RuleSubject::Requirement,
    source: include_str!("unmet_duty.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    let today = context.input.today;
    for scheme in context.verdicts {
        let unmet = scheme.duties.iter().filter(|duty| duty.is_unmet());
        let unmet = unmet.filter(|duty| duty.outcome.undated.is_none());
        for duty in unmet.filter(|duty| !duty.is_in_time(today)) {
            let criterion = duty.criterion;
            let title = &scheme.scheme.title;
            let what = match (&duty.outcome.state, &duty.outcome.lack) {
                (CriterionState::Overdue, _) => "overdue",
                (_, Some(Lack::Write { .. } | Lack::Add { .. })) => "still to come",
                _ => "not so here",
            };
            let severity = match duty.outcome.state {
                CriterionState::Overdue => criterion.severity,
                _ => criterion.severity.min(Severity::Warning),
            };
            let tally = unmet_requirement::tally(duty);
            let lack = UnmetRequirement {
                rule: &RULE,
                verdict: duty,
                severity,
                asker: title,
                asked: label_at(&criterion.origin, "the scheme says so here"),
                missing: format!("{title}, {what}: {}{tally}", criterion.says),
                scheme: &scheme.scheme.id,
                name: format!("{}/{}", scheme.scheme.id, criterion.id),
            };
            out.extend(lack.findings(context));
        }
    }
}
