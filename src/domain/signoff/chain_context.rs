//! Inputs of judging a chain of sign-offs.

use chrono::NaiveDate;

use super::{Revision, Trusted};
use crate::domain::portfolio::Portfolio;
use crate::domain::ports::Evidence;
use crate::domain::schema::Scheme;

/// Inputs of judging one chain: portfolio, scheme, day, evidence and trust.
#[derive(Clone, Copy)]
pub struct ChainContext<'a> {
    pub portfolio: &'a Portfolio,
    /// The scheme as the work tree has it. If the trusted revision has it too, its steps
    /// count.
    pub scheme: &'a Scheme,
    pub today: NaiveDate,
    pub evidence: Evidence<'a>,
    pub trusted: Trusted<'a>,
}

impl ChainContext<'_> {
    /// Returns true if neither the history nor the people can be read here, so that nothing
    /// else can be held against a sign-off.
    pub fn is_unreadable(&self) -> bool {
        let is_untrusted = matches!(self.trusted.revision(), Revision::Untrusted(_));
        is_untrusted && self.evidence.history.gap().is_some()
    }
}
