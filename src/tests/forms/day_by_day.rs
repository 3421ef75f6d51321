//! Random portfolios held against plain models that walk the days one by one.

use std::fmt::Write;

use crate::check::CriterionState;
use chrono::{Datelike, Days, NaiveDate};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::{World, day};

/// A day of the two academic years around 2025-26, by how many days it is after 2025-01-01.
fn a_day() -> impl Strategy<Value = NaiveDate> {
    (0u64..730).prop_map(|n| day("2025-01-01") + Days::new(n))
}

/// The days of the academic year 2025-26.
fn year() -> impl Iterator<Item = NaiveDate> {
    let end = day("2026-08-31");
    day("2025-09-01")
        .iter_days()
        .take_while(move |day| *day <= end)
}

fn absences(world: World, away: &[(NaiveDate, u64)]) -> World {
    away.iter().fold(world, |world, (from, days)| {
        let until = *from + Days::new(*days);
        world.with("absences", &from.to_string(), &format!("until: {until}"))
    })
}

fn is_away(day: NaiveDate, away: &[(NaiveDate, u64)]) -> bool {
    away.iter()
        .any(|(from, days)| *from <= day && day <= *from + Days::new(*days))
}

const SHARE: &str = "periods: { year: { every: 1 year, from: 09-01 } }
duties:
  - { id: hours, says: Hours, within: year, total: { of: { kind: activity }, field: hours, at_least: 365, pro_rata: owner.fraction, less: { kind: absence } } }
