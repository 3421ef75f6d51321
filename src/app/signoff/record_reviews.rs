//! A review on a forge written down as a sign-off, after the merge, by a recorder whose
//! key the owner cannot reach. Opens no connection: all that it looks at is in what the
//! forge said, the repository and the trusted lists.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use thiserror::Error;

use super::eligibility::{Eligibility, NotReady};
use super::files_to_sign::FilesToSign;
use super::lists_before::ListsBefore;
use super::request::asks_for;
use super::sign::{
    self, Declaration, ProofMethod, SignError, SignedReferences, SigningContext, subject_paths,
};
use super::withdraw::{self, WithdrawRequest};
use super::write_signoff::WrittenSignoff;
use crate::app::error::{Explain, Explanation};
use crate::app::ports::{Blob, CommitAuthor, Repository, RepositoryError, Signer};
use crate::base::calendar;
use crate::base::document::write::Yaml;
use crate::base::files::digest::BlobId;
use crate::base::text::words;
use crate::check::{AwardVerdict, CheckResult, SchemeVerdict, signoff_findings};
use crate::domain::id::{AwardRef, KindId};
use crate::domain::layout::AwardFiles;
use crate::domain::portfolio::Portfolio;
use crate::domain::review::{
    Decision, Forge, ForgePullRequest, ForgeSettings, Refusal, Review, ReviewState, Rules, decide,
};
use crate::domain::schema::{Step, StepActor};
use crate::domain::signoff::trust::Trusted;
use crate::domain::signoff::{ProofKind, RecordedReview, Signoff, WITHDRAW};

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

impl ReviewAction<'_> {
    /// Returns true if it keeps or takes back what was recorded before.
    pub const fn is_about_recorded(&self) -> bool {
        matches!(self, Self::Keep { .. } | Self::Withdraw { .. })
    }
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
/// `brought` holds the files that it brings, and `head` is its last commit.
pub fn requested_awards(
    brought: &BTreeMap<String, BlobId>,
    head: &str,
    result: &CheckResult<'_>,
    portfolio: &Portfolio,
    repository: &dyn Repository,
) -> Result<Vec<AwardRef>, RepositoryError> {
    let verdicts = result.verdicts.iter().flat_map(SchemeVerdict::signed);
    let mut awards = Vec::new();
    for verdict in verdicts {
        let file = AwardFiles::new(&signoff_findings::short_name(&verdict.id, portfolio)).request();
        let asks = match brought.contains_key(&file) {
            true => repository.committed_at(head, &file)?,
            false => None,
        };
        if asks.is_some_and(|blob| asks_for(&String::from_utf8_lossy(&blob.bytes), &verdict.id))
            || brings_first_step(brought, verdict, repository)?
        {
            awards.push(verdict.id.clone());
        }
    }
    Ok(awards)
}

/// Returns true if a pull request brings the sign-off with which the owner began the award,
/// as it is now. A file that only has its name is no sign-off.
fn brings_first_step(
    brought: &BTreeMap<String, BlobId>,
    verdict: &AwardVerdict<'_>,
    repository: &dyn Repository,
) -> Result<bool, RepositoryError> {
    let first = verdict.chain.steps.first();
    let first = first.filter(|state| state.step().by == StepActor::Owner);
    let Some(signoff) = first.and_then(|state| state.signoff()) else {
        return Ok(false);
    };
    let path = &signoff.record.path;
    let Some(id) = brought.get(path) else {
        return Ok(false);
    };
    let now = repository.committed(path)?;
    Ok(now.is_some_and(|blob| blob.id == *id))
}

/// Returns the awards for which a review of this pull request was recorded and is not taken
/// back. The forge may say that it is gone, whatever the request asks for.
pub fn recorded_awards(asked: &ReviewedRequest, result: &CheckResult<'_>) -> Vec<AwardRef> {
    let verdicts = result.verdicts.iter().flat_map(SchemeVerdict::signed);
    let recorded = verdicts.filter(|verdict| {
        let reviews = verdict
            .chain
            .taken()
            .filter_map(|taken| taken.signoff.review);
        reviews.into_iter().any(|review| is_of(&review, asked))
    });
    recorded.map(|verdict| verdict.id.clone()).collect()
}

/// Returns true if a recorded review is of this pull request.
fn is_of(review: &RecordedReview<'_>, asked: &ReviewedRequest) -> bool {
    review.pull_request == asked.request.number
        && review.repository == asked.request.repository
        && asked.request.host.as_deref() == Some(review.host)
}

/// Returns the step of an award that reviews may take: the first that belongs to a role.
pub fn role_step<'a>(
    award: &AwardRef,
    result: &CheckResult<'_>,
    portfolio: &'a Portfolio,
) -> Option<&'a Step> {
    result.award(award)?;
    let scheme = portfolio.scheme_of(award)?;
    scheme.steps.iter().find(|step| step.by != StepActor::Owner)
}

