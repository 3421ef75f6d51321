//! Shows the standing of each award, and what to do next. All of
//! it comes from forms and steps; no award or kind is known by name.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::base::text::words;
use crate::check::{
    AwardState, AwardVerdict, CheckResult, CriterionState, CriterionVerdict, Lack, MissingDetail,
    SchemeVerdict, Shortfall, remedies, signoff_findings,
};
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::id::AwardRef;
use crate::domain::portfolio::Portfolio;
use crate::domain::remedy::Invocation;
use crate::domain::schema::{Scheme, SchemeOrigin};
use crate::domain::signoff::StepState;
use crate::views::check::Check;
use crate::views::claimed_values::ClaimedValues;
use crate::views::coverage::CoverageTable;
use crate::views::declined::DeclineNote;
use crate::views::missing_windows;
use crate::views::requirement_count::RequirementCount;
use crate::views::returned::ReturnNote;

/// The owner's standing in every scheme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    pub owner: String,
    pub schemes: Vec<SchemeStatus>,
}

/// A status as it is shown.
pub struct StatusView {
    pub check: Check,
    pub status: Status,
    /// True where every open requirement is listed.
    pub all: bool,
    /// Sentences that say whose word the signatures are, and what keeps anything from being
    /// saved or verified.
    pub vouched_by: Vec<String>,
}

/// One scheme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemeStatus {
    pub title: String,
    pub origin: SchemeOrigin,
    pub awards: Vec<AwardStatus>,
    /// Values that somebody confirms where no requirement asks for it, and how to ask for one that
    /// nobody has confirmed.
    pub claims: Vec<Next>,
    /// Duties that are open.
    pub duties: Vec<DutyStatus>,
    /// Details that the owner's entry lacks.
    pub details: Vec<Next>,
}

/// A duty that is not met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DutyStatus {
    /// The requirement in the scheme's words.
    pub says: String,
    pub late: bool,
    /// The day by which it is due, or since which it is late.
    pub due: Option<NaiveDate>,
    /// The first day on which it can be done, if that is still to come.
    pub from: Option<NaiveDate>,
    /// The count of the items of a catalogue, as in `7 of 9 standards; missing: …`, or of windows, or
    /// the reasons why an amount is other than what was recorded.
    pub items: Option<String>,
    pub next: Option<Next>,
}

/// One award on one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AwardStatus {
    pub id: AwardRef,
    pub title: String,
    pub state: AwardState,
    pub requirements: RequirementCount,
    /// The outcome, where no criterion is open:
    /// `granted 2026-03-20 by Organisation Development (claimed)`.
    pub standing: Option<String>,
    /// The return of its submission, until there is another.
    pub returned: Option<ReturnNote>,
    /// The no of whoever was asked for the next step, until somebody takes it.
    pub declined: Option<DeclineNote>,
    /// The title of the award before, while this one is locked.
    pub after: Option<String>,
    /// The count of the items of each catalogue that it asks for, and of windows, and the reasons why
    /// an amount is other than what was recorded.
    pub items: Vec<String>,
    pub next: Option<Next>,
    /// The sign-off that may be made before every requirement is met.
    pub early: Option<Next>,
    /// Every open criterion, worst first, for those who ask for all.
    pub open: Vec<Next>,
}

/// Something to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Next {
    pub says: String,
    pub command: Option<Invocation>,
}

impl Status {
    pub fn new(portfolio: &Portfolio, result: &CheckResult<'_>, today: NaiveDate) -> Self {
        let owner = portfolio
            .owner()
            .map_or_else(String::new, |owner| owner.name().to_owned());
        let schemes = result.verdicts.iter();
        Self {
            owner,
            schemes: schemes
                .map(|scheme| scheme_status(scheme, portfolio, today))
                .collect(),
        }
    }
}

