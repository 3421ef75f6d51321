//! An award still needs a sign-off. It stays open until the last step is signed, and the
//! next person may not know that they need to sign.
//!
//! When at least one step is signed, the finding names the next step.
//! `cpd check --award silver` names every step of Silver that is not signed. Steps that
//! come before the pack are then errors.
//!
//! The rule also finds a sign-off that says it is signed but has no signature file.
//!
//! ## Example
//!
//! ```text
//! signoffs/lancaster/silver/2026-06-01T090000Z-sign-sam-carter.md
//! ```
//!
//! Sam has signed Silver, and nobody has endorsed it.
//!
//! ## To correct it
//!
//! Run the command in the finding. For a step of yours it signs, such as `cpd sign silver`.
//! For a step of somebody else, `cpd ask silver` prepares what they need. `cpd status` shows
//! how far the award has come.

use super::{Rule, RuleContext, RuleSubject, label_at};
use crate::base::text::words;
use crate::check::{AwardState, AwardVerdict, signoff_findings};
use crate::domain::finding::{Diagnostic, RequirementGap, Severity};
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
    report_unsigned(context, out);
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
            .filter(|(_, state)| state.taken().is_none())
        {
            let severity = if focused && at < before_pack {
                Severity::Error
            } else {
                Severity::Warning
            };
            if !focused && severity == Severity::Warning && !is_next_step(award, state) {
                continue;
            }
            let severity = if at < before_pack {
                severity
            } else {
                Severity::Note
            };
            let (path, span) = context.adoption_line(award.id.scheme());
            let says = format!(
                "the step \u{201c}{}\u{201d} is not signed yet",
                state.step().id
            );
            let message = format!("{}: {says}", award.title);
            let asked = label_at(&state.step().origin, "the scheme asks for it here");
            let take =
                signoff_findings::step_invocation(state.step(), &award.id, context.input.portfolio);
            let found = RULE.finding(path, span, message).severity(severity);
            let mut found = found.related(asked).remedy(Remedy::invoke("", take));
            found.gap = Some(Box::new(RequirementGap {
                asker: award.title.clone(),
                says: words::capitalise(&says),
                amounts: None,
                details: Vec::new(),
            }));
            out.push(found);
        }
    }
}

/// Reports sign-offs that claim a signature and have no signature file.
fn report_unsigned(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    signoff_findings::for_each_problem(context, |checked, problem| {
        let SignoffProblem::Unproven(ProofError::NoSignature) = problem else {
            return;
        };
        let Some(proof) = checked.taken.signoff.proof else {
            return;
        };
        let message = format!("{checked} says `proof: {proof}`, but its signature file is missing");
        let help = "ask the signer for the file that ends in .sig or .asc, or sign this step again";
        let found = RULE.finding(checked.path(), checked.field_span("proof"), message);
        out.push(found.severity(Severity::Error).help(help));
    });
}

fn is_next_step(award: &AwardVerdict<'_>, state: &StepState<'_>) -> bool {
    award
        .chain
        .next()
        .is_some_and(|next| next.step().id == state.step().id)
}
