//! Caps, weights and hours carried over: each worked out by hand, and random ones held against
//! models that take the records one by one.

use chrono::{Datelike, Days, NaiveDate};
use proptest::collection::vec;
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::{World, day};
use crate::check::{CriterionOutcome, CriterionState, Lack};

const TYPES: &str = "vocabularies: { sort: [course, reading, event] }
kinds: { activity: { fields: { type: { choice: sort }, place: text } } }
periods: { year: { every: 1 year, from: 01-01 } }
sets:
  activities: { kind: activity }
  self-study: { of: activities, where: { type: reading } }
  events: { of: activities, where: { type: event } }
  courses: { of: activities, where: { type: course } }
  far: { of: activities, where: { place: far } }
";

/// A duty of a calendar year that adds up hours of activities.
fn hours(rest: &str) -> World {
    total(&format!("field: hours, {rest}"))
}

fn total(rest: &str) -> World {
    World::new(&format!(
        "{TYPES}duties:\n  - {{ id: it, says: It, within: year, total: {{ of: activities, {rest} }} }}\n"
    ))
}

/// An award for each calendar year that adds up hours of activities.
fn years(rest: &str) -> World {
    World::new(&format!(
        "{TYPES}awards: [{{ id: year, title: Year, repeats: year }}]
criteria: [{{ id: it, says: It, total: {{ of: activities, field: hours, {rest} }} }}]
"
    ))
    // So that there is a round of this year, whatever else is recorded.
    .with("activities", "2026-01-01", "hours: 0")
}

/// The outcome of the duty, or of the round of the award that runs on a day.
fn it(world: &World, today: &str) -> CriterionOutcome {
    match world.own_scheme().contains("awards:") {
        true => world.round(today),
        false => world.duty("it", today),
    }
}

fn said(world: &World, today: &str) -> String {
    let outcome = it(world, today);
    let tally = outcome.tally(world.portfolio().kinds()).unwrap_or_default();
    format!("{}: {tally}", outcome.state().name())
}

fn number(text: &str) -> Decimal {
    text.parse().expect("a number")
}

const TEN: &str = "at_least: 20, caps: [{ of: self-study, at_most: 10 }]";

#[test]
fn what_is_planned_is_told_apart_from_what_is_done() {
    // Done: 5. Planned: 4 of the same year; 3 of the next year, and 2 that were cancelled, are not.
    let world = hours("at_least: 20")
        .with("activities", "2026-03-01", "hours: 5")
        .with("activities", "2026-07-01", "hours: 4\nstatus: planned")
        .with("activities", "2026-08-01", "hours: 2\nstatus: cancelled")
        .with("activities", "2027-02-01", "hours: 3\nstatus: planned");
    let amounts = |world: &World, today: &str| {
        let outcome = it(world, today);
        let progress = outcome.progress();
        (progress.found, progress.planned)
    };
    assert_eq!(amounts(&world, "2026-06-01"), (number("5"), number("4")));
    // A plan whose day is over has not taken place.
    assert_eq!(amounts(&world, "2026-09-01"), (number("5"), number("0")));
    // A limit holds for what is planned as well: 8 and 7 of reading, of which 10 count.
    let capped = hours(TEN)
        .with("activities", "2026-03-01", "hours: 8\ntype: reading")
        .with(
            "activities",
            "2026-07-01",
            "hours: 7\ntype: reading\nstatus: planned",
        );
    assert_eq!(amounts(&capped, "2026-06-01"), (number("8"), number("2")));
}

