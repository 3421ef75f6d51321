//! Adjustments granted to the owner: exemptions, more time and lower targets, worked out by hand.

use chrono::{Datelike, Days, NaiveDate};
use proptest::collection::vec;
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::{World, day};
use crate::check::{CriterionOutcome, CriterionState};

const KIND: &str = "kinds:
  adjustment:
    folder: adjustments
    id: \"{date}-{slug}\"
    when: date
    print: document
    fields:
      title: { text: {}, required: true }
      date: { date: {}, required: true }
      type: { choice: [exemption, extension, reduction], required: true }
      first: { date: {} }
      last: { date: {} }
      by: { person: {} }
      hours: { hours: {} }
      share: { number: {} }
periods: { year: { every: 1 year, from: 01-01 } }
adjustments:
  - { of: { kind: adjustment, where: { type: exemption } }, exempts: [it], from: first, until: last, by: by }
  - { of: { kind: adjustment, where: { type: extension } }, extends: [it], from: first, to: last, by: by }
  - { of: { kind: adjustment, where: { type: reduction } }, reduces: [it], from: first, until: last, by: by, less: hours, share: share }
";

/// 20 hours of activities in each calendar year, of somebody who was there from the first day.
fn duty() -> World {
    World::new(&format!(
        "{KIND}duties:\n  - {{ id: it, says: It, within: year, total: {{ of: {{ kind: activity }}, field: hours, at_least: 20 }} }}\n"
    ))
    .owner(&["joined: 2024-01-01"])
    .with("activities", "2024-05-05", "hours: 20")
}

fn granted(date: &str, details: &str) -> World {
    duty().with("adjustments", date, &format!("by: sol\n{details}"))
}

fn it(world: &World, today: &str) -> CriterionOutcome {
    world.duty("it", today)
}

fn said(world: &World, today: &str) -> String {
    let outcome = it(world, today);
    let tally = outcome.tally(world.portfolio().kinds()).unwrap_or_default();
    format!("{}: {tally}", outcome.state().name())
}

#[test]
fn an_exemption_holds_in_the_periods_that_it_is_for() {
    let one = granted("2025-03-03", "type: exemption");
    assert_eq!(
        said(&one, "2025-12-31"),
        "met: exempt, granted by Sol Weber on 3 March 2025"
    );
    // Nothing of that year is missed in the next, where it is asked again.
    assert_eq!(said(&one, "2026-01-01"), "open: 0 of 20 hours");
    // Before it was granted it was asked.
    assert_eq!(it(&one, "2025-03-02").state(), CriterionState::Open);
    // From the last day of one year to the first of the next but one: three years.
    let long = granted(
        "2026-02-02",
        "type: exemption\nfirst: 2025-12-31\nlast: 2027-01-01",
    );
    assert_eq!(it(&long, "2026-02-02").state(), CriterionState::Met);
    assert_eq!(it(&long, "2027-12-31").state(), CriterionState::Met);
    assert_eq!(it(&long, "2028-01-01").state(), CriterionState::Open);
}

#[test]
fn more_time_moves_the_last_day_and_not_the_period() {
    let plain = duty();
    assert_eq!(it(&plain, "2026-01-01").state(), CriterionState::Overdue);
    let more = granted("2025-12-10", "type: extension\nlast: 2026-02-28");
    let open = it(&more, "2026-02-28");
    assert_eq!(
        (open.state(), open.due()),
        (CriterionState::Open, Some(day("2026-02-28")))
    );
    assert_eq!(it(&more, "2026-03-01").state(), CriterionState::Overdue);
    // Learning after the year does not count for it. A later record of that year does.
    let after = more.clone().with("activities", "2026-01-15", "hours: 20");
    assert_eq!(it(&after, "2026-02-01").state(), CriterionState::Open);
    let of_the_year = more.with("activities", "2025-12-31", "hours: 20");
    assert_eq!(said(&of_the_year, "2026-02-01"), "open: 0 of 20 hours");
    // An earlier day than the usual one takes no time away.
    let less = granted("2025-03-10", "type: extension\nlast: 2025-04-30");
    assert_eq!(it(&less, "2025-06-01").due(), Some(day("2025-12-31")));
}

