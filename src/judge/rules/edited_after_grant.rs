//! Contents that changed after the award was granted.

use super::{Context, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::judge::AwardState;
use crate::text::words;

pub const RULE: Rule = Rule {
    name: "edited-after-grant",
    severity: Severity::Warning,
    allowable: false,
    source: include_str!("edited_after_grant.rs"),
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for award in context.schemes.iter().flat_map(|scheme| &scheme.awards) {
        let Some(last) = award.chain.steps.last().filter(|_| award.state == AwardState::Closed) else { continue };
        let Some(signoff) = last.signoff.as_ref().filter(|_| !last.changed.is_empty()) else { continue };
        let message = format!(
            "{}: changed since it was granted on {}: {}",
            award.award.title,
            signoff.on.date_naive(),
            words::list(&last.changed)
        );
        let place = signoff.record.field("subjects").map_or(signoff.record.place(), |field| field.key_span);
        let help = "the award stands; the words that were granted are kept in git";
        out.push(RULE.found(&signoff.record.path, place, message).help(help));
    }
}
