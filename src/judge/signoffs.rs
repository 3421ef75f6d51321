//! What rules about sign-offs have in common.

use super::AwardVerdict;
use super::rules::Context;
use crate::diagnostic::Severity;
use crate::portfolio::{AwardId, Portfolio};
use crate::schema::Step;
use crate::signoff::{Problem, Signoff, StepState};
use crate::text::Span;

/// Steps that have a command of their own.
pub const OWN_COMMANDS: [&str; 4] = ["sign", "endorse", "submit", "grant"];

/// The command that takes a step: `cpd endorse silver`.
pub fn command(step: &Step, award: &AwardId, portfolio: &Portfolio) -> String {
    let name = short_name(award, portfolio);
    if OWN_COMMANDS.contains(&step.id.as_str()) {
        format!("cpd {} {name}", step.id)
    } else {
        format!("cpd signoff {} {name}", step.id)
    }
}

/// An award as a person would write it here.
pub fn short_name(award: &AwardId, portfolio: &Portfolio) -> String {
    let bare = portfolio
        .award(&award.award)
        .is_some_and(|found| found == *award);
    if bare {
        award.award.clone()
    } else {
        award.to_string()
    }
}

/// What is wrong with a sign-off is an error for the award that was asked about.
pub fn severity(context: &Context<'_>, award: &AwardId) -> Severity {
    if context.case.focus == Some(award) {
        Severity::Error
    } else {
        Severity::Warning
    }
}

/// Calls for every problem of every sign-off.
pub fn each_problem(
    context: &Context<'_>,
    mut call: impl FnMut(&AwardVerdict<'_>, &StepState<'_>, &Signoff<'_>, &Problem),
) {
    for award in context.schemes.iter().flat_map(|scheme| &scheme.awards) {
        for state in &award.chain.steps {
            for problem in &state.problems {
                if let Some(signoff) = &state.signoff {
                    call(award, state, signoff, problem);
                }
            }
        }
    }
}

/// Where a sign-off says a thing, or its first line.
pub fn place(signoff: &Signoff<'_>, field: &str) -> Span {
    signoff
        .record
        .field(field)
        .map_or_else(|| signoff.record.place(), |field| field.span)
}
