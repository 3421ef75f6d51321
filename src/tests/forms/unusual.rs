//! Unusual days, amounts and records, each with what comes of it worked out by hand.

use super::{World, day};
use crate::check::CriterionState::{self, Met, Open, Overdue};

const YEAR: &str = "periods: { year: { every: 1 year, from: 01-01 } }\n";

/// A duty of each calendar year.
fn duty(form: &str) -> World {
    World::new(&format!(
        "{YEAR}duties:\n  - {{ id: it, says: It, within: year, {form} }}\n"
    ))
}

/// An award of each calendar year with one criterion.
fn years(form: &str) -> World {
    World::new(&format!(
        "{YEAR}awards: [{{ id: year, title: Year, repeats: year }}]\ncriteria:\n  - {{ id: it, says: It, {form} }}\n"
    ))
}

fn state(world: &World, today: &str) -> CriterionState {
    world.duty("it", today).state()
}

/// The amounts that were found and needed in the duty, without closing zeros.
fn amounts(world: &World, today: &str) -> String {
    let outcome = world.duty("it", today);
    let progress = outcome.progress();
    format!(
        "{} of {}",
        progress.found.normalize(),
        progress.needed.normalize()
    )
}

/// The amounts that were found and needed in the round of a year.
fn in_year(world: &World, year: u16, today: &str) -> String {
    let outcome = world.criterion(&format!("year-{year}-12-31"), "it", today);
    let progress = outcome.progress();
    format!(
        "{} of {}",
        progress.found.normalize(),
        progress.needed.normalize()
    )
}

/// Returns the number of findings of a rule.
fn found(world: &World, rule: &str, today: &str) -> usize {
    let found = world.findings(today).into_iter();
    found.filter(|one| one.rule.as_str() == rule).count()
}

const HOURS: &str = "total: { of: { kind: activity }, field: hours, at_least: 10 }";

#[test]
fn years_from_a_leap_day_begin_on_the_28th_and_in_a_leap_year_on_the_29th() {
    let world = World::new(
        "periods: { own: { every: 1 year, from: owner.joined } }
awards: [{ id: year, title: Year, repeats: own }]
criteria: [{ id: it, says: It, total: { of: { kind: activity }, field: hours, at_least: 10 } }]
",
    )
    .owner(&["joined: 2024-02-29"])
    .with("activities", "2025-02-27", "hours: 10")
    .with("activities", "2025-02-28", "hours: 9")
    .with("activities", "2028-02-28", "hours: 10")
    .with("activities", "2028-02-29", "hours: 9.99");
    let rounds: Vec<(String, usize)> = world
        .rounds("2028-02-29")
        .into_iter()
        .map(|round| (round.id, round.met))
        .collect();
    let expected = [
        ("year-2025-02-27", 1),
        ("year-2026-02-27", 0),
        ("year-2027-02-27", 0),
        ("year-2028-02-28", 1),
        ("year-2029-02-27", 0),
    ];
    assert_eq!(rounds, expected.map(|(id, met)| (id.to_owned(), met)));
}

#[test]
fn a_period_that_ends_today_has_time_until_midnight() {
    let world = years(HOURS).with("activities", "2026-05-01", "hours: 9");
    let outcome = |world: &World, today: &str| world.criterion("year-2026-12-31", "it", today);
    let last_day = outcome(&world, "2026-12-31");
    assert_eq!(
        (last_day.state(), last_day.due()),
        (Open, Some(day("2026-12-31")))
    );
    assert_eq!(outcome(&world, "2027-01-01").state(), Overdue);
    let on_it = world.clone().with("activities", "2026-12-31", "hours: 1");
    assert_eq!(outcome(&on_it, "2026-12-31").state(), Met);
    // The same hour a day before the year, and a day after it.
    for outside in ["2025-12-31", "2027-01-01"] {
        let world = world.clone().with("activities", outside, "hours: 1");
        assert_eq!(outcome(&world, "2027-01-01").state(), Overdue, "{outside}");
    }
}

#[test]
fn tenths_of_an_hour_add_up_exactly() {
    let tenths = |times: u32| {
        let world = duty("total: { of: { kind: activity }, field: hours, at_least: 1 }");
        (1..=times).fold(world, |world, at| {
            world.with("activities", &format!("2026-03-{at:02}"), "hours: 0.1")
        })
    };
    assert_eq!(state(&tenths(10), "2026-06-01"), Met);
    assert_eq!(amounts(&tenths(9), "2026-06-01"), "0.9 of 1");
    // A hundred pieces of a hundredth are one as well, and nobody rounds on the way.
    let hundredths = |last: &str| {
        let world = duty("total: { of: { kind: activity }, field: hours, at_least: 1 }");
        let world = (0..99).fold(world, |world, at| {
            let day = day("2026-01-01") + chrono::Days::new(at);
            world.with("activities", &day.to_string(), "hours: 0.01")
        });
        world.with("activities", "2026-05-01", &format!("hours: {last}"))
    };
    assert_eq!(state(&hundredths("0.01"), "2026-06-01"), Met);
    assert_eq!(state(&hundredths("0.009"), "2026-06-01"), Open);
}