/// Returns what follows from the reviews for a step of an award, in order. One
/// endorsement is all that a step takes: nothing follows it. It has to be allowed by the lists
/// that count now and by those from `before` the request.
pub fn plan<'a>(
    award: &AwardRef,
    step: &Step,
    asked: &'a ReviewedRequest,
    before: &ListsBefore,
    place: SigningContext<'_>,
) -> Result<Vec<ReviewAction<'a>>, RecordError> {
    let _span = tracing::info_span!("reviews.plan").entered();
    let mut actions = Vec::new();
    let trusted = place.trust.resolve(place.portfolio);
    for decision in decide_step(award, step, trusted, asked, place)? {
        let is_known = matches!(decision, Decision::Endorses { review, .. }
            if is_recorded(award, review, &asked.request, place.portfolio));
        let decision = match is_known {
            true => decision,
            false => before.confirm(decision, |lists| {
                let trusted = lists.resolve(place.portfolio);
                decide_before(award, step, trusted, asked, place)
            }),
        };
        let action = match decision {
            Decision::Endorses { person, .. } if is_known => ReviewAction::Keep { person },
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

/// Returns the decisions by the lists and the settings from before a request; none where the
/// scheme was another one.
fn decide_before<'a>(
    award: &AwardRef,
    step: &Step,
    trusted: Trusted<'_>,
    asked: &'a ReviewedRequest,
    place: SigningContext<'_>,
) -> Vec<Decision<'a>> {
    let now = place.portfolio.scheme_of(award);
    let is_same =
        now.map(|scheme| scheme.sha256) == trusted.scheme_of(award).map(|scheme| scheme.sha256);
    match trusted.forge() {
        Some(settings) if is_same => decide_by(step, trusted, settings, asked, place, &[]),
        _ => Vec::new(),
    }
}

fn decide_step<'a>(
    award: &AwardRef,
    step: &Step,
    trusted: Trusted<'_>,
    asked: &'a ReviewedRequest,
    place: SigningContext<'_>,
) -> Result<Vec<Decision<'a>>, RecordError> {
    let scheme = place
        .portfolio
        .scheme_of(award)
        .ok_or(RecordError::NoScheme)?;
    let subjects = subject_paths(step, scheme, award, place);
    let settings = &asked.settings;
    Ok(decide_by(step, trusted, settings, asked, place, &subjects))
}

/// Returns the decisions about the reviews by these lists and settings.
fn decide_by<'a>(
    step: &Step,
    trusted: Trusted<'_>,
    settings: &ForgeSettings,
    asked: &'a ReviewedRequest,
    place: SigningContext<'_>,
    subjects: &[String],
) -> Vec<Decision<'a>> {
    let owner = trusted.owner().map_or("", |owner| &**owner.id());
    let rules = Rules {
        settings,
        owner,
        person_of: &|account| {
            let mut people = trusted.people();
            let host = settings.host.as_str();
            let found = people.find(|person| person.accounts().contains(&(host, account)));
            found.map(|person| person.id().to_string())
        },
        holds: &|person, at| trusted.has_role_at(person, step.by.role(), at),
        today: place.today,
        is_assessor: &|person, at| trusted.has_role_at(person, ASSESSOR, at),
        same_contents: &|commit| require_same_contents(commit, subjects, place.files),
    };
    decide(&asked.request, &asked.reviews, &rules)
}

/// Returns an error where the default branch no longer has what was reviewed: it names
/// the files that differ.
fn require_same_contents(
    commit: &str,
    subjects: &[String],
    files: FilesToSign<'_>,
) -> Result<(), String> {
    let repository = files.repository();
    let repository = repository.filter(|repository| repository.find_commit(commit).is_some());
    let Some(repository) = repository else {
        return Err(
            "the commit that was reviewed is missing from this copy of the repository".to_owned(),
        );
    };
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
        references: SignedReferences {
            manifest,
            number: None,
        },
        may_claim: true,
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
    result: &CheckResult<'_>,
    asked: &ReviewedRequest,
    now: DateTime<Utc>,
) -> Vec<DroppedApproval> {
    let Some(verdict) = result.award(award).filter(|award| !award.chain.closed()) else {
        return Vec::new();
    };
    let mut gone = Vec::new();
    for taken in verdict.chain.taken() {
        let signoff = &taken.signoff;
        let Some(known) = signoff.review else {
            continue;
        };
        let ours = is_of(&known, asked);
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
    result: &CheckResult<'_>,
    recorder: Recorder<'_>,
    place: SigningContext<'_>,
) -> Result<Option<WrittenSignoff>, SignError> {
    let _span = tracing::info_span!("reviews.withdraw").entered();
    let Some(verdict) = result.award(award).filter(|award| !award.chain.closed()) else {
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
        place.portfolio.scheme_of(award),
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
