//! Verdicts: how far each award and duty is met. It evaluates criteria and follows sign-offs, and
//! knows nothing of findings.

use chrono::NaiveDate;
use rayon::prelude::*;

use super::CheckInput;
use super::compile::{CompiledScheme, CompiledSet};
use super::confirmations;
use super::criteria::{
    CompiledForm, CriterionOutcome, CriterionState, MissingDetail, Progress, Unmet,
};
use super::deadlines::{self, CriterionContext};
use crate::base::calendar::Period;
use crate::domain::finding::Severity;
use crate::domain::id::{AwardRef, RoundEnd};
use crate::domain::phrases::{self, ValuePhrase};
use crate::domain::ports::Typesetter;
use crate::domain::query::adjustments;
use crate::domain::query::confirmed::ConfirmedRecords;
use crate::domain::query::guard::{self, GuardAnswer, LackingDetail};
use crate::domain::query::{NoPeriod, Scope, filter, period};
use crate::domain::register::RegisterNumber;
use crate::domain::schema::{Award, Criterion, Due, Filter, Guard, OwnerDate, Scheme};
use crate::domain::signoff::{Chain, ChainContext};

/// Verdicts on the awards and duties of one scheme.
pub struct SchemeVerdict<'a> {
    pub scheme: &'a Scheme,
    pub awards: Vec<AwardVerdict<'a>>,
    /// One for each record that somebody is asked to confirm.
    pub confirmations: Vec<AwardVerdict<'a>>,
    pub duties: Vec<CriterionVerdict<'a>>,
    /// The details that the owner's entry lacks, beyond those of [`CriterionOutcome::Undated`].
    /// Until they are known, more may be asked than need be.
    pub lacking: Vec<MissingDetail>,
}

/// Verdict on one award, or on one round of it.
pub struct AwardVerdict<'a> {
    pub id: AwardRef,
    pub award: &'a Award,
    /// The award's title; for a round, with its last day.
    pub title: String,
    /// The days of the round, if the award is repeated.
    pub round: Option<Period>,
    /// The first and the last day to hand in the round, with the time that was granted.
    pub days_to_hand_in: Option<(Option<NaiveDate>, NaiveDate)>,
    pub state: AwardState,
    pub criteria: Vec<CriterionVerdict<'a>>,
    pub chain: Chain<'a>,
}

/// One criterion with its outcome.
pub struct CriterionVerdict<'a> {
    pub criterion: &'a Criterion,
    pub outcome: CriterionOutcome,
}

/// State of an award.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AwardState {
    /// The award before it is not closed.
    Locked,
    Open,
    /// All required criteria (of level error) are met.
    Ready,
    /// The last sign-off counts. This does not change again.
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

impl<'a> SchemeVerdict<'a> {
    /// Returns everything that somebody signs: the awards, and the records that are confirmed.
    pub fn signed(&self) -> impl Iterator<Item = &AwardVerdict<'a>> {
        self.awards.iter().chain(&self.confirmations)
    }

    /// Returns true if the award has begun. For a round, an earlier round that has begun is
    /// enough, so that an empty round is noticed.
    pub fn is_under_way(&self, award: &AwardVerdict<'_>) -> bool {
        let rounds = self
            .awards
            .iter()
            .filter(|other| other.award.id == award.award.id);
        let so_far = rounds.take_while(|other| other.round <= award.round);
        so_far
            .filter(|other| other.round.is_some() || other.id == award.id)
            .any(AwardVerdict::has_begun)
    }

    /// Returns the awards. Of a repeated award, only the running round is returned, and the one
    /// before it if that is under way.
    pub fn recent_awards(&self) -> impl Iterator<Item = &AwardVerdict<'a>> {
        self.awards.iter().enumerate().filter_map(|(at, award)| {
            let of_same = |later: &&AwardVerdict<'_>| later.award.id == award.award.id;
            let later = self.awards[at + 1..].iter().filter(of_same).count();
            match later {
                0 => Some(award),
                1 => Some(award).filter(|award| self.is_under_way(award)),
                _ => None,
            }
        })
    }
}

