//! How each award stands: its criteria, its sign-offs, its state.

use rayon::prelude::*;

use super::Case;
use super::criteria::{self, Outcome, State};
use crate::diagnostic::Severity;
use crate::facts::Facts;
use crate::portfolio::AwardId;
use crate::schema::{Award, Criterion, Guard, Scheme};
use crate::select::{Scope, filter};
use crate::signoff::{Basis, Chain};

/// One scheme's awards and duties.
pub struct SchemeVerdict<'a> {
    pub scheme: &'a Scheme,
    pub awards: Vec<AwardVerdict<'a>>,
    pub duties: Vec<CriterionVerdict<'a>>,
}

/// One award.
pub struct AwardVerdict<'a> {
    pub id: AwardId,
    pub award: &'a Award,
    pub state: AwardState,
    pub criteria: Vec<CriterionVerdict<'a>>,
    pub chain: Chain<'a>,
}

/// One criterion and what came of it.
pub struct CriterionVerdict<'a> {
    pub criterion: &'a Criterion,
    pub outcome: Outcome,
}

/// The life of an award.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AwardState {
    /// The award before it is not closed.
    Locked,
    Open,
    /// Every error-level criterion is met.
    Ready,
    /// The last sign-off stands, for good.
    Closed,
}

impl AwardState {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Locked => "locked",
            Self::Open => "open",
            Self::Ready => "ready",
            Self::Closed => "closed",
        }
    }
}

impl AwardVerdict<'_> {
    /// Criteria that are met, and those that count at all: `N of M`.
    pub fn tally(&self) -> (usize, usize) {
        let counted = || {
            self.criteria
                .iter()
                .filter(|criterion| criterion.outcome.state != State::Idle)
        };
        (
            counted()
                .filter(|criterion| criterion.outcome.state == State::Met)
                .count(),
            counted().count(),
        )
    }

    /// Whether any record speaks for this award yet.
    pub fn begun(&self) -> bool {
        self.chain.begun()
            || self
                .criteria
                .iter()
                .any(|criterion| !criterion.outcome.evidence.is_empty())
    }

    /// Error-level criteria that are not met.
    pub fn unmet(&self) -> impl Iterator<Item = &CriterionVerdict<'_>> {
        self.criteria.iter().filter(|criterion| {
            criterion.is_unmet() && criterion.criterion.severity == Severity::Error
        })
    }
}

impl CriterionVerdict<'_> {
    pub fn is_unmet(&self) -> bool {
        matches!(self.outcome.state, State::Open | State::Overdue)
    }
}

/// Judges every scheme of a portfolio.
pub fn of_all(case: Case<'_>) -> Vec<SchemeVerdict<'_>> {
    case.portfolio
        .schemes
        .iter()
        .map(|scheme| of_scheme(scheme, case))
        .collect()
}

fn of_scheme<'a>(scheme: &'a Scheme, case: Case<'a>) -> SchemeVerdict<'a> {
    let compiled = criteria::compile(scheme, &case.portfolio.kinds);
    let mut awards: Vec<AwardVerdict<'a>> = Vec::with_capacity(scheme.awards.len());
    for award in &scheme.awards {
        let verdict = of_award(award, scheme, &compiled, case, &awards);
        awards.push(verdict);
    }
    let scope = Scope {
        portfolio: case.portfolio,
        scheme,
        award: None,
        today: case.today,
    };
    let duties = judge_criteria(
        scheme.duties.iter(),
        &compiled.duties,
        scope,
        &awards,
        case.facts,
    );
    SchemeVerdict {
        scheme,
        awards,
        duties,
    }
}

fn of_award<'a>(
    award: &'a Award,
    scheme: &'a Scheme,
    compiled: &criteria::Compiled,
    case: Case<'a>,
    earlier: &[AwardVerdict<'a>],
) -> AwardVerdict<'a> {
    let id = AwardId::new(&scheme.id, &award.id);
    let scope = Scope {
        portfolio: case.portfolio,
        scheme,
        award: Some(&id),
        today: case.today,
    };
    let wanted = |criterion: &&Criterion| {
        criterion.awards.is_empty() || criterion.awards.contains(&award.id)
    };
    let criteria = judge_criteria(
        scheme.criteria.iter().filter(wanted),
        &compiled.criteria,
        scope,
        earlier,
        case.facts,
    );
    // The chain outlives this function, so it looks from a scope without the local id.
    let basis = Basis {
        portfolio: case.portfolio,
        scheme,
        today: case.today,
        facts: case.facts,
        trusted: case.trust.beside(case.portfolio),
    };
    let chain = Chain::follow(&id, basis);
    let state = state(award, &criteria, &chain, earlier);
    AwardVerdict {
        id,
        award,
        state,
        criteria,
        chain,
    }
}

fn state(
    award: &Award,
    criteria: &[CriterionVerdict<'_>],
    chain: &Chain<'_>,
    earlier: &[AwardVerdict<'_>],
) -> AwardState {
    let before_is_closed = award
        .after
        .as_ref()
        .is_none_or(|before| is_closed(before, earlier));
    if !before_is_closed {
        return AwardState::Locked;
    }
    if chain.closed() {
        return AwardState::Closed;
    }
    let lacks = |verdict: &CriterionVerdict<'_>| {
        verdict.is_unmet() && verdict.criterion.severity == Severity::Error
    };
    if criteria.iter().any(lacks) {
        AwardState::Open
    } else {
        AwardState::Ready
    }
}

fn is_closed(award: &str, verdicts: &[AwardVerdict<'_>]) -> bool {
    verdicts
        .iter()
        .any(|verdict| verdict.id.award == award && verdict.state == AwardState::Closed)
}

fn judge_criteria<'a>(
    criteria: impl Iterator<Item = &'a Criterion>,
    forms: &criteria::Forms,
    scope: Scope<'_>,
    awards: &[AwardVerdict<'_>],
    facts: &(dyn Facts + Sync),
) -> Vec<CriterionVerdict<'a>> {
    let criteria: Vec<&'a Criterion> = criteria.collect();
    let closed: Vec<&str> = awards
        .iter()
        .filter(|a| a.state == AwardState::Closed)
        .map(|a| a.id.award.as_str())
        .collect();
    criteria
        .into_par_iter()
        .map(|criterion| {
            let outcome = match forms.get(criterion) {
                Some(form) if applies(criterion, scope, &closed) => form.judge(scope, facts),
                Some(_) => Outcome::idle(),
                // The form could not be read; the scheme's own fault says so.
                None => Outcome::open(0, 1),
            };
            CriterionVerdict { criterion, outcome }
        })
        .collect()
}

fn applies(criterion: &Criterion, scope: Scope<'_>, closed: &[&str]) -> bool {
    match &criterion.when {
        None => true,
        Some(Guard::Closed(award)) => closed.contains(&award.as_str()),
        Some(Guard::Owner(guard)) => filter::owner_holds(guard, scope),
    }
}
