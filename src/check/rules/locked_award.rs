//! An award has been signed although the award before it is not closed.
//!
//! ## What it checks
//!
//! The scheme sets the order of its awards. An award is locked until the one before it
//! has had its last sign-off. This finds sign-offs for an award that is still locked.
//!
//! ## Why it matters
//!
//! Each award builds on the one before. Whoever signs Silver relies on Bronze having been
//! granted.
//!
//! ## Example
//!
//! ```yaml
//! signoff: sign
//! award: lancaster/silver
//! by: sam-carter
//! on: 2026-02-20T09:00:00Z
//! ```
//!
//! Bronze has not been granted yet, so Silver cannot be signed.
//!
//! ## How to resolve
//!
//! Finish the award before this one: `cpd status` shows what it still needs. Once it is
//! closed, this finding goes. Records for a later award may be written at any time; only
//! its sign-offs have to wait for their turn.

use super::{Rule, RuleContext, RuleSubject, label_at};
use crate::check::{AwardState, signoff_findings};
use crate::domain::finding::{Diagnostic, Severity};

pub const RULE: Rule = Rule {
    name: "locked-award",
    severity: Severity::Error,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("locked_award.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    for award in context.verdicts.iter().flat_map(|scheme| &scheme.awards) {
        if award.state != AwardState::Locked {
            continue;
        }
        let after = award.award.after.as_deref();
        let before =
            after.and_then(|id| context.input.portfolio.scheme(award.id.scheme())?.award(id));
        let before = before.map_or("the award before", |award| award.title.as_str());
        for signoff in award
            .chain
            .steps
            .iter()
            .filter_map(|state| state.signoff.as_ref())
        {
            let message = format!(
                "{} is locked until {before} is closed, so it cannot be signed yet",
                award.title
            );
            let asked = label_at(&award.award.origin, "the order is set here");
            let help = "records for it may be started early; the sign-offs come when its turn does";
            let place = signoff_findings::field_span(signoff, "award");
            out.push(
                RULE.finding(&signoff.record.path, place, message)
                    .related(asked)
                    .help(help),
            );
        }
    }
}
