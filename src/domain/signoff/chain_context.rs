//! What a chain of sign-offs is judged by.

use chrono::NaiveDate;

use super::Trusted;
use crate::domain::portfolio::Portfolio;
use crate::domain::ports::Evidence;
use crate::domain::schema::Scheme;

/// What a chain is judged by.
#[derive(Clone, Copy)]
pub struct ChainContext<'a> {
    pub portfolio: &'a Portfolio,
    /// As it is at hand. Where the trusted revision has the scheme as well, its
    /// steps are the ones that count.
    pub scheme: &'a Scheme,
    pub today: NaiveDate,
    pub evidence: Evidence<'a>,
    pub trusted: Trusted<'a>,
}
