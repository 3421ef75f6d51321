//! The GDC: 100, 75 or 50 verifiable hours in five years by title, 10 in any two years running, a plan
//! that is made before the cycle, and a statement of each year within 28 days, of zero hours too.

use super::{assert_criterion, assert_duty, registered};
use crate::tests::forms::World;

/// A dentist whose cycle is 1 January 2021 to 31 December 2025.
fn dentist() -> World {
    registered(
        "gdc",
        "{ body: gdc, as: dentist, from: 2015-01-05, cycle: 2021-01-01 }",
    )
}

const CYCLE: &str = "cycle-2025-12-31";

fn verifiable(world: World, date: &str, hours: &str) -> World {
    world.with(
        "activities",
        date,
        &format!("hours: {hours}\nverifiable: true\noutcomes: [C]"),
    )
}

#[test]
fn the_hours_of_a_cycle_are_those_of_the_title() {
    let state = |world: &World, criterion: &str, expected: &str| {
        assert_criterion(world, CYCLE, criterion, &[("2025-12-31", expected)]);
    };
    let all = verifiable(
        verifiable(dentist(), "2021-01-01", "60"),
        "2025-12-31",
        "40",
    );
    state(&all, "hours-100", "met");
    let less = verifiable(
        verifiable(dentist(), "2021-01-01", "60"),
        "2025-12-31",
        "39.5",
    );
    state(&less, "hours-100", "open");
    // The day before the cycle is not in it.
    let before = verifiable(
        verifiable(dentist(), "2020-12-31", "60"),
        "2025-12-31",
        "40",
    );
    state(&before, "hours-100", "open");
    // Hours without a certificate are no verifiable ones.
    let plain = verifiable(dentist(), "2022-01-01", "99.5");
    let plain = plain.with("activities", "2022-01-02", "hours: 1");
    state(&plain, "hours-100", "open");
    // Nobody asks a dentist for the hours of another title.
    state(&all, "hours-75", "idle");
    state(&all, "hours-50", "idle");
}

#[test]
fn nurses_owe_fifty_hours_and_whoever_has_two_titles_the_larger_sum() {
    let with = |rows: &str, hours: &str| verifiable(registered("gdc", rows), "2022-08-01", hours);
    let nurse = "{ body: gdc, as: dental-nurse, from: 2015-01-05, cycle: 2021-08-01 }";
    let at = |world: &World, criterion: &str, state: &str| {
        assert_criterion(
            world,
            "cycle-2026-07-31",
            criterion,
            &[("2026-07-31", state)],
        );
    };
    at(&with(nurse, "50"), "hours-50", "met");
    at(&with(nurse, "49.5"), "hours-50", "open");
    // A hygienist who is a nurse too: 50 hours are enough for the nurse, and not for the hygienist.
    let both = format!(
        "{nurse}, {{ body: gdc, as: dental-hygienist, from: 2015-01-05, cycle: 2021-08-01 }}"
    );
    at(&with(&both, "50"), "hours-50", "met");
    at(&with(&both, "50"), "hours-75", "open");
    at(&with(&both, "75"), "hours-75", "met");
}

#[test]
fn ten_hours_lie_in_any_two_years_running() {
    // 2021 has ten hours: 2021 and 2022 are well, 2022 and 2023 have none.
    let once = verifiable(dentist(), "2021-06-01", "10");
    assert_duty(
        &once,
        "spread",
        &[("2023-12-31", "open"), ("2024-01-01", "overdue")],
    );
    // Ten hours in every other year are enough.
    let every_other = verifiable(once.clone(), "2023-12-31", "10");
    assert_duty(&every_other, "spread", &[("2024-12-31", "open")]);
    let missed = verifiable(once.clone(), "2023-12-31", "9.5");
    assert_duty(&missed, "spread", &[("2024-01-01", "overdue")]);
    // Two half years of different years are not two years running by the council's count: its years
    // begin with the cycle. Hours of 2022 and 2023 are added.
    let halves = verifiable(verifiable(once, "2022-12-31", "5"), "2023-01-01", "5");
    assert_duty(&halves, "spread", &[("2024-01-01", "open")]);
}