/// Returns the title of an award, with the end of its round if it is repeated.
fn title_of(award: &Award, round: Option<Period>) -> String {
    let Some(round) = round else {
        return award.title.clone();
    };
    ValuePhrase::Round {
        award: &award.title,
        date: &phrases::format_date(round.to),
    }
    .say()
}

impl AwardVerdict<'_> {
    /// Returns the number of a granted award in the register of the awarding body, as the sign-off
    /// that granted it says.
    pub fn number(&self) -> Option<&RegisterNumber> {
        let granted = self.chain.last_done();
        granted
            .filter(|_| self.state == AwardState::Closed)
            .and_then(|taken| taken.signoff.number.as_ref())
    }

    /// Returns the title in the words in use, which may not be those of the terminal.
    pub fn title_in_words(&self) -> String {
        title_of(self.award, self.round)
    }

    /// Returns the number of met criteria and the number that apply.
    pub fn tally(&self) -> (usize, usize) {
        let states = || self.criteria.iter().map(|one| one.outcome.state());
        (
            states().filter(|one| *one == CriterionState::Met).count(),
            states().filter(|one| *one != CriterionState::Idle).count(),
        )
    }

    /// Returns true if a record or a sign-off counts towards this award.
    pub fn has_begun(&self) -> bool {
        self.chain.begun()
            || self
                .criteria
                .iter()
                .any(|criterion| !criterion.outcome.progress().evidence.is_empty())
    }

    /// Returns criteria that are not met, without those that a missing date leaves undecided.
    pub fn unmet_and_decided(&self) -> impl Iterator<Item = &CriterionVerdict<'_>> {
        self.criteria
            .iter()
            .filter(|verdict| verdict.is_unmet_and_decided())
    }

    /// Returns true if every step counts, with the contents as they are now.
    pub fn is_confirmed(&self) -> bool {
        self.chain.next().is_none()
    }

    /// Returns required criteria (of level error) that are not met.
    pub fn unmet(&self) -> impl Iterator<Item = &CriterionVerdict<'_>> {
        self.criteria.iter().filter(|criterion| {
            criterion.is_unmet() && criterion.criterion.severity == Severity::Error
        })
    }
}

impl CriterionVerdict<'_> {
    pub fn is_met(&self) -> bool {
        self.outcome.state() == CriterionState::Met
    }

    /// Returns true if there is something to meet.
    pub fn applies(&self) -> bool {
        self.outcome.state() != CriterionState::Idle
    }

    pub fn is_unmet(&self) -> bool {
        self.outcome.is_unmet()
    }

    /// Returns true if the criterion is not met, and no missing date leaves that undecided.
    pub fn is_unmet_and_decided(&self) -> bool {
        let outcome = &self.outcome;
        matches!(
            outcome,
            CriterionOutcome::Open(_) | CriterionOutcome::Overdue(_)
        )
    }

    /// Returns true if the criterion is open and due today or later.
    pub fn is_in_time(&self, today: NaiveDate) -> bool {
        self.outcome.state() == CriterionState::Open
            && self.outcome.due().is_some_and(|due| due >= today)
    }
}

/// Evaluates every scheme of a portfolio, or the one in `input.only`; of duties what they ask in
/// some days, if there are any.
pub fn evaluate_all<'a>(
    input: CheckInput<'a>,
    days: Option<Period>,
    compiled: &CompiledSet,
) -> Vec<SchemeVerdict<'a>> {
    let chains = input.chain_context();
    input
        .portfolio
        .schemes()
        .iter()
        .filter(|scheme| input.only.is_none_or(|id| scheme.id == id))
        .filter_map(|scheme| {
            let compiled = compiled.scheme(scheme)?;
            Some(evaluate_scheme(compiled, days, input, &chains))
        })
        .collect()
}

