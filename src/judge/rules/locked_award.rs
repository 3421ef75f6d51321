//! A sign-off for an award whose time has not come.

use super::{Context, Rule, label_at};
use crate::diagnostic::{Diagnostic, Severity};
use crate::judge::{AwardState, signoffs};

pub const RULE: Rule = Rule {
    name: "locked-award",
    severity: Severity::Error,
    allowable: false,
    source: include_str!("locked_award.rs"),
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for award in context.schemes.iter().flat_map(|scheme| &scheme.awards) {
        if award.state != AwardState::Locked {
            continue;
        }
        let before = award.award.after.as_deref().unwrap_or_default();
        for signoff in award.chain.steps.iter().filter_map(|state| state.signoff.as_ref()) {
            let message = format!("{} is locked until {before} is closed, so it cannot be signed yet", award.award.title);
            let asked = label_at(&award.award.origin, "the order is set here");
            let help = "records for it may be started early; the sign-offs come when its turn does";
            let place = signoffs::place(signoff, "award");
            out.push(RULE.found(&signoff.record.path, place, message).related(asked).help(help));
        }
    }
}
