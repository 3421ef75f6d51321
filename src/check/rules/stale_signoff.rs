//! Something has changed since it was signed.
//!
//! ## What it checks
//!
//! A sign-off covers the exact contents of the records that the scheme names, such as the
//! statement and its journals, and of the files these carry. Until the award is closed,
//! this names each that was edited, removed or added since. A file that was only renamed
//! does not count as changed, nor do other line endings. With `cpd check --award silver`
//! this is an error for Silver.
//!
//! ## Why it matters
//!
//! Your manager endorsed those words and no others.
//!
//! ## Example
//!
//! ```text
//! 2026-06-01   Priya endorses Silver
//! 2026-06-04   journals/2026-05-12-saying-i.md is edited
//! ```
//!
//! The endorsement does not speak for the journal as it is now.
//!
//! ## How to resolve
//!
//! If the change was a slip, put the earlier words back, and the sign-off counts again by
//! itself. If it was meant, sign again from the first step: `cpd sign silver`, then
//! `cpd endorse silver` and so on, each by the person whose step it is.

use super::{Rule, RuleContext, RuleSubject};
use crate::base::files::digest::BlobId;
use crate::base::text::{Safe, words};
use crate::check::{AwardState, signoff_findings};
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

/// Characters of the signed words that are shown.
const ROOM: usize = 60;

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    for award in context.verdicts.iter().flat_map(|scheme| &scheme.awards) {
        if award.state == AwardState::Closed {
            continue;
        }
        for state in award
            .chain
            .steps
            .iter()
            .filter(|state| state.stands() && !state.changed.is_empty())
        {
            let Some(signoff) = &state.signoff else {
                continue;
            };
            let severity = signoff_findings::severity(context, &award.id);
            let changed = state.changed.iter().take(words::MOST_NAMED);
            let changed: Vec<Changed> = changed
                .map(|path| Changed::of(path, signoff, context))
                .collect();
            let in_words: Vec<String> = changed.iter().map(Changed::in_words).collect();
            let message = format!(
                "{}: changed since \u{201c}{}\u{201d} was signed on {}: {}",
                award.title,
                state.step.id,
                signoff.on.date_naive(),
                match state.changed.len() - changed.len() {
                    0 => words::list(&in_words),
                    more => words::and_more(&in_words, more),
                }
            );
            let take =
                signoff_findings::step_invocation(state.step, &award.id, context.input.portfolio);
            let again = Remedy::invoke("undo the change, or sign again", take);
            let place = signoff
                .record
                .field("subjects")
                .map_or(signoff.record.place(), |field| field.key_span);
            let mut found = RULE
                .finding(&signoff.record.path, place, message)
                .severity(severity)
                .lists(&state.changed, words::MOST_NAMED)
                .remedy(again);
            found.related = changed.into_iter().filter_map(|one| one.label).collect();
            out.push(found);
        }
    }
}

/// A file that changed since it was signed.
struct Changed {
    path: String,
    /// How much, in words; nothing where nobody can tell.
    counts: Option<String>,
    /// The first change, beside what stood there when it was signed.
    label: Option<Label>,
}

impl Changed {
    fn of(path: &str, signoff: &Signoff<'_>, context: &RuleContext<'_>) -> Self {
        let found = difference(path, signoff, context);
        let counts = found.as_ref().map(|found| {
            let added = words::counted(found.added, "line", "lines");
            format!("{added} added, {} removed", found.removed)
        });
        let label = found.zip(counts.clone()).map(|(found, counts)| {
            let was = match found.was.as_str() {
                "" => String::new(),
                was => {
                    let was = words::short(was, ROOM);
                    format!("; signed was \u{201c}{}\u{201d}", Safe(&was))
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

    fn in_words(&self) -> String {
        match &self.counts {
            Some(counts) => format!("{} ({counts})", self.path),
            None => self.path.clone(),
        }
    }
}

/// What changed in a text since it was signed.
fn difference(
    path: &str,
    signoff: &Signoff<'_>,
    context: &RuleContext<'_>,
) -> Option<TextDifference> {
    let subject = signoff.subjects.iter().find(|one| one.path == path)?;
    let signed = context
        .input
        .evidence
        .history
        .blob(BlobId::parse(subject.blob)?)?;
    let now = context.input.portfolio.snapshot.text(path)?;
    compare(&String::from_utf8_lossy(&signed), now)
}