#[test]
fn hours_over_a_cap_do_not_count_and_make_nothing_overdue() {
    // 10 of a course and 16 of reading: 26 recorded, 10 + 10 = 20 count.
    let inside = hours(TEN)
        .with("activities", "2026-03-01", "hours: 10\ntype: course")
        .with("activities", "2026-03-02", "hours: 9\ntype: reading")
        .with("activities", "2026-03-03", "hours: 7\ntype: reading");
    assert_eq!(
        said(&inside, "2026-06-01"),
        "met: 20 of 20 hours; 6 hours of self study not counted, over the limit of 10 hours"
    );
    // A tenth of an hour less on the course: reading cannot make up for it.
    let outside = hours(TEN)
        .with("activities", "2026-03-01", "hours: 9.9\ntype: course")
        .with("activities", "2026-03-02", "hours: 16\ntype: reading");
    let outcome = it(&outside, "2026-06-01");
    assert_eq!(outcome.state(), CriterionState::Open);
    assert_eq!(outcome.progress().found, number("19.9"));
    assert!(matches!(outcome.lack(), Some(Lack::Add { amount, .. }) if amount == "0.1 hours"));
    assert_eq!(outcome.shortfalls(), []);
    // Exactly at the limit nothing is left out, and nothing is said.
    let exact = hours(TEN).with("activities", "2026-03-02", "hours: 10\ntype: reading");
    assert_eq!(said(&exact, "2026-06-01"), "open: 10 of 20 hours");
    // Only when the year is over is what is missing late.
    assert_eq!(it(&outside, "2026-12-31").state(), CriterionState::Open);
    assert_eq!(it(&outside, "2027-01-01").state(), CriterionState::Overdue);
}

#[test]
fn a_cap_for_each_record_or_value_limits_each_by_itself() {
    let each = "at_least: 30, caps: [{ of: events, at_most: 8, each: record }]";
    // 8 of 12, 8 of 8, 3 of 3: 19 of 23.
    let world = hours(each)
        .with("activities", "2026-03-01", "hours: 12\ntype: event")
        .with("activities", "2026-03-02", "hours: 8\ntype: event")
        .with("activities", "2026-03-03", "hours: 3\ntype: event");
    assert_eq!(
        said(&world, "2026-06-01"),
        "open: 19 of 30 hours; 4 hours of events not counted, over the limit of 8 hours for one record"
    );
    let place = "at_least: 30, caps: [{ of: events, at_most: 8, each: place }]";
    // Leeds 5 + 5 counts 8, York 3 counts 3, and two without a place share no limit: 6 + 6.
    let world = hours(place)
        .with(
            "activities",
            "2026-03-01",
            "hours: 5\ntype: event\nplace: Leeds",
        )
        .with(
            "activities",
            "2026-03-02",
            "hours: 5\ntype: event\nplace: Leeds",
        )
        .with(
            "activities",
            "2026-03-03",
            "hours: 3\ntype: event\nplace: York",
        )
        .with("activities", "2026-03-04", "hours: 6\ntype: event")
        .with("activities", "2026-03-05", "hours: 6\ntype: event");
    assert_eq!(
        said(&world, "2026-06-01"),
        "open: 23 of 30 hours; 2 hours of events not counted, over the limit of 8 hours for one place"
    );
}

#[test]
fn of_overlapping_caps_the_tightest_holds() {
    let caps = "at_least: 40, caps: [{ of: self-study, at_most: 10 }, { of: far, at_most: 6, says: work far away }]";
    // Reading 8 at home counts first (one cap): 2 are left. Far 5 of a course counts: 1 is left.
    // Reading 9 far away falls under both and counts for the least that is left, 1.
    let world = hours(caps)
        .with(
            "activities",
            "2026-03-01",
            "hours: 9\ntype: reading\nplace: far",
        )
        .with("activities", "2026-03-02", "hours: 8\ntype: reading")
        .with(
            "activities",
            "2026-03-03",
            "hours: 5\ntype: course\nplace: far",
        );
    assert_eq!(
        said(&world, "2026-06-01"),
        "open: 14 of 40 hours; 8 hours of work far away not counted, over the limit of 6 hours"
    );
}

