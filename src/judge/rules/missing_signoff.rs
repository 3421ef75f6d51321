//! A sign-off that an award still needs.

use super::{Context, Rule, label_at};
use crate::diagnostic::{Diagnostic, Severity};
use crate::judge::{AwardState, AwardVerdict, signoffs};
use crate::signoff::StepState;

pub const RULE: Rule = Rule {
    name: "missing-signoff",
    severity: Severity::Warning,
    allowable: false,
    source: include_str!("missing_signoff.rs"),
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for award in context.schemes.iter().flat_map(|scheme| &scheme.awards) {
        let focused = context.case.focus == Some(&award.id);
        if award.state == AwardState::Closed || !(focused || award.chain.begun()) {
            continue;
        }
        let scheme = context.case.portfolio.scheme(&award.id.scheme);
        let before_pack = scheme.map_or(0, crate::schema::Scheme::steps_before_pack);
        for (at, state) in award.chain.steps.iter().enumerate().filter(|(_, state)| state.signoff.is_none()) {
            let severity = if focused && at < before_pack { Severity::Error } else { Severity::Warning };
            if !focused && severity == Severity::Warning && !is_next(award, state) {
                continue;
            }
            let severity = if at < before_pack { severity } else { Severity::Note };
            let (path, span) = context.pinned(&award.id.scheme);
            let message = format!("{}: the step \u{201c}{}\u{201d} has not been taken", award.award.title, state.step.id);
            let asked = label_at(&state.step.origin, "the scheme asks for it here");
            let command = signoffs::command(state.step, &award.id, context.case.portfolio);
            out.push(RULE.found(path, span, message).severity(severity).related(asked).help(format!("`{command}`")));
        }
    }
}

fn is_next(award: &AwardVerdict<'_>, state: &StepState<'_>) -> bool {
    award.chain.next().is_some_and(|next| next.step.id == state.step.id)
}
