//! Whose turn it is: a step of the sign-off that may be taken now, or why it may not.

use chrono::NaiveDate;

use super::error::Failure;
use crate::adapters::git::Repo;
use crate::app::signoff::saved;
use crate::base::text::words;
use crate::check::{AwardState, AwardVerdict, Judgement, need, signoffs};
use crate::domain::id::AwardRef;
use crate::domain::portfolio::{Person, Portfolio, person};
use crate::domain::remedy::{Invocation, Remedy};
use crate::domain::schema::{By, Scheme, Step};
use crate::domain::signoff::StepState;
use crate::formats::remedies::in_words;

/// A step that may be taken now.
pub struct Turn<'a> {
    pub scheme: &'a Scheme,
    pub step: &'a Step,
    pub award: &'a AwardVerdict<'a>,
    /// The step before, which stands.
    pub before: Option<&'a StepState<'a>>,
}

impl<'a> Turn<'a> {
    /// The step of an award, once it is its turn; else why not.
    pub fn of(
        step: &str,
        award: &AwardRef,
        judgement: &'a Judgement<'a>,
        portfolio: &'a Portfolio,
    ) -> Result<Self, Failure> {
        let verdict = judgement
            .award(award)
            .ok_or_else(|| Failure::failed(format!("there is no award {award}")))?;
        let scheme = portfolio
            .scheme(award.scheme())
            .ok_or_else(|| Failure::failed("the scheme cannot be read"))?;
        let Some(at) = scheme.steps.iter().position(|known| known.id == step) else {
            let steps: Vec<&str> = scheme.steps.iter().map(|step| step.id.as_str()).collect();
            return Err(
                Failure::failed(format!("{} has no step called {step}", scheme.title))
                    .hint(format!("its steps are: {}", steps.join(", "))),
            );
        };
        let title = &verdict.title;
        match verdict.state {
            AwardState::Closed => {
                return Err(Failure::refused(format!(
                    "{title} is closed: its last sign-off stands for good"
                )));
            }
            AwardState::Locked => {
                let before = verdict
                    .award
                    .after
                    .as_deref()
                    .and_then(|id| scheme.award(id));
                let before = before.map_or("the award before", |award| award.title.as_str());
                return Err(Failure::refused(format!(
                    "{title} is locked until {before} is closed"
                ))
                .hint("records for it may be started early; `cpd status` says what is next"));
            }
            AwardState::Open => return Err(unmet(verdict, portfolio)),
            AwardState::Ready => {}
        }
        let states = &verdict.chain.steps;
        if states[at].counts() {
            let award = signoffs::short_name(award, portfolio);
            return Err(Failure::refused(format!(
                "\u{201c}{step}\u{201d} has been taken, and nothing has changed since"
            ))
            .remedy(&Remedy::invoke(
                "`cpd status` says whose turn it is; to take a sign-off back",
                Invocation::Withdraw { award },
            )));
        }
        if let Some(open) = states[..at].iter().find(|state| !state.counts()) {
            let take = signoffs::take(open.step, award, portfolio);
            let again = if open.signoff.is_some() { " again" } else { "" };
            return Err(Failure::refused(format!(
                "\u{201c}{}\u{201d} comes first{again}",
                open.step.id
            ))
            .remedy(&Remedy::invoke("", take)));
        }
        let before = at.checked_sub(1).map(|before| &states[before]);
        Ok(Self {
            scheme,
            step: &scheme.steps[at],
            award: verdict,
            before,
        })
    }

    /// Who may take the step on a day.
    pub fn signers(&self, portfolio: &'a Portfolio, on: NaiveDate) -> Vec<Person<'a>> {
        let owner = portfolio.owner();
        match &self.step.by {
            By::Owner => owner.into_iter().collect(),
            By::Role(role) => portfolio
                .people()
                .filter(|person| owner.is_none_or(|owner| owner.id() != person.id()))
                .filter(|person| person.holds(role, owner, on))
                .collect(),
        }
    }

    /// The one who signs: named, or the only one who holds the role.
    pub fn signer(
        &self,
        named: Option<&str>,
        portfolio: &'a Portfolio,
        on: NaiveDate,
    ) -> Result<Person<'a>, Failure> {
        let role = words::spaced(self.step.by.role());
        let able = self.signers(portfolio, on);
        let Some(named) = named else {
            return match able.as_slice() {
                [one] => Ok(*one),
                [] => Err(Failure::refused(format!(
                    "nobody in trust/people.yaml is {role} on {on}"
                ))
                .hint(missing_role(&self.step.by))),
                several => Err(Failure::failed(format!("several people are {role}")).hint(
                    format!(
                        "say who with `--as`: {}",
                        several
                            .iter()
                            .map(|p| p.id())
                            .collect::<Vec<_>>()
                            .join(", ")
                    ),
                )),
            };
        };
        let person = portfolio
            .people()
            .find(|person| person.id() == named || person.name().eq_ignore_ascii_case(named))
            .ok_or_else(|| {
                Failure::failed(format!(
                    "there is nobody called {named} in trust/people.yaml"
                ))
                .hint("add them with `cpd new person`")
            })?;
        if able.iter().any(|able| able.id() == person.id()) {
            return Ok(person);
        }
        let is_owner = portfolio
            .owner()
            .is_some_and(|owner| owner.id() == person.id());
        let why = if is_owner {
            "nobody endorses their own portfolio".to_owned()
        } else {
            format!("{} is not {role} on {on}", person.name())
        };
        Err(Failure::refused(why).hint(missing_role(&self.step.by)))
    }
}

fn missing_role(by: &By) -> String {
    match by {
        By::Owner => "cpd.yaml names the owner".into(),
        By::Role(role) if role == person::LINE_MANAGER => {
            "the owner's `line_manager` in trust/people.yaml says who it is, and since when".into()
        }
        By::Role(role) => {
            format!("add `roles: [{{ role: {role}, from: … }}]` to somebody in trust/people.yaml")
        }
    }
}

/// What an award still lacks, as a list.
pub fn unmet(verdict: &AwardVerdict<'_>, portfolio: &Portfolio) -> Failure {
    let lines = verdict.unmet().map(|open| match &open.outcome.need {
        Some(need) => {
            let next = in_words(&need::remedy(need, portfolio));
            format!("{}: {}", open.criterion.says, next.unwrap_or_default())
        }
        None => open.criterion.says.clone(),
    });
    Failure::refused(format!("{} is not ready: it still lacks", verdict.title))
        .details(lines.collect())
        .hint("`cpd status` says what is next")
}

/// Refuses while anything is not saved: what is signed has to be what git keeps.
pub fn refuse_unsaved(repo: &Repo) -> Result<(), Failure> {
    let half_done = repo.is_busy();
    let changes = if half_done {
        Vec::new()
    } else {
        repo.changes()?
    };
    let changed = changes.into_iter().map(|change| change.path).collect();
    Ok(saved::require(half_done, changed)?)
}
