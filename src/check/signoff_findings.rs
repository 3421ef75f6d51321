//! Helpers for rules about sign-offs: places, severities and commands of their findings. It judges
//! nothing itself.

use std::fmt;

use super::rules::RuleContext;
use super::{AwardVerdict, SchemeVerdict};
use crate::base::text::{Span, words};
use crate::domain::finding::Severity;
use crate::domain::id::AwardRef;
use crate::domain::portfolio::Portfolio;
use crate::domain::remedy::{Argument, Invocation, Remedy};
use crate::domain::schema::{Step, StepActor};
use crate::domain::signoff::{RETURN, Signoff, SignoffProblem, TakenStep};

/// Returns the invocation with which the owner moves a step of an award on: they take their
/// own, and ask somebody else for theirs.
pub fn step_invocation(step: &Step, award: &AwardRef, portfolio: &Portfolio) -> Invocation {
    let award = short_name(award, portfolio);
    match step.by {
        StepActor::Owner => Invocation::TakeStep {
            step: step.id.clone(),
            award: Some(award),
        },
        StepActor::Role(_) => Invocation::Ask { award },
    }
}

/// Returns the command that lists somebody in a role.
pub fn role_invocation(role: &str) -> Invocation {
    Invocation::AddRole {
        person: Argument::Blank,
        role: role.to_owned(),
        from: None,
    }
}

/// Returns what to do about a step, for the owner: `sign` says what its signer does.
pub fn ask_to(step: &Step, sign: &str) -> String {
    match step.by {
        StepActor::Owner => sign.to_owned(),
        StepActor::Role(_) => {
            format!("ask the {} to {sign}", words::with_spaces(step.by.role()))
        }
    }
}

/// Returns the shortest name that identifies an award in this portfolio.
pub fn short_name(award: &AwardRef, portfolio: &Portfolio) -> String {
    let bare = portfolio
        .award(&award.name())
        .is_some_and(|found| found == *award);
    if bare {
        award.name().into_owned()
    } else {
        award.to_string()
    }
}

/// Returns the severity of a finding about a sign-off: an error for the award in focus.
pub fn severity(context: &RuleContext<'_>, award: &AwardRef) -> Severity {
    if context.input.focus == Some(award) {
        Severity::Error
    } else {
        Severity::Warning
    }
}

/// A sign-off with its award and step. It is displayed as `Silver: “endorse”`.
pub struct CheckedSignoff<'a> {
    pub award: &'a AwardVerdict<'a>,
    pub taken: &'a TakenStep<'a>,
}

impl fmt::Display for CheckedSignoff<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let title = &self.award.title;
        let step = match self.taken.signoff.step {
            RETURN => RETURN,
            _ => &self.taken.step.id,
        };
        write!(f, "{title}: \u{201c}{step}\u{201d}")
    }
}

impl CheckedSignoff<'_> {
    pub fn path(&self) -> &str {
        &self.taken.signoff.record.path
    }

    /// Returns the span of a field of the sign-off, or of its first line.
    pub fn field_span(&self, field: &str) -> Span {
        field_span(&self.taken.signoff, field)
    }

    pub fn severity(&self, context: &RuleContext<'_>) -> Severity {
        severity(context, &self.award.id)
    }

    /// Returns the remedy of taking the step again. `sign` says what its signer does, and
    /// `lead` stands before it.
    pub fn retake_remedy(&self, lead: &str, sign: &str, context: &RuleContext<'_>) -> Remedy {
        let says = format!("{lead}{}", ask_to(self.taken.step, sign));
        let what = step_invocation(self.taken.step, &self.award.id, context.input.portfolio);
        Remedy::invoke(says, what)
    }
}

/// Calls `call` for every sign-off of a step.
pub fn for_each_step_taken(context: &RuleContext<'_>, mut call: impl FnMut(CheckedSignoff<'_>)) {
    for award in context.verdicts.iter().flat_map(SchemeVerdict::signed) {
        for taken in award.chain.taken() {
            call(CheckedSignoff { award, taken });
        }
    }
}

/// Calls `call` for every problem of every sign-off, withdrawal and return.
pub fn for_each_problem(
    context: &RuleContext<'_>,
    mut call: impl FnMut(&CheckedSignoff<'_>, &SignoffProblem),
) {
    let mut each = |at: CheckedSignoff<'_>| {
        let problems = &at.taken.problems;
        problems.iter().for_each(|problem| call(&at, problem));
    };
    for_each_step_taken(context, &mut each);
    for award in context.verdicts.iter().flat_map(SchemeVerdict::signed) {
        for taken in award.chain.withdrawals.iter().chain(&award.chain.returns) {
            each(CheckedSignoff { award, taken });
        }
    }
}

/// Returns the span of a field of a sign-off, or of its first line.
pub fn field_span(signoff: &Signoff<'_>, field: &str) -> Span {
    signoff
        .record
        .field(field)
        .map_or_else(|| signoff.record.place(), |field| field.span)
}
