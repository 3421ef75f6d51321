//! The return of a submission as it is shown: who returned it, when, why, and how that is known.

use chrono::{DateTime, Utc};

use crate::base::calendar;
use crate::domain::portfolio::Portfolio;
use crate::domain::schema::Assurance;
use crate::domain::signoff::{Chain, TakenStep};

/// A submission that was returned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnNote {
    /// The id and the name of the person.
    pub by: (String, String),
    pub on: DateTime<Utc>,
    pub assurance: Assurance,
    /// The reason, on one line.
    pub reason: String,
}

impl ReturnNote {
    /// Returns the return that an award waits on; `None` where none does, or its file is gone.
    pub fn pending(chain: &Chain<'_>, portfolio: &Portfolio) -> Option<Self> {
        let last = chain.last_return().filter(|_| chain.is_returned())?;
        Some(Self::new(last, portfolio))
    }

    /// Returns the latest return, whether or not there is another submission since.
    pub fn latest(chain: &Chain<'_>, portfolio: &Portfolio) -> Option<Self> {
        Some(Self::new(chain.last_return()?, portfolio))
    }

    pub fn new(taken: &TakenStep<'_>, portfolio: &Portfolio) -> Self {
        let signoff = &taken.signoff;
        let person = portfolio.person(signoff.by);
        let name = person.map_or(signoff.by, |person| person.name());
        Self {
            by: (signoff.by.to_owned(), name.to_owned()),
            on: signoff.on,
            assurance: taken.proof.assurance(),
            reason: reason(taken),
        }
    }

    /// Returns the note as the rest of a sentence about what was returned.
    pub fn says(&self) -> String {
        format!(
            "returned on {} by {} ({}): {}",
            calendar::format_long(self.on.date_naive()),
            self.by.1,
            self.assurance.name(),
            self.reason
        )
    }

    /// Returns the reason without its full stop, for a sentence around it.
    pub fn quotable_reason(&self) -> &str {
        self.reason.trim_end_matches('.')
    }
}

fn reason(taken: &TakenStep<'_>) -> String {
    let words = taken.signoff.record.body().split_whitespace();
    words.collect::<Vec<_>>().join(" ")
}
