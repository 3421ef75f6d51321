//! A sign-off of contents that have changed since.

use super::{Context, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::judge::{AwardState, signoffs};
use crate::text::words;

pub const RULE: Rule = Rule {
    name: "stale-signoff",
    severity: Severity::Warning,
    allowable: false,
    source: include_str!("stale_signoff.rs"),
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for award in context.schemes.iter().flat_map(|scheme| &scheme.awards) {
        if award.state == AwardState::Closed {
            continue;
        }
        for state in award.chain.steps.iter().filter(|state| state.stands() && !state.changed.is_empty()) {
            let Some(signoff) = &state.signoff else { continue };
            let severity = signoffs::severity(context, &award.id);
            let message = format!(
                "{}: changed since \u{201c}{}\u{201d} was signed on {}: {}",
                award.award.title,
                state.step.id,
                signoff.on.date_naive(),
                words::list(&state.changed)
            );
            let command = signoffs::command(state.step, &award.id, context.case.portfolio);
            let help = format!("undo the change, or sign again: `{command}`");
            let place = signoff.record.field("subjects").map_or(signoff.record.place(), |field| field.key_span);
            out.push(RULE.found(&signoff.record.path, place, message).severity(severity).help(help));
        }
    }
}