#[test]
fn a_reduction_lowers_the_figure_by_a_number_and_by_a_share() {
    let needed = |details: &str| {
        let outcome = it(&granted("2025-03-03", details), "2025-06-01");
        outcome.progress().needed.to_string()
    };
    assert_eq!(needed("type: reduction\nhours: 7.5"), "12.5");
    assert_eq!(needed("type: reduction\nshare: 0.25"), "15.00");
    // A share of the whole first, then the number: 20 × 0.75 − 7.5.
    assert_eq!(needed("type: reduction\nshare: 0.25\nhours: 7.5"), "7.50");
    // Never below nothing, and more than all is all.
    for nothing in ["type: reduction\nhours: 25", "type: reduction\nshare: 3"] {
        assert_eq!(needed(nothing).parse::<Decimal>(), Ok(Decimal::ZERO));
    }
    // Two reductions are added up; one of another year is not.
    let two = granted("2025-03-03", "type: reduction\nhours: 5")
        .with("adjustments", "2025-04-04", "type: reduction\nhours: 6")
        .with("adjustments", "2024-04-04", "type: reduction\nhours: 6")
        .with("activities", "2025-05-05", "hours: 9");
    assert_eq!(
        said(&two, "2025-06-01"),
        "met: 9 of 9 hours; 5 hours less, granted by Sol Weber on 3 March 2025; 6 hours less, granted on 4 April 2025"
    );
    let just_outside = granted("2025-03-03", "type: reduction\nhours: 5").with(
        "activities",
        "2025-05-05",
        "hours: 14.9",
    );
    assert_eq!(
        it(&just_outside, "2025-06-01").state(),
        CriterionState::Open
    );
}

#[test]
fn what_needs_a_confirmation_counts_only_with_it() {
    let scheme = duty().own_scheme().replace("reduces: [it]", "reduces: [it], confirmed: agreed").replace(
        "adjustments:\n",
        "confirmations: [{ id: agreed, says: I granted this, of: { kind: adjustment }, by: mentor }]\nadjustments:\n",
    );
    let world = World::new(&scheme)
        .with(
            "adjustments",
            "2025-03-03",
            "by: sol\ntype: reduction\nhours: 5",
        )
        .with("adjustments", "2026-03-03", "type: exemption");
    assert_eq!(
        said(&world, "2025-06-01"),
        "open: 0 of 20 hours; 5 hours less, granted by Sol Weber on 3 March 2025 (not confirmed, so it does not count)"
    );
    // The other one needs nobody's word.
    let exempt = world.with("adjustments", "2025-04-04", "type: exemption");
    assert_eq!(it(&exempt, "2025-06-01").state(), CriterionState::Met);
}

#[test]
fn what_was_granted_ends_with_its_period_and_not_before() {
    // Three records are asked of every year, and half of them is one and a half: two are enough.
    let count = KIND.to_owned()
        + "duties:\n  - { id: it, says: It, within: year, count: { of: { kind: activity }, at_least: 3 } }\n";
    let half = World::new(&count)
        .with("adjustments", "2025-12-31", "type: reduction\nshare: 0.5")
        .with("activities", "2025-02-02", "");
    assert_eq!(
        said(&half, "2025-12-31"),
        "open: 1 of 2 activities; 50% less, granted on 31 December 2025"
    );
    // With one of them the year is missed on the next day.
    assert_eq!(it(&half, "2026-01-01").state(), CriterionState::Overdue);
    let two = half.with("activities", "2025-03-03", "");
    assert_eq!(it(&two, "2025-12-31").state(), CriterionState::Met);
    // In the new year what was granted is of no use.
    assert_eq!(said(&two, "2026-01-01"), "open: 0 of 3 activities");
    // A reduction from the last day of one year to the first of the next lowers both.
    // With the hours of 2025, so that nothing is missed in 2026.
    let with_hours = |details: &str| {
        granted("2025-12-31", details).with("activities", "2025-02-02", "hours: 20")
    };
    let needed = |world: &World, today: &str| it(world, today).progress().needed;
    let both = with_hours("type: reduction\nhours: 5\nfirst: 2025-12-31\nlast: 2026-01-01");
    assert_eq!(needed(&both, "2025-12-31"), Decimal::from(15));
    assert_eq!(needed(&both, "2026-12-31"), Decimal::from(15));
    let later = with_hours("type: reduction\nhours: 5\nfirst: 2026-01-01\nlast: 2026-01-01");
    assert_eq!(needed(&later, "2025-12-31"), Decimal::from(20));
    assert_eq!(needed(&later, "2026-01-01"), Decimal::from(15));
}

#[test]
fn hours_beyond_a_lowered_target_are_carried_over() {
    let scheme = duty()
        .own_scheme()
        .replace("at_least: 20", "at_least: 20, carry_over: { at_most: 8 }");
    let with = |details: &str| {
        World::new(&scheme)
            .owner(&["joined: 2025-01-01"])
            .with("activities", "2025-05-05", "hours: 22")
            .with("adjustments", "2025-06-06", details)
    };
    let carried = |details: &str| it(&with(details), "2026-02-02").progress().found;
    // 22 − (20 − 5) are 7, and 22 − (20 − 10) are 12, of which 8 go over.
    assert_eq!(carried("type: reduction\nhours: 5"), Decimal::from(7));
    assert_eq!(carried("type: reduction\nhours: 10"), Decimal::from(8));
    // Whoever is exempt carries over what is beyond the usual target.
    assert_eq!(carried("type: exemption"), Decimal::from(2));
}

