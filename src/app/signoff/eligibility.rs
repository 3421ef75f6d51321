//! The step of a sign-off that may be taken now and who may take it, or why it may not.

use chrono::NaiveDate;
use thiserror::Error;

use super::files_to_sign::FilesToSign;
use super::record_errors::RecordErrors;
use crate::app::duplicate_ids::DuplicateIds;
use crate::app::error::{Explain, Explanation, Hint, Input};
use crate::app::trust::trust_errors::TrustErrors;
use crate::base::calendar;
use crate::base::text::words;
use crate::check::{
    AwardState, AwardVerdict, CheckResult, CriterionVerdict, SchemeVerdict, remedies,
    signoff_findings,
};
use crate::domain::id::{AwardRef, KindId};
use crate::domain::layout::AwardFiles;
use crate::domain::letters;
use crate::domain::phrases::{self, RequestPhrase};
use crate::domain::portfolio::{Person, Portfolio};
use crate::domain::ports::HistoryGap;
use crate::domain::remedy::{Invocation, Remedy};
use crate::domain::schema::{Scheme, Step, StepActor};
use crate::domain::signoff::{Signoff, StepState, signers_of};

/// A step that may be taken now.
pub struct Eligibility<'a> {
    pub scheme: &'a Scheme,
    pub step: &'a Step,
    pub award: &'a AwardVerdict<'a>,
    /// The sign-off of the step before, which counts.
    pub before: Option<&'a Signoff<'a>>,
}

