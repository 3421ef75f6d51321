//! Evaluation of a criterion in time: in the running period, with the day that it is due, and with
//! what the period before lacks. The forms know nothing of deadlines beyond their own.

use chrono::NaiveDate;

use super::criteria::{
    self, AmountNote, AmountReason, CompiledForm, CriterionOutcome, CriterionState, Deadline,
    GrantStanding, GrantedRelief, Lack, MissingDetail, MissingItem, Progress, Shortfall, Unmet,
};
use super::planned;
use crate::base::calendar::{self, Period};
use crate::domain::portfolio::Record;
use crate::domain::ports::Typesetter;
use crate::domain::query::adjustments::{self, Granted};
use crate::domain::query::{NoPeriod, Scope, period};
use crate::domain::schema::period::DayOffset;
use crate::domain::schema::{AdjustmentEffect, Criterion, Due, OwnerDate, Recurrence};

/// The scope in which criteria are evaluated.
pub struct CriterionContext<'s> {
    pub scope: Scope<'s>,
    /// An owner's date that is missing and that everything in this scope depends on.
    pub missing_date: Option<OwnerDate>,
    /// The only days that are judged; all if `None`.
    pub days: Option<Period>,
}

/// Evaluates a criterion in its period, and adds the day that it is due.
pub fn evaluate(
    criterion: &Criterion,
    form: &dyn CompiledForm,
    context: &CriterionContext<'_>,
    typesetter: &dyn Typesetter,
) -> CriterionOutcome {
    if let Some(date) = &context.missing_date {
        return missing_date(date, context.scope);
    }
    let context = &CriterionContext {
        scope: context.scope.for_criterion(Some(&criterion.id)),
        missing_date: None,
        days: context.days,
    };
    if let Some(days) = context.days {
        return evaluate_in_days(criterion, form, days, context.scope, typesetter);
    }
    if let (Some(opens), Some(within)) = (criterion.opens, &criterion.within) {
        return evaluate_handed_in(criterion, form, (opens, within), context.scope, typesetter);
    }
    match &criterion.within {
        None => evaluate_in_scope(criterion, form, context.scope, typesetter),
        Some(within) => match context.scope.within(within) {
            Ok(scope) if has_left(scope) => CriterionOutcome::Idle,
            Ok(scope) => {
                let running = evaluate_in_scope(criterion, form, scope, typesetter);
                let missed = missed_period(criterion, form, within, scope, typesetter);
                with_missed_period(running, missed)
            }
            Err(NoPeriod::Unknown(date)) => missing_date(&date, context.scope),
            Err(NoPeriod::Between) => {
                let missed = missed_period(criterion, form, within, context.scope, typesetter);
                with_missed_period(CriterionOutcome::Idle, missed)
            }
        },
    }
}

/// Evaluates what is handed in between two days that are counted from the end of each period. What
/// the period before lacks comes first, until its last day; then it is overdue.
fn evaluate_handed_in(
    criterion: &Criterion,
    form: &dyn CompiledForm,
    (opens, within): (DayOffset, &Recurrence),
    scope: Scope<'_>,
    typesetter: &dyn Typesetter,
) -> CriterionOutcome {
    let running = match scope.within(within) {
        Ok(running) => running.period(),
        Err(NoPeriod::Between) => None,
        Err(NoPeriod::Unknown(date)) => return missing_date(&date, scope),
    };
    let judge = |period: Period| {
        let last = end_offset(criterion, scope).from(period.to)?;
        let granted = adjustments::extended_to(scope.in_period(period));
        let last = granted.map_or(last, |granted| granted.max(last));
        let days = Period::new(opens.from(period.to)?, last)?;
        Some(evaluate_granted(form, scope.in_period(period), |_| {
            let scope = scope.in_period(period).handed_in(days);
            let outcome = planned::evaluate(form, scope, typesetter);
            in_days_to_hand_in(outcome, days, scope.today)
        }))
    };
    let now = running.filter(|period| !has_left(scope.in_period(*period)));
    let now = now.and_then(judge).unwrap_or(CriterionOutcome::Idle);
    let since = running.map_or(scope.today, |period| period.from);
    let before = period::period_before(within, scope.portfolio, since);
    let Some(before) = before.filter(|before| was_there(*before, scope)) else {
        return now;
    };
    with_missed_period(now, judge(before).map(|outcome| (before, outcome)))
}