fn evaluate_scheme<'a>(
    compiled: CompiledScheme<'a, '_>,
    days: Option<Period>,
    input: CheckInput<'a>,
    chains: &ChainContext<'a>,
) -> SchemeVerdict<'a> {
    let scheme = compiled.scheme;
    let (confirmations, confirmed) = confirmations::evaluate(scheme, chains);
    let mut awards: Vec<AwardVerdict<'a>> = Vec::with_capacity(scheme.awards.len());
    for award in &scheme.awards {
        for occurrence in award_occurrences(award, &scheme.id, input) {
            let basis = AwardBasis {
                compiled,
                input,
                chains,
                confirmed: &confirmed,
                earlier: &awards,
            };
            awards.push(evaluate_award(award, occurrence, &basis));
        }
    }
    let scope = Scope::for_duties(input.portfolio, scheme, input.today);
    let scope = scope.with_confirmed(Some(&confirmed));
    let duties = evaluate_criteria(
        compiled.duties(),
        &CriterionContext {
            scope,
            missing_date: None,
            days,
        },
        &awards,
        input.evidence.typesetter,
    );
    let recent = awards.iter().flat_map(|award| &award.criteria);
    let verdicts: Vec<&CriterionVerdict<'_>> = recent.chain(&duties).collect();
    let lacking = lacking_besides(scheme, &verdicts, scope);
    SchemeVerdict {
        scheme,
        awards,
        confirmations,
        duties,
        lacking,
    }
}

/// One occurrence of an award: the only one, or a round.
enum AwardOccurrence {
    Only,
    Round(Period, RoundEnd),
    /// The owner's date that rounds are counted from is missing.
    Unknown(OwnerDate),
}

fn award_occurrences(award: &Award, scheme: &str, input: CheckInput<'_>) -> Vec<AwardOccurrence> {
    let Some(repeats) = &award.repeats else {
        return vec![AwardOccurrence::Only];
    };
    match period::rounds(repeats, input.portfolio, scheme, input.today) {
        Ok(rounds) => {
            let occurrence =
                |round: Period| Some(AwardOccurrence::Round(round, RoundEnd::new(round.to)?));
            rounds.into_iter().filter_map(occurrence).collect()
        }
        Err(NoPeriod::Unknown(date)) => vec![AwardOccurrence::Unknown(date)],
        Err(NoPeriod::Between) => Vec::new(),
    }
}

/// Everything that an award is judged by.
struct AwardBasis<'b, 'a> {
    compiled: CompiledScheme<'a, 'b>,
    input: CheckInput<'a>,
    chains: &'b ChainContext<'a>,
    confirmed: &'b ConfirmedRecords,
    /// The awards before it.
    earlier: &'b [AwardVerdict<'a>],
}

fn evaluate_award<'a>(
    award: &'a Award,
    occurrence: AwardOccurrence,
    basis: &AwardBasis<'_, 'a>,
) -> AwardVerdict<'a> {
    let AwardBasis {
        compiled,
        input,
        chains,
        confirmed,
        earlier,
    } = *basis;
    let scheme = compiled.scheme;
    let whole = scheme.award_ref(award);
    let (id, round) = match &occurrence {
        AwardOccurrence::Round(round, end) => (whole.ending(*end), Some(*round)),
        AwardOccurrence::Only | AwardOccurrence::Unknown(_) => (whole, None),
    };
    let context = CriterionContext {
        scope: Scope::of_award(input.portfolio, scheme, &id, input.today)
            .with_confirmed(Some(confirmed)),
        missing_date: match occurrence {
            AwardOccurrence::Unknown(date) => Some(date),
            AwardOccurrence::Only | AwardOccurrence::Round(..) => None,
        },
        days: None,
    };
    let criteria = evaluate_criteria(
        compiled.criteria_of(&award.id),
        &context,
        earlier,
        input.evidence.typesetter,
    );
    let days_to_hand_in = round.and_then(|round| {
        let (first, last) = award.days_to_hand_in(round.to)?;
        let granted = adjustments::extended_to(context.scope.for_criterion(Some(&award.id)));
        Some((first, granted.map_or(last, |granted| granted.max(last))))
    });
    // The chain outlives this function, so it cannot borrow the local id.
    let chain = Chain::follow(&id, scheme, chains);
    let state = award_state(award, &criteria, &chain, earlier);
    AwardVerdict {
        id,
        title: title_of(award, round),
        award,
        days_to_hand_in,
        round,
        state,
        criteria,
        chain,
    }
}

fn award_state(
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
        .any(|verdict| verdict.award.id == award && verdict.state == AwardState::Closed)
}

