//! A sign-off without a signature names one person, and was saved in git by somebody else.
//! It may be right: perhaps the person asked for it. Nothing shows it.
//!
//! Names in git can be set to anything. They find mistakes, not deceit. Once an award is
//! closed, this is shown only if you ask about that award.
//!
//! ## Example
//!
//! ```text
//! by: priya-shah, proof: none      # saved in git by Sam Carter <sam@example.org>
//! ```
//!
//! ## To correct it
//!
//! - Ask the person to sign with their own key. `cpd ask` sends them what they need.
//! - If the person did not agree to this sign-off, take it back with `cpd withdraw`.
//! - If the name in git is theirs, add the address to their `emails` in `trust/people.yaml`.

use super::{Rule, RuleContext, RuleSubject};
use crate::check::{AwardState, signoff_findings};
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::remedy::{Invocation, Remedy};
use crate::domain::signoff::ProofKind;
use crate::domain::signoff::separation_of_duties::names_person;

pub const RULE: Rule = Rule {
    name: "entered-by-another",
    severity: Severity::Note,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("entered_by_another.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    signoff_findings::for_each_step_taken(context, |checked| {
        let focused = context.input.focus == Some(&checked.award.id);
        let closed = checked.award.state == AwardState::Closed;
        if closed && !focused {
            return;
        }
        let signoff = &checked.taken.signoff;
        let portfolio = context.input.portfolio;
        let (Some(ProofKind::None), Some(writer), Some(person)) = (
            signoff.proof,
            &checked.taken.entered_by,
            portfolio.person(signoff.by),
        ) else {
            return;
        };
        if names_person(writer, person) {
            return;
        }
        let message = format!(
            "{checked} names {} without a signature, and was saved in git by {} <{}>",
            person.name(),
            writer.name,
            writer.email
        );
        let award = signoff_findings::short_name(&checked.award.id, portfolio);
        let back = Remedy::invoke(
            format!("if {} did not agree, take it back", person.name()),
            Invocation::Withdraw { award },
        );
        let found = RULE.finding(checked.path(), checked.field_span("proof"), message);
        // Nobody takes a sign-off of a closed award back.
        out.push(if closed { found } else { found.remedy(back) });
    });
}