";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// 365 hours are asked of a whole post: an hour a day. Of this one, the fraction
    /// of every day that its owner is there, added up one by one.
    #[test]
    fn part_time_targets_agree_with_counting_day_by_day(
        changes in vec((a_day(), 0u32..=20), 0..4),
        joined in option::of(a_day()),
        leaving in option::of(a_day()),
        away in vec((a_day(), 0u64..60), 0..4),
    ) {
        let mut changes = changes;
        changes.sort();
        changes.dedup_by_key(|(from, _)| *from);
        let mut lines = Vec::new();
        if !changes.is_empty() {
            let mut rows = String::new();
            for (from, twentieths) in &changes {
                write!(rows, "{{ from: {from}, value: {} }}, ", Decimal::new(i64::from(*twentieths) * 5, 2)).unwrap();
            }
            lines.push(format!("fraction: [{}]", rows.trim_end_matches(", ")));
        }
        lines.extend(joined.map(|day| format!("joined: {day}")));
        lines.extend(leaving.map(|day| format!("leaving: {day}")));
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let world = absences(World::new(SHARE).owner(&lines), &away);

        let of_day = |day: NaiveDate| {
            let there = joined.is_none_or(|joined| joined <= day)
                && leaving.is_none_or(|leaving| day <= leaving)
                && !is_away(day, &away);
            let fraction = changes.iter().rev().find(|(from, _)| *from <= day);
            match (there, fraction) {
                (false, _) => 0,
                (true, None) => 20,
                (true, Some((_, twentieths))) => *twentieths,
            }
        };
        let twentieths: u32 = year().map(of_day).sum();
        let asked = Decimal::new(i64::from(twentieths) * 5, 2);
        prop_assert_eq!(world.duty("hours", "2026-08-31").progress().needed, asked);
    }

    /// A window is met, overdue or open by what each of its days has.
    #[test]
    fn windows_of_a_year_agree_with_counting_day_by_day(
        logs in vec(a_day(), 0..12),
        joined in option::of(a_day()),
        today in a_day(),
        months in prop::sample::select(vec![1u32, 2, 3, 4, 6, 12]),
    ) {
        let scheme = format!("periods: {{ year: {{ every: 1 year, from: 09-01 }} }}
duties:
  - {{ id: log, says: Log, within: year, count: {{ of: {{ kind: submission, where: {{ of: log }} }}, at_least: 1, per: {months} months }} }}
");
        let lines: Vec<String> = joined.iter().map(|day| format!("joined: {day}")).collect();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let world = logs.iter().fold(World::new(&scheme).owner(&lines), |world, day| {
            world.with("submissions", &day.to_string(), "of: log")
        });
        // The window of a day, by its number since September 2020.
        let number = |day: NaiveDate| (day.year() * 12 + day.month0() as i32 - (2020 * 12 + 8)) / months as i32;
        let year_of = |day: NaiveDate| (day.year() * 12 + day.month0() as i32 - 8).div_euclid(12);
        let all = day("2024-09-01").iter_days().take(1_200);
        let mine: Vec<NaiveDate> = all.filter(|day| year_of(*day) == year_of(today)).collect();
        let mut numbers: Vec<i32> = mine.iter().map(|day| number(*day)).collect();
        numbers.dedup();
        let (mut asked, mut met, mut late) = (0, 0, false);
        for window in numbers {
            let days: Vec<NaiveDate> = mine.iter().copied().filter(|day| number(*day) == window).collect();
            let whole = joined.is_none_or(|joined| days.iter().all(|day| joined <= *day));
            if !whole || days[0] > today {
                continue;
            }
            asked += 1;
            let has = days.iter().any(|day| *day <= today && logs.contains(day));
            met += i32::from(has);
            late |= !has && days.iter().all(|day| *day < today);
        }
        // Whoever had begun the year before still owes what its last days lack.
        let first_of_mine = mine[0];
        let before: Vec<NaiveDate> = first_of_mine
            .pred_opt()
            .unwrap()
            .iter_days()
            .rev()
            .take_while(|day| *day >= first_of_mine - chrono::Months::new(12))
            .collect();
        let is_asked = |window: i32| {
            let mut days = before.iter().filter(|day| number(**day) == window);
            joined.is_none_or(|joined| days.all(|day| joined <= *day))
        };
        // Whoever had joined by its first day was there, and whoever recorded anything in it.
        let first_before = first_of_mine - chrono::Months::new(12);
        let at_its_end = joined.is_none_or(|joined| joined < first_of_mine);
        let begun = at_its_end
            && (joined.is_some_and(|joined| joined <= first_before)
                || before.iter().any(|day| logs.contains(day)));
        // It ended unmet if any of its windows lacks what was asked.
        let lacks = |day: &NaiveDate| {
            is_asked(number(*day)) && !logs.iter().any(|log| number(*log) == number(*day))
        };
        let owed = begun && before.iter().any(lacks);
        let outcome = world.duty("log", &today.to_string());
        if owed {
            prop_assert_eq!(outcome.state(), CriterionState::Overdue);
            return Ok(());
        }
        let state = match (asked, asked == met, late) {
            (0, _, _) => CriterionState::Idle,
            (_, true, _) => CriterionState::Met,
            (_, false, true) => CriterionState::Overdue,
            (_, false, false) => CriterionState::Open,
        };
        prop_assert_eq!(outcome.state(), state);
        prop_assert_eq!((outcome.progress().found, outcome.progress().needed), (met.into(), asked.into()));
    }

    /// Somebody with a counter of days without supervision, which stands still while
    /// they are away, raises an alarm when it goes beyond 42.
    #[test]
    fn gaps_between_meetings_agree_with_counting_day_by_day(
        meetings in vec(a_day(), 0..20),
        away in vec((a_day(), 0u64..60), 0..4),
        joined in option::of(a_day()),
        today in a_day(),
    ) {
        const SCHEME: &str = "periods: { year: { every: 1 year, from: 09-01 } }
duties:
  - { id: talk, says: Talk, within: year, cadence: { of: { kind: meeting, where: { type: talk } }, every: 42 days, unless: { kind: absence } } }
";
        let lines: Vec<String> = joined.iter().map(|day| format!("joined: {day}")).collect();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let world = meetings.iter().fold(World::new(SCHEME).owner(&lines), |world, day| {
            world.with("meetings", &day.to_string(), "type: talk")
        });
        let world = absences(world, &away);
        let first = NaiveDate::from_ymd_opt(today.year() - i32::from(today.month() < 9), 9, 1).unwrap();
        let last = first + chrono::Months::new(12) - Days::new(1);
        let alarm_from = |first: NaiveDate, last: NaiveDate| {
            let begin = joined.map_or(first, |joined| joined.max(first));
            let mut without = 0;
            let mut alarm = false;
            for day in begin.iter_days().skip(1).take_while(|day| *day <= last && *day <= today) {
                let met = meetings.contains(&day);
                without += i32::from(!is_away(day, &away));
                alarm |= without > 42;
                if met {
                    without = 0;
                }
            }
            alarm
        };
        // A year that had been begun and ended with a gap is told while the next one runs.
        let (before, eve) = (first - chrono::Months::new(12), first - Days::new(1));
        let recorded = meetings.iter().any(|day| before <= *day && *day <= eve);
        let begun = (recorded || joined.is_some_and(|joined| joined <= before))
            && joined.is_none_or(|joined| joined <= eve);
        let alarm = alarm_from(first, last) || (begun && alarm_from(before, eve));
        let outcome = world.duty("talk", &today.to_string());
        prop_assert_eq!(outcome.state() == CriterionState::Overdue, alarm, "{:?}", outcome);
    }
}
