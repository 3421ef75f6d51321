//! Sign-offs that were taken back. One that was withdrawn does not come back by
//! deleting the withdrawal: whatever was ever committed counts.

use chrono::{DateTime, Utc};

use super::commit_history::{first_committed, missing};
use super::proof::{Proof, prove};
use super::{ChainContext, Signoff, TakenStep, WITHDRAW};
use crate::base::calendar;
use crate::base::document::ParsedFile;
use crate::base::files::digest::BlobId;
use crate::domain::id::AwardRef;

/// The withdrawals of one award.
#[derive(Default)]
pub struct Withdrawals {
    list: Vec<Withdrawal>,
}

struct Withdrawal {
    by: String,
    on: DateTime<Utc>,
    /// Git's name of the sign-off that it takes back.
    blob: BlobId,
    /// The time of the first commit that holds it, where history tells.
    committed: Option<i64>,
    /// True if its signer's own key proves its moment.
    is_proven: bool,
}

impl Withdrawals {
    /// Separates an award's withdrawals from its other sign-offs. Returns the withdrawn
    /// contents, the withdrawals and the others. Withdrawals that were deleted from the
    /// work tree are found in history.
    pub fn separate<'a>(
        all: Vec<Signoff<'a>>,
        award: &AwardRef,
        context: ChainContext<'a>,
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
                committed: first_committed(signoff, context.evidence.history)
                    .map(|first| first.seconds),
                is_proven: proof.is_ok_and(|proof| proof != Proof::Claimed),
            })
        });
        let lost = missing(context.portfolio, context.evidence.history).into_iter();
        let lost = lost.filter_map(|one| {
            Some(Withdrawal {
                committed: Some(one.seconds),
                ..parse_removed(&context.evidence.history.blob(one.blob)?, award)?
            })
        });
        let list = here.chain(lost).collect();
        (Self { list }, signoffs, others)
    }

    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Returns the withdrawals that were made before an award was closed.
    pub fn made_before(mut self, last: &TakenStep<'_>) -> Self {
        self.list.retain(|one| one.is_before(last));
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

impl Withdrawal {
    /// Returns true if it was made before the last step, so that the award was not closed
    /// yet. A date alone is no evidence of that: whoever writes a sign-off chooses its date.
    /// What history had first counts. A withdrawal that came later counts if its signer's
    /// key proves that it was made before.
    fn is_before(&self, last: &TakenStep<'_>) -> bool {
        let committed = last.committed.map(|at| at.timestamp());
        let is_dated_before = self.on <= last.signoff.on;
        match (self.committed, committed) {
            (Some(one), Some(last)) => one <= last || (self.is_proven && is_dated_before),
            (Some(_), None) => true,
            (None, Some(_)) => is_dated_before,
            // Without history, a claim says nothing against what a key proves.
            (None, None) => is_dated_before || (self.is_proven && last.proof == Proof::Claimed),
        }
    }
}

/// Parses a withdrawal that was deleted from the work tree.
fn parse_removed(bytes: &[u8], award: &AwardRef) -> Option<Withdrawal> {
    let document = ParsedFile::read(std::str::from_utf8(bytes).ok()?);
    let word = |key: &str| document.front.get(key)?.scalar();
    let is_ours = word("signoff")? == WITHDRAW && word("award")? == award.to_string();
    is_ours.then_some(())?;
    Some(Withdrawal {
        by: word("by")?.to_owned(),
        on: calendar::instant(word("on")?)?,
        blob: BlobId::parse(document.front.get("withdraws")?.get("blob")?.scalar()?)?,
        committed: None,
        is_proven: false,
    })
}
