//! Somebody signed an award before the previous award was granted. The sign-off is not
//! valid until then.
//!
//! The scheme sets the order of its awards. An award is locked until the award before it
//! has its last sign-off.
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
//! ## To correct it
//!
//! Finish the previous award first. `cpd status` shows what it still needs. When it is
//! granted, this finding disappears.
//!
//! You can write records for a later award at any time.

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
    // The award before may be granted: nothing can be told here.
    if context.input.evidence.history.gap().is_some() {
        return;
    }
    for award in context.verdicts.iter().flat_map(|scheme| &scheme.awards) {
        if award.state != AwardState::Locked {
            continue;
        }
        let after = award.award.after.as_deref();
        let before =
            after.and_then(|id| context.input.portfolio.scheme(award.id.scheme())?.award(id));
        let before = before.map_or("the award before", |award| award.title.as_str());
        for taken in award.chain.taken() {
            let signoff = &taken.signoff;
            let message = format!("{} cannot be signed until {before} is granted", award.title);
            let asked = label_at(&award.award.origin, "the scheme sets the order here");
            let help = "you can write records for it now, but sign it only after the previous award is granted";
            let place = signoff_findings::field_span(signoff, "award");
            out.push(
                RULE.finding(&signoff.record.path, place, message)
                    .related(asked)
                    .help(help),
            );
        }
    }
}
