//! Sign-offs that were taken back. One that was withdrawn does not come back by
//! deleting the withdrawal: whatever was ever committed counts.

use chrono::{DateTime, Utc};

use super::chain::{Basis, removed};
use super::{Signoff, WITHDRAW};
use crate::calendar;
use crate::portfolio::AwardId;
use crate::source::digest;
use crate::syntax::Document;

/// What was taken back in one award.
#[derive(Default)]
pub struct Withdrawals {
    list: Vec<Withdrawal>,
}

struct Withdrawal {
    by: String,
    on: DateTime<Utc>,
    blob: String,
}

impl Withdrawals {
    /// Parts the withdrawals of an award from its other sign-offs: what they take back,
    /// they themselves, and the others. Those that were removed from the files at hand
    /// are found in history.
    pub fn among<'a>(
        all: Vec<Signoff<'a>>,
        award: &AwardId,
        basis: Basis<'a>,
    ) -> (Self, Vec<Signoff<'a>>, Vec<Signoff<'a>>) {
        let (signoffs, others): (Vec<_>, Vec<_>) = all
            .into_iter()
            .partition(|signoff| signoff.step == WITHDRAW);
        let here = signoffs.iter().filter_map(|signoff| {
            Some(Withdrawal {
                by: signoff.by.to_owned(),
                on: signoff.on,
                blob: signoff.withdraws?.blob.to_owned(),
            })
        });
        let lost = removed(basis.portfolio, basis.facts.history()).into_iter();
        let lost = lost.filter_map(|one| read(&basis.facts.blob(&one.blob)?, award));
        let list = here.chain(lost).collect();
        (Self { list }, signoffs, others)
    }

    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Those that were made by a moment; all where there is none.
    pub fn until(mut self, moment: Option<DateTime<Utc>>) -> Self {
        if let Some(moment) = moment {
            self.list.retain(|one| one.on <= moment);
        }
        self
    }

    /// Whether a sign-off was taken back. Its own signer can always do that, and
    /// no flaw of the withdrawal makes the sign-off stand again.
    pub fn take_back(&self, signoff: &Signoff<'_>) -> bool {
        let text = signoff.record.text.as_bytes();
        self.list
            .iter()
            .any(|one| one.by == signoff.by && digest::is_blob(text, &one.blob))
    }
}

/// A withdrawal that is no longer at hand.
fn read(bytes: &[u8], award: &AwardId) -> Option<Withdrawal> {
    let document = Document::read(std::str::from_utf8(bytes).ok()?);
    let word = |key: &str| document.front.get(key)?.scalar();
    let is_ours = word("signoff")? == WITHDRAW && word("award")? == award.to_string();
    is_ours.then_some(())?;
    Some(Withdrawal {
        by: word("by")?.to_owned(),
        on: calendar::instant(word("on")?)?,
        blob: document
            .front
            .get("withdraws")?
            .get("blob")?
            .scalar()?
            .to_owned(),
    })
}
