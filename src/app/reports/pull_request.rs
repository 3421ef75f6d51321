//! The meaning of an approval of a pull request: the awards that the request asks for,
//! and what approving it would endorse.

use chrono::NaiveDate;
use thiserror::Error;

use crate::app::error::{Explain, Explanation};
use crate::app::ports::{Repository, RepositoryError};
use crate::app::signoff::eligibility::Eligibility;
use crate::app::signoff::preview::{covered_files, covered_records, file_line, record_line};
use crate::app::signoff::record_reviews::requested_awards;
use crate::app::trust::revision::{Untrusted, certain_name};
use crate::base::text::words;
use crate::check::CheckResult;
use crate::domain::finding::Severity;
use crate::domain::id::AwardRef;
use crate::domain::portfolio::Portfolio;
use crate::domain::schema::StepActor;
use crate::views::pull_request::{Approval, PullRequest, RequestedAward};

/// A reason why nothing can be said about a pull request.
#[derive(Debug, Error)]
pub enum PullRequestError {
    #[error("{0} is not in this clone")]
    NoCommit(String),
    #[error(transparent)]
    Base(#[from] Untrusted),
    #[error("git: {0}")]
    Repository(#[from] RepositoryError),
}

impl Explain for PullRequestError {
    fn explain(&self) -> Explanation {
        match self {
            Self::NoCommit(_) => Explanation::failed().hint("fetch it first: `git fetch origin`"),
            Self::Base(error) => error.explain(),
            Self::Repository(error) => error.explain(),
        }
    }
}

/// Returns what an approval of the request means that leads from `base` to the last commit.
pub fn pull_request(
    base: &str,
    result: &CheckResult<'_>,
    portfolio: &Portfolio,
    repository: &dyn Repository,
    today: NaiveDate,
) -> Result<PullRequest, PullRequestError> {
    let _span = tracing::info_span!("report.pull-request").entered();
    let commit = |name: &str| {
        repository
            .commit_named(name)
            .ok_or_else(|| PullRequestError::NoCommit(base.to_owned()))
    };
    // A tag of the branch's name would show an approver another change than the forge does.
    let (from, head) = (commit(&certain_name(repository, base)?)?, commit("HEAD")?);
    let brought = repository.brought(&from, &head)?;
    let awards = requested_awards(&brought, &head, result, portfolio, repository)?;
    Ok(PullRequest {
        awards: awards
            .iter()
            .map(|award| requested(award, result, portfolio, today))
            .collect(),
        errors: result.count(Severity::Error),
    })
}

fn requested(
    award: &AwardRef,
    result: &CheckResult<'_>,
    portfolio: &Portfolio,
    today: NaiveDate,
) -> RequestedAward {
    let title = result
        .award(award)
        .map_or_else(|| award.name().into(), |verdict| verdict.title.clone());
    let scheme = portfolio.scheme_of(award);
    let step =
        scheme.and_then(|scheme| scheme.steps.iter().find(|step| step.by != StepActor::Owner));
    let approval = match step {
        None => Approval::NotNeeded,
        Some(step) => match Eligibility::check(&step.id, award, result, portfolio) {
            Err(why) => {
                let Explanation {
                    details, remedies, ..
                } = why.explain();
                Approval::Void {
                    why: why.to_string(),
                    details,
                    remedies,
                }
            }
            Ok(eligible) => {
                let owner = portfolio.owner().map_or("the owner", |owner| owner.name());
                let records = covered_records(&eligible, portfolio, today);
                let files = covered_files(&records, portfolio);
                let files = files.iter().map(|path| file_line(path));
                Approval::Endorses {
                    owner: owner.to_owned(),
                    role: words::with_spaces(step.by.role()),
                    says: portfolio.confirmation(award).map(|one| one.says.clone()),
                    records: records
                        .iter()
                        .map(|record| record_line(record, portfolio))
                        .chain(files)
                        .collect(),
                }
            }
        },
    };
    RequestedAward {
        award: award.clone(),
        title,
        approval,
    }
}
