//! Works out which days a scheme's periods are for this owner, on this day.

use chrono::NaiveDate;

use crate::base::calendar::{Cycle, Period};
use crate::domain::id::{AwardRef, RoundEnd};
use crate::domain::portfolio::{Person, Portfolio, person};
use crate::domain::schema::{CycleStart, Recurrence, Scheme};

/// The reason why there is no period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoPeriod {
    /// The owner's entry lacks the date, by its field, that it is counted from.
    Unknown(String),
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
            let owner = portfolio.owner();
            let date = |field: &str| {
                let unknown = || NoPeriod::Unknown(field.to_owned());
                owner
                    .and_then(|owner| owner.date(field))
                    .ok_or_else(unknown)
            };
            let cycle = match anchor {
                CycleStart::From(from) => Cycle::beginning_on(*every, *from),
                CycleStart::FromOwner(path) => Cycle::beginning_on(*every, date(last_step(path))?),
                CycleStart::EndsWithOwner(path) => Cycle::ending_on(*every, date(last_step(path))?),
            };
            cycle.period_on(day)
        }
    };
    found.ok_or(NoPeriod::Between)
}

fn last_step(path: &crate::domain::schema::Path) -> &str {
    path.steps.last().map_or("", String::as_str)
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
    let asked = portfolio.owner().zip(portfolio.scheme(scheme));
    let (joined, leaving) = asked.map_or((None, None), |(owner, scheme)| owner.asked_by(scheme));
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
        if round.to < begin {
            break;
        }
        rounds.push(round);
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

impl Person<'_> {
    /// The first and the last day of which a scheme asks anything of this person.
    pub fn asked_by(self, scheme: &Scheme) -> (Option<NaiveDate>, Option<NaiveDate>) {
        match &scheme.since {
            Some(since) => (self.date(since), None),
            None => self.employed(),
        }
    }

    /// The first and the last day that this person is there, where they are known.
    pub fn employed(self) -> (Option<NaiveDate>, Option<NaiveDate>) {
        (self.date(person::JOINED), self.date(person::LEAVING))
    }
}