fn evaluate_criteria<'a, 'f>(
    criteria: impl Iterator<Item = (&'a Criterion, Option<&'f dyn CompiledForm>)>,
    context: &CriterionContext<'_>,
    awards: &[AwardVerdict<'_>],
    typesetter: &dyn Typesetter,
) -> Vec<CriterionVerdict<'a>> {
    let criteria: Vec<_> = criteria.collect();
    let closed: Vec<&str> = awards
        .iter()
        .filter(|a| a.state == AwardState::Closed)
        .map(|a| &*a.award.id)
        .collect();
    criteria
        .into_par_iter()
        .map(|(criterion, form)| {
            let outcome = match form {
                Some(_) if let Some(missing) = lacking_detail(criterion, context.scope) => {
                    deadlines::missing_detail(missing, context.scope)
                }
                Some(form) if applies(criterion, context.scope, &closed) => {
                    deadlines::evaluate(criterion, form, context, typesetter)
                }
                Some(_) => CriterionOutcome::Idle,
                // The form could not be read; a finding on the scheme reports it.
                None => CriterionOutcome::Open(Unmet {
                    progress: Progress::counted(0, 1, Vec::new()),
                    ..Unmet::default()
                }),
            };
            CriterionVerdict { criterion, outcome }
        })
        .collect()
}

/// Returns the detail that decides if a criterion applies, if the owner's entry lacks it. Nobody can
/// say then which of several criteria is the one that applies.
fn lacking_detail(criterion: &Criterion, scope: Scope<'_>) -> Option<MissingDetail> {
    match &criterion.when {
        Some(Guard::Owner(filter)) => lacking_in(filter, scope),
        Some(Guard::Closed(_)) | None => None,
    }
}

/// Returns the detail without which nobody can tell if a filter holds of the owner.
fn lacking_in(filter: &Filter, scope: Scope<'_>) -> Option<MissingDetail> {
    match guard::decide(filter, scope) {
        GuardAnswer::Lacks(LackingDetail::Field(field)) => {
            Some(MissingDetail::Field(field.to_owned()))
        }
        GuardAnswer::Lacks(LackingDetail::Registration) => {
            let spec = scope.scheme.registration.clone()?;
            Some(MissingDetail::Registration(spec))
        }
        GuardAnswer::Holds | GuardAnswer::Fails => None,
    }
}

/// Returns the details that the owner's entry lacks, and without which more may be asked than need
/// be, or no day is known by which something is due. What cannot be judged at all without a detail
/// says so itself.
fn lacking_besides(
    scheme: &Scheme,
    verdicts: &[&CriterionVerdict<'_>],
    scope: Scope<'_>,
) -> Vec<MissingDetail> {
    let items = scheme.catalogues.values().flat_map(|all| &all.items);
    let guards = items.filter_map(|item| match &item.when {
        Some(Guard::Owner(filter)) => lacking_in(filter, scope),
        Some(Guard::Closed(_)) | None => None,
    });
    let days = verdicts.iter().filter(|one| one.is_unmet_and_decided());
    let days = days.filter_map(|one| undated_due(one.criterion, scope));
    let mut all: Vec<MissingDetail> = Vec::new();
    for missing in guards.chain(days) {
        if !all.contains(&missing) {
            all.push(missing);
        }
    }
    all
}

/// Returns the date that a criterion is due by, if the owner's entry lacks it although the scheme
/// asks for it.
fn undated_due(criterion: &Criterion, scope: Scope<'_>) -> Option<MissingDetail> {
    let date = match criterion.due.as_ref()? {
        Due::Owner(date, _) | Due::After { date, .. } => date,
        Due::End(_) => return None,
    };
    let OwnerDate::Entry(field) = date else {
        return None;
    };
    let mut asked = scope.scheme.owner.iter();
    let is_asked = asked.any(|detail| detail.field == *field);
    let lacks = is_asked && scope.owner_date(date).is_none();
    lacks.then(|| MissingDetail::Date(date.clone()))
}

fn applies(criterion: &Criterion, scope: Scope<'_>, closed: &[&str]) -> bool {
    match &criterion.when {
        None => true,
        Some(Guard::Closed(award)) => closed.contains(&award.as_str()),
        Some(Guard::Owner(guard)) => filter::owner_holds(guard, scope),
    }
}
