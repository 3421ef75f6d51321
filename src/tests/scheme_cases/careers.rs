//! Oxford-wide careers. The page: pilots of job swaps are under way, and what came of them is
//! shared once they are over; at least one way to develop each year, for fulfilment as much as for
//! progress.

use super::{assert_duty, assert_found, counted};
use crate::tests::forms::World;

const SWAP: &str = "activities/2026-11-02-research-office";

/// A swap from 2 November 2026 to 31 January 2027.
fn swap(more: &str) -> World {
    let details = format!("type: job-swap\nhost: The research office\nuntil: 2027-01-31\n{more}");
    World::following("careers").record(SWAP, &details, "Words.")
}

#[test]
fn a_job_swap_under_way_needs_no_outcome_yet() {
    let world = swap("");
    let days = [
        ("2026-11-02", "open"),
        ("2027-01-31", "open"),
        ("2027-02-01", "overdue"),
    ];
    assert_duty(&world, "swap-outcome", &days);
    assert_duty(&world, "swap", &[("2026-11-29", "met")]);
    assert_found(&world, "swap-outcome", "2027-01-31", &[]);
    assert_found(
        &world,
        "swap-outcome",
        "2027-02-01",
        &["outcome is missing"],
    );
    let told = swap("outcome: I moved to the grants team");
    assert_duty(&told, "swap-outcome", &[("2027-02-01", "met")]);
}

#[test]
fn a_swap_that_is_over_is_at_fault_and_one_under_way_beside_it_is_not() {
    let over = "type: job-swap\nhost: Estates\nuntil: 2026-10-30";
    let world = swap("").record("activities/2026-10-05-estates", over, "Words.");
    let found = world.duty("swap-outcome", "2026-11-29");
    assert_eq!(found.state().name(), "overdue");
    let at: Vec<_> = found.shortfalls().iter().map(|one| one.path()).collect();
    assert_eq!(at, [Some(&"activities/2026-10-05-estates.md".to_owned())]);
    // Neither has an outcome.
    assert_eq!(counted(&found), "0 of 2");
}

#[test]
fn what_a_swap_taught_is_shared_within_thirty_days_of_its_end() {
    let world = swap("");
    // 31 January and 30 days are 2 March.
    let days = [
        ("2026-11-29", "open"),
        ("2027-03-02", "open"),
        ("2027-03-03", "overdue"),
    ];
    assert_duty(&world, "swap-shared", &days);
    let shared = world.record(
        "dissemination/2027-03-20-lunch",
        "activity: 2026-11-02-research-office\naudience: My team",
        "Words.",
    );
    assert_duty(&shared, "swap-shared", &[("2027-03-20", "met")]);
}

#[test]
fn a_swap_without_a_last_day_is_asked_for_that_day_and_for_no_outcome() {
    let world = World::following("careers").record(
        "activities/2026-11-02-a-swap",
        "type: job-swap\nhost: Estates",
        "Words.",
    );
    assert_found(&world, "swap", "2026-11-29", &["until is missing"]);
    assert_duty(&world, "swap-outcome", &[("2026-11-29", "idle")]);
}

fn named(world: World, date: &str, details: &str) -> World {
    world.record(&format!("targets/{date}-aim"), details, "Words.")
}

fn joined(day: &str) -> World {
    World::following("careers").owner(&[&format!("joined: {day}")])
}

#[test]
fn one_way_to_develop_is_named_in_each_calendar_year() {
    let here = joined("2024-05-01");
    // Nobody names any: 2026 is missed once it is over.
    assert_duty(
        &joined("2026-01-01"),
        "year-target",
        &[("2026-12-31", "open"), ("2027-01-01", "overdue")],
    );
    for details in [
        "purpose: progression",
        "purpose: fulfilment",
        "source: individual",
        "state: dropped",
    ] {
        let last = named(here.clone(), "2025-12-31", "purpose: fulfilment");
        let both = named(last, "2026-12-31", details);
        assert_duty(
            &both,
            "year-target",
            &[("2026-12-30", "open"), ("2026-12-31", "met")],
        );
    }
    // Last year's aim is not this year's.
    let old = named(here, "2025-12-31", "purpose: fulfilment");
    assert_duty(
        &old,
        "year-target",
        &[("2026-12-31", "open"), ("2027-01-01", "overdue")],
    );
}