#[test]
fn caps_are_those_of_each_period_and_of_each_window() {
    let world = hours(TEN)
        .with("activities", "2025-03-01", "hours: 10\ntype: course")
        .with("activities", "2025-03-02", "hours: 10\ntype: reading")
        .with("activities", "2026-03-01", "hours: 10\ntype: reading")
        .with("activities", "2026-03-02", "hours: 10\ntype: course");
    assert_eq!(said(&world, "2026-06-01"), "met: 20 of 20 hours");
    let per = hours("at_least: 8, caps: [{ of: self-study, at_most: 4 }], per: 6 months")
        .with("activities", "2026-03-01", "hours: 6\ntype: reading")
        .with("activities", "2026-03-02", "hours: 4\ntype: course")
        .with("activities", "2026-08-01", "hours: 9\ntype: reading");
    assert_eq!(said(&per, "2026-09-01"), "open: 1 of 2 periods");
}

const POINTS: &str = "field: hours, unit: points, at_least: 20, weights: { type: { course: 1, reading: 0.5, event: { each: 3 } } }";

#[test]
fn hours_and_records_have_points_by_what_they_say() {
    // 10 × 1 + 7.5 × 0.5 + 3 + 3 = 19.75; a record without a type counts nothing.
    let short = total(POINTS)
        .with("activities", "2026-03-01", "hours: 10\ntype: course")
        .with("activities", "2026-03-02", "hours: 7.5\ntype: reading")
        .with("activities", "2026-03-03", "hours: 1\ntype: event")
        .with("activities", "2026-03-04", "type: event")
        .with("activities", "2026-03-05", "hours: 50");
    assert_eq!(said(&short, "2026-06-01"), "open: 19.75 of 20 points");
    let just = short
        .clone()
        .with("activities", "2026-03-06", "hours: 0.5\ntype: reading");
    assert_eq!(said(&just, "2026-06-01"), "met: 20 of 20 points");
    // One more point is one, in the words of what is to do.
    let one = total(POINTS).with("activities", "2026-03-01", "hours: 19\ntype: course");
    let outcome = it(&one, "2026-06-01");
    assert!(matches!(outcome.lack(), Some(Lack::Add { amount, .. }) if amount == "1 point"));
}

#[test]
fn weights_come_before_caps_and_need_no_field() {
    let weighed = "field: hours, unit: points, at_least: 20, weights: { type: { course: 2, reading: 1, event: 0 } }, caps: [{ of: courses, at_most: 10 }]";
    // 6 hours of a course are 12 points, of which 10 count.
    let world = total(weighed).with("activities", "2026-03-01", "hours: 6\ntype: course");
    assert_eq!(
        said(&world, "2026-06-01"),
        "open: 10 of 20 points; 2 points of courses not counted, over the limit of 10 points"
    );
    let whole = "at_least: 5, weights: { type: { course: 2, reading: 0, event: 1 } }";
    let world = World::new(&format!(
        "{TYPES}duties:\n  - {{ id: it, says: It, within: year, total: {{ of: activities, {} }} }}\n",
        whole.replace("course: 2", "course: { each: 2 }").replace("event: 1", "event: { each: 1 }")
    ))
    .with("activities", "2026-03-01", "hours: 6\ntype: course")
    .with("activities", "2026-03-02", "type: course")
    .with("activities", "2026-03-03", "type: reading");
    assert_eq!(said(&world, "2026-06-01"), "open: 4 of 5 points");
}

const CARRY: &str = "at_least: 20, carry_over: { of: courses, at_most: 10 }";

