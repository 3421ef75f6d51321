//! A record has changed since its award was granted. The award is still granted, but
//! readers now see other text than the text that was signed.
//!
//! The last sign-off closes an award. The finding names each file that was edited, removed
//! or added since then. What counts as a change is the same as for `stale-signoff`.
//!
//! ## Example
//!
//! ```text
//! 2026-03-20   Bronze is granted
//! 2026-04-02   journals/2026-02-20-what-minutes-are-for.md is edited
//! ```
//!
//! The journal no longer says what it said when Bronze was granted.
//!
//! ## To correct it
//!
//! You do not need to do anything, and nobody needs to sign again.
//!
//! - If the change was a mistake, put the earlier text back. The finding then disappears.
//! - If you have more to say, write a new record with `cpd new KIND`.

use super::{Rule, RuleContext, RuleSubject};
use crate::base::calendar;
use crate::base::text::words;
use crate::check::AwardState;
use crate::domain::finding::{Diagnostic, Severity};

pub const RULE: Rule = Rule {
    name: "edited-after-grant",
    severity: Severity::Warning,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("edited_after_grant.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    for award in context.verdicts.iter().flat_map(|scheme| &scheme.awards) {
        if award.state != AwardState::Closed {
            continue;
        }
        let last = award.chain.last_done();
        let Some(last) = last.filter(|last| !last.changed.is_empty()) else {
            continue;
        };
        let signoff = &last.signoff;
        let message = format!(
            "{} has changed since it was granted on {}: {}",
            award.title,
            calendar::format_long(signoff.on.date_naive()),
            words::some(&last.changed)
        );
        let place = signoff
            .record
            .field("subjects")
            .map_or(signoff.record.place(), |field| field.key_span);
        let help = format!(
            "{} is still granted, and the signed text is kept in the history",
            award.title
        );
        let found = RULE
            .finding(&signoff.record.path, place, message)
            .help(help);
        out.push(found.lists(&last.changed, words::MOST_NAMED));
    }
}
