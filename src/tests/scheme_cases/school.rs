//! The school's policy. It promises induction for all staff; six weeks for it are the scheme's own.

use super::{assert_duty, assert_found};
use crate::tests::forms::World;

/// Somebody who joined on 1 September 2026: six weeks later is 13 October.
fn joined() -> World {
    World::following("school-cpd").owner(&["joined: 2026-09-01"])
}

fn inducted(world: World, date: &str) -> World {
    let path = format!("meetings/{date}-induction");
    world.record(&path, "type: induction", "Words.")
}

#[test]
fn an_induction_one_day_late_is_late() {
    let days = [("2026-10-13", "open"), ("2026-10-14", "overdue")];
    assert_duty(&joined(), "induction", &days);
    // A meeting that is held now would come too late, so nobody is told to hold one.
    let advice = |today: &str| format!("{:?}", joined().duty("induction", today).lack());
    assert!(
        advice("2026-10-13").starts_with("Some(Write"),
        "{}",
        advice("2026-10-13")
    );
    assert!(
        advice("2026-10-14").starts_with("Some(Other"),
        "{}",
        advice("2026-10-14")
    );
    let in_time = inducted(joined(), "2026-10-13");
    assert_duty(
        &in_time,
        "induction",
        &[("2026-10-13", "met"), ("2027-10-14", "met")],
    );
    let late = inducted(joined(), "2026-10-14");
    assert_duty(
        &late,
        "induction",
        &[("2026-10-14", "overdue"), ("2027-03-01", "overdue")],
    );
    let said = "it is of 14 October 2026, and the last day was 13 October 2026";
    assert_found(&late, "induction", "2026-10-14", &[said]);
    // A second meeting, which was in time and is recorded later, shows that they were inducted.
    let both = inducted(late, "2026-10-01");
    assert_duty(&both, "induction", &[("2026-11-29", "met")]);
}

#[test]
fn an_induction_that_is_only_planned_is_none() {
    let planned = joined().record(
        "meetings/2026-10-12-induction",
        "type: induction\nstatus: planned",
        "Words.",
    );
    assert_duty(
        &planned,
        "induction",
        &[("2026-10-13", "open"), ("2026-10-14", "overdue")],
    );
}

#[test]
fn six_weeks_run_from_the_day_on_which_records_are_kept_if_that_is_later() {
    let kept = joined().config("kept_since: 2026-11-02");
    // 2 November and six weeks are 14 December.
    assert_duty(
        &kept,
        "induction",
        &[("2026-12-14", "open"), ("2026-12-15", "overdue")],
    );
    assert_duty(
        &inducted(kept.clone(), "2026-12-14"),
        "induction",
        &[("2026-12-15", "met")],
    );
    assert_duty(
        &inducted(kept.clone(), "2026-12-15"),
        "induction",
        &[("2026-12-15", "overdue")],
    );
    // It was held before anybody kept records.
    assert_duty(
        &inducted(kept, "2026-09-04"),
        "induction",
        &[("2026-11-02", "met")],
    );
}

#[test]
fn nobody_who_came_before_the_policy_is_asked_for_an_induction() {
    let long_ago = World::following("school-cpd").owner(&["joined: 2025-08-31"]);
    assert_duty(&long_ago, "induction", &[("2026-11-29", "idle")]);
}

/// A world with an activity of so many hours on a day.
fn hours(world: World, date: &str, hours: &str) -> World {
    let path = format!("activities/{date}-reading");
    world.record(&path, &format!("hours: {hours}"), "Words.")
}

/// Asserts that these hours are just enough at the end of the year from September 2025, and that a
/// hundredth less is not.
#[track_caller]
fn assert_owed(world: &World, owed: &str, less: &str) {
    let with = |amount: &str| hours(world.clone(), "2025-10-06", amount);
    assert_duty(
        &with(owed),
        "hours",
        &[("2026-08-31", "met"), ("2026-09-01", "open")],
    );
    assert_duty(
        &with(less),
        "hours",
        &[("2026-08-31", "open"), ("2026-09-01", "overdue")],
    );
}

#[test]
fn hours_are_owed_for_the_days_and_the_part_of_full_time_that_somebody_works() {
    let owner = |lines: &[&str]| World::following("school-cpd").owner(lines);
    let whole = owner(&["joined: 2020-09-01"]);
    // The years before are as they should be.
    let whole = hours(whole, "2024-10-07", "30");
    assert_owed(&whole, "30", "29.99");
    let part = owner(&[
        "joined: 2025-09-01",
        "fraction: [{ from: 2025-09-01, value: 0.6 }]",
    ]);
    assert_owed(&part, "18", "17.99");
    // 181 days at 1 and 184 at 0.5 are 273 of 365 days: 22.438 hours.
    let fewer = owner(&[
        "joined: 2025-09-01",
        "fraction: [{ from: 2025-09-01, to: 2026-02-28, value: 1 }, { from: 2026-03-01, value: 0.5 }]",
    ]);
    assert_owed(&fewer, "22.43", "22.42");
    // 70 days away leave 295: 24.246 hours.
    let away =
        owner(&["joined: 2025-09-01"]).record("absences/2026-01-05-away", "until: 2026-03-15", "");
    assert_owed(&away, "24.24", "24.23");
}

