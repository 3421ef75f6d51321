//! The chains of records that somebody is asked to confirm, one of one step for each record.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::{Chain, ChainContext, Signoff};
use crate::domain::id::AwardRef;
use crate::domain::portfolio::Record;
use crate::domain::query::confirmed::confirmable;
use crate::domain::schema::{Confirmation, Scheme};

/// The chain of a record that somebody is asked to confirm.
pub struct ConfirmationChain<'a> {
    pub id: AwardRef,
    pub record: &'a Record,
    pub chain: Chain<'a>,
}

impl<'a> ConfirmationChain<'a> {
    /// Follows the chains of those records that a scheme asks to have confirmed and that are
    /// wanted. The sign-offs are read once for all of them.
    pub fn follow_all(
        confirmation: &'a Confirmation,
        scheme: &'a Scheme,
        context: &ChainContext<'a>,
        is_wanted: impl Fn(&Record) -> bool,
    ) -> Vec<Self> {
        let mut made: BTreeMap<&AwardRef, Vec<Signoff<'a>>> = BTreeMap::new();
        let award = scheme.award_ref(confirmation.award()).award;
        for signoff in Signoff::of(&award, context.portfolio) {
            made.entry(signoff.award).or_default().push(signoff);
        }
        let asked = confirmable(confirmation, scheme, context.portfolio, context.today);
        let asked = asked.into_iter().filter(|(_, record)| is_wanted(record));
        let asked: Vec<_> = asked
            .map(|(id, record)| (made.remove(&id).unwrap_or_default(), id, record))
            .collect();
        let scheme = &confirmation.scheme;
        let followed = asked.into_par_iter().map(|(signoffs, id, record)| Self {
            chain: match signoffs.is_empty() {
                true => Chain::unsigned(scheme),
                false => Chain::follow_signoffs(&id, signoffs, scheme, context),
            },
            id,
            record,
        });
        followed.collect()
    }
}
