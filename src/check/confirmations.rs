//! Verdicts on records that somebody is asked to confirm: each has a chain of one step. It knows no
//! criterion.

use super::verdict::{AwardState, AwardVerdict};
use crate::domain::phrases::ValuePhrase;
use crate::domain::query::confirmed::ConfirmedRecords;
use crate::domain::schema::{Confirmation, Scheme};
use crate::domain::signoff::{ChainContext, ConfirmationChain};

/// Returns the verdict on each record that a scheme asks to have confirmed, and the records that
/// are.
pub fn evaluate<'a>(
    scheme: &'a Scheme,
    context: &ChainContext<'a>,
) -> (Vec<AwardVerdict<'a>>, ConfirmedRecords) {
    let mut confirmed = ConfirmedRecords::default();
    let mut verdicts = Vec::new();
    for confirmation in &scheme.confirmations {
        for followed in ConfirmationChain::follow_all(confirmation, scheme, context, |_| true) {
            let record = followed.record;
            let verdict = verdict_of(confirmation, followed);
            if verdict.is_confirmed() {
                confirmed.insert(&verdict.id.award.name, record);
            }
            verdicts.push(verdict);
        }
    }
    (verdicts, confirmed)
}

fn verdict_of<'a>(
    confirmation: &'a Confirmation,
    ConfirmationChain { id, record, chain }: ConfirmationChain<'a>,
) -> AwardVerdict<'a> {
    let title = ValuePhrase::Confirmation {
        title: confirmation.title(),
        record: record.title(),
    };
    AwardVerdict {
        id,
        award: confirmation.award(),
        title: title.say(),
        round: None,
        days_to_hand_in: None,
        // A single record has no requirements: it is ready as soon as it is written.
        state: AwardState::Ready,
        criteria: Vec::new(),
        chain,
    }
}
