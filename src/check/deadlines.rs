//! What comes of a criterion in its time: in the period that runs, by the day it is
//! due, and with what the period before left undone.

use chrono::NaiveDate;

use super::criteria::{self, Deadline, Judge, Need, Outcome, Shortfall, State};
use crate::base::calendar::Period;
use crate::domain::ports::Typesetter;
use crate::domain::query::{NoPeriod, Scope, period};
use crate::domain::schema::{Criterion, Due, Path, Recurrence};

/// From where criteria are asked, and what is not known of it.
pub struct Asking<'s> {
    pub scope: Scope<'s>,
    /// A date of the owner's that everything here depends on.
    pub unknown: Option<String>,
}

/// What comes of a criterion in its time, and by when it is due.
pub fn outcome(
    criterion: &Criterion,
    form: &dyn Judge,
    asking: &Asking<'_>,
    typesetter: &dyn Typesetter,
) -> Outcome {
    if let Some(field) = &asking.unknown {
        return unknown_date(field, asking.scope);
    }
    match &criterion.within {
        None => in_time(criterion, form, asking.scope, typesetter),
        Some(within) => match asking.scope.within(within) {
            Ok(scope) if has_left(scope) => Outcome::idle(),
            Ok(scope) => {
                let running = in_time(criterion, form, scope, typesetter);
                match missed(criterion, form, within, scope, typesetter) {
                    Some(missed) => with_missed(running, missed),
                    None => running,
                }
            }
            Err(NoPeriod::Unknown(field)) => unknown_date(&field, asking.scope),
            Err(NoPeriod::Between) => missed(criterion, form, within, asking.scope, typesetter)
                .map_or_else(Outcome::idle, |missed| with_missed(Outcome::idle(), missed)),
        },
    }
}

/// Whether the owner had left before the period began.
fn has_left(scope: Scope<'_>) -> bool {
    let (_, leaving) = scope.employed();
    let begins = scope.period().map(|period| period.from);
    leaving
        .zip(begins)
        .is_some_and(|(leaving, begins)| leaving < begins)
}

/// What comes of a criterion within a scope, overdue once its day is past.
fn in_time(
    criterion: &Criterion,
    form: &dyn Judge,
    scope: Scope<'_>,
    typesetter: &dyn Typesetter,
) -> Outcome {
    let mut outcome = form.judge(scope, typesetter);
    if !outcome.is_unmet() {
        return outcome;
    }
    let due = due(criterion, scope);
    let no_day_yet = outcome.deadlines.iter().all(|deadline| deadline.expires);
    let mut days = outcome.deadlines.iter().map(|deadline| deadline.on);
    let is_late = days.any(|day| day < scope.today);
    // What would be at fault at once may have been given time.
    let given_time = criterion.due.is_some() && due.is_some() && !is_late;
    if outcome.state == State::Overdue && !given_time {
        return outcome;
    }
    outcome.state = State::Open;
    if let Some(on) = due.filter(|_| no_day_yet) {
        outcome.deadlines.push(Deadline {
            on,
            what: None,
            expires: false,
            need: outcome.need.clone(),
        });
    }
    if outcome.due().is_some_and(|due| due < scope.today) {
        outcome.state = State::Overdue;
    }
    outcome
}

/// What came of the period before the running one, or before today where none runs,
/// if it ended unmet. Only duties look back: an award's rounds stand for themselves.
fn missed(
    criterion: &Criterion,
    form: &dyn Judge,
    within: &Recurrence,
    now: Scope<'_>,
    typesetter: &dyn Typesetter,
) -> Option<(Period, Outcome)> {
    if now.award().is_some() {
        return None;
    }
    let since = now.period().map_or(now.today, |period| period.from);
    let before = period::before(within, now.portfolio, since)?;
    let (joined, leaving) = now.employed();
    let was_there = joined.is_none_or(|joined| joined <= before.to)
        && leaving.is_none_or(|leaving| leaving >= before.to);
    if !was_there {
        return None;
    }
    let scope = now.in_period(before);
    let outcome = in_time(criterion, form, scope, typesetter);
    // Where nothing was recorded, nobody had begun.
    let had_begun = !outcome.evidence.is_empty();
    (had_begun && outcome.state == State::Overdue).then_some((before, outcome))
}

/// The running period's outcome, overdue by what the one before it lacks.
fn with_missed(running: Outcome, (period, missed): (Period, Outcome)) -> Outcome {
    // A record that is there can be mended, and more than was asked is not mended by
    // recording more. What is not there can only have been left out.
    let need = match missed.need {
        Some(Need::Mend { .. }) => missed.need,
        need if missed.surplus => need,
        _ => Some(criteria::left_out()),
    };
    let mut shortfalls = missed.shortfalls;
    if shortfalls.is_empty() {
        shortfalls.push(Shortfall {
            at: None,
            says: format!("from {} to {}", period.from, period.to),
        });
    }
    shortfalls.extend(running.shortfalls);
    let mut deadlines = vec![Deadline {
        on: period.to,
        what: None,
        expires: false,
        need: need.clone(),
    }];
    deadlines.extend(running.deadlines);
    Outcome {
        state: State::Overdue,
        found: missed.found,
        needed: missed.needed,
        unit: missed.unit,
        shortfalls,
        deadlines,
        need,
        ..running
    }
}

/// The last day on which a criterion is in time; none where the owner's entry lacks
/// the date that it is due on, such as the day of leaving.
fn due(criterion: &Criterion, scope: Scope<'_>) -> Option<NaiveDate> {
    let owner = |path: &Path| scope.owner_date(path.steps.last()?);
    // A period that moves with today has no end that could be missed.
    let moves = matches!(criterion.within, Some(Recurrence::Last(_)));
    match &criterion.due {
        None | Some(Due::End) => scope.period().filter(|_| !moves).map(|period| period.to),
        Some(Due::Owner(path)) => owner(path),
        Some(Due::After { length, path }) => length.after(owner(path)?),
    }
}

/// Open until the owner's entry says a date.
fn unknown_date(field: &str, scope: Scope<'_>) -> Outcome {
    let says = format!("your entry needs `{field}`, the date that this is counted from");
    let place = scope.portfolio.owner().map(|owner| &owner.0.path);
    let need = match place {
        Some(path) => Need::Mend {
            path: path.clone(),
            says,
        },
        None => Need::Other(says),
    };
    Outcome {
        need: Some(need),
        undated: Some(field.to_owned()),
        ..Outcome::open(0, 0)
    }
}
