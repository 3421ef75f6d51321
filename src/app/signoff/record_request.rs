//! The reviews of one pull request recorded as sign-offs, award by award. Each record is
//! committed, and the next one is judged with it there.

use chrono::{DateTime, NaiveDate, Utc};
use thiserror::Error;

use super::eligibility::{Eligibility, NotReady};
use super::lists_before::ListsBefore;
use super::pack_digest::pack_digest;
use super::record_reviews::{
    self, AcceptedReview, RecordError, Recorder, ReviewAction, ReviewedRequest, dropped_approvals,
    plan, recorded_awards, requested_awards, role_step,
};
use super::require_saved::{NotSaved, require_saved};
use super::sign::{SignError, SigningContext};
use super::write_signoff::WrittenSignoff;
use crate::app::author::NoIdentity;
use crate::app::error::{Class, Explain, Explanation};
use crate::app::pack::print::PackError;
use crate::app::ports::{NoRepository, PortfolioOpener, RepositoryError, Signer};
use crate::app::workspace::OpenPortfolioError;
use crate::domain::id::AwardRef;
use crate::domain::review::{Refusal, Review, ReviewState};
use crate::domain::schema::Step;

/// The recorder of one pull request.
pub struct RequestRecorder<'a> {
    pub asked: &'a ReviewedRequest,
    pub key: &'a dyn Signer,
    /// Opens the portfolio that the reviews are recorded in.
    pub opener: &'a dyn PortfolioOpener,
    pub now: DateTime<Utc>,
}

/// The outcome of recording the reviews of one pull request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RecordingOutcome {
    /// True if the request asks for an award at all.
    pub asks: bool,
    pub recorded: bool,
    pub refused: bool,
    /// A sign-off that was recorded before still stands.
    pub stands: bool,
    /// The request was merged without a merge commit, so only its last commit was looked at.
    pub last_commit_only: bool,
}

impl RecordingOutcome {
    /// Returns true if nothing was recorded or refused.
    pub fn is_empty(self) -> bool {
        !self.recorded && !self.refused
    }

    /// Returns true if the reviews were refused, and no other counts.
    pub fn is_refusal(self) -> bool {
        self.refused && !self.recorded && !self.stands
    }
}

/// Something that happened to one review, told as it happens.
#[derive(Debug)]
pub enum RecordingEvent<'a> {
    /// It is recorded already.
    Kept {
        person: String,
    },
    Endorsed(WrittenSignoff),
    /// It counts, and its step may not be taken.
    NotEndorsed(RecordingError),
    Withdrawn(WrittenSignoff),
    /// The forge lists an approval no longer, so it was withdrawn.
    Dropped {
        person: String,
        made: WrittenSignoff,
    },
    Feedback {
        person: String,
        on: NaiveDate,
        says: &'a str,
    },
    /// It does not count.
    Refused {
        login: &'a str,
        reasons: Vec<Refusal>,
    },
}