#[test]
fn hours_beyond_a_target_count_in_the_next_period_within_the_limit() {
    // 2025: 26 of a course, 20 asked: 6 go to 2026. There 6 + 14 = 20.
    let first = years(CARRY).with("activities", "2025-03-01", "hours: 26\ntype: course");
    let met = first
        .clone()
        .with("activities", "2026-03-01", "hours: 14\ntype: reading");
    assert_eq!(
        said(&met, "2026-06-01"),
        "met: 20 of 20 hours; 6 hours carried over from the period to 31 December 2025"
    );
    let short = first
        .clone()
        .with("activities", "2026-03-01", "hours: 13.9\ntype: reading");
    assert_eq!(it(&short, "2026-06-01").progress().found, number("19.9"));
    // Of 40 hours 20 are beyond the target, and 10 go over.
    let long = years(CARRY).with("activities", "2025-03-01", "hours: 40\ntype: course");
    assert_eq!(it(&long, "2026-06-01").progress().found, number("10"));
    assert_eq!(
        said(&long, "2025-06-01"),
        "met: 40 hours, 20 required; 10 hours left to carry over"
    );
    // Reading is not carried over: 18 of reading and 5 of a course leave 3 beyond, all of the course;
    // 25 of reading leave nothing that can be carried over.
    let mixed = years(CARRY)
        .with("activities", "2025-03-01", "hours: 18\ntype: reading")
        .with("activities", "2025-03-02", "hours: 5\ntype: course");
    assert_eq!(it(&mixed, "2026-06-01").progress().found, number("3"));
    let reading = years(CARRY).with("activities", "2025-03-01", "hours: 25\ntype: reading");
    assert_eq!(it(&reading, "2026-06-01").progress().found, number("0"));
}

#[test]
fn what_was_carried_over_is_used_first_and_goes_no_further() {
    // 2024: 30, so 10 go to 2025. There 10 + 0 is too little, and nothing goes to 2026.
    let idle = years(CARRY).with("activities", "2024-03-01", "hours: 30\ntype: course");
    assert_eq!(it(&idle, "2025-06-01").progress().found, number("10"));
    assert_eq!(it(&idle, "2026-06-01").progress().found, number("0"));
    // With 13 of its own, 2025 has 23: the 10 are used, and of its own 3 go to 2026.
    let busy = idle
        .clone()
        .with("activities", "2025-03-01", "hours: 13\ntype: course");
    assert_eq!(it(&busy, "2026-06-01").progress().found, number("3"));
}

#[test]
fn nothing_is_carried_over_from_before_anything_is_asked() {
    let course = "hours: 30\ntype: course";
    let world = |owner: &str| {
        let world = years(CARRY).with("activities", "2025-03-01", course);
        world.owner(&[owner])
    };
    let found = |owner: &str| it(&world(owner), "2026-06-01").progress().found;
    assert_eq!(found("joined: 2025-03-01"), number("10"));
    assert_eq!(found("joined: 2025-03-02"), number("0"));
    assert_eq!(found("joined: 2026-01-01"), number("0"));
    let kept = years(CARRY).with("activities", "2025-03-01", course).file(
        "cpd.yaml",
        "cpd: 1\nportfolio: 0197e0c2-91d4-7b11-9a42-6d3f0c2b7e10\nowner: ro\nkept_since: 2025-03-02\nschemes: { it: 1.0.0 }\n",
    );
    assert_eq!(it(&kept, "2026-06-01").progress().found, number("0"));
}

#[test]
fn rounds_that_are_over_and_duties_carry_hours_over_as_well() {
    let course = |world: World, date: &str, hours: &str| {
        world.with("activities", date, &format!("hours: {hours}\ntype: course"))
    };
    let met = |world: &World| -> Vec<usize> {
        let rounds = world.rounds("2026-06-01");
        rounds.iter().map(|round| round.met).collect()
    };
    // 2024 has exactly 20, 2025 has 28, and 2026 has 8 + 12.
    let world = course(years(CARRY), "2024-03-01", "20");
    let world = course(world, "2025-03-01", "28");
    assert_eq!(met(&course(world, "2026-03-01", "12")), [1, 1, 1]);
    let short = course(years(CARRY), "2025-03-01", "27.9");
    assert_eq!(met(&course(short, "2026-03-01", "12")), [1, 0]);
    // An odd one: 2024 lacks an hour, and 2025 makes it up for nobody but itself.
    let late = course(years(CARRY), "2024-03-01", "19");
    let late = course(late, "2025-03-01", "21");
    assert_eq!(met(&course(late, "2026-03-01", "19")), [0, 1, 1]);
    let duty = course(hours(CARRY), "2025-03-01", "26");
    assert_eq!(
        said(&duty, "2026-06-01"),
        "open: 6 of 20 hours; 6 hours carried over from the period to 31 December 2025"
    );
}