impl StatusView {
    /// Returns true if a record has an error, so that what is shown may not be everything.
    /// A duty that is not met is no fault of a record, and is shown.
    pub fn may_be_incomplete(&self) -> bool {
        let is_fault =
            |found: &Diagnostic| found.severity == Severity::Error && found.criterion.is_none();
        self.check.findings.iter().any(is_fault)
    }
}

fn scheme_status(
    verdict: &SchemeVerdict<'_>,
    portfolio: &Portfolio,
    today: NaiveDate,
) -> SchemeStatus {
    let open = verdict.duties.iter().filter(|duty| duty.is_unmet());
    SchemeStatus {
        title: verdict.scheme.title.clone(),
        origin: verdict.scheme.origin,
        awards: verdict
            .recent_awards()
            .map(|award| award_status(award, verdict, portfolio, today))
            .collect(),
        claims: claims(verdict, portfolio),
        duties: open
            .map(|duty| duty_status(duty, portfolio, today))
            .collect(),
        details: verdict
            .lacking
            .iter()
            .map(|missing| missing_detail(missing, verdict.scheme))
            .collect(),
    }
}

/// Returns the values that somebody confirms; none in a copy that cannot tell who has.
fn claims(verdict: &SchemeVerdict<'_>, portfolio: &Portfolio) -> Vec<Next> {
    let is_unknown = |one: &AwardVerdict<'_>| one.chain.gap().is_some();
    if verdict.signed().any(is_unknown) {
        return Vec::new();
    }
    let claims = ClaimedValues::of_scheme(verdict, portfolio).into_iter();
    claims
        .map(|claims| claims_status(&claims, portfolio))
        .collect()
}

fn claims_status(claims: &ClaimedValues, portfolio: &Portfolio) -> Next {
    Next {
        says: format!("{}: {}", claims.title, claims.summary()),
        command: claims.first_claim().map(|row| Invocation::Ask {
            award: signoff_findings::short_name(&row.id, portfolio),
        }),
    }
}

fn missing_detail(missing: &MissingDetail, scheme: &Scheme) -> Next {
    Next {
        says: missing.advice(),
        command: Some(Invocation::AdoptScheme {
            scheme: scheme.versioned_id(),
        }),
    }
}

fn award_status(
    award: &AwardVerdict<'_>,
    scheme: &SchemeVerdict<'_>,
    portfolio: &Portfolio,
    today: NaiveDate,
) -> AwardStatus {
    let before = award
        .award
        .after
        .as_deref()
        .and_then(|id| scheme.scheme.award(id));
    let locked = award.state == AwardState::Locked;
    AwardStatus {
        id: award.id.clone(),
        title: award.title.clone(),
        state: award.state,
        requirements: RequirementCount::new(award),
        standing: last_step_taken(award, portfolio),
        returned: ReturnNote::pending(&award.chain, portfolio),
        declined: DeclineNote::pending(award, portfolio),
        after: before.filter(|_| locked).map(|before| before.title.clone()),
        items: missing_items(award, portfolio, today),
        next: next(award, portfolio),
        early: early_signoff(award, portfolio),
        open: open_criteria(award, portfolio),
    }
}

fn missing_items(award: &AwardVerdict<'_>, portfolio: &Portfolio, today: NaiveDate) -> Vec<String> {
    if !matches!(award.state, AwardState::Open | AwardState::Ready) {
        return Vec::new();
    }
    let open = award.criteria.iter().filter(|verdict| verdict.is_unmet());
    let tables = open.filter_map(|verdict| CoverageTable::new(verdict, portfolio));
    let amounts = award.criteria.iter().filter_map(|verdict| {
        let windows = missing_windows::summary(verdict, portfolio);
        let amount = windows.or_else(|| explained_amount(verdict, portfolio))?;
        Some(format!("{}: {amount}", verdict.criterion.says))
    });
    let tables = tables.map(|table| table.summary());
    let opening = days_to_hand_in(award, today);
    tables.chain(amounts).chain(opening).collect()
}

