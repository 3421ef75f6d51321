//! Returning a submission with reasons: the owner can change the text and submit again. Only
//! whoever closes the award can do so, and not after it is closed.

use chrono::{DateTime, Utc};
use thiserror::Error;

use super::eligibility::{self, require_verifiable};
use super::sign::{ProofMethod, SignError, SigningContext};
use super::write_signoff::{NewSignoff, WrittenSignoff, write, yaml_map};
use crate::app::error::{Explain, Explanation, Hint};
use crate::app::ports::CommitAuthor;
use crate::base::document::write::Yaml;
use crate::base::text::{Safe, did_you_mean, words};
use crate::check::{AwardState, AwardVerdict, CheckResult};
use crate::domain::id::AwardRef;
use crate::domain::portfolio::{Person, Portfolio};
use crate::domain::remedy::Invocation;
use crate::domain::schema::{Scheme, Step};
use crate::domain::signoff::{RETURN, Signoff, StepState};

/// A submission that can be returned now.
pub struct ReturnableSubmission<'a> {
    pub award: &'a AwardVerdict<'a>,
    pub scheme: &'a Scheme,
    /// The step that the signer would take otherwise.
    pub closing: &'a Step,
    pub submission: &'a Signoff<'a>,
}

/// The words of whoever returns a submission, and what belongs to their sign-off.
pub struct ReturnDeclaration<'a> {
    pub by: Person<'a>,
    pub reason: &'a str,
    /// The ids of the criteria that it is about.
    pub criteria: &'a [String],
    pub on: DateTime<Utc>,
    pub proof: ProofMethod<'a>,
    pub author: &'a CommitAuthor,
    /// True if whoever is at work said that they are this person.
    pub may_claim: bool,
}

/// A reason why there is nothing to return.
#[derive(Debug, Error)]
pub enum NotReturnable {
    #[error(transparent)]
    NotReady(#[from] eligibility::NotReady),
    #[error("{0} is granted, so it can no longer be returned")]
    Granted(String),
    #[error("the submission of {0} is returned already")]
    Returned(String),
    #[error("there is no submission of {0} to return")]
    NotSubmitted(String),
    /// Somebody is asked for another step, and wants to say no.
    #[error("this asks you to {step} {title}: it is no submission that can be returned")]
    Asked {
        step: String,
        title: String,
        owner: String,
    },
    #[error("{award} has no requirement “{id}”")]
    NoCriterion {
        award: String,
        id: String,
        known: Vec<String>,
    },
    #[error("a submission of {0} cannot be returned, because the owner signs its last step")]
    NobodyCloses(String),
}

impl Explain for NotReturnable {
    fn explain(&self) -> Explanation {
        match self {
            Self::NotReady(error) => error.explain(),
            Self::Granted(_) | Self::NobodyCloses(_) => Explanation::refused(),
            Self::NoCriterion { id, known, .. } => {
                let known: Vec<&str> = known.iter().map(String::as_str).collect();
                let near = did_you_mean::question(id, known.iter().copied());
                let all = || format!("its requirements are {}", words::join_all(&known));
                Explanation::failed().hint(near.unwrap_or_else(all))
            }
            Self::Asked { owner, .. } => Explanation::refused().hint(format!(
                "to say no, reply to {} and say what is not right; nothing is signed until you say yes",
                Safe(owner)
            )),
            Self::Returned(_) | Self::NotSubmitted(_) => Explanation::refused()
                .hint(Hint::from(Invocation::ShowStatus).then(" shows who signs next")),
        }
    }
}

impl<'a> ReturnableSubmission<'a> {
    /// Returns the submission of an award, if it may be returned now. It need not be valid.
    pub fn find(
        award: &AwardRef,
        result: &'a CheckResult<'a>,
        portfolio: &'a Portfolio,
    ) -> Result<Self, NotReturnable> {
        let verdict = result
            .award(award)
            .ok_or_else(|| eligibility::NotReady::NoAward(award.clone()))?;
        let scheme = portfolio
            .scheme(award.scheme())
            .ok_or(eligibility::NotReady::NoScheme)?;
        let title = || verdict.title.clone();
        let asked = || asked_step(verdict, portfolio);
        let (step, closing) = scheme
            .returnable()
            .ok_or_else(|| asked().unwrap_or_else(|| NotReturnable::NobodyCloses(title())))?;
        require_verifiable(verdict, result)?;
        if verdict.state == AwardState::Closed {
            return Err(NotReturnable::Granted(title()));
        }
        let mut states = verdict.chain.steps.iter();
        match states.find(|state| state.step().id == step.id) {
            Some(StepState::Taken(taken)) => Ok(Self {
                award: verdict,
                scheme,
                closing,
                submission: &taken.signoff,
            }),
            Some(StepState::Returned(..)) => Err(NotReturnable::Returned(title())),
            _ => Err(asked().unwrap_or_else(|| NotReturnable::NotSubmitted(title()))),
        }
    }
}

impl ReturnableSubmission<'_> {
    /// Returns these ids if the award has criteria with each of them.
    pub fn criteria(&self, typed: &[String]) -> Result<Vec<String>, NotReturnable> {
        let known = self.award.criteria.iter();
        let known: Vec<String> = known.map(|one| one.criterion.id.clone()).collect();
        let find = |typed: &String| match known.contains(typed) {
            true => Ok(typed.clone()),
            false => Err(NotReturnable::NoCriterion {
                award: Safe(&self.award.title).to_string(),
                id: Safe(typed).to_string(),
                known: known.clone(),
            }),
        };
        typed.iter().map(find).collect()
    }
}

/// Returns what these files ask for instead, if they are a request.
fn asked_step(verdict: &AwardVerdict<'_>, portfolio: &Portfolio) -> Option<NotReturnable> {
    let next = verdict.chain.next()?;
    let owner = portfolio.owner().map_or("", |owner| owner.name());
    eligibility::holds_request(&verdict.id, portfolio).then(|| NotReturnable::Asked {
        step: words::with_spaces(&next.step().id),
        title: verdict.title.clone(),
        owner: owner.to_owned(),
    })
}

/// Writes and commits the record that returns a submission.
pub fn return_submission(
    found: &ReturnableSubmission<'_>,
    declaration: &ReturnDeclaration<'_>,
    place: SigningContext<'_>,
) -> Result<WrittenSignoff, SignError> {
    let _span = tracing::info_span!("signoff.return").entered();
    let path = &found.submission.record.path;
    let kept = place.files.committed(path)?;
    let blob = kept.id.to_string();
    let mut more = vec![
        ("returns", yaml_map(&[("path", path), ("blob", &blob)])),
        ("subjects", Yaml::List(Vec::new())),
    ];
    if !declaration.criteria.is_empty() {
        let criteria = declaration.criteria.iter().map(Yaml::word);
        more.push(("criteria", Yaml::List(criteria.collect())));
    }
    let entry = NewSignoff {
        award: &found.award.id,
        scheme: found.scheme,
        step: RETURN,
        by: declaration.by,
        role: found.closing.by.role(),
        on: declaration.on,
        more,
        words: declaration.reason,
        least: found.closing.assurance,
        says: format!("Return {}: {}", found.award.title, declaration.by.name()),
    };
    write(
        &entry,
        declaration.proof,
        declaration.may_claim,
        declaration.author,
        place,
    )
}