/// A record of a test: tenths of an hour, the number of its type, and whether it is far away.
type Some = (NaiveDate, i64, usize, bool);

const WORDS: [&str; 3] = ["course", "reading", "event"];

fn some() -> impl Strategy<Value = Some> {
    let date = (0u64..1_460).prop_map(|n| day("2023-01-01") + Days::new(n));
    (date, 0i64..250, 0usize..3, any::<bool>())
}

fn with_all(world: World, records: &[Some]) -> World {
    records
        .iter()
        .fold(world, |world, (date, tenths, sort, far)| {
            let hours = Decimal::new(*tenths, 1);
            let place = if *far { "far" } else { "near" };
            let details = format!("hours: {hours}\ntype: {}\nplace: {place}", WORDS[*sort]);
            world.with("activities", &date.to_string(), &details)
        })
}

/// The tenths of an hour that count of records under two caps: as many of them one by one as
/// still fit under both, first those that fall under fewer caps.
fn tenth_by_tenth(records: &[Some], reading: i64, far: i64) -> i64 {
    let (mut left_reading, mut left_far, mut counted) = (reading, far, 0);
    for falls_under in 0..=2 {
        for (_, tenths, sort, is_far) in records {
            let is_reading = *sort == 1;
            if i32::from(is_reading) + i32::from(*is_far) != falls_under {
                continue;
            }
            for _ in 0..*tenths {
                let fits = (!is_reading || left_reading > 0) && (!is_far || left_far > 0);
                if fits {
                    left_reading -= i64::from(is_reading);
                    left_far -= i64::from(*is_far);
                    counted += 1;
                }
            }
        }
    }
    counted
}

