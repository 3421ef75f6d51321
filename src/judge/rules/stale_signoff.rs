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

use super::{Context, Rule};
use crate::diagnostic::{Diagnostic, Label, Severity};
use crate::judge::{AwardState, signoffs};
use crate::signoff::Signoff;
use crate::signoff::difference::between;
use crate::text::{Safe, words};

pub const RULE: Rule = Rule {
    name: "stale-signoff",
    severity: Severity::Warning,
    allowable: false,
    source: include_str!("stale_signoff.rs"),
    check,
};

/// Characters of the signed words that are shown.
const ROOM: usize = 60;

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for award in context.schemes.iter().flat_map(|scheme| &scheme.awards) {
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
            let place = signoff
                .record
                .field("subjects")
                .map_or(signoff.record.place(), |field| field.key_span);
            let mut found = RULE
                .found(&signoff.record.path, place, message)
                .severity(severity)
                .help(help);
            found.related = differences(signoff, &state.changed, context);
            out.push(found);
        }
    }
}

/// The first change in each text, beside what stood there when it was signed.
fn differences(signoff: &Signoff<'_>, changed: &[String], context: &Context<'_>) -> Vec<Label> {
    let difference = |path: &String| {
        let subject = signoff.subjects.iter().find(|one| one.path == path)?;
        let signed = context.case.facts.blob(subject.blob)?;
        let now = context.case.portfolio.snapshot.text(path)?;
        let found = between(&String::from_utf8_lossy(&signed), now)?;
        let added = words::counted(found.added, "line", "lines");
        let counts = format!("{added} added, {} removed", found.removed);
        let was = match found.was.as_str() {
            "" => String::new(),
            was => format!(
                "; signed was \u{201c}{}\u{201d}",
                Safe(&words::short(was, ROOM))
            ),
        };
        Some(Label::new(path, found.at, format!("{counts}{was}")))
    };
    changed.iter().filter_map(difference).collect()
}