#[test]
fn two_years_running_may_lie_in_two_cycles() {
    // 2025 is the last year of a cycle and 2026 the first of the next; both are empty.
    let years = ["2021-06-01", "2022-06-01", "2023-06-01", "2024-06-01"];
    let world = years
        .iter()
        .fold(dentist(), |world, day| verifiable(world, day, "30"));
    assert_duty(
        &world,
        "spread",
        &[("2026-12-31", "open"), ("2027-01-01", "overdue")],
    );
    let saved = verifiable(world, "2026-12-31", "10");
    assert_duty(&saved, "spread", &[("2027-01-01", "open")]);
}

fn stated(world: World, on: &str, hours: &str) -> World {
    let details = format!("type: annual-statement{hours}");
    world.record(&format!("declarations/{on}-my-year"), &details, "Words.")
}

#[test]
fn a_year_is_stated_within_28_days_of_its_end() {
    // Every year before is stated, so that only 2025 is open.
    let before = |world: World| {
        ["2021", "2022", "2023", "2024"]
            .iter()
            .fold(world, |world, year| {
                stated(world, &format!("{year}-12-31"), "\nhours: 20")
            })
    };
    let none = before(dentist());
    assert_duty(
        &none,
        "statement",
        &[("2026-01-28", "open"), ("2026-01-29", "overdue")],
    );
    let last = stated(before(dentist()), "2026-01-28", "\nhours: 20");
    assert_duty(
        &last,
        "statement",
        &[("2026-01-28", "open"), ("2026-02-01", "open")],
    );
    // Two months before the end are 31 October.
    let first = stated(before(dentist()), "2025-10-31", "\nhours: 20");
    assert_duty(&first, "statement", &[("2026-01-29", "open")]);
    let early = stated(before(dentist()), "2025-10-30", "\nhours: 20");
    assert_duty(&early, "statement", &[("2026-01-29", "overdue")]);
    // No hours at all are stated as well, and a statement without a number states nothing.
    let zero = stated(before(dentist()), "2026-01-10", "\nhours: 0");
    assert_duty(&zero, "statement", &[("2026-01-29", "open")]);
    let empty = stated(before(dentist()), "2026-01-10", "");
    assert_duty(&empty, "statement", &[("2026-01-29", "overdue")]);
}

#[test]
fn the_year_of_a_nurse_ends_with_july() {
    let nurse = "{ body: gdc, as: dental-nurse, from: 2024-08-01, cycle: 2024-08-01 }";
    let none = registered("gdc", nurse);
    assert_duty(
        &none,
        "statement",
        &[("2025-08-28", "open"), ("2025-08-29", "overdue")],
    );
    let stated = stated(none, "2025-08-28", "\nhours: 0");
    assert_duty(&stated, "statement", &[("2025-08-29", "open")]);
}

#[test]
fn a_line_of_the_plan_has_its_outcomes_and_its_day() {
    let with = |details: &str| dentist().record("targets/2021-02-01-perio", details, "Words.");
    let state = |details: &str, expected: &str| {
        assert_criterion(
            &with(details),
            CYCLE,
            "plan-whole",
            &[("2021-03-01", expected)],
        );
    };
    state("outcomes: [A, C]\ndue: 2022-01-01", "met");
    state("outcomes: [A, C]", "overdue");
    state("due: 2022-01-01", "overdue");
    state("outcomes: []\ndue: 2022-01-01", "overdue");
    // No plan at all has no line that lacks anything; the plan itself is asked for.
    assert_criterion(&dentist(), CYCLE, "plan-whole", &[("2021-03-01", "idle")]);
    assert_criterion(&dentist(), CYCLE, "plan", &[("2021-03-01", "open")]);
}

#[test]
fn each_verifiable_activity_has_its_certificate() {
    let with = |details: &str| {
        dentist()
            .record(
                "activities/2021-02-01-perio",
                &format!("hours: 3\nverifiable: true\noutcomes: [C]{details}"),
                "What it was about.",
            )
            .file("evidence/perio.txt", "A certificate.")
    };
    let state = |world: &World, criterion: &str, expected: &str| {
        assert_criterion(world, CYCLE, criterion, &[("2021-03-01", expected)]);
    };
    let whole = with("\nevidence: [evidence/perio.txt]");
    state(&whole, "evidence", "met");
    state(&whole, "log", "met");
    state(&with(""), "evidence", "overdue");
    // What is not verifiable needs none.
    let plain = dentist().with("activities", "2021-02-01", "hours: 3");
    state(&plain, "evidence", "idle");
}
