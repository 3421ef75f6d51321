//! A review on a forge written down as a sign-off, after the merge, by a recorder whose
//! key the owner cannot reach. Opens no connection: all that it looks at is in what the
//! forge said, the repository and the trusted lists.

use chrono::{DateTime, Utc};
use thiserror::Error;

use super::eligibility::{Eligibility, NotReady};
use super::sign::{
    self, Declaration, ProofMethod, SignError, SigningContext, WrittenSignoff, subject_paths,
};
use super::withdraw::{self, WithdrawRequest};
use crate::app::error::{Explain, Explanation};
use crate::app::ports::{Blob, CommitAuthor, Repository, RepositoryError, Revisions, Signer};
use crate::base::calendar;
use crate::base::document::write::Yaml;
use crate::base::text::words;
use crate::check::{Judgement, signoff_findings};
use crate::domain::id::{AwardRef, KindId};
use crate::domain::layout::{self, AwardFiles};
use crate::domain::portfolio::Portfolio;
use crate::domain::review::{
    Decision, Forge, ForgePullRequest, ForgeSettings, Refusal, Review, ReviewState, Rules, decide,
};
use crate::domain::schema::{Scheme, Step, StepActor};
use crate::domain::signoff::{ProofKind, Signoff, WITHDRAW};

/// A role that gives feedback.
const ASSESSOR: &str = "assessor";

/// A pull request and its reviews as a forge gives them, with the trusted settings.
pub struct ReviewedRequest {
    pub forge: Forge,
    pub request: ForgePullRequest,
    pub reviews: Vec<Review>,
    pub settings: ForgeSettings,
}

/// The recorder of the reviews of one request: its key, and the person whom its commits
/// name.
#[derive(Clone, Copy)]
pub struct Recorder<'a> {
    pub asked: &'a ReviewedRequest,
    pub key: &'a dyn Signer,
    pub author: &'a CommitAuthor,
}

/// A review that counts and is not recorded yet.
pub struct AcceptedReview<'a> {
    pub review: &'a Review,
    pub account: u64,
    pub person: String,
    pub commit: &'a str,
}

/// One thing that follows from the reviews of a pull request.
pub enum ReviewAction<'a> {
    Endorse(AcceptedReview<'a>),
    /// It is recorded already.
    Keep {
        person: String,
    },
    Withdraw {
        review: &'a Review,
        person: String,
    },
    /// It changes nothing, and its words are worth keeping.
    Feedback {
        review: &'a Review,
        person: String,
    },
    Refuse {
        review: &'a Review,
        reasons: Vec<Refusal>,
    },
}

/// A reason why a review is not recorded.
#[derive(Debug, Error)]
pub enum RecordError {
    #[error("the scheme cannot be read")]
    NoScheme,
    #[error("{0} is not in trust/people.yaml")]
    NoPerson(String),
    #[error(transparent)]
    NotReady(#[from] NotReady),
    #[error(transparent)]
    Sign(#[from] SignError),
}

impl Explain for RecordError {
    fn explain(&self) -> Explanation {
        match self {
            Self::NoScheme => Explanation::failed(),
            Self::NoPerson(_) => Explanation::refused(),
            Self::NotReady(error) => error.explain(),
            Self::Sign(error) => error.explain(),
        }
    }
}

/// Returns the awards that a pull request asks for: those whose first step it brings, and
/// those that a request file of it names. Approving anything else endorses nothing.
pub fn requested_awards(
    base: &str,
    head: &str,
    portfolio: &Portfolio,
    revisions: &dyn Revisions,
) -> Result<Vec<AwardRef>, RepositoryError> {
    let brought = revisions.brought(base, head)?;
    let mut awards = Vec::new();
    for scheme in portfolio.schemes() {
        for award in &scheme.awards {
            let id = scheme.award_ref(award);
            let request = AwardFiles::new(&signoff_findings::short_name(&id, portfolio)).request();
            let asks = |path: &String| *path == request || is_first_step(path, &id, scheme);
            if brought.iter().any(asks) {
                awards.push(id);
            }
        }
    }
    Ok(awards)
}

/// Returns true for the path of a sign-off with which the owner begins an award's chain.
fn is_first_step(path: &str, award: &AwardRef, scheme: &Scheme) -> bool {
    let Some(first) = scheme
        .steps
        .first()
        .filter(|step| step.by == StepActor::Owner)
    else {
        return false;
    };
    let folder = layout::signoffs_of(award);
    let name = path.strip_prefix(&folder);
    name.is_some_and(|name| name.ends_with(".md") && name.contains(&format!("-{}-", first.id)))
}

/// Returns the step of an award that reviews may take: the first that belongs to a role.
pub fn role_step<'a>(
    award: &AwardRef,
    judgement: &Judgement<'_>,
    portfolio: &'a Portfolio,
) -> Option<&'a Step> {
    judgement.award(award)?;
    let scheme = portfolio.scheme(award.scheme())?;
    scheme.steps.iter().find(|step| step.by != StepActor::Owner)
}

