//! The pack of an award: as the last commit has it once it may be printed, or a draft of
//! what there is.

use chrono::{DateTime, NaiveDate};
use thiserror::Error;

use crate::app::error::{Explain, Explanation, Hint};
use crate::app::ports::{Repository, RepositoryError};
use crate::app::signoff::eligibility::Lacking;
use crate::base::files::digest;
use crate::base::files::digest::BlobId;
use crate::check::{AwardState, AwardVerdict, CheckInput, signoff_findings, verdicts};
use crate::domain::id::AwardRef;
use crate::domain::portfolio::Portfolio;
use crate::domain::ports::{CommitInfo, Evidence};
use crate::domain::remedy::Remedy;
use crate::domain::schema::Scheme;
use crate::domain::signoff::{Revision, Trust};
use crate::views::submission::{SubmissionInput, build, model::Pack};

/// Inputs of every pack of a portfolio.
#[derive(Clone, Copy)]
pub struct PackSource<'a> {
    pub portfolio: &'a Portfolio,
    /// The evidence that a reader of the pack has: files, and no repository.
    pub evidence: Evidence<'a>,
    pub today: NaiveDate,
    /// Seconds since 1970 that stand for the time of the commit.
    pub source_date: Option<i64>,
}

/// A reason why a pack was not printed.
#[derive(Debug, Error)]
pub enum PackError {
    #[error("there is no award {0}")]
    NoAward(AwardRef),
    #[error("the scheme of this award cannot be read")]
    NoScheme,
    #[error(transparent)]
    Lacking(#[from] Lacking),
    /// Steps before the pack are open.
    #[error("{award} cannot be printed yet")]
    Unsigned { award: String, open: Vec<Remedy> },
    #[error("git: {0}")]
    Repository(#[from] RepositoryError),
}

impl Explain for PackError {
    fn explain(&self) -> Explanation {
        match self {
            Self::NoAward(_) | Self::NoScheme => Explanation::failed(),
            Self::Lacking(error) => error.explain().hint(Hint::PrintDraft),
            Self::Unsigned { open, .. } => Explanation::refused()
                .remedies(open.clone())
                .hint(Hint::PrintDraft),
            Self::Repository(error) => error.explain(),
        }
    }
}

/// Returns an error while a requirement, or a sign-off before the pack, is lacking.
pub fn require_ready(verdict: &AwardVerdict<'_>, portfolio: &Portfolio) -> Result<(), PackError> {
    let scheme = scheme_of(&verdict.id, portfolio)?;
    if verdict.state == AwardState::Closed {
        return Ok(());
    }
    if verdict.unmet().next().is_some() {
        return Err(Lacking::of(verdict, portfolio).into());
    }
    let needed = verdict.chain.steps.iter().take(scheme.steps_before_pack());
    let open: Vec<Remedy> = needed
        .filter(|state| !state.counts())
        .map(|state| {
            let take = signoff_findings::step_invocation(state.step(), &verdict.id, portfolio);
            let why = if state.taken().is_some() {
                "has to be signed again"
            } else {
                "is not signed yet"
            };
            let says = format!("the step \u{201c}{}\u{201d} {why}", state.step().id);
            Remedy::invoke(says, take)
        })
        .collect();
    if open.is_empty() {
        return Ok(());
    }
    Err(PackError::Unsigned {
        award: verdict.title.clone(),
        open,
    })
}

/// Returns the pack of an award as the last commit has it, judged as of the day of that
/// commit: the same commit gives the same pack on any day. `committed` is the evidence with
/// the files of the commit.
pub fn pack(
    award: &AwardRef,
    source: PackSource<'_>,
    committed: Evidence<'_>,
    repository: &dyn Repository,
) -> Result<Pack, PackError> {
    let commit = repository.last_commit()?;
    let commit = commit.map(|commit| dated(commit, source.source_date));
    let day = commit
        .as_ref()
        .and_then(|commit| DateTime::from_timestamp(commit.seconds, 0));
    let today = day.map_or(source.today, |moment| moment.date_naive());
    let source = PackSource { today, ..source };
    let blob = |bytes: &[u8]| repository.blob_id(bytes);
    printed(award, source, committed, &blob, commit, false)
}

/// Returns a draft of the pack of an award, from the files of the work tree. There may be
/// no repository.
pub fn draft(
    award: &AwardRef,
    source: PackSource<'_>,
    repository: Option<&dyn Repository>,
) -> Result<Pack, PackError> {
    let blob = |bytes: &[u8]| {
        repository.map_or_else(|| digest::sha1_blob(bytes), |found| found.blob_id(bytes))
    };
    let commit = repository.and_then(|repository| repository.last_commit().ok().flatten());
    let commit = commit.map(|commit| dated(commit, source.source_date));
    printed(award, source, source.evidence, &blob, commit, true)
}

/// Returns the pack of an award that carries the files of `carried`.
fn printed(
    award: &AwardRef,
    source: PackSource<'_>,
    carried: Evidence<'_>,
    blob: &dyn Fn(&[u8]) -> BlobId,
    commit: Option<CommitInfo>,
    draft: bool,
) -> Result<Pack, PackError> {
    let portfolio = source.portfolio;
    let scheme = scheme_of(award, portfolio)?;
    // A pack carries no other word on people and keys than the portfolio's own.
    let trust = Trust::from_worktree(portfolio, Revision::WorkTree, &|path| {
        source.evidence.files.bytes(path)
    });
    let judgement = verdicts(CheckInput {
        portfolio,
        evidence: source.evidence,
        trust: &trust,
        today: source.today,
        focus: None,
        only: None,
    });
    let missing = || PackError::NoAward(award.clone());
    Ok(build(&SubmissionInput {
        portfolio,
        scheme,
        award: judgement.award(award).ok_or_else(missing)?,
        evidence: carried,
        trust: &trust,
        blob,
        commit,
        today: source.today,
        draft,
    }))
}

fn scheme_of<'p>(award: &AwardRef, portfolio: &'p Portfolio) -> Result<&'p Scheme, PackError> {
    portfolio.scheme(award.scheme()).ok_or(PackError::NoScheme)
}

/// Returns a commit with the time that stands for its own, if there is one.
fn dated(commit: CommitInfo, source_date: Option<i64>) -> CommitInfo {
    CommitInfo {
        seconds: source_date.unwrap_or(commit.seconds),
        ..commit
    }
}
