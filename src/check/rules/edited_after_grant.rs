//! Something that an award rests on has changed since the award was granted.
//!
//! ## What it checks
//!
//! The last sign-off closes an award. This compares what that sign-off covered with the
//! files as they are now, and names each that was edited, removed or added since. A file
//! that was only renamed does not count as changed, nor do other line endings.
//!
//! ## Why it matters
//!
//! The award stands, whatever happens afterwards. But a reader should know that the words
//! they see are not quite those that were granted.
//!
//! ## Example
//!
//! ```text
//! 2026-03-20   Bronze is granted
//! 2026-04-02   journals/2026-02-20-what-minutes-are-for.md is edited
//! ```
//!
//! The journal no longer says exactly what it said when Bronze was granted.
//!
//! ## How to resolve
//!
//! Nothing has to be done, and nobody has to sign again. If the change was a slip, put
//! the earlier words back, which git keeps; the finding then goes. If you have more to
//! say, write a new record with `cpd new KIND` rather than change an old one.

use super::{Rule, RuleContext, RuleSubject};
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
        let Some(last) = award
            .chain
            .steps
            .last()
            .filter(|_| award.state == AwardState::Closed)
        else {
            continue;
        };
        let Some(signoff) = last.signoff.as_ref().filter(|_| !last.changed.is_empty()) else {
            continue;
        };
        let message = format!(
            "{}: changed since its last sign-off on {}: {}",
            award.title,
            signoff.on.date_naive(),
            words::some(&last.changed)
        );
        let place = signoff
            .record
            .field("subjects")
            .map_or(signoff.record.place(), |field| field.key_span);
        let help = "the award stands; the words that were signed are kept in git";
        let found = RULE
            .finding(&signoff.record.path, place, message)
            .help(help);
        out.push(found.lists(&last.changed, words::MOST_NAMED));
    }
}
