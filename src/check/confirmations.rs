//! Verdicts on records that somebody is asked to confirm: each has a chain of one step. It knows no
//! criterion.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::CheckInput;
use super::verdict::{AwardState, AwardVerdict, chain_context};
use crate::domain::id::AwardRef;
use crate::domain::phrases::ValuePhrase;
use crate::domain::portfolio::Record;
use crate::domain::query::confirmed::{ConfirmedRecords, confirmable};
use crate::domain::schema::{Confirmation, Scheme};
use crate::domain::signoff::{Chain, Signoff};

/// Returns the verdict on each record that a scheme asks to have confirmed, and the records that
/// are.
pub fn evaluate<'a>(
    scheme: &'a Scheme,
    input: CheckInput<'a>,
) -> (Vec<AwardVerdict<'a>>, ConfirmedRecords) {
    let mut confirmed = ConfirmedRecords::default();
    let mut verdicts = Vec::new();
    for confirmation in &scheme.confirmations {
        let mut made: BTreeMap<&AwardRef, Vec<Signoff<'a>>> = BTreeMap::new();
        let award = scheme.award_ref(confirmation.award()).award;
        for signoff in Signoff::of(&award, input.portfolio) {
            made.entry(signoff.award).or_default().push(signoff);
        }
        let asked = confirmable(confirmation, scheme, input.portfolio, input.today);
        let asked: Vec<_> = asked
            .into_iter()
            .map(|(id, record)| (made.remove(&id).unwrap_or_default(), id, record))
            .collect();
        let judged = asked.into_par_iter().map(|(signoffs, id, record)| {
            let verdict = evaluate_record(confirmation, id, record, signoffs, input);
            (verdict, record)
        });
        for (verdict, record) in judged.collect::<Vec<_>>() {
            if verdict.is_confirmed() {
                confirmed.insert(&award.name, record);
            }
            verdicts.push(verdict);
        }
    }
    (verdicts, confirmed)
}

fn evaluate_record<'a>(
    confirmation: &'a Confirmation,
    id: AwardRef,
    record: &Record,
    signoffs: Vec<Signoff<'a>>,
    input: CheckInput<'a>,
) -> AwardVerdict<'a> {
    let scheme = &confirmation.scheme;
    let chain = match signoffs.is_empty() {
        true => Chain::unsigned(scheme),
        false => Chain::follow_signoffs(&id, signoffs, chain_context(scheme, input)),
    };
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
