//! RICS: 20 hours in a calendar year, 10 of them formal, entered by 31 January; up to ten hours of a
//! long course go into the next year; ethics in any three years, and two topics in each three years
//! since 2026.

use super::{assert_criterion, assert_duty, days_to_hand_in, registered};
use crate::tests::forms::World;

fn surveyor() -> World {
    registered(
        "rics",
        "{ body: rics, as: chartered-surveyor, from: 2015-01-05 }",
    )
}

fn hours(world: World, date: &str, hours: &str, more: &str) -> World {
    world.with("activities", date, &format!("hours: {hours}{more}"))
}

const FORMAL: &str = "\nformal: true";
const LONG: &str = "\nformal: true\nlong: true";

#[track_caller]
fn assert_year(world: &World, year: u16, expected: [(&str, &str); 2]) {
    let award = format!("year-{year}-12-31");
    let today = format!("{year}-12-31");
    for (criterion, state) in expected {
        assert_criterion(world, &award, criterion, &[(&today, state)]);
    }
}

#[test]
fn twenty_hours_of_the_calendar_year_with_ten_formal_are_enough() {
    let year = |formal: &str, informal: &str| {
        let world = hours(surveyor(), "2026-01-01", formal, FORMAL);
        hours(world, "2026-12-31", informal, "")
    };
    assert_year(
        &year("10", "10"),
        2026,
        [("hours", "met"), ("formal", "met")],
    );
    assert_year(
        &year("9.5", "10.5"),
        2026,
        [("hours", "met"), ("formal", "open")],
    );
    assert_year(
        &year("10", "9.5"),
        2026,
        [("hours", "open"), ("formal", "met")],
    );
    // Formal hours need no informal ones beside them.
    let formal = hours(surveyor(), "2026-06-01", "20", FORMAL);
    assert_year(&formal, 2026, [("hours", "met"), ("formal", "met")]);
    // Hours of New Year's Eve are of the old year.
    let early = hours(surveyor(), "2025-12-31", "10", FORMAL);
    let early = hours(early, "2026-12-31", "10", "");
    assert_year(&early, 2026, [("hours", "open"), ("formal", "open")]);
}

#[test]
fn hours_of_next_month_are_no_hours_yet() {
    let world = hours(surveyor(), "2026-10-01", "10", FORMAL);
    let world = hours(world, "2026-12-01", "10", FORMAL);
    let award = "year-2026-12-31";
    assert_criterion(
        &world,
        award,
        "hours",
        &[("2026-11-30", "open"), ("2026-12-01", "met")],
    );
    assert_criterion(&world, award, "formal", &[("2026-11-30", "met")]);
}

#[test]
fn ten_hours_of_a_long_course_go_into_the_next_year() {
    // 35 hours of a long course are 15 beyond the year's 20, and ten of these go on.
    let course = hours(surveyor(), "2026-05-01", "35", LONG);
    let next = |more: &str| hours(course.clone(), "2027-03-01", more, FORMAL);
    assert_year(&next("10"), 2027, [("hours", "met"), ("formal", "met")]);
    assert_year(&next("9.5"), 2027, [("hours", "open"), ("formal", "open")]);
    // 28 hours are eight beyond: eight go on, and twelve are still owed.
    let short = hours(surveyor(), "2026-05-01", "28", LONG);
    let short = |more: &str| hours(short.clone(), "2027-03-01", more, FORMAL);
    assert_year(&short("12"), 2027, [("hours", "met"), ("formal", "met")]);
    assert_year(&short("11.5"), 2027, [("hours", "open"), ("formal", "met")]);
    // Hours of short courses go nowhere.
    let plain = hours(surveyor(), "2026-05-01", "35", FORMAL);
    let plain = hours(plain, "2027-03-01", "10", FORMAL);
    assert_year(&plain, 2027, [("hours", "open"), ("formal", "met")]);
    // What was carried over is not carried on into a third year.
    let third = hours(next("20"), "2028-03-01", "10", FORMAL);
    assert_year(&third, 2028, [("hours", "open"), ("formal", "met")]);
}

#[test]
fn whoever_is_exempted_owes_no_hours_that_year() {
    let exempt = |more: &str| {
        surveyor().record(
            "adjustments/2026-03-02-ill",
            &format!("type: exemption\nby: RICS{more}"),
            "Words.",
        )
    };
    let state = |world: &World, year: u16, expected: &str| {
        assert_year(world, year, [("hours", expected), ("formal", expected)]);
    };
    // What is granted counts as met, with the name of whoever granted it beside it.
    state(&exempt(""), 2026, "met");
    state(&exempt(""), 2027, "open");
    // For two years, and for the year before the letter.
    state(&exempt("\nuntil: 2027-01-01"), 2027, "met");
    // The year before, from the day of the letter: until then it was missed on 1 February.
    let before = hours(exempt("\nfrom: 2025-12-31"), "2025-05-01", "1", FORMAL);
    let states = [("2026-03-01", "overdue"), ("2026-03-02", "met")];
    assert_criterion(&before, "year-2025-12-31", "hours", &states);
    state(&surveyor(), 2026, "open");
}

#[test]
fn ethics_are_in_date_for_three_years() {
    let ethics = hours(surveyor(), "2024-03-01", "2", "\ntopic: ethics");
    assert_duty(
        &ethics,
        "ethics",
        &[("2027-03-01", "met"), ("2027-03-02", "overdue")],
    );
    let again = hours(ethics, "2027-03-01", "2", "\ntopic: ethics");
    assert_duty(&again, "ethics", &[("2030-03-01", "met")]);
    // On the leap day, the third year after has none: it counts until 28 February.
    let leap = hours(surveyor(), "2024-02-29", "2", "\ntopic: ethics");
    assert_duty(
        &leap,
        "ethics",
        &[("2027-02-28", "met"), ("2027-03-01", "overdue")],
    );
}

#[test]
fn two_topics_come_round_in_fixed_spans_of_three_years() {
    let with = |date: &str, topic: &str| hours(surveyor(), date, "2", &format!("\ntopic: {topic}"));
    for topic in ["sustainability", "data-and-technology"] {
        assert_duty(&with("2026-01-01", topic), topic, &[("2028-12-31", "met")]);
        assert_duty(&with("2028-12-31", topic), topic, &[("2028-12-31", "met")]);
        // The day before the framework of 2026 is of none.
        assert_duty(
            &with("2025-12-31", topic),
            topic,
            &[("2028-12-31", "open"), ("2029-01-01", "overdue")],
        );
    }
    // One topic does not stand for the other.
    assert_duty(
        &with("2026-01-01", "sustainability"),
        "data-and-technology",
        &[("2028-12-31", "open")],
    );
}

#[test]
fn a_year_is_entered_by_the_last_day_of_january() {
    // One day of the year with a record is enough for it to be asked.
    let world = hours(surveyor(), "2026-06-01", "20", FORMAL);
    let days = days_to_hand_in(&world, "year-2026-12-31", "2027-01-31");
    assert_eq!(days, (None, "2027-01-31".to_owned()));
    // Hours of January do not help the year that is over.
    let late = hours(surveyor(), "2026-06-01", "19.5", FORMAL);
    let late = hours(late, "2027-01-02", "0.5", FORMAL);
    let award = "year-2026-12-31";
    assert_criterion(
        &late,
        award,
        "hours",
        &[("2027-01-31", "open"), ("2027-02-01", "overdue")],
    );
    // What was done in December and is written down in January does.
    let found = hours(late, "2026-12-31", "0.5", "");
    assert_criterion(&found, award, "hours", &[("2027-01-31", "met")]);
}