/// A reason why a step may not be taken now.
#[derive(Debug, Error)]
pub enum NotReady {
    #[error("there is no award {0}")]
    NoAward(AwardRef),
    #[error("the scheme cannot be read")]
    NoScheme,
    #[error("{scheme} has no step called {step}")]
    NoStep {
        scheme: String,
        step: String,
        steps: Vec<String>,
    },
    #[error("{0} is closed, so its sign-offs can no longer change")]
    Closed(String),
    #[error("the sign-offs of this award cannot be verified in this copy: {}", .0.why)]
    Unverifiable(HistoryGap),
    #[error("{award} is locked: you can sign it after {before} is granted")]
    Locked { award: String, before: String },
    #[error(transparent)]
    Lacking(#[from] Lacking),
    #[error(transparent)]
    TrustErrors(#[from] TrustErrors),
    #[error(transparent)]
    RecordErrors(#[from] RecordErrors),
    #[error(transparent)]
    DuplicateIds(#[from] DuplicateIds),
    #[error("the step \u{201c}{step}\u{201d} is already signed, and nothing has changed since")]
    Taken { step: String, withdraw: Invocation },
    #[error("{award} can be handed in from {} until {}", calendar::format_long(*.from), calendar::format_long(*.until))]
    Early {
        award: String,
        from: NaiveDate,
        until: NaiveDate,
    },
    /// A step before it is open, or has to be taken again.
    #[error("the step \u{201c}{step}\u{201d} has to be signed {}first", if *.again { "again " } else { "" })]
    Earlier {
        step: String,
        again: bool,
        take: Invocation,
    },
}

impl Explain for NotReady {
    fn explain(&self) -> Explanation {
        match self {
            Self::NoAward(_) | Self::NoScheme => Explanation::failed(),
            Self::NoStep { steps, .. } => {
                Explanation::failed().hint(format!("its steps are: {}", words::join_choices(steps)))
            }
            Self::Closed(_) => Explanation::refused(),
            Self::Unverifiable(gap) => unverifiable(gap),
            Self::Locked { .. } => Explanation::refused().hint(
                Hint::from("you can write records for it now; ")
                    .then(Invocation::ShowStatus)
                    .then(" shows what to do next"),
            ),
            Self::Early { .. } => Explanation::refused()
                .hint("your records stay as they are; run the same command on that day or later"),
            Self::Lacking(error) => error.explain(),
            Self::TrustErrors(error) => error.explain(),
            Self::RecordErrors(error) => error.explain(),
            Self::DuplicateIds(error) => error.explain(),
            Self::Taken { withdraw, .. } => {
                let withdraw = Remedy::invoke("to take a sign-off back", withdraw.clone());
                Explanation::refused().hint(
                    Hint::from(Invocation::ShowStatus)
                        .then(" shows who signs next; ")
                        .then(withdraw),
                )
            }
            Self::Earlier { take, .. } => {
                Explanation::refused().hint(Remedy::invoke("", take.clone()))
            }
        }
    }
}

/// Returns what belongs to an error about sign-offs that cannot be verified in this copy.
pub fn unverifiable(gap: &HistoryGap) -> Explanation {
    match &gap.advice {
        Some(advice) => Explanation::failed().hint(advice.as_str()),
        None => Explanation::failed(),
    }
}

/// The requirements that an award still lacks.
#[derive(Debug, Error)]
#[error("{} is not ready: it still needs", self.subject())]
pub struct Lacking {
    title: String,
    /// The step that waits for these requirements alone; none if they are asked of the award.
    step: Option<String>,
    /// One requirement each, with what is missing and what would meet it.
    pub requirements: Vec<Remedy>,
}

impl Lacking {
    /// Returns what is not ready in words.
    fn subject(&self) -> String {
        match &self.step {
            Some(step) => format!("the step \u{201c}{step}\u{201d} of {}", self.title),
            None => self.title.clone(),
        }
    }

    pub fn new(verdict: &AwardVerdict<'_>, portfolio: &Portfolio) -> Self {
        Self::of(verdict, verdict.unmet(), portfolio)
    }

    /// Returns the requirements that a step of an award waits for.
    fn for_step(step: &Step, verdict: &AwardVerdict<'_>, portfolio: &Portfolio) -> Option<Self> {
        let unmet = || verdict.unmet().filter(|open| step.needs(open.criterion));
        unmet().next()?;
        Some(Self {
            step: step.needs.as_ref().map(|_| step.id.clone()),
            ..Self::of(verdict, unmet(), portfolio)
        })
    }

    fn of<'v>(
        verdict: &AwardVerdict<'_>,
        unmet: impl Iterator<Item = &'v CriterionVerdict<'v>>,
        portfolio: &Portfolio,
    ) -> Self {
        let lines = unmet.map(|open| match open.outcome.lack() {
            Some(need) => remedies::remedy_for(need, portfolio).with_subject(&open.criterion.says),
            None => Remedy::advice(&open.criterion.says),
        });
        Self {
            title: verdict.title.clone(),
            step: None,
            requirements: lines.collect(),
        }
    }
}

impl Explain for Lacking {
    fn explain(&self) -> Explanation {
        Explanation::refused()
            .remedies(self.requirements.clone())
            .hint(Hint::from(Invocation::ShowStatus).then(" shows what to do next"))
    }
}

/// A reason why somebody may not take a step.
#[derive(Debug, Error)]
pub enum NoSigner {
    #[error("nobody in trust/people.yaml has the role {role} on {}", calendar::format_long(*.on))]
    Nobody {
        role: String,
        on: NaiveDate,
        by: StepActor,
    },
    #[error("several people have the role {role}")]
    Several { role: String, among: Vec<String> },
    #[error("there is nobody called {0} in trust/people.yaml")]
    Unknown(String),
    #[error("nobody can endorse their own portfolio")]
    Owner { by: StepActor },
    #[error("{name} does not have the role {role} on {}", calendar::format_long(*.on))]
    NotInRole {
        name: String,
        role: String,
        on: NaiveDate,
        by: StepActor,
    },
    /// The files were sent to somebody, so that only the owner can list them.
    #[error("{why}")]
    NotListedByOwner {
        why: Box<NoSigner>,
        by: StepActor,
        owner: String,
    },
}

impl NoSigner {
    /// Returns the reason for whoever was sent these files, if they are no portfolio of theirs.
    pub fn in_files(self, files: FilesToSign<'_>, step: &Step, portfolio: &Portfolio) -> Self {
        let is_unlisted = matches!(
            self,
            Self::Nobody { .. } | Self::Unknown(_) | Self::NotInRole { .. }
        );
        match portfolio.owner() {
            Some(owner) if is_unlisted && files.repository().is_none() => Self::NotListedByOwner {
                why: Box::new(self),
                by: step.by.clone(),
                owner: owner.name().to_owned(),
            },
            _ => self,
        }
    }
}

impl Explain for NoSigner {
    fn explain(&self) -> Explanation {
        match self {
            Self::Several { among, .. } => {
                let among = format!(": {}", words::join_choices(among));
                let hint = Hint::from("name the person with ").then(Input::Signer);
                Explanation::failed().hint(hint.then(among))
            }
            Self::Unknown(_) => {
                let add = Invocation::new_record(KindId::person());
                Explanation::failed().hint(Hint::from("add them with ").then(add))
            }
            Self::Nobody { by, .. } | Self::Owner { by } | Self::NotInRole { by, .. } => {
                Explanation::refused().hint(missing_role(by))
            }
            Self::NotListedByOwner { by, owner, .. } => {
                let add = signoff_findings::role_invocation(by.role());
                let ask = Hint::from(format!("ask {owner} to run ")).then(add);
                Explanation::refused().hint(ask.then(", and to send the files again"))
            }
        }
    }
}

impl<'a> Eligibility<'a> {
    /// Returns true if the step decides on a pack that was sent, so that it grants the award.
    pub fn grants(&self) -> bool {
        let decided = self.scheme.returnable();
        decided.is_some_and(|(sent, closing)| sent.carries_pack && closing.id == self.step.id)
    }

    /// Returns words that the scheme has for the step, with their values.
    pub fn own_words(&self, words: &Option<String>, portfolio: &Portfolio) -> Option<String> {
        let owner = portfolio.owner().map_or("", |owner| owner.name());
        let values = [
            ("award", self.award.title.clone()),
            ("scheme", self.scheme.title.clone()),
            ("owner", owner.to_owned()),
        ];
        letters::fill(words.as_slice(), &values).pop()
    }

    /// Returns advice on the comment of whoever takes the step, as the end of a sentence: the
    /// scheme's own, if the sentence is in its language.
    pub fn comment_advice(&self, portfolio: &Portfolio) -> String {
        let usual = || match self.scheme.is_after_pack(self.step) {
            true => RequestPhrase::CommentOnSubmission {}.say(),
            false => RequestPhrase::Comment {}.say(),
        };
        let is_same = phrases::other_language(&self.scheme.language).is_none();
        let own = self.own_words(&self.step.words.comment, portfolio);
        own.filter(|_| is_same).unwrap_or_else(usual)
    }

    /// Returns a step of an award, if it may be taken now.
    pub fn check(
        step: &str,
        award: &AwardRef,
        result: &'a CheckResult<'a>,
        portfolio: &'a Portfolio,
    ) -> Result<Self, NotReady> {
        let verdict = result
            .award(award)
            .ok_or_else(|| NotReady::NoAward(award.clone()))?;
        let scheme = portfolio.scheme_of(award).ok_or(NotReady::NoScheme)?;
        let Some(at) = scheme.steps.iter().position(|known| known.id == step) else {
            return Err(NotReady::NoStep {
                scheme: scheme.title.clone(),
                step: step.to_owned(),
                steps: scheme.steps.iter().map(|step| step.id.clone()).collect(),
            });
        };
        require_verifiable(verdict, result)?;
        TrustErrors::check(result)?;
        DuplicateIds::check(portfolio)?;
        let step = &scheme.steps[at];
        let states = &verdict.chain.steps;
        let is_request = holds_request(award, portfolio);
        let is_part = is_request && is_part(step, scheme);
        if !is_part || verdict.state == AwardState::Closed {
            // A request for the step before may hold a part of the records.
            if is_request {
                require_steps_before(&states[..at], |state| state.counts(), award, portfolio)?;
            }
            require_ready(verdict, step, scheme, portfolio)?;
            RecordErrors::check(verdict, step, result, portfolio)?;
        }
        if states[at].counts() {
            return Err(NotReady::Taken {
                step: step.id.clone(),
                withdraw: Invocation::Withdraw {
                    award: signoff_findings::short_name(award, portfolio),
                },
            });
        }
        let stands = |state: &StepState<'_>| match is_part {
            true => state.taken().is_some(),
            false => state.counts(),
        };
        require_steps_before(&states[..at], stands, award, portfolio)?;
        let before = at.checked_sub(1);
        let before = before.and_then(|before| states[before].signoff());
        Ok(Self {
            scheme,
            step,
            award: verdict,
            before,
        })
    }

    /// Returns the first day on which the award can be handed in, if that is what the step does and
    /// the day is still to come. Returns an error if the scheme allows no earlier day.
    pub fn require_open(&self, today: NaiveDate) -> Result<Option<NaiveDate>, NotReady> {
        let award = self.award.award;
        let days = self.award.days_to_hand_in;
        let early =
            days.and_then(|(from, until)| Some((from.filter(|from| today < *from)?, until)));
        let Some((from, until)) = early.filter(|_| self.scheme.hands_in(self.step)) else {
            return Ok(None);
        };
        match award.opens {
            Some(opens) if opens.refuses_earlier => Err(NotReady::Early {
                award: self.award.title.clone(),
                from,
                until,
            }),
            _ => Ok(Some(from)),
        }
    }

    /// Returns those who may take the step on a day.
    pub fn signers(&self, portfolio: &'a Portfolio, on: NaiveDate) -> Vec<Person<'a>> {
        signers_of(self.step, portfolio, on)
    }

    /// Returns the one who signs: the one who was named, or the only one who holds the role.
    pub fn signer(
        &self,
        named: Option<&str>,
        portfolio: &'a Portfolio,
        on: NaiveDate,
    ) -> Result<Person<'a>, NoSigner> {
        signer_of(self.step, named, portfolio, on)
    }
}

/// Returns true if these files ask for an award.
pub fn holds_request(award: &AwardRef, portfolio: &Portfolio) -> bool {
    let letter = AwardFiles::new(&signoff_findings::short_name(award, portfolio)).request();
    portfolio.snapshot.get(&letter).is_some()
}

/// Returns true if a request for a step holds a part of the records. Nobody can judge the
/// requirements by it: the owner's program did before it asked, and does when the answer
/// comes back.
fn is_part(step: &Step, scheme: &Scheme) -> bool {
    scheme.has_own_subjects(step) && !scheme.is_after_pack(step)
}

/// Returns an error if one of these steps does not stand.
fn require_steps_before(
    before: &[StepState<'_>],
    stands: impl Fn(&StepState<'_>) -> bool,
    award: &AwardRef,
    portfolio: &Portfolio,
) -> Result<(), NotReady> {
    match before.iter().find(|state| !stands(state)) {
        None => Ok(()),
        Some(open) => Err(NotReady::Earlier {
            step: open.step().id.clone(),
            again: open.taken().is_some(),
            take: signoff_findings::step_invocation(open.step(), award, portfolio),
        }),
    }
}

/// Returns the one who takes a step: the one who was named, or the only one who may.
pub fn signer_of<'a>(
    step: &Step,
    named: Option<&str>,
    portfolio: &'a Portfolio,
    on: NaiveDate,
) -> Result<Person<'a>, NoSigner> {
    let role = words::with_spaces(step.by.role());
    let by = step.by.clone();
    let able = signers_of(step, portfolio, on);
    let Some(named) = named else {
        return match able.as_slice() {
            [one] => Ok(*one),
            [] => Err(NoSigner::Nobody { role, on, by }),
            several => Err(NoSigner::Several {
                role,
                among: several.iter().map(|one| one.id().to_string()).collect(),
            }),
        };
    };
    let person = portfolio
        .people()
        .find(|person| person.matches(named))
        .ok_or_else(|| NoSigner::Unknown(named.to_owned()))?;
    if able.iter().any(|able| able.id() == person.id()) {
        return Ok(person);
    }
    let is_owner = portfolio
        .owner()
        .is_some_and(|owner| owner.id() == person.id());
    Err(if is_owner {
        NoSigner::Owner { by }
    } else {
        let name = person.name().to_owned();
        NoSigner::NotInRole { name, role, on, by }
    })
}

/// Returns an error where nobody can tell if the sign-offs of an award, or of the one before
/// it, stand.
pub fn require_verifiable(
    verdict: &AwardVerdict<'_>,
    result: &CheckResult<'_>,
) -> Result<(), NotReady> {
    let before = verdict.award.after.as_deref();
    let schemes = result.verdicts.iter();
    let mut awards = schemes.flat_map(SchemeVerdict::signed).filter(|other| {
        let is_before = before.is_some_and(|before| other.award.id == *before);
        other.id.scheme() == verdict.id.scheme() && (other.id == verdict.id || is_before)
    });
    match awards.find_map(|award| award.chain.gap()) {
        Some(gap) => Err(NotReady::Unverifiable(gap.clone())),
        None => Ok(()),
    }
}

/// Returns an error unless an award has what a step of it waits for.
fn require_ready(
    verdict: &AwardVerdict<'_>,
    step: &Step,
    scheme: &Scheme,
    portfolio: &Portfolio,
) -> Result<(), NotReady> {
    let title = &verdict.title;
    match verdict.state {
        AwardState::Ready => Ok(()),
        AwardState::Open => match Lacking::for_step(step, verdict, portfolio) {
            Some(lacking) => Err(lacking.into()),
            None => Ok(()),
        },
        AwardState::Closed => Err(NotReady::Closed(title.clone())),
        AwardState::Locked => {
            let before = verdict.award.after.as_deref();
            let before = before.and_then(|id| scheme.award(id));
            let before = before.map_or("the award before it", |award| award.title.as_str());
            Err(NotReady::Locked {
                award: title.clone(),
                before: before.to_owned(),
            })
        }
    }
}

fn missing_role(by: &StepActor) -> Hint {
    match by {
        StepActor::Owner => "set the owner in cpd.yaml".into(),
        StepActor::Role(role) => {
            Remedy::invoke("name the person", signoff_findings::role_invocation(role)).into()
        }
    }
}
