//! Stretches of days: between two dates, one after the other for ever, and
//! windows within one.

use std::fmt;

use chrono::{Datelike, NaiveDate};

use super::{Length, Unit};

/// Days from one to another; both belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    pub from: NaiveDate,
    pub to: NaiveDate,
}

impl Period {
    /// None where it would end before it begins.
    pub fn new(from: NaiveDate, to: NaiveDate) -> Option<Self> {
        (from <= to).then_some(Self { from, to })
    }

    pub fn contains(self, day: NaiveDate) -> bool {
        self.from <= day && day <= self.to
    }

    /// Returns the number of its days; at least 1.
    pub fn days(self) -> i64 {
        (self.to - self.from).num_days() + 1
    }

    /// The days that both have.
    pub fn overlap(self, other: Self) -> Option<Self> {
        Self::new(self.from.max(other.from), self.to.min(other.to))
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} to {}", self.from, self.to)
    }
}

/// Periods of one length, end to end, without a first or a last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cycle {
    pub every: Length,
    /// A day from which all others are counted, so that a short month shifts none
    /// but its own.
    pub anchor: NaiveDate,
    /// True if that is the last day of one of them, rather than the first.
    pub ends: bool,
}

impl Cycle {
    /// The cycle of which one period begins on a day.
    pub const fn beginning_on(every: Length, from: NaiveDate) -> Self {
        Self {
            every,
            anchor: from,
            ends: false,
        }
    }

    /// The cycle of which one period ends on a day.
    pub const fn ending_on(every: Length, to: NaiveDate) -> Self {
        Self {
            every,
            anchor: to,
            ends: true,
        }
    }

    /// The period that a day belongs to; none at the ends of the calendar, or
    /// where the length is nothing.
    pub fn period_on(self, day: NaiveDate) -> Option<Period> {
        let mut number = self.estimate_index(day)?;
        while self.start(number)? > day {
            number -= 1;
        }
        while self.start(number + 1)? <= day {
            number += 1;
        }
        Period::new(self.start(number)?, self.start(number + 1)?.pred_opt()?)
    }

    /// The first day of the period that comes so many after the one it counts from.
    fn start(self, number: i64) -> Option<NaiveDate> {
        let day = self.every.times_after(number, self.anchor)?;
        if self.ends { day.succ_opt() } else { Some(day) }
    }

    /// About how many periods a day is away: off by one at most.
    fn estimate_index(self, day: NaiveDate) -> Option<i64> {
        let count = i64::from(self.every.count);
        let (between, length) = match self.every.unit {
            Unit::Day => ((day - self.anchor).num_days(), count),
            Unit::Week => ((day - self.anchor).num_days(), count * 7),
            Unit::Month => (month_index(day) - month_index(self.anchor), count),
            Unit::Year => (month_index(day) - month_index(self.anchor), count * 12),
        };
        (length > 0).then(|| between.div_euclid(length))
    }
}

fn month_index(day: NaiveDate) -> i64 {
    i64::from(day.year()) * 12 + i64::from(day.month0())
}

/// Windows that a period is looked at through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Windows {
    pub window: Length,
    /// From the first day of one to the first day of the next.
    pub step: Length,
}

impl Windows {
    /// End to end.
    pub fn end_to_end(window: Length) -> Self {
        Self {
            window,
            step: window,
        }
    }

    /// The day after the last of the window with a number, counted from the first
    /// day of the period where it can be, so that short months leave no holes.
    fn end(self, number: i64, first: NaiveDate, from: NaiveDate) -> Option<NaiveDate> {
        if self.window.unit != self.step.unit {
            return self.window.after(from);
        }
        let steps = i64::from(self.step.count).checked_mul(number)?;
        let count = steps.checked_add(i64::from(self.window.count))?;
        let length = Length {
            count: u32::try_from(count).ok()?,
            ..self.window
        };
        length.after(first)
    }

    /// Those that fit into a period whole and have begun by a day, in order.
    pub fn begun_in(self, period: Period, by: NaiveDate) -> impl Iterator<Item = Period> {
        let nth = move |number| {
            let from = self.step.times_after(number, period.from)?;
            Period::new(from, self.end(number, period.from, from)?.pred_opt()?)
        };
        (0..)
            .map_while(nth)
            .take_while(move |window| window.to <= period.to && window.from <= by)
    }
}

/// Periods of which none touches another, in order, with the days of all of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DaySet(Vec<Period>);

impl FromIterator<Period> for DaySet {
    fn from_iter<T: IntoIterator<Item = Period>>(periods: T) -> Self {
        let mut sorted: Vec<Period> = periods.into_iter().collect();
        sorted.sort_unstable();
        let mut apart: Vec<Period> = Vec::with_capacity(sorted.len());
        for period in sorted {
            match apart.last_mut() {
                Some(last) if last.to.succ_opt().is_none_or(|next| period.from <= next) => {
                    last.to = last.to.max(period.to);
                }
                _ => apart.push(period),
            }
        }
        Self(apart)
    }
}

