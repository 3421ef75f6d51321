//! Inputs of judging chains of sign-offs.

use std::sync::Arc;

use chrono::NaiveDate;

use super::lost::LostSignoffs;
use super::{Revision, Trusted};
use crate::domain::portfolio::Portfolio;
use crate::domain::ports::Evidence;

/// Inputs of judging the chains of a portfolio: its files, the day, evidence and trust.
#[derive(Clone)]
pub struct ChainContext<'a> {
    pub portfolio: &'a Portfolio,
    pub today: NaiveDate,
    pub evidence: Evidence<'a>,
    pub trusted: Trusted<'a>,
    /// Found once for all chains, since that reads every file of the history.
    pub lost: Arc<LostSignoffs<'a>>,
}

impl<'a> ChainContext<'a> {
    pub fn new(
        portfolio: &'a Portfolio,
        today: NaiveDate,
        evidence: Evidence<'a>,
        trusted: Trusted<'a>,
    ) -> Self {
        let lost = LostSignoffs::find(portfolio, evidence.history);
        Self {
            portfolio,
            today,
            evidence,
            trusted,
            lost: Arc::new(lost),
        }
    }

    /// Returns true if neither the history nor the people can be read here, so that nothing
    /// else can be held against a sign-off.
    pub fn is_unreadable(&self) -> bool {
        let is_untrusted = matches!(self.trusted.revision(), Revision::Untrusted(_));
        is_untrusted && self.evidence.history.gap().is_some()
    }
}