#[test]
fn a_leaver_owes_hours_until_the_last_day() {
    // 181 of 365 days: 14.876 hours.
    let leaver =
        World::following("school-cpd").owner(&["joined: 2025-09-01", "leaving: 2026-02-28"]);
    let state =
        |amount: &str| hours(leaver.clone(), "2025-10-06", amount).duty("hours", "2026-03-01");
    assert_eq!(state("14.87").state().name(), "met");
    assert_ne!(state("14.86").state().name(), "met");
    // The year after asks nothing of them.
    assert_duty(
        &hours(leaver, "2025-10-06", "14.87"),
        "hours",
        &[("2026-09-01", "idle")],
    );
}

#[test]
fn whoever_keeps_records_from_november_still_owes_the_hours_of_the_year() {
    // The school asks for thirty hours in its year, whenever somebody begins to write them down.
    // Those of September and October can be recorded, and count.
    let kept = World::following("school-cpd")
        .owner(&["joined: 2019-09-01"])
        .config("kept_since: 2026-11-02");
    let earlier = hours(kept.clone(), "2026-09-21", "12.5");
    let with = |amount: &str| hours(earlier.clone(), "2026-11-10", amount);
    assert_duty(&with("17.5"), "hours", &[("2027-08-31", "met")]);
    let days = [("2027-08-31", "open"), ("2027-09-01", "overdue")];
    assert_duty(&with("17.49"), "hours", &days);
    // Nor is the last year missed.
    for duty in ["hours", "review", "shared"] {
        assert_duty(&kept, duty, &[("2026-11-02", "open")]);
    }
}

#[test]
fn the_schools_own_training_days_come_on_top() {
    let world = World::following("school-cpd")
        .owner(&["joined: 2025-09-01"])
        .record(
            "activities/2025-09-02-training-day",
            "hours: 30\ninset: true",
            "Words.",
        );
    assert_duty(
        &world,
        "hours",
        &[("2026-08-31", "open"), ("2026-09-01", "overdue")],
    );
    let both = hours(world, "2025-10-06", "30");
    assert_duty(&both, "hours", &[("2026-08-31", "met")]);
}

#[test]
fn a_year_without_a_record_is_missed_in_the_next_one() {
    let silent = World::following("school-cpd").owner(&["joined: 2025-09-01"]);
    for duty in ["hours", "review", "shared"] {
        assert_duty(
            &silent,
            duty,
            &[("2026-08-31", "open"), ("2026-09-01", "overdue")],
        );
    }
    for duty in [
        "needs",
        "improvement-plan",
        "met-by",
        "looked-back",
        "impact",
    ] {
        assert_duty(&silent, duty, &[("2026-09-01", "idle")]);
    }
}

#[test]
fn everything_on_the_last_day_of_the_year_is_in_time_and_of_the_next_day_is_not() {
    let with = |day: &str| {
        hours(
            World::following("school-cpd").owner(&["joined: 2025-09-01"]),
            day,
            "30",
        )
        .record(
            &format!("meetings/{day}-review"),
            "type: performance-review",
            "Words.",
        )
        .record(
            &format!("dissemination/{day}-talk"),
            "audience: Year 4",
            "Words.",
        )
    };
    for duty in ["hours", "review", "shared"] {
        assert_duty(
            &with("2026-08-31"),
            duty,
            &[("2026-08-31", "met"), ("2026-09-01", "open")],
        );
        assert_duty(
            &with("2026-09-01"),
            duty,
            &[("2026-08-31", "open"), ("2026-09-01", "overdue")],
        );
    }
}

#[test]
fn a_target_of_the_schools_names_its_line_in_the_improvement_plan() {
    let with = |details: &str| {
        World::following("school-cpd").record("targets/2025-10-06-phonics", details, "Words.")
    };
    let state = |details: &str| {
        with(details)
            .duty("improvement-plan", "2025-11-01")
            .state()
            .name()
    };
    assert_eq!(state("priority: organisation"), "overdue");
    assert_eq!(
        state("priority: organisation\nimprovement_plan: 2.3 Phonics"),
        "met"
    );
    assert_eq!(state("priority: individual"), "idle");
    // A target that was given up asks nothing.
    assert_eq!(state("priority: organisation\nstate: dropped"), "idle");
}

#[test]
fn something_that_was_put_off_meets_no_target() {
    let with = |status: &str| {
        let details = format!("status: {status}\ntargets: [2025-10-06-phonics]");
        World::following("school-cpd")
            .record("targets/2025-10-06-phonics", "state: open", "Words.")
            .record("activities/2025-12-01-a-course", &details, "Words.")
    };
    let state = |status: &str| with(status).duty("met-by", "2025-11-01").state().name();
    assert_eq!(state("planned"), "met");
    // Another activity can still be planned, so this is no day late, and is reported all the same.
    assert_eq!(state("deferred"), "open");
    assert_eq!(state("cancelled"), "open");
    let said = ["no activity is about “2025-10-06-phonics” yet"];
    assert_found(&with("deferred"), "met-by", "2025-11-01", &said);
}

#[test]
fn without_the_first_day_nobody_can_say_if_an_induction_is_asked_for() {
    let nobody_knows = World::following("school-cpd").owner(&["fraction: 1"]);
    assert_eq!(
        nobody_knows.duty("induction", "2026-10-01").state().name(),
        "open"
    );
    let found = nobody_knows.findings("2026-10-01");
    let asks = found
        .iter()
        .filter(|one| one.rule.as_str() == "missing-detail");
    let said: Vec<&str> = asks.map(|one| one.message.as_str()).collect();
    let expected = "School policy for professional development asks by your `joined`, and your \
                    entry does not have it";
    assert_eq!(said, [expected]);
}