impl DaySet {
    /// Those that end on a day or after it.
    fn periods_ending_from(&self, day: NaiveDate) -> impl Iterator<Item = Period> {
        let first = self.0.partition_point(|period| period.to < day);
        self.0[first..].iter().copied()
    }

    /// Returns the number of these days that a period has.
    pub fn count_in(&self, period: Period) -> i64 {
        self.periods_ending_from(period.from)
            .take_while(|own| own.from <= period.to)
            .filter_map(|own| own.overlap(period))
            .map(Period::days)
            .sum()
    }

    /// The day by which something is due that may take so long after another day,
    /// where the clock stands still on these days.
    pub fn due_after(&self, last: NaiveDate, every: Length) -> Option<NaiveDate> {
        let start = last.succ_opt()?;
        let mut due = every.after(last)?;
        for pause in self.periods_ending_from(start) {
            if pause.from > due {
                break;
            }
            let counted = Period::new(pause.from.max(start), pause.to)?;
            due = due.checked_add_days(chrono::Days::new(u64::try_from(counted.days()).ok()?))?;
        }
        // Dates have four digits for their year.
        Some(due).filter(|due| due.year() <= 9_999)
    }

    /// Returns the last day before the clock moves on from a day: the day itself, or the end
    /// of a pause that begins on the day after it.
    pub fn last_day_of_pause(&self, day: NaiveDate) -> NaiveDate {
        let next = day.succ_opt();
        let pause = next.and_then(|next| {
            self.periods_ending_from(next)
                .next()
                .filter(|pause| pause.contains(next))
        });
        pause.map_or(day, |pause| pause.to)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::base::calendar::date;

    fn day(text: &str) -> NaiveDate {
        date(text).unwrap()
    }

    fn cycle(every: &str, from: &str) -> Cycle {
        Cycle::beginning_on(every.parse().unwrap(), day(from))
    }

    fn period(from: &str, to: &str) -> Period {
        Period::new(day(from), day(to)).unwrap()
    }

    #[test]
    fn an_academic_year_holds_the_days_of_two_calendar_years() {
        let year = cycle("1 year", "2000-09-01");
        assert_eq!(
            year.period_on(day("2026-08-31")),
            Some(period("2025-09-01", "2026-08-31"))
        );
        assert_eq!(
            year.period_on(day("2026-09-01")),
            Some(period("2026-09-01", "2027-08-31"))
        );
    }

    #[test]
    fn a_cycle_from_29_february_begins_on_the_28th_in_other_years() {
        let year = cycle("1 year", "2024-02-29");
        assert_eq!(
            year.period_on(day("2025-02-28")),
            Some(period("2025-02-28", "2026-02-27"))
        );
        assert_eq!(
            year.period_on(day("2028-02-29")),
            Some(period("2028-02-29", "2029-02-27"))
        );
        let renewal = Cycle::ending_on("3 years".parse().unwrap(), day("2024-02-29"));
        assert_eq!(
            renewal.period_on(day("2026-11-22")),
            Some(period("2024-03-01", "2027-02-28"))
        );
    }

    #[test]
    fn a_cycle_ending_on_a_day_ended_on_it_in_every_period() {
        let renewal = Cycle::ending_on("1 year".parse().unwrap(), day("2028-02-28"));
        assert_eq!(
            renewal.period_on(day("2026-02-28")),
            Some(period("2025-03-01", "2026-02-28"))
        );
        let months = Cycle::ending_on("1 month".parse().unwrap(), day("2026-03-30"));
        assert_eq!(
            months.period_on(day("2026-04-30")),
            Some(period("2026-03-31", "2026-04-30"))
        );
        assert_eq!(
            months.period_on(day("2026-02-28")),
            Some(period("2026-01-31", "2026-02-28"))
        );
    }

    #[test]
    fn windows_leave_no_holes_in_short_months() {
        let year = period("2026-01-31", "2027-01-30");
        let months: Vec<Period> = Windows::end_to_end("1 month".parse().unwrap())
            .begun_in(year, day("2027-12-31"))
            .collect();
        assert_eq!(months.len(), 12);
        assert_eq!(months[0], period("2026-01-31", "2026-02-27"));
        assert_eq!(months[1], period("2026-02-28", "2026-03-30"));
        for (one, next) in months.iter().zip(&months[1..]) {
            assert_eq!(one.to.succ_opt(), Some(next.from));
        }
    }

    #[test]
    fn a_length_of_zero_has_no_periods() {
        assert_eq!(
            cycle("0 days", "2026-01-01").period_on(day("2026-01-01")),
            None
        );
    }

    #[test]
    fn only_complete_windows_are_counted() {
        let year = period("2025-09-01", "2026-08-31");
        let months = Windows::end_to_end("5 months".parse().unwrap());
        let found: Vec<Period> = months.begun_in(year, day("2027-01-01")).collect();
        assert_eq!(
            found,
            [
                period("2025-09-01", "2026-01-31"),
                period("2026-02-01", "2026-06-30")
            ]
        );
        let two_years = Windows {
            window: "2 years".parse().unwrap(),
            step: "1 year".parse().unwrap(),
        };
        let five = period("2021-01-01", "2025-12-31");
        assert_eq!(two_years.begun_in(five, day("2025-12-31")).count(), 4);
        assert_eq!(two_years.begun_in(five, day("2022-06-01")).count(), 2);
    }

    /// Every day of these years, one after the other.
    fn days(from: i32, to: i32) -> impl Iterator<Item = NaiveDate> {
        let first = NaiveDate::from_ymd_opt(from, 1, 1).unwrap();
        first.iter_days().take_while(move |day| day.year() < to)
    }

    fn any_day() -> impl Strategy<Value = NaiveDate> {
        (0i64..16_000)
            .prop_map(|n| NaiveDate::from_ymd_opt(1990, 1, 1).unwrap() + chrono::Duration::days(n))
    }

    fn any_length() -> impl Strategy<Value = Length> {
        (1u32..40, 0usize..4).prop_map(|(count, unit)| Length {
            count,
            unit: [Unit::Day, Unit::Week, Unit::Month, Unit::Year][unit],
        })
    }

    proptest! {
        /// Walked day by day, periods follow one another without gap or overlap,
        /// and each begins where the calendar says.
        #[test]
        fn periods_follow_one_another_day_by_day(from in any_day(), every in any_length(), start in 1985i32..2035) {
            let cycle = Cycle::beginning_on(every, from);
            let mut before: Option<Period> = None;
            for day in days(start, start + 3) {
                let here = cycle.period_on(day).unwrap();
                prop_assert!(here.contains(day));
                match before {
                    Some(before) if before.contains(day) => prop_assert_eq!(before, here),
                    Some(before) => {
                        prop_assert_eq!(before.to.succ_opt(), Some(day));
                        prop_assert_eq!(here.from, day);
                        prop_assert!(begins(from, every, day), "{} does not begin on {}", every, day);
                    }
                    None => {}
                }
                before = Some(here);
            }
        }

        /// The day by which the next has to come, found by walking day by day.
        #[test]
        fn pauses_stop_the_clock_day_by_day(
            last in any_day(),
            every in any_length(),
            starts in prop::collection::vec((0i64..900, 0i64..200), 0..5),
        ) {
            let paused: Vec<Period> = starts
                .iter()
                .map(|(after, length)| {
                    let from = last + chrono::Duration::days(*after - 100);
                    Period::new(from, from + chrono::Duration::days(*length)).unwrap()
                })
                .collect();
            let stands = |day: NaiveDate| paused.iter().any(|period| period.contains(day));
            let mut left = (every.after(last).unwrap() - last).num_days();
            let mut day = last;
            while left > 0 {
                day = day.succ_opt().unwrap();
                left -= i64::from(!stands(day));
            }
            let clock: DaySet = paused.iter().copied().collect();
            prop_assert_eq!(clock.due_after(last, every), Some(day));
            let mut until = day;
            while stands(until.succ_opt().unwrap()) {
                until = until.succ_opt().unwrap();
            }
            prop_assert_eq!(clock.last_day_of_pause(day), until);
            let year = Period::new(last, last + chrono::Duration::days(400)).unwrap();
            let counted = year.from.iter_days().take(401).filter(|day| stands(*day)).count();
            prop_assert_eq!(clock.count_in(year), i64::try_from(counted).unwrap());
        }
    }

    /// Returns true if a period of a cycle begins on a day, by the calendar alone.
    fn begins(from: NaiveDate, every: Length, day: NaiveDate) -> bool {
        let count = i64::from(every.count);
        let apart = (day - from).num_days();
        let in_months = |length: i64| {
            let whole = (month_index(day) - month_index(from)) % length == 0;
            let last = day.succ_opt().is_some_and(|next| next.day() == 1);
            whole && (day.day() == from.day() || (last && day.day() < from.day()))
        };
        match every.unit {
            Unit::Day => apart % count == 0,
            Unit::Week => apart % (count * 7) == 0,
            Unit::Month => in_months(count),
            Unit::Year => in_months(count * 12),
        }
    }
}
