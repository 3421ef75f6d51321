//! A record has changed since it was signed. The sign-off is no longer valid, because it
//! covers the earlier text only.
//!
//! A sign-off covers the exact content of the records that the scheme names, and of their
//! files. The finding names each file that was edited, removed or added since. With
//! `cpd check --award silver` this is an error for Silver.
//!
//! For a record, other line endings do not count as a change. A new file name does not
//! either, if no file is left under the old name. Evidence must be the same byte for byte,
//! and stay at its path. So two files that exchange names have both changed.
//!
//! ## Example
//!
//! ```text
//! 2026-06-01   Priya endorses Silver
//! 2026-06-04   journals/2026-05-12-saying-i.md is edited
//! ```
//!
//! The endorsement does not cover the journal as it is now.
//!
//! ## To correct it
//!
//! - If the change was a mistake, put the earlier text back. The sign-off is then valid
//!   again.
//! - If you want to keep the change, every step has to be signed again, in order. Start
//!   with `cpd sign silver`. Each person signs their own step.

use super::{Rule, RuleContext, RuleSubject};
use crate::base::calendar;
use crate::base::text::{Safe, words};
use crate::check::{AwardState, SchemeVerdict, signoff_findings};
use crate::domain::finding::{Diagnostic, Label, Severity};
use crate::domain::remedy::Remedy;
use crate::domain::signoff::Signoff;
use crate::domain::signoff::difference::{TextDifference, compare};

pub const RULE: Rule = Rule {
    name: "stale-signoff",
    severity: Severity::Warning,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("stale_signoff.rs"),
    check,
};

/// The most characters of signed text that a finding shows.
const MOST_SHOWN: usize = 60;

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    for award in context.verdicts.iter().flat_map(SchemeVerdict::signed) {
        if award.state == AwardState::Closed {
            continue;
        }
        let taken = award.chain.taken();
        for taken in taken.filter(|taken| taken.stands() && !taken.changed.is_empty()) {
            let signoff = &taken.signoff;
            let severity = signoff_findings::severity(context, &award.id);
            let changed = taken.changed.iter().take(words::MOST_NAMED);
            let changed: Vec<Changed> = changed
                .map(|path| Changed::compare(path, signoff, context))
                .collect();
            let in_words: Vec<String> = changed.iter().map(Changed::describe).collect();
            let person = context.input.portfolio.person(signoff.by);
            let message = format!(
                "{} has changed since it was {} by {} on {}: {}",
                award.title,
                words::uncapitalise(&taken.step.title),
                person.map_or(signoff.by, |person| person.name()),
                calendar::format_long(signoff.on.date_naive()),
                words::join_some(&in_words, taken.changed.len())
            );
            let take =
                signoff_findings::step_invocation(taken.step, &award.id, context.input.portfolio);
            let again = Remedy::invoke(
                format!(
                    "put the earlier text back, or {}",
                    signoff_findings::ask_to(taken.step, "sign again")
                ),
                take,
            );
            let place = signoff
                .record
                .field("subjects")
                .map_or(signoff.record.place(), |field| field.key_span);
            let mut found = RULE
                .finding(&signoff.record.path, place, message)
                .severity(severity)
                .lists(&taken.changed, words::MOST_NAMED)
                .remedy(again);
            found.related = changed.into_iter().filter_map(|one| one.label).collect();
            out.push(found);
        }
    }
}

/// A file that has changed since it was signed.
struct Changed {
    path: String,
    /// The number of changed lines in words; `None` if git does not have the signed text.
    counts: Option<String>,
    /// The first change, with the signed text.
    label: Option<Label>,
}

impl Changed {
    fn compare(path: &str, signoff: &Signoff<'_>, context: &RuleContext<'_>) -> Self {
        let found = text_difference(path, signoff, context);
        let counts = found.as_ref().map(|found| {
            let added = words::count_noun(found.added, "line", "lines");
            format!("{added} added, {} removed", found.removed)
        });
        let label = found.zip(counts.clone()).map(|(found, counts)| {
            let was = match found.was.as_str() {
                "" => String::new(),
                was => {
                    let was = words::truncate(was, MOST_SHOWN);
                    format!("; the signed text was \u{201c}{}\u{201d}", Safe(&was))
                }
            };
            Label::new(path, found.at, format!("{counts}{was}"))
        });
        Self {
            path: path.to_owned(),
            counts,
            label,
        }
    }

    fn describe(&self) -> String {
        match &self.counts {
            Some(counts) => format!("{} ({counts})", self.path),
            None => self.path.clone(),
        }
    }
}

/// Returns the difference between the signed text and the present one.
fn text_difference(
    path: &str,
    signoff: &Signoff<'_>,
    context: &RuleContext<'_>,
) -> Option<TextDifference> {
    let subject = signoff.subjects.iter().find(|one| one.path == path)?;
    let signed = context.input.evidence.history.blob(subject.blob?)?;
    let now = context.input.portfolio.snapshot.text(path)?;
    compare(&String::from_utf8_lossy(&signed), now)
}