/// Returns the days on which a round can be handed in, if the first of them is still to come.
fn days_to_hand_in(award: &AwardVerdict<'_>, today: NaiveDate) -> Option<String> {
    let (first, last) = award.days_to_hand_in?;
    let first = first.filter(|first| *first > today)?;
    Some(format!("can be handed in from {first} until {last}"))
}

/// Returns the amount of a requirement with the reasons why it is other than what was recorded, if
/// there are any.
fn explained_amount(verdict: &CriterionVerdict<'_>, portfolio: &Portfolio) -> Option<String> {
    let outcome = &verdict.outcome;
    let is_other = !outcome.notes().is_empty();
    outcome.tally(portfolio.kinds()).filter(|_| is_other)
}

/// The last step that was taken: by whom, when, how surely.
fn last_step_taken(award: &AwardVerdict<'_>, portfolio: &Portfolio) -> Option<String> {
    let last = award.chain.last_done()?;
    let signoff = &last.signoff;
    let by = portfolio
        .person(signoff.by)
        .map_or(signoff.by, |person| person.name());
    let on = signoff.on.date_naive();
    let step = words::uncapitalise(&last.step.title);
    let assurance = last.describe_assurance();
    // What was granted stays granted, whatever is edited later.
    let stale = award.state != AwardState::Closed && !last.counts();
    let changed = if stale { ", changed since" } else { "" };
    let number = award.number();
    let number = number.map_or_else(String::new, |number| format!(", as {number}"));
    Some(format!(
        "{step} {on} by {by} ({assurance}){number}{changed}"
    ))
}

/// Open criteria, the serious ones first, in the scheme's order.
fn open_criteria(award: &AwardVerdict<'_>, portfolio: &Portfolio) -> Vec<Next> {
    if award.state == AwardState::Closed {
        return Vec::new();
    }
    let mut unmet: Vec<&CriterionVerdict<'_>> = award
        .criteria
        .iter()
        .filter(|criterion| criterion.is_unmet())
        .collect();
    unmet.sort_by_key(|verdict| {
        (
            std::cmp::Reverse(verdict.criterion.severity),
            verdict.outcome.state() != CriterionState::Overdue,
        )
    });
    let mut open: Vec<Next> = Vec::with_capacity(unmet.len());
    for next in unmet
        .into_iter()
        .map(|verdict| next_for_criterion(verdict, portfolio))
    {
        // One thing to do may meet several criteria.
        if !open.contains(&next) {
            open.push(next);
        }
    }
    open
}

fn next(award: &AwardVerdict<'_>, portfolio: &Portfolio) -> Option<Next> {
    match award.state {
        AwardState::Closed | AwardState::Locked => None,
        AwardState::Open => {
            // A criterion that would only be met by others comes after them.
            let mut unmet = award.unmet();
            let first = unmet.next()?;
            let with_command = |verdict: &&CriterionVerdict<'_>| {
                let need = verdict.outcome.lack();
                need.and_then(|need| remedies::invocation(need, portfolio))
                    .is_some()
            };
            let chosen = std::iter::once(first)
                .chain(unmet)
                .find(with_command)
                .unwrap_or(first);
            Some(next_for_criterion(chosen, portfolio))
        }
        AwardState::Ready => next_signoff(award, portfolio),
    }
}

/// The next sign-off of an award that is not ready, if it waits only for what is met.
fn early_signoff(award: &AwardVerdict<'_>, portfolio: &Portfolio) -> Option<Next> {
    let step = award.chain.next()?.step();
    let is_early = award.state == AwardState::Open
        && step.needs.is_some()
        && !award.unmet().any(|open| step.needs(open.criterion));
    is_early.then(|| next_signoff(award, portfolio))?
}