/// The most tenths that any choice of parts of the records leaves under both caps.
fn most_under_both(records: &[Some], reading: i64, far: i64) -> i64 {
    let sum = |is_reading: bool, is_far: bool| -> i64 {
        let chosen = records
            .iter()
            .filter(|(_, _, sort, far)| (*sort == 1) == is_reading && *far == is_far);
        chosen.map(|(_, tenths, ..)| tenths).sum()
    };
    let (free, only_reading, only_far, both) = (
        sum(false, false),
        sum(true, false),
        sum(false, true),
        sum(true, true),
    );
    let taken = (0..=both).filter(|taken| *taken <= reading && *taken <= far);
    let best = taken
        .map(|taken| taken + only_reading.min(reading - taken) + only_far.min(far - taken))
        .max();
    free + best.unwrap_or_default()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// The amount under two caps is the one that counting tenth by tenth leaves, and no choice leaves more.
    #[test]
    fn caps_agree_with_counting_tenth_by_tenth(
        records in vec(some(), 0..14),
        reading in 1i64..300,
        far in 1i64..300,
    ) {
        let (cap, other) = (Decimal::new(reading, 1), Decimal::new(far, 1));
        let world = years(&format!(
            "at_least: 1000, caps: [{{ of: self-study, at_most: {cap} }}, {{ of: far, at_most: {other} }}]"
        ));
        let world = with_all(world, &records);
        let mut mine: Vec<Some> = records.into_iter().filter(|(date, ..)| date.year() == 2026).collect();
        mine.sort();
        let found = it(&world, "2026-12-31").progress().found;
        let counted = tenth_by_tenth(&mine, reading, far);
        prop_assert_eq!(found, Decimal::new(counted, 1));
        prop_assert_eq!(counted, most_under_both(&mine, reading, far));
    }

    /// Points are those of each record by itself, added up in whole hundredths.
    #[test]
    fn points_agree_with_counting_record_by_record(
        records in vec(some(), 0..14),
        weights in [0i64..30, 0i64..30, 1i64..30],
    ) {
        let [course, reading, event] = weights;
        let scheme = format!(
            "unit: points, at_least: 100000, weights: {{ type: {{ course: {}, reading: {}, event: {{ each: {} }} }} }}",
            Decimal::new(course, 1), Decimal::new(reading, 1), Decimal::new(event, 1)
        );
        let world = with_all(years(&scheme), &records);
        let hundredths: i64 = records
            .iter()
            .filter(|(date, ..)| date.year() == 2026)
            .map(|(_, tenths, sort, _)| match sort {
                0 => tenths * course,
                1 => tenths * reading,
                _ => event * 10,
            })
            .sum();
        prop_assert_eq!(it(&world, "2026-12-31").progress().found, Decimal::new(hundredths, 2));
    }

    /// Whoever keeps two jars for each year, one of what was carried over and one of what the year
    /// itself brought, and empties the older one first, has what cpd says.
    #[test]
    fn carried_hours_agree_with_counting_tenth_by_tenth(
        records in vec(some(), 0..14),
        asked in 1i64..400,
        most in 1i64..200,
        joined in proptest::option::of((0u64..1_460).prop_map(|n| day("2023-01-01") + Days::new(n))),
    ) {
        let (target, limit) = (Decimal::new(asked, 1), Decimal::new(most, 1));
        let world = years(&format!("at_least: {target}, carry_over: {{ of: courses, at_most: {limit} }}"));
        let lines: Vec<String> = joined.iter().map(|day| format!("joined: {day}")).collect();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let world = with_all(world.owner(&lines), &records);
        let mut jar = 0;
        for year in 2023..2026 {
            let mut left = asked;
            for _ in 0..jar {
                left -= i64::from(left > 0);
            }
            let mut others = 0;
            let mut courses = 0;
            for (date, tenths, sort, _) in records.iter().filter(|(date, ..)| date.year() == year) {
                let can_go = *sort == 0 && joined.is_none_or(|joined| joined <= *date);
                if can_go { courses += tenths } else { others += tenths }
            }
            // Hours that cannot be carried over are used before those that can.
            for _ in 0..others {
                left -= i64::from(left > 0);
            }
            jar = 0;
            for _ in 0..courses {
                if left > 0 {
                    left -= 1;
                } else {
                    jar = (jar + 1).min(most);
                }
            }
        }
        let own: i64 = records
            .iter()
            .filter(|(date, ..)| date.year() == 2026)
            .map(|(_, tenths, ..)| tenths)
            .sum();
        // A year of which nothing is asked yet has nothing to carry over either.
        prop_assert_eq!(it(&world, "2026-12-31").progress().found, Decimal::new(own + jar, 1));
    }

    /// Points under a cap are those of counting tenth by tenth, each with its weight, and whatever
    /// is beyond the target goes over from year to year, of the courses alone.
    #[test]
    fn weights_caps_and_carried_hours_agree_with_counting_together(
        records in vec(some(), 0..14),
        asked in 1i64..400,
        most in 1i64..200,
        cap in 1i64..200,
        weight in 1i64..4,
    ) {
        let (target, limit, cap_in_points) =
            (Decimal::new(asked, 1), Decimal::new(most, 1), Decimal::new(cap.min(asked), 1));
        let world = years(&format!(
            "unit: points, at_least: {target}, weights: {{ type: {{ course: 1, reading: {weight}, event: 0 }} }}, caps: [{{ of: self-study, at_most: {cap_in_points} }}], carry_over: {{ of: courses, at_most: {limit} }}"
        ));
        let world = with_all(world, &records);
        let mut jar = 0;
        let mut has = 0;
        for year in 2023..=2026 {
            let mine = records.iter().filter(|(date, ..)| date.year() == year);
            let (mut courses, mut reading) = (0, 0);
            for (_, tenths, sort, _) in mine {
                for _ in 0..*tenths {
                    match sort {
                        0 => courses += 1,
                        1 => reading = (reading + weight).min(cap.min(asked)),
                        _ => {}
                    }
                }
            }
            has = jar + courses + reading;
            let beyond = (has - asked).max(0);
            jar = beyond.min(courses).min(most);
        }
        prop_assert_eq!(it(&world, "2026-12-31").progress().found, Decimal::new(has, 1));
    }
}
