//! The line of a submission, for reports on many portfolios: the award that it is of, judged again
//! from the files in it.

use thiserror::Error;

use crate::app::moment::Moment;
use crate::app::pack::files_evidence::FilesEvidence;
use crate::app::pack::verify::{CannotVerify, PackToVerify, printing_record, verify};
use crate::app::reports::portfolios::committed;
use crate::base::picture::DecodedPictures;
use crate::check::{CheckInput, check};
use crate::domain::ports::OpenPgpVerifier;
use crate::domain::signoff::{Revision, Trust};
use crate::views::portfolio_line::PortfolioLine;
use crate::views::verification::AnswerOutcome;
use crate::views::verified_steps::UnknownStep;

/// A reason why a pack has no line.
#[derive(Debug, Error)]
pub enum NoLineOfPack {
    #[error(transparent)]
    CannotVerify(#[from] CannotVerify),
    #[error("it is no submission: it was printed as a draft, or with files that have changed")]
    NotSubmitted,
    #[error("the pack is bad: {0}")]
    Bad(String),
    #[error("the pack has no award {0}")]
    NoAward(String),
    #[error(transparent)]
    UnknownStep(#[from] UnknownStep),
}

/// Verifies a pack, judges its award as of the day of the pack, and makes its line.
pub fn line_of_pack(
    found: &PackToVerify,
    openpgp: &dyn OpenPgpVerifier,
    moment: Moment,
) -> Result<PortfolioLine, NoLineOfPack> {
    let printing = printing_record(&found.opened)?;
    if printing.draft || printing.current {
        return Err(NoLineOfPack::NotSubmitted);
    }
    let pictures = DecodedPictures::default();
    let evidence = FilesEvidence::new(&found.opened, &pictures);
    let evidence = evidence.evidence(openpgp);
    let verified = verify(found, &printing, evidence, None, None, moment.latest)?;
    let mut answers = verified.findings.into_iter();
    if let Some(bad) = answers.find(|answer| answer.outcome == AnswerOutcome::Bad) {
        return Err(NoLineOfPack::Bad(bad.says));
    }
    let portfolio = found.opened.portfolio();
    let award = portfolio.award(&printing.award);
    let award = award.ok_or_else(|| NoLineOfPack::NoAward(printing.award.clone()))?;
    let trust = Trust::from_worktree(&portfolio, Revision::WorkTree, &|path| {
        evidence.files.bytes(path)
    });
    let today = printing.day.min(moment.today);
    let result = check(CheckInput {
        portfolio: &portfolio,
        evidence,
        trust: &trust,
        today,
        focus: Some(&award),
        only: None,
    });
    let line = PortfolioLine::new(&portfolio, &result, &trust.revision, today).of_pack(&award);
    let commit = printing.commit;
    Ok(PortfolioLine {
        committed: commit.as_ref().and_then(|commit| committed(commit.seconds)),
        commit: commit.map(|commit| commit.id),
        ..line
    })
}