/// Returns the outcome of what can be handed in from the first of some days until their last.
fn in_days_to_hand_in(
    outcome: CriterionOutcome,
    days: Period,
    today: NaiveDate,
) -> CriterionOutcome {
    let mut unmet = match outcome {
        CriterionOutcome::Open(unmet) | CriterionOutcome::Overdue(unmet) => unmet,
        outcome => return outcome,
    };
    unmet.progress.opens = Some(days.from);
    unmet.progress.deadlines.push(Deadline {
        on: days.to,
        what: None,
        expires: false,
        record: None,
        lack: unmet.lack.clone(),
    });
    match days.to < today {
        true => CriterionOutcome::Overdue(unmet),
        false => CriterionOutcome::Open(unmet),
    }
}

/// Evaluates what a criterion asks in some days: its periods that lie within them, and the parts
/// of others, if the form can judge a part. It is idle if nothing of it belongs to these days.
fn evaluate_in_days(
    criterion: &Criterion,
    form: &dyn CompiledForm,
    days: Period,
    scope: Scope<'_>,
    typesetter: &dyn Typesetter,
) -> CriterionOutcome {
    let Some(within) = &criterion.within else {
        return CriterionOutcome::Idle;
    };
    let last = days.to.min(scope.today);
    let mut next = match period::period_on(within, scope.portfolio, last) {
        Ok(period) => Some(period),
        Err(NoPeriod::Unknown(date)) => return missing_date(&date, scope),
        Err(NoPeriod::Between) => period::period_before(within, scope.portfolio, last),
    };
    let mut all = CriterionOutcome::Idle;
    while let Some(period) = next.filter(|period| period.to >= days.from) {
        let is_whole = days.from <= period.from && period.to <= days.to;
        let scope = scope.in_period(period);
        if !has_left(scope) && (is_whole || form.judges_parts()) {
            let judged = scope.judging(days);
            all = evaluate_in_scope(criterion, form, judged, typesetter).followed_by(all);
        }
        next = period::period_before(within, scope.portfolio, period.from);
    }
    all
}

/// Returns true if the owner had left before the period began.
fn has_left(scope: Scope<'_>) -> bool {
    let (_, leaving) = scope.employed();
    let begins = scope.period().map(|period| period.from);
    leaving
        .zip(begins)
        .is_some_and(|(leaving, begins)| leaving < begins)
}

/// Evaluates a criterion within a scope, with what somebody granted to the owner.
fn evaluate_in_scope(
    criterion: &Criterion,
    form: &dyn CompiledForm,
    scope: Scope<'_>,
    typesetter: &dyn Typesetter,
) -> CriterionOutcome {
    evaluate_granted(form, scope, |scope| {
        evaluate_until_due(criterion, form, scope, typesetter)
    })
}