/// Returns what follows from the reviews for a step of an award, in order. One
/// endorsement is all that a step takes: nothing follows it.
pub fn plan<'a>(
    award: &AwardRef,
    step: &Step,
    asked: &'a ReviewedRequest,
    place: SigningContext<'_>,
) -> Result<Vec<ReviewAction<'a>>, RecordError> {
    let _span = tracing::info_span!("reviews.plan").entered();
    let mut actions = Vec::new();
    for decision in decide_step(award, step, asked, place)? {
        let action = match decision {
            Decision::Endorses { review, person, .. }
                if is_recorded(award, review, &asked.request, place.portfolio) =>
            {
                ReviewAction::Keep { person }
            }
            Decision::Endorses {
                review,
                account,
                person,
                commit,
            } => {
                let accepted = AcceptedReview {
                    review,
                    account,
                    person,
                    commit,
                };
                actions.push(ReviewAction::Endorse(accepted));
                break;
            }
            Decision::Withdraws { review, person } => ReviewAction::Withdraw { review, person },
            Decision::Feedback { review, person } => ReviewAction::Feedback { review, person },
            Decision::Refused { review, reasons } => ReviewAction::Refuse { review, reasons },
        };
        actions.push(action);
    }
    Ok(actions)
}

fn decide_step<'a>(
    award: &AwardRef,
    step: &Step,
    asked: &'a ReviewedRequest,
    place: SigningContext<'_>,
) -> Result<Vec<Decision<'a>>, RecordError> {
    let trusted = place.trust.resolve(place.portfolio);
    let scheme = place
        .portfolio
        .scheme(award.scheme())
        .ok_or(RecordError::NoScheme)?;
    let subjects = subject_paths(step, scheme, award, place);
    let owner = trusted.owner().map_or("", |owner| owner.id());
    let rules = Rules {
        settings: &asked.settings,
        owner,
        person_of: &|account| {
            let mut people = trusted.people();
            let host = asked.settings.host.as_str();
            let found = people.find(|person| person.accounts().contains(&(host, account)));
            found.map(|person| person.id().to_owned())
        },
        holds: &|person, at| trusted.has_role_at(person, step.by.role(), at),
        is_assessor: &|person, at| trusted.has_role_at(person, ASSESSOR, at),
        same_contents: &|commit| require_same_contents(commit, &subjects, place.repository),
    };
    Ok(decide(&asked.request, &asked.reviews, &rules))
}

/// Returns an error where the default branch no longer has what was reviewed: it names
/// the files that differ.
fn require_same_contents(
    commit: &str,
    subjects: &[String],
    repository: &dyn Repository,
) -> Result<(), String> {
    if !repository.has_commit(commit) {
        return Err(
            "the commit that was reviewed is missing from this copy of the repository".to_owned(),
        );
    }
    let id = |blob: Option<Blob>| blob.map(|blob| blob.id);
    let differs = |path: &&String| {
        let then = repository.committed_at(commit, path).ok().map(id);
        let now = repository.committed(path).ok().map(id);
        then.is_none() || then != now
    };
    let other: Vec<&str> = subjects
        .iter()
        .filter(differs)
        .map(String::as_str)
        .collect();
    if other.is_empty() {
        Ok(())
    } else {
        Err(words::some(&other))
    }
}

/// Returns true if a sign-off records a review already, withdrawn or not.
fn is_recorded(
    award: &AwardRef,
    review: &Review,
    request: &ForgePullRequest,
    portfolio: &Portfolio,
) -> bool {
    portfolio
        .of_kind(KindId::signoff())
        .filter_map(Signoff::read)
        .filter(|signoff| signoff.award == award && signoff.step != WITHDRAW)
        .filter_map(|signoff| signoff.review)
        .any(|known| {
            known.pull_request == request.number
                && known.review == review.id
                && known.submitted_at == review.at
        })
}

