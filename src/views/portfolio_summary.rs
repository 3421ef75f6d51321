//! One portfolio in a few values, for a report on many. It borrows nothing, so the portfolio
//! can be dropped.

use chrono::NaiveDate;
use serde::Serialize;

use super::Summary;
use super::due::{Agenda, DueEntry};
use super::status::{AwardStatus, Status};
use crate::check::CheckResult;
use crate::domain::portfolio::Portfolio;
use crate::domain::signoff::Revision;

/// The standing of one portfolio.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PortfolioSummary {
    /// The owner's name; none if `cpd.yaml` names nobody who is there.
    pub owner: Option<String>,
    /// The portfolio's own id.
    pub id: Option<String>,
    pub trusted: TrustedRevision,
    pub awards: Vec<AwardSummary>,
    /// Everything with a day, what is late first.
    pub deadlines: Vec<DueEntry>,
    /// Numbers of records and of findings of each severity.
    pub counts: Summary,
}

/// The standing of one award.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AwardSummary {
    /// The award as records name it, with its scheme: `lancaster/silver`.
    pub id: String,
    pub title: String,
    pub state: &'static str,
    /// Requirements that are met, and all of them.
    pub met: usize,
    pub of: usize,
    /// The next thing to do.
    pub next: Option<String>,
}

/// The revision whose people and keys were trusted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TrustedRevision {
    /// The files as they lie there.
    Files,
    Commit {
        name: String,
        id: String,
    },
    /// None, so no signature counts.
    None {
        why: String,
    },
}

impl PortfolioSummary {
    pub fn new(
        portfolio: &Portfolio,
        result: &CheckResult<'_>,
        trusted: &Revision,
        today: NaiveDate,
    ) -> Self {
        let status = Status::new(portfolio, result, today);
        let awards = status.schemes.into_iter().flat_map(|scheme| scheme.awards);
        Self {
            owner: Some(status.owner).filter(|owner| !owner.is_empty()),
            id: portfolio.id().map(str::to_owned),
            trusted: trusted.into(),
            awards: awards.map(AwardSummary::from).collect(),
            deadlines: Agenda::new(portfolio, result, today, None).entries,
            counts: Summary::count(portfolio.records.len(), &result.diagnostics),
        }
    }
}

impl From<AwardStatus> for AwardSummary {
    fn from(award: AwardStatus) -> Self {
        Self {
            id: award.id.to_string(),
            title: award.title,
            state: award.state.name(),
            met: award.requirements.met,
            of: award.requirements.of,
            next: award.next.map(|next| next.says),
        }
    }
}

impl From<&Revision> for TrustedRevision {
    fn from(revision: &Revision) -> Self {
        match revision {
            Revision::WorkTree => Self::Files,
            Revision::Commit { name, id } => Self::Commit {
                name: name.clone(),
                id: id.clone(),
            },
            Revision::Untrusted(why) => Self::None { why: why.clone() },
        }
    }
}