/// Returns what `judge` finds, with what was granted for the period of a scope. Whoever is exempt
/// meets whatever is asked.
fn evaluate_granted(
    form: &dyn CompiledForm,
    scope: Scope<'_>,
    judge: impl FnOnce(Scope<'_>) -> CriterionOutcome,
) -> CriterionOutcome {
    let granted = adjustments::granted(scope);
    if granted.is_empty() {
        return judge(scope);
    }
    let unit = form.target_unit().and_then(|unit| unit.0);
    let notes = granted.iter().flat_map(|one| notes_of(one, &unit, scope));
    let notes = notes.collect();
    if granted.iter().any(Granted::exempts) {
        return CriterionOutcome::Met(Progress {
            notes,
            ..Progress::default()
        });
    }
    judge(scope).with_notes(notes)
}

/// Returns what a record says was granted.
fn notes_of(granted: &Granted<'_>, unit: &Option<String>, scope: Scope<'_>) -> Vec<AmountNote> {
    let standing = match (&granted.rule.confirmed, granted.counts) {
        (None, _) => GrantStanding::Recorded,
        (Some(_), true) => GrantStanding::Confirmed,
        (Some(_), false) => GrantStanding::Unconfirmed,
    };
    let (less, share) = granted.reduction();
    let is_exempt = granted.rule.effect == AdjustmentEffect::Exempts;
    let reliefs = [
        is_exempt.then_some(GrantedRelief::Exemption),
        granted.new_day().map(GrantedRelief::Until),
        less.map(GrantedRelief::Less),
        share.map(GrantedRelief::LessShare),
    ];
    let note = |what| AmountNote {
        reason: AmountReason::Granted {
            what,
            by: granted.by(scope),
            on: granted.record.date,
            standing,
        },
        unit: unit.clone(),
    };
    reliefs.into_iter().flatten().map(note).collect()
}

/// Evaluates a criterion within a scope. It is overdue after its due day.
fn evaluate_until_due(
    criterion: &Criterion,
    form: &dyn CompiledForm,
    scope: Scope<'_>,
    typesetter: &dyn Typesetter,
) -> CriterionOutcome {
    let (mut unmet, was_overdue) = match evaluate_counted(criterion, form, scope, typesetter) {
        CriterionOutcome::Open(unmet) => (unmet, false),
        CriterionOutcome::Overdue(unmet) => (unmet, true),
        // A period that ends today every day is never over, so nothing is so far.
        CriterionOutcome::Met(progress) => {
            return CriterionOutcome::Met(Progress {
                so_far: progress.so_far && !ends_today_every_day(criterion),
                ..progress
            });
        }
        outcome => return outcome,
    };
    let due = due_date(criterion, scope);
    let deadlines = &mut unmet.progress.deadlines;
    let no_day_yet = deadlines.iter().all(|deadline| deadline.expires);
    let is_late = deadlines.iter().any(|deadline| deadline.on < scope.today);
    let missing = due.map_or_else(Vec::new, |on| missing_deadlines(&unmet.missing, on));
    let is_each_due = !missing.is_empty();
    deadlines.extend(missing);
    // A due date gives time for what would otherwise be overdue at once.
    let given_time = criterion.due.is_some() && due.is_some() && !is_late;
    if was_overdue && !given_time {
        return CriterionOutcome::Overdue(unmet);
    }
    if let Some(on) = due.filter(|_| no_day_yet && !is_each_due) {
        deadlines.push(Deadline {
            on,
            what: None,
            expires: false,
            record: None,
            lack: unmet.lack.clone(),
        });
    }
    let is_over = |deadline: &Deadline| !deadline.expires && deadline.on < scope.today;
    match deadlines.iter().any(is_over) {
        true => CriterionOutcome::Overdue(unmet),
        false => CriterionOutcome::Open(unmet),
    }
}

/// Evaluates a form with the records that count: all of them, or those dated by the due day. Then
/// what would be met with later records names these.
fn evaluate_counted(
    criterion: &Criterion,
    form: &dyn CompiledForm,
    scope: Scope<'_>,
    typesetter: &dyn Typesetter,
) -> CriterionOutcome {
    let whole = planned::evaluate(form, scope, typesetter);
    let Some(Due::After { in_time: true, .. }) = criterion.due else {
        return whole;
    };
    let Some(due) = due_date(criterion, scope) else {
        return whole;
    };
    let outcome = planned::evaluate(form, scope.dated_by(due), typesetter);
    match (outcome, whole) {
        (CriterionOutcome::Open(mut unmet), CriterionOutcome::Met(progress)) => {
            unmet.shortfalls = late_records(&progress.evidence, due, scope);
            unmet.lack = Some(criteria::left_out_lack());
            CriterionOutcome::Open(unmet)
        }
        // A record that is written now comes too late.
        (CriterionOutcome::Open(mut unmet), _) if due < scope.today => {
            unmet.lack = Some(criteria::left_out_lack());
            CriterionOutcome::Open(unmet)
        }
        (outcome, _) => outcome,
    }
}

/// Returns the records dated after a day, each as a shortfall.
fn late_records(paths: &[String], due: NaiveDate, scope: Scope<'_>) -> Vec<Shortfall> {
    let records = scope.portfolio.records.iter();
    let records = records.filter(|record| paths.contains(&record.path));
    let late = records.filter_map(|record| Some((record, record.date.filter(|date| *date > due)?)));
    let shortfall = |(record, date): (&Record, NaiveDate)| Shortfall {
        role: None,
        at: Some((record.path.clone(), record.place())),
        message: format!(
            "it is of {}, and the last day was {}",
            calendar::format_long(date),
            calendar::format_long(due)
        ),
    };
    late.map(shortfall).collect()
}

/// Returns the day of a criterion as the deadline of each item that has no record.
fn missing_deadlines(missing: &[MissingItem], on: NaiveDate) -> Vec<Deadline> {
    let deadline = |item: &MissingItem| Deadline {
        on,
        what: Some(item.title.clone()),
        expires: false,
        record: None,
        lack: item.lack.clone(),
    };
    missing.iter().map(deadline).collect()
}

/// Returns the period before the running one, or before today, with its outcome. Only duties look back: each round of an award has a verdict of its own.
fn missed_period(
    criterion: &Criterion,
    form: &dyn CompiledForm,
    within: &Recurrence,
    now: Scope<'_>,
    typesetter: &dyn Typesetter,
) -> Option<(Period, CriterionOutcome)> {
    if now.award().is_some() {
        return None;
    }
    let since = now.period().map_or(now.today, |period| period.from);
    let before = period::period_before(within, now.portfolio, since)?;
    if !was_there(before, now) {
        return None;
    }
    let scope = now.in_period(before);
    let outcome = evaluate_in_scope(criterion, form, scope, typesetter);
    // A day of the owner's is no day of that period.
    let is_of_period = matches!(criterion.due, None | Some(Due::End(_)));
    let is_open = outcome.state() == CriterionState::Open;
    (is_of_period || !is_open).then_some((before, outcome))
}

/// Returns the outcome of the running period with that of the period before: what can still be
/// met there comes first, and what is missed stays overdue.
fn with_missed_period(
    running: CriterionOutcome,
    before: Option<(Period, CriterionOutcome)>,
) -> CriterionOutcome {
    match before {
        Some((period, CriterionOutcome::Overdue(missed))) => {
            add_missed_period(running, (period, missed))
        }
        Some((period, CriterionOutcome::Open(mut open)))
            if running.state() != CriterionState::Overdue =>
        {
            open.progress.missed = Some(period);
            CriterionOutcome::Open(open)
        }
        _ => running,
    }
}

/// Returns true if a period that is over was asked of the owner: they were there at its end, and
/// either from its beginning or so that something was recorded in it.
fn was_there(period: Period, scope: Scope<'_>) -> bool {
    let (joined, leaving) = scope.employed();
    let kept_since = scope.kept_since();
    let at_its_end = joined
        .max(kept_since)
        .is_none_or(|first| first <= period.to)
        && leaving.is_none_or(|leaving| leaving >= period.to);
    let from_its_beginning = joined.is_some_and(|joined| joined <= period.from)
        && kept_since.is_none_or(|first| first <= period.from);
    at_its_end && (from_its_beginning || has_record_in(period, scope))
}

/// Returns true if anything that a person did is dated inside a period. An absence, which lasts,
/// is nothing that they did.
fn has_record_in(period: Period, scope: Scope<'_>) -> bool {
    let mut records = scope.portfolio.records.iter();
    records.any(|record| {
        let kind = &record.kind;
        let is_done = !record.is_row() && !kind.written_by_cpd && kind.lasts.is_none();
        is_done && record.date.is_some_and(|date| period.contains(date))
    })
}

/// Returns the outcome of the running period, overdue because of what the period before lacks.
fn add_missed_period(
    running: CriterionOutcome,
    (period, mut missed): (Period, Unmet),
) -> CriterionOutcome {
    // An existing record can be corrected, and more records do not reduce a surplus.
    // A missing record can only have been left out.
    missed.lack = match missed.lack {
        Some(
            Lack::Correct { .. } | Lack::Ask { .. } | Lack::ListRole { .. } | Lack::Detail { .. },
        ) => missed.lack,
        lack if missed.surplus => lack,
        _ => Some(criteria::left_out_lack()),
    };
    if missed.shortfalls.is_empty() {
        missed.shortfalls.push(Shortfall {
            role: None,
            at: None,
            message: format!(
                "from {} to {}",
                calendar::format_long(period.from),
                calendar::format_long(period.to)
            ),
        });
    }
    missed.shortfalls.extend_from_slice(running.shortfalls());
    let running = running.progress();
    let mut deadlines = vec![Deadline {
        on: last_day_of(period, &missed),
        what: None,
        expires: false,
        record: None,
        lack: missed.lack.clone(),
    }];
    deadlines.extend_from_slice(&running.deadlines);
    missed.progress.windows.extend_from_slice(&running.windows);
    missed.progress = Progress {
        deadlines,
        evidence: running.evidence.clone(),
        missed: Some(period),
        ..missed.progress
    };
    CriterionOutcome::Overdue(missed)
}

/// Returns the last day on which what a period lacks could be done: its own, or a later one that is
/// counted from it.
fn last_day_of(period: Period, missed: &Unmet) -> NaiveDate {
    let deadlines = missed.progress.deadlines.iter();
    let whole = deadlines.filter(|one| !one.expires && one.what.is_none() && one.record.is_none());
    let last = whole.map(|one| one.on).max();
    last.map_or(period.to, |last| last.max(period.to))
}

/// Returns the last day on which a criterion is in time. Returns `None` if the owner's entry has
/// no date for it, such as the day of leaving.
fn due_date(criterion: &Criterion, scope: Scope<'_>) -> Option<NaiveDate> {
    // A time that began before records were kept runs from the day on which they begin.
    let begun = |day: NaiveDate| scope.kept_since().map_or(day, |kept| day.max(kept));
    let moves = ends_today_every_day(criterion);
    let due = match &criterion.due {
        None | Some(Due::End(_)) => {
            let end = scope.period().filter(|_| !moves)?.to;
            end_offset(criterion, scope).from(end)
        }
        Some(Due::Owner(date, offset)) => offset.from(scope.owner_date(date)?),
        Some(Due::After { length, date, .. }) => length.after(begun(scope.owner_date(date)?)),
    };
    due.map(|due| adjustments::extended_to(scope).map_or(due, |granted| granted.max(due)))
}

/// Returns true for a period such as the last 12 months, which has no last day to miss.
fn ends_today_every_day(criterion: &Criterion) -> bool {
    matches!(criterion.within, Some(Recurrence::Last(_)))
}

/// Returns the time from the end of a period to the last day: the criterion's own, or else that of
/// its award.
fn end_offset(criterion: &Criterion, scope: Scope<'_>) -> DayOffset {
    let of_award = || scope.scheme.award(&scope.award()?.award.name);
    match &criterion.due {
        Some(Due::End(offset)) => *offset,
        _ if criterion.within.is_some() => DayOffset::default(),
        _ => of_award().map(|award| award.due).unwrap_or_default(),
    }
}

/// Returns an open outcome that asks for a date in the owner's entry, or for the registration that
/// has it.
fn missing_date(date: &OwnerDate, scope: Scope<'_>) -> CriterionOutcome {
    match date {
        OwnerDate::Registration { with, .. } if scope.lacks_registration() => {
            missing_detail(MissingDetail::Registration(with.clone()), scope)
        }
        _ => missing_detail(MissingDetail::Date(date.clone()), scope),
    }
}

/// Returns an open outcome that asks for a detail in the owner's entry.
pub fn missing_detail(missing: MissingDetail, scope: Scope<'_>) -> CriterionOutcome {
    let lack = Lack::Detail {
        scheme: scope.scheme.versioned_id(),
        message: missing.advice(),
    };
    CriterionOutcome::Undated { missing, lack }
}
