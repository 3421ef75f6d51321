//! First and last days to hand something in, worked out by hand and held against a model that
//! walks the days.

use chrono::{Datelike, Days, NaiveDate};
use proptest::collection::vec;
use proptest::prelude::*;

use super::{World, day};
use crate::check::{CriterionOutcome, CriterionState};

/// A yearly statement in the 28 days after each calendar year.
const STATEMENT: &str = "periods: { year: { every: 1 year, from: 01-01 } }
duties:
  - id: it
    says: A statement
    within: year
    opens: { end, plus: 1 day }
    due: { end, plus: 28 days }
    count: { of: { kind: declaration, where: { type: statement } }, at_least: 1 }
";

/// Somebody who was there from the first day of 2025.
fn statement() -> World {
    World::new(STATEMENT).owner(&["joined: 2025-01-01"])
}

fn made(on: &str) -> World {
    statement().with("declarations", on, "type: statement")
}

/// The state with the days between which it can be handed in.
fn said(world: &World, today: &str) -> String {
    let outcome: CriterionOutcome = world.duty("it", today);
    let from = outcome.progress().opens;
    let from = from.map_or_else(String::new, |from| format!(" from {from}"));
    let due = outcome.due();
    let until = due.map_or_else(String::new, |due| format!(" until {due}"));
    format!("{}{from}{until}", outcome.state().name())
}

#[test]
fn what_is_handed_in_after_a_year_counts_from_its_first_day_until_its_last() {
    let before = "open from 2027-01-01 until 2027-01-28";
    let next = "open from 2028-01-01 until 2028-01-28";
    // 28 days from 31 December are 28 January. Nothing is asked of 2024, before the owner joined.
    assert_eq!(
        said(&statement(), "2025-01-10"),
        "open from 2026-01-01 until 2026-01-28"
    );
    for first_or_last in ["2027-01-01", "2027-01-28"] {
        let world = made("2026-01-15").with("declarations", first_or_last, "type: statement");
        assert_eq!(said(&world, "2026-12-31"), before);
        assert_eq!(said(&world, "2027-01-28"), next, "{first_or_last}");
        assert_eq!(said(&world, "2027-01-29"), next, "{first_or_last}");
    }
    // A day early or late is not in the days, and the year stays missed all through the next.
    for outside in ["2026-12-31", "2027-01-29"] {
        let world = made("2026-01-15").with("declarations", outside, "type: statement");
        assert_eq!(said(&world, "2027-01-28"), before, "{outside}");
        // A late statement is overdue since its own last day, not since the end of the year.
        let late = said(&world, "2027-01-29");
        assert_eq!(
            late, "overdue from 2027-01-01 until 2027-01-28",
            "{outside}"
        );
        assert_eq!(
            world.duty("it", "2027-12-31").state(),
            CriterionState::Overdue
        );
    }
}

#[test]
fn a_statement_of_a_year_that_is_over_is_asked_of_whoever_was_there() {
    let owner = |line: &str| World::new(STATEMENT).owner(&[line]);
    let nothing_of_2025 = "open from 2027-01-01 until 2027-01-28";
    assert_eq!(
        said(&owner("joined: 2026-01-01"), "2026-01-10"),
        nothing_of_2025
    );
    // Somebody who joined in the year and recorded anything then was there.
    let joined = owner("joined: 2025-12-31").with("activities", "2025-12-31", "hours: 1");
    assert_eq!(
        said(&joined, "2026-01-10"),
        "open from 2026-01-01 until 2026-01-28"
    );
    // Whoever left during the year owes no statement of it, nor of later ones.
    let left = |on: &str| {
        let leaving = format!("leaving: {on}");
        World::new(STATEMENT).owner(&["joined: 2020-01-01", &leaving])
    };
    assert_eq!(said(&left("2025-12-30"), "2026-01-10"), "idle");
    let last_day = said(&left("2025-12-31"), "2026-01-10");
    assert_eq!(last_day, "open from 2026-01-01 until 2026-01-28");
}

#[test]
fn what_was_granted_for_a_year_lowers_what_is_handed_in_after_it() {
    let scheme = STATEMENT.replace("at_least: 1", "at_least: 3")
        + "kinds: { declaration: { fields: { share: { number: {} } } } }
adjustments: [{ of: { kind: declaration, where: { type: relief } }, reduces: [it], share: share }]
";
    let relieved = |on: &str| {
        let world = World::new(&scheme).owner(&["joined: 2025-01-01"]);
        let world = world.with("declarations", on, "type: relief\nshare: 0.4");
        let outcome = world.duty("it", "2026-01-10");
        outcome.progress().needed.to_string()
    };
    // 3 × 0.6 are 1.8, so two statements of 2025 are handed in.
    assert_eq!(relieved("2025-12-31"), "2");
    assert_eq!(relieved("2025-01-01"), "2");
    // A reduction that was granted in January is for the year that has begun.
    assert_eq!(relieved("2026-01-01"), "3");
}

#[test]
fn a_statement_is_found_missing_on_the_day_after_its_last() {
    let rules = |today: &str| -> Vec<String> {
        let found = made("2026-01-15").findings(today);
        let rules = found.iter().map(|one| one.rule.as_str().to_owned());
        rules.filter(|rule| rule == "unmet-duty").collect()
    };
    assert_eq!(rules("2027-01-28"), [""; 0]);
    assert_eq!(rules("2027-01-29"), ["unmet-duty"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Somebody walks the days with a list of years whose statement is open: a year comes onto the
    /// list on the day that its statement opens, leaves it with a statement, and is missed after
    /// its last day until that of the next year is over.
    #[test]
    fn days_to_hand_in_agree_with_walking_the_days(
        made in vec((0u64..1_100).prop_map(|n| day("2023-11-01") + Days::new(n)), 0..6),
        today in (0u64..900).prop_map(|n| day("2024-02-01") + Days::new(n)),
        early in 1u64..40,
        late in 1u64..60,
    ) {
        let scheme = STATEMENT
            .replace("opens: { end, plus: 1 day }", &format!("opens: {{ end, less: {early} days }}"))
            .replace("28 days", &format!("{late} days"));
        let world = World::new(&scheme).owner(&["joined: 2020-01-01"]);
        let world = made.iter().fold(world, |world, on| {
            world.with("declarations", &on.to_string(), "type: statement")
        });
        let mut handed_in: Vec<i32> = Vec::new();
        for today in day("2022-11-01").iter_days().take_while(|one| *one <= today) {
            if !made.contains(&today) {
                continue;
            }
            for year in 2022..=2026 {
                let end = NaiveDate::from_ymd_opt(year, 12, 31).unwrap();
                let walked = (today - end).num_days();
                if -i64::try_from(early).unwrap() <= walked && walked <= i64::try_from(late).unwrap() {
                    handed_in.push(year);
                }
            }
        }
        let (this, last) = (today.year(), today.year() - 1);
        let days_since = (today - NaiveDate::from_ymd_opt(last, 12, 31).unwrap()).num_days();
        let is_late = days_since > i64::try_from(late).unwrap();
        let state = match (handed_in.contains(&last), is_late) {
            (true, _) if handed_in.contains(&this) => CriterionState::Met,
            (true, _) | (false, false) => CriterionState::Open,
            (false, true) => CriterionState::Overdue,
        };
        prop_assert_eq!(world.duty("it", &today.to_string()).state(), state);
    }
}