#[test]
fn a_record_of_no_hours_is_a_record_and_no_hours() {
    let of = |form: &str| duty(form).with("activities", "2026-03-01", "hours: 0");
    let one = of("count: { of: { kind: activity }, at_least: 1 }");
    assert_eq!(state(&one, "2026-06-01"), Met);
    assert_eq!(amounts(&of(HOURS), "2026-06-01"), "0 of 10");
    // With a weight of its own it counts whatever its hours, and with one for each hour not at all.
    let weighed = "total: { of: { kind: activity }, field: hours, at_least: 10, unit: points, weights: { status: { done: { each: 3 }, planned: 0, cancelled: 0, delegated: 0, deferred: 0 } } }";
    assert_eq!(amounts(&of(weighed), "2026-06-01"), "3 of 10");
    let by_hours = weighed.replace("{ each: 3 }", "3");
    assert_eq!(amounts(&of(&by_hours), "2026-06-01"), "0 of 10");
}

#[test]
fn hours_below_nothing_are_at_fault_and_take_nothing_away() {
    let world = duty(HOURS)
        .with("activities", "2026-03-01", "hours: 10")
        .with("activities", "2026-03-02", "hours: -5");
    assert_eq!(found(&world, "wrong-type", "2026-06-01"), 1);
    assert_eq!(amounts(&world, "2026-06-01"), "10 of 10");
    // The largest number that there is counts for what the cap leaves of it, and carries over no
    // more than the limit.
    let huge = "hours: 79228162514264337593543950335";
    let capped = duty(
        "total: { of: { kind: activity }, field: hours, at_least: 10, caps: [{ of: { kind: activity }, at_most: 9 }] }",
    );
    let capped = capped.with("activities", "2026-03-01", huge);
    assert_eq!(amounts(&capped, "2026-06-01"), "9 of 10");
    let carried = years(
        "total: { of: { kind: activity }, field: hours, at_least: 10, carry_over: { at_most: 4 } }",
    );
    let carried =
        carried
            .with("activities", "2025-03-01", huge)
            .with("activities", "2026-03-01", "hours: 1");
    assert_eq!(in_year(&carried, 2026, "2026-06-01"), "5 of 10");
}

/// A number may be below nothing where its kind allows it, as a correction is.
#[test]
fn a_correction_below_nothing_counts_alike_before_and_after_what_it_corrects() {
    let credits = "kinds: { activity: { fields: { credits: { number: {} } } } }
duties:
  - { id: it, says: It, total: { of: { kind: activity }, field: credits, at_least: 20, caps: [{ of: { kind: activity }, at_most: 10 }] } }
";
    let with = |first: &str, second: &str| {
        let world = World::new(credits)
            .with("activities", "2026-03-01", &format!("credits: {first}"))
            .with("activities", "2026-03-02", &format!("credits: {second}"));
        amounts(&world, "2026-06-01")
    };
    // 13 less 3 are 10, in either order, and 12 less 3 are 9.
    assert_eq!(with("-3", "13"), "10 of 20");
    assert_eq!(with("13", "-3"), "10 of 20");
    assert_eq!(with("-3", "12"), "9 of 20");
    assert_eq!(with("12", "-3"), "9 of 20");
}

#[test]
fn a_course_over_new_year_counts_on_its_first_day_or_is_spread_over_its_days() {
    let course = "hours: 14\nuntil: 2026-01-04";
    let whole = years(HOURS).with("activities", "2025-12-29", course);
    assert_eq!(in_year(&whole, 2025, "2026-01-01"), "14 of 10");
    let with_next = whole.with("activities", "2026-02-01", "hours: 1");
    assert_eq!(in_year(&with_next, 2026, "2026-03-01"), "1 of 10");
    // Two hours a day: three days of the old year and four of the new one, of which two are over.
    let spread = years(
        "total: { of: { kind: activity }, field: hours, at_least: 10, spread: until }",
    )
    .with("activities", "2025-12-29", course);
    assert_eq!(in_year(&spread, 2025, "2026-01-02"), "6 of 10");
    assert_eq!(in_year(&spread, 2026, "2026-01-02"), "4 of 10");
    assert_eq!(in_year(&spread, 2026, "2026-01-04"), "8 of 10");
    // Its last day is in the new year by one day, and its first in the old one by one.
    let by_a_day = years(
        "total: { of: { kind: activity }, field: hours, at_least: 10, spread: until }",
    )
    .with("activities", "2025-12-31", "hours: 10\nuntil: 2026-01-01");
    assert_eq!(in_year(&by_a_day, 2025, "2026-01-01"), "5 of 10");
    assert_eq!(in_year(&by_a_day, 2026, "2026-01-01"), "5 of 10");
}

