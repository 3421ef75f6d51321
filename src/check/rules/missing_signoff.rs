//! An award still needs a sign-off.
//!
//! ## What it checks
//!
//! An award needs the sign-offs that its scheme lists, in order. Once one of them has
//! been made, this names the step that comes next, if nobody has taken it. With
//! `cpd check --award silver` it names every step of Silver that has not been taken, and
//! those that come before the pack are then errors.
//!
//! ## Why it matters
//!
//! An award is closed only when its last step has been taken. Until then it waits for
//! somebody, who may not know.
//!
//! ## Example
//!
//! ```text
//! signoffs/lancaster/silver/2026-06-01T090000Z-sign-sam-carter.md
//! ```
//!
//! This is the only sign-off for Silver: Sam has signed, and nobody has endorsed it.
//!
//! ## How to resolve
//!
//! The finding gives the command for the step, such as `cpd endorse silver`. It has to be
//! taken by the person whose step it is, so tell them if they are waiting for word.
//! `cpd status` shows how far the award has come.

use super::{Rule, RuleContext, RuleSubject, label_at};
use crate::check::{AwardState, AwardVerdict, signoff_findings};
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::remedy::Remedy;
use crate::domain::signoff::{ProofError, SignoffProblem, StepState};

pub const RULE: Rule = Rule {
    name: "missing-signoff",
    severity: Severity::Warning,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("missing_signoff.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    unsigned(context, out);
    for award in context.verdicts.iter().flat_map(|scheme| &scheme.awards) {
        let focused = context.input.focus == Some(&award.id);
        let waits = award.state == AwardState::Locked && !focused;
        if award.state == AwardState::Closed || waits || !(focused || award.chain.begun()) {
            continue;
        }
        let scheme = context.input.portfolio.scheme(award.id.scheme());
        let before_pack = scheme.map_or(0, crate::domain::schema::Scheme::steps_before_pack);
        for (at, state) in award
            .chain
            .steps
            .iter()
            .enumerate()
            .filter(|(_, state)| state.signoff.is_none())
        {
            let severity = if focused && at < before_pack {
                Severity::Error
            } else {
                Severity::Warning
            };
            if !focused && severity == Severity::Warning && !is_next(award, state) {
                continue;
            }
            let severity = if at < before_pack {
                severity
            } else {
                Severity::Note
            };
            let (path, span) = context.adoption_line(award.id.scheme());
            let message = format!(
                "{}: the step \u{201c}{}\u{201d} has not been taken",
                award.title, state.step.id
            );
            let asked = label_at(&state.step.origin, "the scheme asks for it here");
            let take =
                signoff_findings::step_invocation(state.step, &award.id, context.input.portfolio);
            out.push(
                RULE.finding(path, span, message)
                    .severity(severity)
                    .related(asked)
                    .remedy(Remedy::invoke("", take)),
            );
        }
    }
}

/// A sign-off that says it is signed, and nothing beside it that signs.
fn unsigned(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    signoff_findings::for_each_problem(context, |at, problem| {
        let SignoffProblem::Unproven(ProofError::NoSignature) = problem else {
            return;
        };
        let Some(proof) = at.signoff.proof else {
            return;
        };
        let message = format!("{at} says `proof: {proof}`, and there is no signature beside it");
        let help = "ask for the file that ends in .sig or .asc, or take the step again";
        let found = RULE.finding(at.path(), at.field_span("proof"), message);
        out.push(found.severity(Severity::Error).help(help));
    });
}

fn is_next(award: &AwardVerdict<'_>, state: &StepState<'_>) -> bool {
    award
        .chain
        .next()
        .is_some_and(|next| next.step.id == state.step.id)
}
