//! The meaning of an approval of a pull request.

use crate::domain::id::AwardRef;
use crate::domain::remedy::Remedy;

/// The awards that a pull request asks for, and the count of errors in the portfolio.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PullRequest {
    pub awards: Vec<RequestedAward>,
    pub errors: usize,
}

/// One award that a pull request asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestedAward {
    pub award: AwardRef,
    pub title: String,
    pub approval: Approval,
}

/// The meaning of an approval for one award.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Approval {
    /// No step of the award belongs to anybody else.
    NotNeeded,
    /// It would count for nothing: the reason, and what still has to be done.
    Void {
        why: String,
        details: Vec<String>,
        remedies: Vec<Remedy>,
    },
    Endorses {
        owner: String,
        role: String,
        /// The sentence that approving says, if one record is confirmed.
        says: Option<String>,
        /// The records and files that it covers, one line each.
        records: Vec<String>,
    },
}
