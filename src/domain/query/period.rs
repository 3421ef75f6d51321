//! Works out which days a scheme's periods are for this owner, on this day.

use chrono::NaiveDate;

use super::registration;
use crate::base::calendar::{Cycle, Period};
use crate::domain::id::{AwardRef, RoundEnd};
use crate::domain::portfolio::{Portfolio, person};
use crate::domain::schema::{CycleStart, OwnerDate, Recurrence, RegistrationSpec, Scheme};

/// The reason why there is no period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoPeriod {
    /// The owner's entry lacks the date that it is counted from.
    Unknown(OwnerDate),
    /// The day lies between two of them, or beyond the calendar.
    Between,
}

/// The period that a day belongs to.
pub fn period_on(
    recurrence: &Recurrence,
    portfolio: &Portfolio,
    day: NaiveDate,
) -> Result<Period, NoPeriod> {
    let found = match recurrence {
        Recurrence::Last(length) => length
            .times_after(-1, day)
            .and_then(|before| before.succ_opt())
            .and_then(|from| Period::new(from, day)),
        Recurrence::Listed(periods) => {
            let next = periods.partition_point(|period| period.to < day);
            periods.get(next).copied().filter(|one| one.contains(day))
        }
        Recurrence::Cycle { every, anchor } => {
            let date = |date: &OwnerDate| {
                let found = registration::date_on(date, portfolio, day);
                found.ok_or_else(|| NoPeriod::Unknown(date.clone()))
            };
            let cycle = match anchor {
                CycleStart::From(from) => Cycle::beginning_on(*every, *from),
                CycleStart::FromOwner(from) => Cycle::beginning_on(*every, date(from)?),
                CycleStart::EndsWithOwner(end) => Cycle::ending_on(*every, date(end)?),
            };
            cycle.period_on(day)
        }
    };
    found.ok_or(NoPeriod::Between)
}

/// The most rounds of one award that are looked at, the latest ones: fifty years of months.
const MOST_ROUNDS: usize = 600;

/// The rounds of an award, oldest first: from the first record, or the day the owner joined or
/// records are kept from where that is later, to the one that runs today.
pub fn rounds(
    recurrence: &Recurrence,
    portfolio: &Portfolio,
    scheme: &str,
    today: NaiveDate,
) -> Result<Vec<Period>, NoPeriod> {
    let kept_since = portfolio.config.kept_since.of(scheme);
    let scheme = portfolio.scheme(scheme);
    let asked = |scheme| asked_by(scheme, portfolio, today);
    let (joined, leaving) = scheme.map_or((None, None), asked);
    let registration = scheme.and_then(|scheme| scheme.registration.as_ref());
    let begin =
        first_day(portfolio, joined, today).max(kept_since.unwrap_or(NaiveDate::MIN).min(today));
    let mut rounds = Vec::new();
    // Of somebody who has left, no further round is asked.
    let mut day = Some(leaving.map_or(today, |leaving| leaving.min(today)));
    while let Some(here) = day.filter(|_| rounds.len() < MOST_ROUNDS) {
        let round = match period_on(recurrence, portfolio, here) {
            Ok(round) => round,
            Err(NoPeriod::Between) => match period_before(recurrence, portfolio, here) {
                Some(round) => round,
                None => break,
            },
            Err(unknown) => return Err(unknown),
        };
        let is_spared = registration.is_some_and(|spec| spec.spares(round, joined, leaving));
        if round.to < begin {
            break;
        }
        if !is_spared {
            rounds.push(round);
        }
        day = round.from.pred_opt();
    }
    rounds.reverse();
    Ok(rounds)
}

/// The period before the one that begins on a day, or the last that was over by then.
pub fn period_before(
    recurrence: &Recurrence,
    portfolio: &Portfolio,
    day: NaiveDate,
) -> Option<Period> {
    match recurrence {
        Recurrence::Listed(periods) => {
            let next = periods.partition_point(|period| period.to < day);
            periods.get(next.checked_sub(1)?).copied()
        }
        Recurrence::Cycle { .. } => period_on(recurrence, portfolio, day.pred_opt()?).ok(),
        Recurrence::Last(_) => None,
    }
}

/// The day from which anything is asked of the owner.
fn first_day(portfolio: &Portfolio, joined: Option<NaiveDate>, today: NaiveDate) -> NaiveDate {
    let written = portfolio
        .records
        .iter()
        .filter(|record| !record.is_row() && !record.kind.written_by_cpd)
        .find_map(|record| record.date);
    written.max(joined).map_or(today, |day| day.min(today))
}

/// The days of the round of an award that ends on a day; `None` where none does.
pub fn ending(repeats: &Recurrence, end: RoundEnd, portfolio: &Portfolio) -> Option<Period> {
    let round = period_on(repeats, portfolio, end.day()).ok()?;
    (round.to == end.day()).then_some(round)
}

/// The round of an award that runs today, where one does and none was named.
pub fn current_round(id: &AwardRef, portfolio: &Portfolio, today: NaiveDate) -> Option<AwardRef> {
    let award = portfolio.scheme(id.scheme())?.award(&id.award.name)?;
    let repeats = award.repeats.as_ref().filter(|_| id.round.is_none())?;
    let rounds = rounds(repeats, portfolio, id.scheme(), today).ok()?;
    Some(id.ending(RoundEnd::new(rounds.last()?.to)?))
}

/// Returns the first and the last day of which a scheme asks anything of the owner: those of their
/// registration with its body, or else those with their employer.
pub fn asked_by(
    scheme: &Scheme,
    portfolio: &Portfolio,
    today: NaiveDate,
) -> (Option<NaiveDate>, Option<NaiveDate>) {
    match (&scheme.registration, portfolio.owner()) {
        (Some(spec), _) => registration::stretch(spec, portfolio, today),
        (None, Some(owner)) => (owner.date(person::JOINED), owner.date(person::LEAVING)),
        (None, None) => (None, None),
    }
}

impl RegistrationSpec {
    /// Returns true if nothing is asked of a round: the registration ends before the round does,
    /// begins after it, or begins too late in it.
    fn spares(&self, round: Period, from: Option<NaiveDate>, to: Option<NaiveDate>) -> bool {
        let last_start = || {
            let next = round.to.succ_opt()?;
            self.late_start?.times_after(-1, next)
        };
        let is_late = from
            .zip(last_start())
            .is_some_and(|(from, late)| from >= late);
        is_late || from.is_some_and(|from| from > round.to) || to.is_some_and(|to| to < round.to)
    }
}