#[test]
fn whoever_comes_late_in_the_year_has_until_its_end() {
    let new = joined("2026-11-02").config("kept_since: 2026-11-02");
    for duty in ["year-target", "review"] {
        assert_duty(
            &new,
            duty,
            &[("2026-11-29", "open"), ("2026-12-31", "open")],
        );
    }
    // They were not there from the beginning of 2026, and recorded nothing.
    assert_duty(&new, "year-target", &[("2027-01-01", "open")]);
}

#[test]
fn nothing_is_asked_of_a_year_after_somebody_left() {
    let left = World::following("careers").owner(&["joined: 2020-01-01", "leaving: 2026-06-30"]);
    for duty in ["year-target", "review"] {
        assert_duty(&left, duty, &[("2027-02-01", "idle")]);
    }
}

#[test]
fn a_review_that_is_planned_or_tomorrow_is_not_held_yet() {
    let with = |details: &str| {
        joined("2026-01-01").record("meetings/2026-11-30-review", details, "Words.")
    };
    assert_duty(
        &with("type: review"),
        "review",
        &[("2026-11-29", "open"), ("2026-11-30", "met")],
    );
    let planned = with("type: review\nstatus: planned");
    assert_duty(&planned, "review", &[("2026-11-30", "open")]);
}

#[test]
fn the_grade_of_the_day_of_the_swap_counts() {
    let with = |grades: &str| swap("").owner(&[&format!("grade: [{grades}]")]);
    for (grades, state) in [
        ("{ from: 2020-01-01, value: 6 }", "met"),
        ("{ from: 2020-01-01, value: 7 }", "met"),
        ("{ from: 2020-01-01, value: 5 }", "overdue"),
        ("{ from: 2020-01-01, value: 8 }", "overdue"),
        (
            "{ from: 2020-01-01, to: 2026-11-30, value: 7 }, { from: 2026-12-01, value: 8 }",
            "met",
        ),
    ] {
        assert_duty(&with(grades), "swap-grades", &[("2026-12-15", state)]);
    }
    // It is a note, and stops nobody.
    let found = with("{ from: 2020-01-01, value: 8 }").findings("2026-12-15");
    let note = found
        .iter()
        .find(|one| one.criterion.as_deref() == Some("careers/swap-grades"));
    assert_eq!(note.map(|one| one.severity.name()), Some("note"));
}

#[test]
fn a_coach_goes_on_learning_as_long_as_they_coach() {
    let with = |roles: &str, courses: &[&str]| {
        let world =
            World::following("careers").owner(&[&format!("roles: [{{ role: coach, {roles} }}]")]);
        courses.iter().fold(world, |world, course| {
            let details = format!("type: course\ncoach_course: {course}");
            world.record(
                &format!("activities/2026-03-02-{course}"),
                &details,
                "Words.",
            )
        })
    };
    let now = "from: 2020-01-01";
    assert_duty(&with(now, &[]), "coach-courses", &[("2026-11-29", "open")]);
    assert_duty(
        &with(now, &["for-managers"]),
        "coach-courses",
        &[("2026-11-29", "open")],
    );
    let both = with(now, &["for-managers", "for-supervisors"]);
    assert_duty(&both, "coach-courses", &[("2026-11-29", "met")]);
    let ended = "from: 2020-01-01, to: 2026-11-28";
    assert_duty(
        &with(ended, &[]),
        "coach-courses",
        &[("2026-11-28", "open"), ("2026-11-29", "idle")],
    );
}

#[test]
fn no_pathway_asks_for_no_skills_and_another_one_for_its_own() {
    let with = |owner: &[&str]| {
        World::following("careers").owner(owner).record(
            "activities/2026-03-02-minutes",
            "skills: [planning, communicating, serving]",
            "Words.",
        )
    };
    assert_duty(&with(&[]), "skills-gap", &[("2026-11-29", "idle")]);
    assert_duty(
        &with(&["pathway: administrator"]),
        "skills-gap",
        &[("2026-11-29", "met")],
    );
    let gap = with(&["pathway: research-manager"]).duty("skills-gap", "2026-11-29");
    assert_eq!(counted(&gap), "2 of 4");
}

#[test]
fn an_aim_in_another_script_is_an_aim() {
    let world = joined("2026-01-01").record(
        "targets/2026-05-04-вести-команду",
        "purpose: progression",
        "Слова.",
    );
    assert_duty(&world, "year-target", &[("2026-11-29", "met")]);
    assert_eq!(
        world
            .findings("2026-11-29")
            .iter()
            .filter(|one| one.rule.as_str() == "bad-file-name")
            .count(),
        0
    );
}