/// Writes and commits the record of a review that counts. `manifest` is the digest of the
/// pack that the step carries.
pub fn endorse(
    accepted: &AcceptedReview<'_>,
    eligible: &Eligibility<'_>,
    manifest: Option<&str>,
    recorder: Recorder<'_>,
    place: SigningContext<'_>,
) -> Result<WrittenSignoff, RecordError> {
    let _span = tracing::info_span!("reviews.endorse").entered();
    let by = place
        .portfolio
        .person(&accepted.person)
        .ok_or_else(|| RecordError::NoPerson(accepted.person.clone()))?;
    let review = review_fields(
        accepted.review,
        accepted.account,
        accepted.commit,
        recorder.asked,
    );
    let declaration = Declaration {
        by,
        words: &accepted.review.body,
        on: accepted.review.at,
        proof: ProofMethod::Recorder {
            key: recorder.key,
            proof: ProofKind::Review(recorder.asked.forge),
            review: &review,
        },
        author: recorder.author,
        manifest,
    };
    Ok(sign::sign_now(eligible, &declaration, place)?)
}

/// An approval that was recorded and is there no longer.
pub struct DroppedApproval {
    pub person: String,
    /// The withdrawal that stands for it, as if the forge had told.
    pub review: Review,
}

/// Returns what was recorded and is approved no longer. GitLab drops an approval that is
/// taken back from its list, and Gitea a review that is deleted: nothing else tells.
pub fn dropped_approvals(
    award: &AwardRef,
    judgement: &Judgement<'_>,
    asked: &ReviewedRequest,
    now: DateTime<Utc>,
) -> Vec<DroppedApproval> {
    let Some(verdict) = judgement.award(award).filter(|award| !award.chain.closed()) else {
        return Vec::new();
    };
    let mut gone = Vec::new();
    for taken in verdict.chain.taken() {
        let signoff = &taken.signoff;
        let Some(known) = signoff.review else {
            continue;
        };
        let ours = known.pull_request == asked.request.number
            && known.repository == asked.request.repository
            && asked.request.host.as_deref() == Some(known.host);
        let is_there = asked.reviews.iter().any(|review| review.id == known.review);
        let refused = asked.reviews.iter().any(|review| {
            review.user == Some(known.user) && review.state == ReviewState::ChangesRequested
        });
        if ours && (!is_there || refused && asked.forge.keeps_approvals_beside_requests()) {
            gone.push(DroppedApproval {
                person: signoff.by.to_owned(),
                review: Review {
                    id: known.review,
                    user: Some(known.user),
                    login: signoff.by.to_owned(),
                    is_person: true,
                    state: ReviewState::Dismissed,
                    commit: None,
                    at: now,
                    body: String::new(),
                },
            });
        }
    }
    gone
}

/// Takes back what a person endorsed by this pull request; none if nothing of it stands.
pub fn withdraw(
    award: &AwardRef,
    person: &str,
    review: &Review,
    judgement: &Judgement<'_>,
    recorder: Recorder<'_>,
    place: SigningContext<'_>,
) -> Result<Option<WrittenSignoff>, SignError> {
    let _span = tracing::info_span!("reviews.withdraw").entered();
    let Some(verdict) = judgement.award(award).filter(|award| !award.chain.closed()) else {
        return Ok(None);
    };
    let ours = |signoff: &&Signoff<'_>| {
        let number = signoff.review.map(|review| review.pull_request);
        signoff.by == person && number == Some(recorder.asked.request.number)
    };
    let mut taken = verdict.chain.taken().map(|taken| &taken.signoff);
    let Some(signoff) = taken.find(ours) else {
        return Ok(None);
    };
    let (Some(scheme), Some(by), Some(known)) = (
        place.portfolio.scheme(award.scheme()),
        place.portfolio.person(person),
        signoff.review,
    ) else {
        return Ok(None);
    };
    let recorded = review_fields(review, known.user, known.commit, recorder.asked);
    let withdrawal = WithdrawRequest {
        signoff,
        award,
        title: &award.to_string(),
        scheme,
        by,
        words: &review.body,
        on: review.at,
        proof: ProofMethod::Recorder {
            key: recorder.key,
            proof: ProofKind::Review(recorder.asked.forge),
            review: &recorded,
        },
        author: recorder.author,
    };
    withdraw::withdraw(&withdrawal, place).map(Some)
}

/// Returns the fields in which a sign-off names the review that it records.
fn review_fields(review: &Review, account: u64, commit: &str, asked: &ReviewedRequest) -> Yaml {
    let number = |number: u64| Yaml::word(number.to_string());
    let entries = [
        ("host", Yaml::word(&asked.settings.host)),
        ("repository", number(asked.request.repository)),
        ("pull_request", number(asked.request.number)),
        ("review", number(review.id)),
        ("user", number(account)),
        ("commit", Yaml::word(commit)),
        (
            "submitted_at",
            Yaml::word(calendar::format_instant(review.at)),
        ),
    ];
    Yaml::Map(
        entries
            .into_iter()
            .map(|(key, value)| (key.to_owned(), value))
            .collect(),
    )
}
