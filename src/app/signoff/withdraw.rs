//! Taking a sign-off back: what was signed stays to be seen, and no longer counts.

use chrono::{DateTime, Utc};
use thiserror::Error;

use super::sign::{ProofMethod, SignError, SigningContext};
use super::write_signoff::{NewSignoff, WrittenSignoff, write, yaml_map};
use crate::app::error::{Explain, Explanation, Hint, Input};
use crate::app::ports::CommitAuthor;
use crate::base::document::write::Yaml;
use crate::base::text::words;
use crate::check::{AwardState, AwardVerdict};
use crate::domain::id::AwardRef;
use crate::domain::portfolio::{Person, Portfolio};
use crate::domain::remedy::Invocation;
use crate::domain::schema::{Assurance, Scheme};
use crate::domain::signoff::{Signoff, WITHDRAW};

/// A sign-off that its signer takes back, and why.
pub struct WithdrawRequest<'a> {
    pub signoff: &'a Signoff<'a>,
    pub award: &'a AwardRef,
    /// The award as the message of the commit names it.
    pub title: &'a str,
    pub scheme: &'a Scheme,
    pub by: Person<'a>,
    pub words: &'a str,
    pub on: DateTime<Utc>,
    pub proof: ProofMethod<'a>,
    pub author: &'a CommitAuthor,
}

/// A reason why no sign-off is the one to take back.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ChoiceError {
    #[error("{0} is closed, so its sign-offs can no longer change")]
    Closed(String),
    #[error("there is no sign-off{} for {award} to withdraw", person_clause(.person.as_deref()))]
    Nothing {
        award: AwardRef,
        /// As they were named, if anybody was.
        person: Option<String>,
    },
    #[error("several people have signed this award")]
    Several {
        /// The id of the signer of each sign-off.
        among: Vec<String>,
    },
}

fn person_clause(person: Option<&str>) -> String {
    person.map_or_else(String::new, |person| format!(" by {person}"))
}

impl Explain for ChoiceError {
    fn explain(&self) -> Explanation {
        match self {
            Self::Closed(_) => Explanation::refused(),
            Self::Nothing { .. } => Explanation::refused()
                .hint(Hint::from(Invocation::ShowHistory).then(" shows who signed what")),
            Self::Several { among } => {
                let among = format!(": {}", words::some(among));
                let hint = Hint::from("name the person with ").then(Input::Signer);
                Explanation::failed().hint(hint.then(among))
            }
        }
    }
}

/// Returns the latest sign-off of an award by a person, named by id or name, that has not
/// been taken back yet; of whoever signed where only one person has.
pub fn choose_signoff<'v>(
    verdict: &'v AwardVerdict<'_>,
    person: Option<&str>,
    portfolio: &Portfolio,
) -> Result<&'v Signoff<'v>, ChoiceError> {
    if verdict.state == AwardState::Closed {
        return Err(ChoiceError::Closed(verdict.title.clone()));
    }
    let is_person = |signoff: &Signoff<'_>| {
        let name = portfolio.person(signoff.by).map(|found| found.name());
        person.is_none_or(|person| person == signoff.by || name == Some(person))
    };
    let taken = verdict.chain.taken().map(|taken| &taken.signoff);
    let taken: Vec<&Signoff<'_>> = taken.collect();
    let Some(last) = taken.iter().rev().find(|signoff| is_person(signoff)) else {
        return Err(ChoiceError::Nothing {
            award: verdict.id.clone(),
            person: person.map(str::to_owned),
        });
    };
    if person.is_none() && taken.iter().any(|signoff| signoff.by != last.by) {
        return Err(ChoiceError::Several {
            among: taken.iter().map(|signoff| signoff.by.to_owned()).collect(),
        });
    }
    Ok(last)
}

/// Writes and commits the record that takes a sign-off back.
pub fn withdraw(
    asked: &WithdrawRequest<'_>,
    place: SigningContext<'_>,
) -> Result<WrittenSignoff, SignError> {
    let _span = tracing::info_span!("signoff.withdraw").entered();
    let path = &asked.signoff.record.path;
    let kept = place.files.committed(path)?;
    let entry = NewSignoff {
        award: asked.award,
        scheme: asked.scheme,
        step: WITHDRAW,
        by: asked.by,
        role: asked.signoff.role,
        on: asked.on,
        more: vec![
            (
                "withdraws",
                yaml_map(&[("path", path), ("blob", &kept.id.to_string())]),
            ),
            ("subjects", Yaml::List(Vec::new())),
        ],
        words: asked.words,
        least: Assurance::Claimed,
        says: format!(
            "Withdraw {} of {}: {}",
            asked.signoff.step,
            asked.title,
            asked.by.name()
        ),
    };
    write(&entry, asked.proof, true, asked.author, place)
}
