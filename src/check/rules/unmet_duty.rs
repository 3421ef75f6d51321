//! A duty of the scheme is not met. Duties belong to no award and never end, so they are
//! easy to forget.
//!
//! You see each duty that applies to you. The finding is at the record that falls short, or
//! at the line of `cpd.yaml` that names the scheme. It is an error only if the scheme
//! requires the duty and it is overdue. `cpd status` and `cpd due` show what is due later.
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
//! Gold is granted, and there is no record of a coaching session yet.
//!
//! ## To correct it
//!
//! Do what the duty asks, and record it. If you need to write a record, the finding gives
//! the command, such as `cpd new meeting --type coaching`.
//!
//! `cpd scheme show lancaster` shows everything that the scheme asks for.

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
        let unmet = scheme.duties.iter();
        let unmet = unmet.filter(|duty| duty.is_unmet_and_decided());
        for duty in unmet.filter(|duty| !duty.is_in_time(today)) {
            let criterion = duty.criterion;
            let title = &scheme.scheme.title;
            let what = match (duty.outcome.state(), duty.outcome.lack()) {
                (CriterionState::Overdue, _) => "overdue",
                (_, Some(Lack::Write { .. } | Lack::Add { .. })) => "still to do",
                _ => "not met",
            };
            let severity = match duty.outcome.state() {
                CriterionState::Overdue => criterion.severity,
                _ => criterion.severity.min(Severity::Warning),
            };
            let tally = unmet_requirement::format_tally(duty, context.input.portfolio.kinds());
            let lack = UnmetRequirement {
                rule: &RULE,
                verdict: duty,
                severity,
                source: title,
                source_label: label_at(&criterion.origin, "the scheme asks for it here"),
                missing_message: format!("{title}, {what}: {}{tally}", criterion.says),
                scheme: &scheme.scheme.id,
                is_duty: true,
                name: format!("{}/{}", scheme.scheme.id, criterion.id),
            };
            out.extend(lack.findings(context));
        }
    }
}