/// A reason why reviews are not recorded.
#[derive(Debug, Error)]
pub enum RecordingError {
    #[error(transparent)]
    Open(#[from] OpenPortfolioError),
    #[error(transparent)]
    NoRepository(#[from] NoRepository),
    #[error(transparent)]
    NotSaved(#[from] NotSaved),
    #[error("git: {why}")]
    NoCommits {
        why: RepositoryError,
        /// The number of the pull request.
        number: u64,
    },
    #[error(transparent)]
    NoIdentity(#[from] NoIdentity),
    #[error(transparent)]
    NotReady(#[from] NotReady),
    #[error(transparent)]
    Pack(#[from] PackError),
    #[error(transparent)]
    Record(#[from] RecordError),
    #[error(transparent)]
    Sign(#[from] SignError),
}

impl Explain for RecordingError {
    fn explain(&self) -> Explanation {
        match self {
            Self::NoCommits { number, .. } => Explanation::failed().hint(format!(
                "fetch its commits first: `git fetch origin refs/pull/{number}/head`"
            )),
            Self::Open(error) => error.explain(),
            Self::NoRepository(error) => error.explain(),
            Self::NotSaved(error) => error.explain(),
            Self::NoIdentity(error) => error.explain(),
            Self::NotReady(error) => error.explain(),
            Self::Pack(error) => error.explain(),
            Self::Record(error) => error.explain(),
            Self::Sign(error) => error.explain(),
        }
    }
}

impl<'a> RequestRecorder<'a> {
    /// Records every review that counts for an award that the request asks for. `tell` is
    /// called for each thing that happens, with the award.
    pub fn record(
        &self,
        tell: &mut dyn FnMut(&AwardRef, RecordingEvent<'a>),
    ) -> Result<RecordingOutcome, RecordingError> {
        let _span = tracing::info_span!("reviews.record").entered();
        let workspace = self.opener.open()?;
        let repository = workspace.repository()?;
        require_saved(repository, &workspace.portfolio)?;
        let (number, head) = (self.asked.request.number, &*self.asked.request.head);
        let no_commits = |why| RecordingError::NoCommits { why, number };
        let base = self.asked.request.base_commit.as_deref();
        let brought = repository
            .brought_by_merge(head, base)
            .map_err(no_commits)?;
        let before = ListsBefore::read(&brought, repository).map_err(no_commits)?;
        let (asked, recorded) = workspace.check(|result| {
            let portfolio = &workspace.portfolio;
            let asked = requested_awards(&brought.files, head, result, portfolio, repository);
            (asked, recorded_awards(self.asked, result))
        });
        let asked = asked.map_err(no_commits)?;
        let mut outcome = RecordingOutcome {
            asks: !asked.is_empty(),
            last_commit_only: brought.last_commit_only,
            ..RecordingOutcome::default()
        };
        let only_recorded = recorded.iter().filter(|award| !asked.contains(award));
        for award in asked.iter().chain(only_recorded) {
            let asks = asked.contains(award);
            let event = &mut |event| tell(award, event);
            self.record_award(award, asks, &before, &mut outcome, event)?;
        }
        Ok(outcome)
    }

    /// Records the reviews as far as they concern one award. Where the request does not ask
    /// for it, what was recorded before may only be taken back.
    fn record_award(
        &self,
        award: &AwardRef,
        asks: bool,
        before: &ListsBefore,
        outcome: &mut RecordingOutcome,
        tell: &mut dyn FnMut(RecordingEvent<'a>),
    ) -> Result<(), RecordingError> {
        let workspace = self.opener.open()?;
        let (step, dropped) = workspace.check(|result| {
            let step = role_step(award, result, &workspace.portfolio);
            let dropped = dropped_approvals(award, result, self.asked, self.now);
            (step, dropped)
        });
        let Some(step) = step else {
            return Ok(());
        };
        for gone in dropped {
            if let Some(made) = self.withdraw(award, &gone.person, &gone.review)? {
                outcome.recorded = true;
                let person = gone.person;
                tell(RecordingEvent::Dropped { person, made });
            }
        }
        let place = SigningContext::of(&workspace)?;
        let mut actions = plan(award, step, self.asked, before, place)?;
        if !asks {
            actions.retain(ReviewAction::is_about_recorded);
        }
        for action in actions {
            let event = self.take(action, award, step, outcome)?;
            event.into_iter().for_each(&mut *tell);
        }
        Ok(())
    }

    /// Does one thing that follows from a review; nothing happens where there is nothing
    /// to withdraw.
    fn take(
        &self,
        action: ReviewAction<'a>,
        award: &AwardRef,
        step: &Step,
        outcome: &mut RecordingOutcome,
    ) -> Result<Option<RecordingEvent<'a>>, RecordingError> {
        Ok(Some(match action {
            ReviewAction::Keep { person } => {
                outcome.stands = true;
                RecordingEvent::Kept { person }
            }
            ReviewAction::Endorse(accepted) => match self.endorse(award, step, &accepted) {
                Ok(made) => {
                    outcome.recorded = true;
                    RecordingEvent::Endorsed(made)
                }
                Err(error) if error.explain().class == Class::Refused => {
                    outcome.refused = true;
                    RecordingEvent::NotEndorsed(error)
                }
                Err(error) => return Err(error),
            },
            ReviewAction::Withdraw { review, person } => {
                let Some(made) = self.withdraw(award, &person, review)? else {
                    return Ok(None);
                };
                outcome.recorded = true;
                RecordingEvent::Withdrawn(made)
            }
            ReviewAction::Feedback { review, person } => RecordingEvent::Feedback {
                person,
                on: review.at.date_naive(),
                says: review.body.trim(),
            },
            ReviewAction::Refuse { review, reasons } => {
                outcome.refused |= review.state == ReviewState::Approved;
                let login = &review.login;
                RecordingEvent::Refused { login, reasons }
            }
        }))
    }

    /// Records an endorsement in the portfolio as it is now.
    fn endorse(
        &self,
        award: &AwardRef,
        step: &Step,
        accepted: &AcceptedReview<'_>,
    ) -> Result<WrittenSignoff, RecordingError> {
        let workspace = self.opener.open()?;
        workspace.check(|result| {
            let eligible = Eligibility::check(&step.id, award, result, &workspace.portfolio)?;
            let digest = pack_digest(&eligible, &workspace)?;
            let recorder = Recorder {
                asked: self.asked,
                key: self.key,
                author: &workspace.author()?,
            };
            let place = SigningContext::of(&workspace)?;
            let digest = digest.as_deref();
            Ok(record_reviews::endorse(
                accepted, &eligible, digest, recorder, place,
            )?)
        })
    }

    /// Takes an endorsement back in the portfolio as it is now.
    fn withdraw(
        &self,
        award: &AwardRef,
        person: &str,
        review: &Review,
    ) -> Result<Option<WrittenSignoff>, RecordingError> {
        let workspace = self.opener.open()?;
        workspace.check(|result| {
            let recorder = Recorder {
                asked: self.asked,
                key: self.key,
                author: &workspace.author()?,
            };
            let place = SigningContext::of(&workspace)?;
            Ok(record_reviews::withdraw(
                award, person, review, result, recorder, place,
            )?)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_alone_is_one_and_a_record_beside_it_is_not() {
        let refused = RecordingOutcome {
            asks: true,
            refused: true,
            ..RecordingOutcome::default()
        };
        assert!(refused.is_refusal() && !refused.is_empty());
        for beside in [
            RecordingOutcome {
                recorded: true,
                ..refused
            },
            RecordingOutcome {
                stands: true,
                ..refused
            },
        ] {
            assert!(!beside.is_refusal());
        }
        let nothing = RecordingOutcome::default();
        assert!(nothing.is_empty() && !nothing.is_refusal());
    }
}
