//! Sign-offs that were taken back. One that was withdrawn does not come back by
//! deleting the withdrawal: whatever was ever committed counts.

use chrono::{DateTime, Utc};

use super::commit_history::committed;
use super::lost::LostSignoff;
use super::proof::{Proof, prove};
use super::{ChainContext, Signoff, TakenStep, WITHDRAW};
use crate::base::calendar;
use crate::base::files::digest::BlobId;
use crate::domain::id::AwardRef;
use crate::domain::portfolio::Record;
use crate::domain::ports::{CommittedContent, History};
use crate::domain::schema::StepActor;

/// The withdrawals of one award.
#[derive(Default)]
pub struct Withdrawals<'a> {
    list: Vec<Withdrawal<'a>>,
}

struct Withdrawal<'a> {
    by: String,
    on: DateTime<Utc>,
    /// Git's name of the sign-off that it takes back.
    blob: BlobId,
    /// The file as commits hold it; none where no commit does, or history does not tell.
    committed: Vec<&'a CommittedContent>,
    /// True if its signer's own key proves its moment.
    is_proven: bool,
}

impl<'a> Withdrawals<'a> {
    /// Separates an award's withdrawals from its other sign-offs. Returns the withdrawn
    /// contents, the withdrawals and the others. Withdrawals that were deleted from the
    /// work tree are found in history.
    pub fn separate(
        all: Vec<Signoff<'a>>,
        award: &AwardRef,
        context: &ChainContext<'a>,
    ) -> (Self, Vec<Signoff<'a>>, Vec<Signoff<'a>>) {
        let (signoffs, others): (Vec<_>, Vec<_>) = all
            .into_iter()
            .partition(|signoff| signoff.step == WITHDRAW);
        let here = signoffs.iter().filter_map(|signoff| {
            let proof = prove(signoff, &context.trusted, context.evidence);
            Some(Withdrawal {
                by: signoff.by.to_owned(),
                on: signoff.on,
                blob: signoff.withdraws?.blob?,
                committed: committed(signoff, context.evidence.history),
                is_proven: proof.is_ok_and(|proof| proof != Proof::Claimed),
            })
        });
        let lost = context.lost.of(award, WITHDRAW);
        let lost = lost.filter_map(Withdrawal::of_lost);
        let list = here.chain(lost).collect();
        (Self { list }, signoffs, others)
    }

    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Returns the withdrawals that were made before an award was closed.
    pub fn made_before(mut self, last: &TakenStep<'_>, history: History<'_>) -> Self {
        let closing = committed(&last.signoff, history);
        self.list
            .retain(|one| one.is_before(last, &closing, history));
        self
    }

    /// Returns true if a sign-off was withdrawn. Its own signer can always do that, and no
    /// fault of the withdrawal makes the sign-off stand again.
    pub fn covers(&self, signoff: &Signoff<'_>) -> bool {
        let text = signoff.record.text.as_bytes();
        self.list
            .iter()
            .any(|one| one.by == signoff.by && one.blob.matches_content(text))
    }
}

impl Signoff<'_> {
    /// Returns true if this is a withdrawal of a sign-off by the same person.
    pub fn takes_back(&self, signoff: &Record) -> bool {
        let named = self.withdraws.and_then(|named| named.blob);
        let is_it = named.is_some_and(|blob| blob.matches_content(signoff.text.as_bytes()));
        is_it && signoff.word("by") == Some(self.by)
    }
}

impl<'a> Withdrawal<'a> {
    /// Reads a withdrawal that was deleted from the work tree.
    fn of_lost(lost: &LostSignoff<'a>) -> Option<Self> {
        Some(Self {
            by: lost.word("by")?.to_owned(),
            on: calendar::instant(lost.word("on")?)?,
            blob: BlobId::parse(lost.word_in("withdraws", "blob")?)?,
            committed: vec![lost.saved],
            is_proven: false,
        })
    }

    /// Returns true if it was made before the last step, which commits hold as `closing`, so
    /// that the award was not closed yet. Dates and times of commits are no evidence of
    /// that: whoever writes a file or a commit chooses them.
    fn is_before(
        &self,
        last: &TakenStep<'_>,
        closing: &[&CommittedContent],
        history: History<'_>,
    ) -> bool {
        let is_dated_before = self.on <= last.signoff.on;
        let is_claimed = last.proof == Proof::Claimed;
        match (order(&self.committed), order(closing)) {
            (Some(_), Some(_)) if self.is_proven && is_dated_before => true,
            (Some(_), Some(_)) if history.is_after(&self.committed, closing) => false,
            // On lines of commits that do not contain each other, clocks tell. The owner can
            // set those, so the owner's own step or a claim closes nothing there.
            (Some(one), Some(closing)) => {
                is_claimed || last.step.by == StepActor::Owner || one <= closing
            }
            (Some(_), None) => true,
            (None, Some(_)) => is_dated_before,
            // Without history, a claim says nothing against what a key proves.
            (None, None) => is_dated_before || (self.is_proven && is_claimed),
        }
    }
}

/// Returns the place of the first of these in the order of commits.
fn order(contents: &[&CommittedContent]) -> Option<i64> {
    contents.iter().map(|one| one.order).min()
}