/// The sign-off whose turn it is.
fn next_signoff(award: &AwardVerdict<'_>, portfolio: &Portfolio) -> Option<Next> {
    if let Some(changes) = requested_changes(award, portfolio) {
        return Some(changes);
    }
    let state = award.chain.next()?;
    if state.taken().is_some_and(|taken| taken.gap().is_some()) {
        return Some(Next {
            says: format!("{} cannot be verified in this copy", state.step().id),
            command: None,
        });
    }
    let again = if state.taken().is_some() {
        ", because the earlier sign-off is no longer valid"
    } else {
        ""
    };
    let who = match portfolio
        .owner()
        .filter(|_| state.step().by == crate::domain::schema::StepActor::Owner)
    {
        Some(owner) => owner.name().to_owned(),
        None => format!("the {}", words::with_spaces(state.step().by.role())),
    };
    let says = format!("{}, by {who}{again}", state.step().id);
    Some(Next {
        says,
        command: Some(signoff_findings::step_invocation(
            state.step(),
            &award.id,
            portfolio,
        )),
    })
}

/// The changes that a return asks for, while the sign-offs before it still hold: then nothing
/// has changed since.
fn requested_changes(award: &AwardVerdict<'_>, portfolio: &Portfolio) -> Option<Next> {
    let note = ReturnNote::pending(&award.chain, portfolio)?;
    let next = award.chain.next()?;
    let last = award.chain.last_done()?;
    let is_unchanged = matches!(next, StepState::Returned(..)) && last.signoff.on <= note.on;
    let name = note.by.1;
    is_unchanged.then(|| Next {
        says: format!(
            "nothing has changed since; make the changes that {name} asks for, and save them"
        ),
        command: Some(Invocation::Save),
    })
}

fn duty_status(
    verdict: &CriterionVerdict<'_>,
    portfolio: &Portfolio,
    today: NaiveDate,
) -> DutyStatus {
    let due = verdict.outcome.due();
    let (item, need) = verdict.outcome.next_lack(today);
    let next = need.map(|need| {
        let says = remedies::describe_lack(need, portfolio);
        let others = other_records(verdict, need, portfolio);
        Next {
            says: match item {
                Some(item) => format!("{item}: {says}{others}"),
                None => format!("{says}{others}"),
            },
            command: remedies::invocation(need, portfolio),
        }
    });
    DutyStatus {
        says: verdict.criterion.says.clone(),
        late: verdict.outcome.state() == CriterionState::Overdue,
        due: due.filter(|due| *due < today || verdict.outcome.state() == CriterionState::Open),
        from: verdict
            .outcome
            .progress()
            .opens
            .filter(|from| *from > today),
        items: CoverageTable::new(verdict, portfolio)
            .map(|table| table.summary())
            .or_else(|| missing_windows::summary(verdict, portfolio))
            .or_else(|| explained_amount(verdict, portfolio)),
        next,
    }
}

/// Names the records that fall short beside the one that a lack is about; empty if there are none.
fn other_records(verdict: &CriterionVerdict<'_>, lack: &Lack, portfolio: &Portfolio) -> String {
    let Some(first) = lack.path() else {
        return String::new();
    };
    let places = verdict.outcome.shortfalls().iter();
    let places: BTreeSet<&String> = places.filter_map(Shortfall::path).collect();
    let others = places.into_iter().filter(|path| *path != first);
    let titles = others.map(|path| {
        let record = portfolio.at_path(path);
        record.map_or(path.as_str(), |record| record.title())
    });
    let titles: Vec<&str> = titles.collect();
    match titles.is_empty() {
        true => String::new(),
        false => format!("; also {}", words::some(&titles)),
    }
}

fn next_for_criterion(verdict: &CriterionVerdict<'_>, portfolio: &Portfolio) -> Next {
    let need = verdict.outcome.lack();
    let says = match need {
        Some(need) => remedies::describe_lack(need, portfolio),
        None => verdict.criterion.says.clone(),
    };
    let says = if verdict.criterion.severity == Severity::Error {
        says
    } else {
        format!("{} ({})", says, verdict.criterion.says)
    };
    Next {
        says,
        command: need.and_then(|need| remedies::invocation(need, portfolio)),
    }
}
