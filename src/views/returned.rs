//! The return of a submission as it is shown: who returned it, when, why, and how that is known.

use chrono::{DateTime, Utc};

use crate::base::calendar;
use crate::domain::portfolio::{Portfolio, Record};
use crate::domain::record_view::printed_title;
use crate::domain::schema::Assurance;
use crate::domain::signoff::{Chain, Signoff, TakenStep};
use crate::views::submission::model::SignedContent;

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
            reason: words_of_return(signoff.record),
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

/// Returns why a submission was returned, on one line.
pub fn words_of_return(record: &Record) -> String {
    let words = record.body().split_whitespace();
    words.collect::<Vec<_>>().join(" ")
}

/// Names what has changed since the latest submission that was returned: `now` are the contents
/// that are signed for.
pub fn changed_since_return(
    chain: &Chain<'_>,
    portfolio: &Portfolio,
    now: &[SignedContent],
) -> Vec<String> {
    let sent = chain.last_return().and_then(|last| last.signoff.returns);
    let sent = sent.and_then(|sent| Signoff::read(portfolio.at_path(sent.path)?));
    let Some(sent) = sent else {
        return Vec::new();
    };
    let blob = |path: &str| {
        let mut subjects = sent.subjects.iter();
        subjects.find(|subject| subject.path == path)?.blob
    };
    let changed = now.iter().filter(|one| blob(&one.path) != Some(one.blob));
    let names = changed.map(|one| {
        let record = portfolio.at_path(&one.path);
        record.map_or_else(|| one.path.clone(), printed_title)
    });
    names.collect()
}
