//! An answer in which somebody said no to a step, as it is shown. It voids nothing: the step is
//! simply not taken.

use crate::base::calendar;
use crate::base::text::words;
use crate::check::AwardVerdict;
use crate::domain::portfolio::Portfolio;
use crate::domain::signoff::{DECLINE, Signoff};
use crate::views::returned::words_of_return;

/// A no to the next step of an award.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeclineNote {
    /// The name of the person.
    pub by: String,
    /// The step, as in `endorse`.
    pub step: String,
    /// The day and how it is known, and the reason, as the rest of a sentence.
    told: String,
}

impl DeclineNote {
    /// Returns the latest no to the step that is next, until somebody takes that step.
    pub fn pending(verdict: &AwardVerdict<'_>, portfolio: &Portfolio) -> Option<Self> {
        let state = verdict.chain.next()?;
        let step = state.step();
        let taken = state.signoff().map(|signoff| signoff.on);
        let all = Signoff::of(&verdict.id.award, portfolio);
        let declined = all.filter(|signoff| {
            *signoff.award == verdict.id
                && signoff.step == DECLINE
                && signoff.declines == Some(&*step.id)
        });
        let last = declined.max_by_key(|signoff| signoff.on)?;
        if taken.is_some_and(|taken| taken > last.on) {
            return None;
        }
        let person = portfolio.person(last.by);
        let day = calendar::format_long(last.day());
        let known = describe_decline(&last);
        let reason = words_of_return(last.record);
        Some(Self {
            by: person.map_or(last.by, |person| person.name()).to_owned(),
            step: words::with_spaces(&step.id),
            told: format!("on {day} ({known}): {reason}"),
        })
    }

    /// Returns the note as a sentence.
    pub fn says(&self) -> String {
        let Self { by, step, told } = self;
        format!("{by} said no to \u{201c}{step}\u{201d} {told}")
    }
}

/// Says how a no is known: only replies that the owner recorded hold one.
pub fn describe_decline(signoff: &Signoff<'_>) -> String {
    let reply = signoff.reply.map(|reply| reply.describe());
    let known = ["claimed".to_owned()].into_iter().chain(reply);
    known.collect::<Vec<_>>().join(", ")
}