#[test]
fn two_people_of_one_name_are_two_people() {
    let people = "people:
  - { id: ro, name: Ro Hale }
  - { id: sol, name: Sol Weber, roles: [{ role: mentor, from: 2026-01-01 }] }
  - { id: sol-2, name: Sol Weber }
";
    let form = "distinct: { of: { kind: feedback }, field: by, at_least: 2 }";
    let with = |second: &str| {
        duty(form)
            .file("trust/people.yaml", people)
            .with("activities", "2026-02-01", "hours: 1")
            .with("journals", "2026-02-02", "activity: 2026-02-01-number-1")
            .with(
                "feedback",
                "2026-02-03",
                "by: sol\njournal: 2026-02-02-number-2",
            )
            .with(
                "feedback",
                "2026-02-04",
                &format!("by: {second}\njournal: 2026-02-02-number-2"),
            )
    };
    assert_eq!(state(&with("sol-2"), "2026-06-01"), Met);
    assert_eq!(state(&with("sol"), "2026-06-01"), Open);
    // Only one of them is a mentor.
    let by_mentors =
        "count: { of: { kind: feedback, where: { by: { holds: mentor } } }, at_least: 2 }";
    let scheme = with("sol-2").own_scheme().replace(form, by_mentors);
    assert_eq!(
        amounts(&with("sol-2").under(&scheme), "2026-06-01"),
        "1 of 2"
    );
}

#[test]
fn a_record_that_is_written_after_its_period_counts_by_its_own_date() {
    let world = years(HOURS).with("activities", "2025-03-01", "hours: 9");
    let with = |date: &str| {
        let world = world.clone().with("activities", date, "hours: 1");
        world
            .criterion("year-2025-12-31", "it", "2026-02-01")
            .state()
    };
    assert_eq!(with("2025-12-31"), Met);
    assert_eq!(with("2026-01-01"), Overdue);
    // A correction in the past year changes the amount that is carried into the next.
    let carried = |hours: &str| {
        let form = "total: { of: { kind: activity }, field: hours, at_least: 10, carry_over: { at_most: 5 } }";
        let world = years(form)
            .with("activities", "2025-03-01", &format!("hours: {hours}"))
            .with("activities", "2026-03-01", "hours: 6");
        in_year(&world, 2026, "2026-06-01")
    };
    assert_eq!(carried("14"), "10 of 10");
    assert_eq!(carried("13.9"), "9.9 of 10");
    assert_eq!(carried("16"), "11 of 10");
}

#[test]
fn a_copy_of_a_record_has_no_points_and_no_part_of_a_cap() {
    let text = "---\ntitle: A course\ndate: 2026-05-01\nhours: 6\n---\n\nWords.\n";
    let world = |form: &str| {
        duty(form)
            .file("activities/2026-05-01-a-course.md", text)
            .file("activities/2026-05-01-again.md", text)
    };
    assert_eq!(amounts(&world(HOURS), "2026-06-01"), "6 of 10");
    let capped = "total: { of: { kind: activity }, field: hours, at_least: 10, caps: [{ of: { kind: activity }, at_most: 4, each: record }] }";
    assert_eq!(amounts(&world(capped), "2026-06-01"), "4 of 10");
    // A record of another hour is no copy. It may be a mistake, so it is told and counted.
    let other = text.replace("hours: 6", "hours: 5");
    let other = world(capped).file("activities/2026-05-01-again.md", &other);
    assert_eq!(amounts(&other, "2026-06-01"), "8 of 10");
    assert_eq!(found(&other, "possible-duplicate", "2026-06-01"), 1);
}

#[test]
fn a_cap_stays_whole_where_the_target_is_lowered() {
    let form = "total: { of: { kind: activity }, field: hours, at_least: 20, pro_rata: owner.fraction, caps: [{ of: { kind: activity, where: { type: reading } }, at_most: 8 }] }";
    let half = duty(form).owner(&["joined: 2026-01-01", "fraction: 0.5"]);
    let with = |reading: &str, course: &str| {
        let world = half
            .clone()
            .with(
                "activities",
                "2026-03-01",
                &format!("type: reading\nhours: {reading}"),
            )
            .with(
                "activities",
                "2026-03-02",
                &format!("type: course\nhours: {course}"),
            );
        amounts(&world, "2026-06-01")
    };
    assert_eq!(with("9", "2"), "10 of 10");
    assert_eq!(with("9", "1.9"), "9.9 of 10");
    assert_eq!(with("7.9", "2"), "9.9 of 10");
}