#[test]
fn part_time_comes_before_what_was_granted() {
    let scheme = duty()
        .own_scheme()
        .replace("at_least: 20", "at_least: 20, pro_rata: owner.fraction");
    let needed = |details: &str| {
        let world = World::new(&scheme)
            .owner(&["joined: 2025-01-01", "fraction: 0.5"])
            .with("adjustments", "2025-06-06", details);
        it(&world, "2025-07-07")
            .progress()
            .needed
            .normalize()
            .to_string()
    };
    // 20 × 0.5 × 0.75 − 3, and never less than nothing.
    assert_eq!(needed("type: reduction\nshare: 0.25\nhours: 3"), "4.5");
    assert_eq!(needed("type: reduction\nhours: 10"), "0");
    assert_eq!(needed("type: reduction\nhours: 10.01"), "0");
}

#[test]
fn an_award_is_handed_in_later_if_somebody_granted_it() {
    let scheme = duty().own_scheme().replace(
        "duties:\n  -",
        "awards: [{ id: year, title: Year, repeats: year, due: { end, plus: 1 month } }]
signoffs: [{ id: submit, title: Submitted, by: owner }]
criteria:\n  -",
    );
    let scheme = scheme.replace(" within: year,", "");
    let scheme = scheme.replace("extends: [it]", "extends: [year]");
    let world = World::new(&scheme).with("activities", "2025-05-05", "hours: 20");
    let last_day = |world: &World| {
        world.judged("2025-06-01", |result| {
            let award = result.verdicts[0].awards.last().expect("a round");
            award.days_to_hand_in.map(|(_, last)| last)
        })
    };
    assert_eq!(last_day(&world), Some(day("2026-01-31")));
    let more = world.with(
        "adjustments",
        "2025-05-05",
        "type: extension\nlast: 2026-03-31",
    );
    assert_eq!(last_day(&more), Some(day("2026-03-31")));
}

/// An adjustment of a test: the kind of thing, its first day, how many days it is for, and tenths
/// of an hour.
type Grant = (usize, NaiveDate, u64, i64);

fn grant() -> impl Strategy<Value = Grant> {
    let day = (0u64..1_095).prop_map(|n| day("2024-01-01") + Days::new(n));
    (0usize..2, day, 0u64..500, 0i64..150)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Somebody walks the days that each record is for, and notes the years that they meet: an
    /// exemption frees those years, and a reduction lowers each of them once.
    #[test]
    fn what_was_granted_agrees_with_walking_the_days(
        grants in vec(grant(), 0..6),
        today in (0u64..1_095).prop_map(|n| day("2024-01-01") + Days::new(n)),
    ) {
        let add = |world: World, (sort, from, days, tenths): &Grant| {
            let kind = ["exemption", "reduction"][*sort];
            let last = *from + Days::new(*days);
            let hours = Decimal::new(*tenths, 1);
            let details = format!("type: {kind}\nfirst: {from}\nlast: {last}\nhours: {hours}");
            world.with("adjustments", "2024-01-01", &details)
        };
        let world = World::new(duty().own_scheme()).owner(&["joined: 2024-01-01"]);
        // Every year has its hours, so that none is missed in the next.
        let world = (2024..2027).fold(world, |world, year| {
            world.with("activities", &format!("{year}-01-01"), "hours: 20")
        });
        let world = grants.iter().fold(world, add);
        let mut is_exempt = false;
        let mut left = 200;
        for (sort, from, days, tenths) in &grants {
            let mut walked = (0..=*days).map(|n| *from + Days::new(n));
            if walked.any(|day| day.year() == today.year()) {
                is_exempt |= *sort == 0;
                left -= if *sort == 1 { *tenths } else { 0 };
            }
        }
        let outcome = it(&world, &today.to_string());
        let needed = match is_exempt {
            true => Decimal::ZERO,
            false => Decimal::new(left.max(0), 1),
        };
        prop_assert_eq!(outcome.progress().needed, needed);
        prop_assert_eq!(outcome.state(), CriterionState::Met);
    }

    /// More time leads to the latest of the new days, and takes no time away.
    #[test]
    fn more_time_agrees_with_taking_the_latest_day(
        days in vec((0u64..400).prop_map(|n| day("2025-06-01") + Days::new(n)), 0..5),
        today in (0u64..365).prop_map(|n| day("2025-12-01") + Days::new(n)),
    ) {
        let world = World::new(duty().own_scheme()).owner(&["joined: 2025-01-01"]);
        let add = |world: World, last: &NaiveDate| {
            let details = format!("type: extension\nfirst: 2025-03-03\nlast: {last}");
            world.with("adjustments", "2025-03-03", &details)
        };
        let world = days.iter().fold(world, add);
        let last = days.iter().copied().fold(day("2025-12-31"), NaiveDate::max);
        let late = today > last;
        let state = it(&world, &today.to_string()).state();
        prop_assert_eq!(state == CriterionState::Overdue, late);
    }
}
