//! Each form at its edges, with what comes of it written down by hand.

use crate::check::{CriterionState, Lack};
use rust_decimal::Decimal;

use super::{World, day};
use crate::domain::id::KindId;

const YEAR: &str = "periods: { year: { every: 1 year, from: 09-01 } }\n";

fn year(duty: &str) -> World {
    World::new(&format!("{YEAR}duties:\n  - {duty}\n"))
}

fn number(text: &str) -> Decimal {
    text.parse().expect("a number")
}

#[test]
fn hours_add_up_exactly_inside_the_period() {
    let world = year("{ id: hours, says: Six hours, within: year, total: { of: { kind: activity }, field: hours, at_least: 6 } }")
        .with("activities", "2025-08-31", "hours: 50")
        .with("activities", "2025-09-01", "hours: 0.1")
        .with("activities", "2026-03-01", "hours: 0.2")
        .with("activities", "2026-04-01", "hours: 3\nstatus: cancelled")
        .with("activities", "2026-08-31", "hours: 5.7")
        .with("activities", "2026-09-01", "hours: 7");
    let spring = world.duty("hours", "2026-05-01");
    // A record of a later day counts from that day on.
    assert_eq!(
        (
            spring.state(),
            spring.progress().found,
            spring.progress().needed
        ),
        (CriterionState::Open, number("0.3"), number("6"))
    );
    let last_day = world.duty("hours", "2026-08-31");
    assert_eq!(
        (last_day.state(), last_day.progress().found),
        (CriterionState::Met, number("6.0"))
    );
    let next = world.duty("hours", "2026-09-01");
    assert_eq!(
        (next.state(), next.progress().found),
        (CriterionState::Met, number("7"))
    );
    let before = world.duty("hours", "2025-08-31");
    assert_eq!(
        (before.state(), before.progress().found),
        (CriterionState::Met, number("50"))
    );
}

#[test]
fn missing_hours_are_reported_with_command_and_deadline() {
    let world = year("{ id: hours, says: Six hours, within: year, total: { of: { kind: activity, where: { face_to_face: true } }, field: hours, at_least: 6 } }")
        .with("activities", "2026-03-01", "hours: 2.5\nface_to_face: true")
        .with("activities", "2026-03-02", "hours: 9");
    let open = world.duty("hours", "2026-05-01");
    assert_eq!(open.state(), CriterionState::Open);
    assert_eq!(open.due(), Some(day("2026-08-31")));
    let with = vec![("face_to_face".to_owned(), "true".to_owned())];
    let lack = Lack::Add {
        kind: KindId::parse("activity").unwrap(),
        fields: with,
        amount: "3.5 hours".into(),
    };
    assert_eq!(open.lack(), Some(&lack));
}

#[test]
fn two_currencies_have_no_sum() {
    let duty = "{ id: spend, says: At most 500 pounds, within: year, total: { of: { kind: expense }, field: amount, at_most: 500.00 GBP } }";
    let pounds = year(duty)
        .with("expenses", "2026-01-10", "amount: 120.50 GBP")
        .with("expenses", "2026-01-11", "amount: 379.50 GBP");
    let met = pounds.duty("spend", "2026-05-01");
    assert_eq!(
        (met.state(), met.progress().found),
        (CriterionState::Met, number("500.00"))
    );
    let over = pounds
        .clone()
        .with("expenses", "2026-01-12", "amount: 0.01 GBP");
    let over = over.duty("spend", "2026-05-01");
    assert_eq!(over.state(), CriterionState::Overdue);
    assert_eq!(over.shortfalls()[0].message, "0.01 GBP too much");
    let mixed = pounds
        .with("expenses", "2026-01-12", "amount: 1.00 EUR")
        .duty("spend", "2026-05-01");
    assert_eq!(mixed.state(), CriterionState::Overdue);
    let short = &mixed.shortfalls()[0];
    assert_eq!(
        short.at.as_ref().map(|(path, _)| path.as_str()),
        Some("expenses/2026-01-12-number-2.md")
    );
    assert_eq!(
        short.message,
        "cpd cannot add up EUR and GBP: write every amount in one currency"
    );
}

#[test]
fn an_overflowing_sum_is_reported() {
    let huge = "hours: 79228162514264337593543950335";
    let world = year("{ id: hours, says: Hours, within: year, total: { of: { kind: activity }, field: hours, at_least: 6 } }")
        .with("activities", "2026-03-01", huge)
        .with("activities", "2026-03-02", huge);
    let outcome = world.duty("hours", "2026-05-01");
    assert_eq!(outcome.state(), CriterionState::Overdue);
    assert_eq!(
        outcome.shortfalls()[0].message,
        "this number is too large to add up"
    );
}

#[test]
fn a_target_is_reduced_for_part_time_joining_and_absence() {
    let duty = "{ id: hours, says: Thirty hours, within: year, total: { of: { kind: activity }, field: hours, at_least: 30, pro_rata: owner.fraction, less: { kind: absence } } }";
    let needed = |world: World, today: &str| world.duty("hours", today).progress().needed;
    // The whole year of 365 days, whole time.
    assert_eq!(needed(year(duty), "2026-08-31"), number("30"));
    assert_eq!(
        needed(year(duty).owner(&["fraction: 0.6"]), "2026-08-31"),
        number("18")
    );
    // 122 days from September to December at 1, 243 at 0.5: 30 × 243.5 / 365 = 20.0136…
    let changes = ["fraction: [{ value: 1, to: 2025-12-31 }, { from: 2026-01-01, value: 0.5 }]"];
    assert_eq!(
        needed(year(duty).owner(&changes), "2026-08-31"),
        number("20.01")
    );
    // From 1 March on: 184 of 365 days.
    assert_eq!(
        needed(year(duty).owner(&["joined: 2026-03-01"]), "2026-08-31"),
        number("15.12")
    );
    // Until the last day of September: 30 days.
    assert_eq!(
        needed(year(duty).owner(&["leaving: 2025-09-30"]), "2026-08-31"),
        number("2.46")
    );
    // Away for all of January and again, told twice, for ten days of it: 334 days.
    let away = year(duty)
        .with("absences", "2026-01-01", "until: 2026-01-31")
        .with("absences", "2026-01-10", "until: 2026-01-19");
    assert_eq!(needed(away, "2026-08-31"), number("27.45"));
    // Away since 1 August, without an end: 15 days until the 15th.
    let still = year(duty).with("absences", "2026-08-01", "");
    assert_eq!(needed(still.clone(), "2026-08-15"), number("28.76"));
    // Nobody owes more than a whole post, or less than nothing.
    assert_eq!(
        needed(year(duty).owner(&["fraction: 1.5"]), "2026-08-31"),
        number("30")
    );
    assert_eq!(
        needed(year(duty).owner(&["fraction: -1"]), "2026-08-31"),
        number("0")
    );
    // Before joining nothing is asked at all.
    assert_eq!(
        needed(year(duty).owner(&["joined: 2026-09-01"]), "2026-08-31"),
        number("0")
    );
}

const LOG: &str = "{ id: log, says: A log every two months, within: year, count: { of: { kind: submission, where: { of: log } }, at_least: 1, per: 2 months } }";

#[test]
fn past_windows_are_met_or_overdue_and_the_current_one_is_open() {
    let world = year(LOG).with("submissions", "2025-10-31", "of: log").with(
        "submissions",
        "2025-11-01",
        "of: log",
    );
    let second = world.duty("log", "2025-12-31");
    assert_eq!(
        (
            second.state(),
            second.progress().found,
            second.progress().needed
        ),
        (CriterionState::Met, 2.into(), 2.into())
    );
    let third = world.duty("log", "2026-01-01");
    assert_eq!(
        (
            third.state(),
            third.progress().found,
            third.progress().needed
        ),
        (CriterionState::Open, 2.into(), 3.into())
    );
    assert_eq!(third.due(), Some(day("2026-02-28")));
    let missed = world.duty("log", "2026-03-01");
    assert_eq!(
        (
            missed.state(),
            missed.progress().found,
            missed.progress().needed
        ),
        (CriterionState::Overdue, 2.into(), 4.into())
    );
    assert_eq!(
        missed.shortfalls()[0].message,
        "nothing since 1 January 2026"
    );
    // What can be done now comes before what was missed.
    assert!(
        matches!(missed.lack(), Some(Lack::Write { .. })),
        "{:?}",
        missed.lack()
    );
}

#[test]
fn windows_around_joining_and_leaving_ask_for_nothing() {
    let joined = year(LOG).owner(&["joined: 2025-12-15"]);
    assert_eq!(
        joined.duty("log", "2025-12-20").state(),
        CriterionState::Idle
    );
    let first = joined.duty("log", "2026-01-10");
    assert_eq!(
        (first.state(), first.progress().needed),
        (CriterionState::Open, 1.into())
    );
    let leaving =
        year(LOG)
            .owner(&["leaving: 2025-12-30"])
            .with("submissions", "2025-09-30", "of: log");
    let last = leaving.duty("log", "2026-08-31");
    assert_eq!(
        (last.state(), last.progress().found, last.progress().needed),
        (CriterionState::Met, 1.into(), 1.into())
    );
}

#[test]
fn a_window_within_an_absence_asks_for_nothing() {
    let duty = LOG.replace("per: 2 months", "per: 2 months, unless: { kind: absence }");
    let away = year(&duty)
        .with("submissions", "2025-10-01", "of: log")
        .with("absences", "2025-10-15", "until: 2025-12-31");
    let outcome = away.duty("log", "2026-01-01");
    assert_eq!(
        (
            outcome.state(),
            outcome.progress().found,
            outcome.progress().needed
        ),
        (CriterionState::Open, 1.into(), 2.into())
    );
}

#[test]
fn overlapping_windows_are_each_asked() {
    let scheme = "periods: { cycle: { every: 5 years, from: 2021-01-01 } }\nduties:\n  - { id: spread, says: Ten in any two years, within: cycle, total: { of: { kind: activity }, field: hours, at_least: 10, per: { window: 2 years, step: 1 year } } }\n";
    let world = World::new(scheme)
        .with("activities", "2021-12-31", "hours: 10")
        .with("activities", "2023-12-31", "hours: 9.75")
        .with("activities", "2025-01-01", "hours: 0.25");
    let outcome = world.duty("spread", "2026-01-01");
    // Another cycle runs, and the one before it still owes what its windows lack.
    assert_eq!(
        (
            outcome.state(),
            outcome.progress().found,
            outcome.progress().needed
        ),
        (CriterionState::Overdue, 1.into(), 4.into())
    );
    // Three of its windows, and the one that is running now.
    assert_eq!(outcome.shortfalls().len(), 4);
    assert_eq!(
        outcome.shortfalls()[2].message,
        "0.25 of 10 hours from 1 January 2024 to 31 December 2025"
    );
    let before = world.duty("spread", "2025-12-31");
    // 2021-22 has 10; 2022-23 and 2023-24 have 9.75; 2024-25, which ends today, has 0.25.
    assert_eq!(
        (
            before.state(),
            before.progress().found,
            before.progress().needed
        ),
        (CriterionState::Overdue, 1.into(), 4.into())
    );
    assert_eq!(before.shortfalls().len(), 3);
}

const SUPERVISION: &str = "{ id: supervision, says: No long gaps, within: year, cadence: { of: { kind: meeting, where: { type: supervision } }, every: 6 weeks, unless: { kind: absence } } }";

#[test]
fn a_gap_is_counted_from_the_first_day_of_the_period_and_up_to_today() {
    let none = year(SUPERVISION);
    // Six weeks after 1 September.
    assert_eq!(
        none.duty("supervision", "2025-10-13").state(),
        CriterionState::Open
    );
    assert_eq!(
        none.duty("supervision", "2025-10-13").due(),
        Some(day("2025-10-13"))
    );
    assert_eq!(
        none.duty("supervision", "2025-10-14").state(),
        CriterionState::Overdue
    );
    let one = none.with("meetings", "2025-10-12", "type: supervision");
    let met = one.duty("supervision", "2025-11-23");
    assert_eq!(
        (met.state(), met.due()),
        (CriterionState::Met, Some(day("2025-11-23")))
    );
    let late = one
        .with("meetings", "2025-11-24", "type: supervision")
        .duty("supervision", "2025-11-24");
    assert_eq!(
        (late.state(), late.progress().found, late.progress().needed),
        (CriterionState::Overdue, 1.into(), 2.into())
    );
    assert_eq!(
        late.shortfalls()[0]
            .at
            .as_ref()
            .map(|(path, _)| path.as_str()),
        Some("meetings/2025-11-24-number-1.md")
    );
}

#[test]
fn an_absence_stops_the_clock_and_so_explains_a_gap_afterwards() {
    let late = year(SUPERVISION)
        .with("meetings", "2025-10-01", "type: supervision")
        .with("meetings", "2025-12-01", "type: supervision");
    assert_eq!(
        late.duty("supervision", "2025-12-02").state(),
        CriterionState::Overdue
    );
    // 61 days lie between them, 42 are allowed: 19 have to be explained.
    let explained = |until: &str| {
        late.clone()
            .with("absences", "2025-11-01", &format!("until: {until}"))
    };
    assert_eq!(
        explained("2025-11-18")
            .duty("supervision", "2025-12-02")
            .state(),
        CriterionState::Overdue
    );
    assert_eq!(
        explained("2025-11-19")
            .duty("supervision", "2025-12-02")
            .state(),
        CriterionState::Met
    );
}

#[test]
fn no_meeting_is_due_before_joining_or_after_leaving() {
    let joined = year(SUPERVISION).owner(&["joined: 2026-02-02"]);
    assert_eq!(
        joined.duty("supervision", "2026-03-16").state(),
        CriterionState::Open
    );
    assert_eq!(
        joined.duty("supervision", "2026-03-17").state(),
        CriterionState::Overdue
    );
    let left = year(SUPERVISION).owner(&["leaving: 2025-10-10"]);
    assert_eq!(
        left.duty("supervision", "2026-03-16").state(),
        CriterionState::Idle
    );
}

/// Returns the state, what was found of what is needed, and if it is met so far.
fn standing(world: &World, duty: &str, today: &str) -> String {
    let outcome = world.duty(duty, today);
    let tally = outcome.tally(world.portfolio().kinds()).unwrap_or_default();
    let so_far = if outcome.is_met_so_far() {
        " so far"
    } else {
        ""
    };
    format!("{}{so_far} {tally}", outcome.state().name())
}

#[test]
fn a_gap_that_is_not_over_is_not_counted_and_none_is_none() {
    // Every line was worked out on a calendar: six weeks are 42 days.
    let none = year(SUPERVISION);
    let one = none
        .clone()
        .with("meetings", "2025-10-13", "type: supervision");
    let two = one
        .clone()
        .with("meetings", "2025-11-24", "type: supervision");
    let other_kind = none
        .clone()
        .with("meetings", "2025-09-10", "type: quality-review");
    let joined_late = year(SUPERVISION).owner(&["joined: 2026-07-21"]);
    let last = joined_late
        .clone()
        .with("meetings", "2026-08-03", "type: supervision");
    for (world, today, wanted) in [
        (&none, "2025-09-01", "open 0 of 1 interval"),
        (&none, "2025-10-13", "open 0 of 1 interval"),
        (&none, "2025-10-14", "overdue 0 of 1 interval"),
        (&other_kind, "2025-09-20", "open 0 of 1 interval"),
        (&one, "2025-10-13", "met so far 1 of 1 interval"),
        (&one, "2025-11-24", "met so far 1 of 1 interval"),
        (&one, "2025-11-25", "overdue 1 of 2 intervals"),
        (&two, "2025-11-24", "met so far 2 of 2 intervals"),
        (&two, "2026-01-05", "met so far 2 of 2 intervals"),
        (&two, "2026-01-06", "overdue 2 of 3 intervals"),
        // 42 days after joining is after the end of the year, so nothing is asked in it.
        (&joined_late, "2026-08-01", "idle "),
        (&last, "2026-08-31", "met 1 of 1 interval"),
    ] {
        assert_eq!(standing(world, "supervision", today), wanted, "{today}");
    }
}

#[test]
fn what_is_asked_again_in_a_year_is_met_so_far_until_its_last_window() {
    let log = "{ id: log, says: Log, within: year, count: { of: { kind: submission, where: { of: log } }, at_least: 1, per: 6 months } }";
    let first = year(log).with("submissions", "2025-10-30", "of: log");
    let both = first.clone().with("submissions", "2026-03-02", "of: log");
    let few = "{ id: few, says: Few, within: year, count: { of: { kind: meeting }, at_most: 2 } }";
    let few = year(few).with("meetings", "2025-10-13", "type: other");
    let day = "{ id: day, says: Day, within: year, count: { of: { kind: meeting }, at_least: 1 } }";
    let day = year(day).with("meetings", "2025-10-13", "type: other");
    for (world, duty, today, wanted) in [
        (&first, "log", "2025-10-29", "open 0 of 1 period"),
        (&first, "log", "2025-10-30", "met so far 1 of 1 period"),
        (&first, "log", "2026-03-01", "open 1 of 2 periods"),
        (&both, "log", "2026-03-02", "met 2 of 2 periods"),
        (&few, "few", "2025-10-13", "met so far 1 of 2 meetings"),
        // Once is enough, whatever comes after it.
        (&day, "day", "2025-10-13", "met 1 of 1 meeting"),
    ] {
        assert_eq!(standing(world, duty, today), wanted, "{duty} on {today}");
    }
}

#[test]
fn a_text_that_is_still_to_be_written_has_time_until_its_period_ends() {
    let lasting = |details: &str, text: &str| {
        let duty =
            "{ id: all, says: All, each: { of: { kind: submission }, has: [of], sections: true } }";
        let page = format!("---\ntitle: Log\ndate: 2026-01-05\n{details}---\n\n{text}\n");
        year(duty).file("submissions/2026-01-05-log.md", &page)
    };
    let empty = lasting("of: log\n", "");
    assert_eq!(
        standing(&empty, "all", "2026-01-05"),
        "open 0 of 1 submission"
    );
    assert_eq!(
        standing(&empty, "all", "2027-01-05"),
        "open 0 of 1 submission"
    );
    // A submission that lacks a detail is overdue at once.
    let without = lasting("", "");
    assert_eq!(
        standing(&without, "all", "2026-01-05"),
        "overdue 0 of 1 submission"
    );
    let written = lasting("of: log\n", "I listen well.");
    assert_eq!(
        standing(&written, "all", "2026-01-05"),
        "met 1 of 1 submission"
    );
    let duty =
        "{ id: all, says: All, within: year, each: { of: { kind: submission }, sections: true } }";
    let page = "---\ntitle: Log\ndate: 2026-01-05\nof: log\n---\n";
    let in_year = year(duty).file("submissions/2026-01-05-log.md", page);
    assert_eq!(
        standing(&in_year, "all", "2026-01-05"),
        "open 0 of 1 submission"
    );
    let due = in_year.duty("all", "2026-01-05").due();
    assert_eq!(due, Some(day("2026-08-31")));
    assert_eq!(
        standing(&in_year, "all", "2026-09-01"),
        "overdue 0 of 1 submission"
    );
}

const TRAINING: &str = "catalogues:
  mandatory:
    - { id: safeguarding, title: Safeguarding, valid: 1 year }
    - { id: induction, title: Induction }
    - { id: teaching, title: Teaching, valid: 3 years, when: { owner.employment: employed } }
duties:
  - { id: training, says: Training is in date, current: { catalogue: mandatory, of: { kind: training }, field: item, expires: expires } }
";

#[test]
fn training_is_current_up_to_its_last_day() {
    let world = World::new(TRAINING)
        .owner(&["employment: associate"])
        .with("training", "2020-03-01", "item: induction")
        .with("training", "2024-02-29", "item: safeguarding")
        .with("training", "2023-11-01", "item: safeguarding");
    let met = world.duty("training", "2025-02-28");
    assert_eq!(
        (met.state(), met.progress().found, met.progress().needed),
        (CriterionState::Met, 2.into(), 2.into())
    );
    assert_eq!(met.due(), Some(day("2025-02-28")));
    let expired = world.duty("training", "2025-03-01");
    assert_eq!(
        (expired.state(), expired.progress().found),
        (CriterionState::Overdue, 1.into())
    );
    assert_eq!(
        expired.shortfalls()[0].message,
        "\u{201c}Safeguarding\u{201d} was valid until 28 February 2025"
    );
    let with = vec![("item".to_owned(), "safeguarding".to_owned())];
    assert!(matches!(expired.lack(), Some(Lack::Write { fields: said, .. }) if *said == with));
    // The certificate says another day, later or earlier.
    let certificate = world.clone().with(
        "training",
        "2024-03-02",
        "item: safeguarding\nexpires: 2027-01-31",
    );
    assert_eq!(
        certificate.duty("training", "2027-01-31").state(),
        CriterionState::Met
    );
    // What lies ahead keeps nothing in date.
    let ahead = world
        .clone()
        .with("training", "2025-06-01", "item: safeguarding");
    assert_eq!(
        ahead.duty("training", "2025-03-01").state(),
        CriterionState::Overdue
    );
    // For the employed there is one more, which nobody has done.
    let employed = world
        .owner(&["employment: employed"])
        .duty("training", "2025-02-28");
    assert_eq!(
        (
            employed.state(),
            employed.progress().found,
            employed.progress().needed
        ),
        (CriterionState::Open, 2.into(), 3.into())
    );
}

#[test]
fn different_values_are_counted_once_however_they_are_written() {
    let world = year("{ id: types, says: Two kinds, within: year, distinct: { of: { kind: activity }, field: type, at_least: 2 } }")
        .with("activities", "2026-01-01", "type: Course")
        .with("activities", "2026-01-02", "type: course")
        .with("activities", "2024-01-02", "type: reading");
    let outcome = world.duty("types", "2026-05-01");
    assert_eq!(
        (
            outcome.state(),
            outcome.progress().found,
            outcome.progress().needed
        ),
        (CriterionState::Open, 1.into(), 2.into())
    );
    assert_eq!(
        world
            .with("activities", "2026-01-03", "type: reading")
            .duty("types", "2026-05-01")
            .state(),
        CriterionState::Met
    );
}

#[test]
fn a_target_is_evaluated_by_its_own_day() {
    let world = World::new("duties:\n  - { id: looked-back, says: Every target is looked back on, covers: { all: { kind: target }, by: { kind: evaluation, follow: target }, due: due } }\n")
        .with("targets", "2026-01-05", "due: 2026-03-31")
        .with("targets", "2026-01-06", "due: 2026-02-28");
    let open = world.duty("looked-back", "2026-02-28");
    assert_eq!(
        (open.state(), open.progress().found, open.due()),
        (CriterionState::Open, 0.into(), Some(day("2026-02-28")))
    );
    assert_eq!(
        world.duty("looked-back", "2026-03-01").state(),
        CriterionState::Overdue
    );
    let one = world.with(
        "evaluations",
        "2026-03-01",
        "by: ro\ntarget: 2026-01-06-number-1",
    );
    let open = one.duty("looked-back", "2026-03-01");
    assert_eq!(
        (open.state(), open.progress().found, open.due()),
        (CriterionState::Open, 1.into(), Some(day("2026-03-31")))
    );
}

#[test]
fn a_criterion_due_on_an_owners_date_is_overdue_after_it() {
    let world = World::new(
        "duties:\n  - { id: induction, says: Induction within six weeks, due: { within: 6 weeks, after: owner.joined }, count: { of: { kind: meeting, where: { type: induction } }, at_least: 1 } }\n",
    );
    let joined = world.clone().owner(&["joined: 2026-03-02"]);
    let open = joined.duty("induction", "2026-04-13");
    assert_eq!(
        (open.state(), open.due()),
        (CriterionState::Open, Some(day("2026-04-13")))
    );
    assert_eq!(
        joined.duty("induction", "2026-04-14").state(),
        CriterionState::Overdue
    );
    // Without the date it is only open.
    let unknown = world.duty("induction", "2026-04-14");
    assert_eq!(
        (unknown.state(), unknown.due()),
        (CriterionState::Open, None)
    );
}

#[test]
fn the_last_12_months_end_today_and_are_never_overdue() {
    let world = World::new("periods: { lately: { last: 12 months } }\nduties:\n  - { id: one, says: One in a year, within: lately, count: { of: { kind: activity }, at_least: 1 } }\n")
        .with("activities", "2025-05-10", "");
    assert_eq!(world.duty("one", "2026-05-09").state(), CriterionState::Met);
    let open = world.duty("one", "2026-05-10");
    assert_eq!((open.state(), open.due()), (CriterionState::Open, None));
}

#[test]
fn no_meeting_is_due_between_two_terms() {
    let world = World::new("periods: { term: [{ from: 2026-09-01, to: 2026-12-18 }, { from: 2026-01-05, to: 2026-03-27 }] }\nduties:\n  - { id: one, says: One each term, within: term, count: { of: { kind: activity }, at_least: 1 } }\n")
        .with("activities", "2026-02-10", "");
    let state = |today: &str| world.duty("one", today).state();
    assert_eq!(state("2026-03-27"), CriterionState::Met);
    assert_eq!(state("2026-04-10"), CriterionState::Idle);
    assert_eq!(state("2026-09-01"), CriterionState::Open);
}

#[test]
fn a_missed_period_is_overdue_until_the_next_one_ends() {
    let duty = "{ id: hours, says: Six hours, within: year, total: { of: { kind: activity }, field: hours, at_least: 6 } }";
    let world = year(duty)
        .with("activities", "2025-03-01", "hours: 2")
        .with("activities", "2025-10-01", "hours: 6");
    assert_eq!(
        world.duty("hours", "2025-08-31").state(),
        CriterionState::Open
    );
    let over = world.duty("hours", "2025-09-01");
    assert_eq!(
        (over.state(), over.progress().found, over.progress().needed),
        (CriterionState::Overdue, 2.into(), 6.into())
    );
    assert_eq!(
        over.shortfalls()[0].message,
        "from 1 September 2024 to 31 August 2025"
    );
    assert_eq!(over.due(), Some(day("2025-08-31")));
    // What was left out can still be recorded with its own date.
    let corrected = world.clone().with("activities", "2025-04-01", "hours: 4");
    assert_eq!(
        corrected.duty("hours", "2025-10-01").state(),
        CriterionState::Met
    );
    assert_eq!(
        world.duty("hours", "2026-08-31").state(),
        CriterionState::Overdue
    );
    // The year after that is only open, and what is two years ago is told no longer.
    assert_eq!(
        world.duty("hours", "2026-09-01").state(),
        CriterionState::Open
    );
    // Who had recorded nothing then had not begun.
    let begun_since = year(duty).with("activities", "2025-10-01", "hours: 6");
    assert_eq!(
        begun_since.duty("hours", "2025-10-02").state(),
        CriterionState::Met
    );
}

#[test]
fn a_scheme_may_name_rows_and_seasons() {
    let world = World::new("vocabularies: { secure: [shown, tried, sure] }
kinds: { checklist.items: { fields: { baseline: { scale: secure } } } }
catalogues: { tick-sheet: [{ id: timetable, title: Build the timetable, calendar: spring }, { id: parents, title: Run an evening }] }
duties:
  - { id: honest, says: Not all at once, count: { of: { kind: checklist.items, where: { baseline: { not: sure } } }, at_least: 1 } }
  - { id: spring, says: What comes in spring, covers: { all: { catalogue: tick-sheet, where: { calendar: spring } }, by: { kind: checklist.items, follow: item } } }
")
    .with("checklists", "2026-01-05", "items: [{ item: timetable, baseline: sure, knowledge: secure }]");
    assert_eq!(
        world.duty("honest", "2026-02-01").state(),
        CriterionState::Open
    );
    assert_eq!(
        world.duty("spring", "2026-02-01").state(),
        CriterionState::Met
    );
}

#[test]
fn each_item_of_a_catalogue_is_to_be_shown_anew_in_a_period() {
    let world = World::new("catalogues: { principles: [{ id: risk, title: Takes a risk }, { id: pupils, title: Helps pupils }] }
kinds: { activity: { fields: { principles: { list: { reference: { catalogue: principles } } } } } }
periods: { year: { every: 1 year, from: 2025-09-01 } }
duties:
  - { id: all, says: Each principle, within: year, covers: { all: { catalogue: principles }, by: { kind: activity, follow: principles } } }
  - { id: ever, says: Each principle at some time, covers: { all: { catalogue: principles }, by: { kind: activity, follow: principles } } }
")
    .with("activities", "2025-09-01", "principles: [risk]")
    .with("activities", "2026-08-31", "principles: [pupils]");
    let found = |duty: &str, today: &str| world.duty(duty, today).progress().found;
    for (today, all, ever) in [
        ("2026-08-30", 1, 1),
        ("2026-08-31", 2, 2),
        ("2026-09-01", 0, 2),
        ("2027-09-01", 0, 2),
    ] {
        assert_eq!(found("all", today), all.into(), "{today}");
        assert_eq!(found("ever", today), ever.into(), "{today}");
    }
}

#[test]
fn the_largest_number_does_not_break_a_sum() {
    let least = "-79228162514264337593543950335";
    let spend = "{ id: spend, says: Spend, within: year, total: { of: { kind: expense }, field: amount, at_most: 500.00 GBP } }";
    let world = year(spend).with("expenses", "2026-01-10", &format!("amount: {least} GBP"));
    assert_eq!(
        world.duty("spend", "2026-02-01").state(),
        CriterionState::Met
    );
    let least_of = spend.replace("at_most", "at_least");
    let world = year(&least_of).with("expenses", "2026-01-10", &format!("amount: {least} GBP"));
    assert_eq!(
        world.duty("spend", "2026-02-01").state(),
        CriterionState::Open
    );
}

#[test]
fn a_missed_term_stays_overdue_in_the_holidays() {
    let world = World::new("periods: { term: [{ from: 2026-01-05, to: 2026-03-27 }, { from: 2026-04-20, to: 2026-07-17 }] }
duties:
  - { id: two, says: Two each term, within: term, count: { of: { kind: activity }, at_least: 2 } }
")
    .with("activities", "2026-02-10", "");
    let state = |today: &str| world.duty("two", today).state();
    assert_eq!(state("2026-03-27"), CriterionState::Open);
    assert_eq!(state("2026-03-28"), CriterionState::Overdue);
    assert_eq!(state("2026-04-20"), CriterionState::Overdue);
    // The summer term was not begun, so the autumn asks for nothing.
    assert_eq!(state("2026-07-18"), CriterionState::Idle);
}

#[test]
fn no_year_outside_the_employment_is_due() {
    let duty =
        "{ id: five, says: Five, within: year, count: { of: { kind: activity }, at_least: 5 } }";
    let before = year(duty).with("activities", "2025-03-01", "");
    assert_eq!(
        before.duty("five", "2025-10-01").state(),
        CriterionState::Overdue
    );
    let joined = before.clone().owner(&["joined: 2025-09-02"]);
    assert_eq!(
        joined.duty("five", "2025-10-01").state(),
        CriterionState::Open
    );
    let left = before.owner(&["leaving: 2025-08-30"]);
    assert_eq!(
        left.duty("five", "2025-10-01").state(),
        CriterionState::Idle
    );
}

#[test]
fn exceeding_a_maximum_is_overdue_at_once() {
    let one = "{ id: one, says: At most one, within: year, count: { of: { kind: expense }, at_most: 1, per: 2 months } }";
    let world = year(one)
        .with("expenses", "2026-01-10", "amount: 1.00 GBP")
        .with("expenses", "2026-01-11", "amount: 1.00 GBP");
    let running = world.duty("one", "2026-01-12");
    assert_eq!(running.state(), CriterionState::Overdue);
    assert!(
        !matches!(running.lack(), Some(Lack::Write { .. })),
        "{:?}",
        running.lack()
    );
    assert_eq!(
        world.duty("one", "2026-03-01").state(),
        CriterionState::Overdue
    );
}

#[test]
fn a_meeting_whose_date_cannot_be_read_fills_no_gap() {
    let world = year(SUPERVISION)
        .with("meetings", "2025-10-01", "type: supervision")
        .with("meetings", "2025-12-24", "type: supervision");
    assert_eq!(
        world.duty("supervision", "2025-12-24").state(),
        CriterionState::Overdue
    );
    let unread = world.with("meetings", "2025-13-45", "type: supervision");
    assert_eq!(
        unread.duty("supervision", "2025-12-24").state(),
        CriterionState::Overdue
    );
}

/// A duty that is asked under a condition, of an owner with some details: its state, and if a
/// finding asks for a detail.
fn under(condition: &str, owner: &[&str]) -> (&'static str, bool) {
    let scheme = format!(
        "duties:\n  - {{ id: cv, says: A CV, when: {condition}, count: {{ of: {{ kind: cv }}, at_least: 1 }} }}\n"
    );
    let world = World::new(&scheme).owner(owner);
    let found = world.findings("2026-05-01");
    let asks = found
        .iter()
        .any(|one| one.rule.as_str() == "missing-detail");
    (world.duty("cv", "2026-05-01").state().name(), asks)
}

#[test]
fn a_condition_on_a_detail_that_is_lacking_stands_until_it_is_known() {
    let cases: &[(&str, &[&str], (&str, bool))] = &[
        (
            "{ owner.employment: employed }",
            &["employment: employed"],
            ("open", false),
        ),
        (
            "{ owner.employment: employed }",
            &["employment: associate"],
            ("idle", false),
        ),
        ("{ owner.employment: employed }", &[], ("open", true)),
        (
            "{ owner.employment: { not: associate } }",
            &[],
            ("open", true),
        ),
        ("{ owner.grade: { min: 6 } }", &[], ("open", true)),
        (
            "{ owner.grade: { min: 6 } }",
            &["grade: 5"],
            ("idle", false),
        ),
        // Whoever asks if there is one gets an answer.
        ("{ owner.leaving: { set: true } }", &[], ("idle", false)),
        ("{ owner.leaving: { set: false } }", &[], ("open", false)),
        (
            "{ owner.grade: { set: true, min: 6 } }",
            &[],
            ("idle", false),
        ),
        (
            "{ owner.leaving: { not: { set: true } } }",
            &[],
            ("open", false),
        ),
        // A missing detail does not matter where another condition fails.
        (
            "{ owner.employment: employed, owner.grade: { min: 6 } }",
            &["grade: 5"],
            ("idle", false),
        ),
        (
            "{ owner.employment: employed, owner.grade: { min: 6 } }",
            &["grade: 7"],
            ("open", true),
        ),
        (
            "{ any: [{ owner.employment: employed }, { owner.grade: { min: 6 } }] }",
            &["grade: 7"],
            ("open", false),
        ),
        (
            "{ any: [{ owner.employment: employed }, { owner.grade: { min: 6 } }] }",
            &["grade: 5"],
            ("open", true),
        ),
        // Everybody has roles, or none.
        ("{ owner: { holds: coach } }", &[], ("idle", false)),
    ];
    for (condition, owner, expected) in cases {
        assert_eq!(under(condition, owner), *expected, "{condition} {owner:?}");
    }
}

const RATED: &str = "\
sets:
  notes: { kind: feedback, where: { journal.award: $award } }
  rated: { kind: feedback, where: { depth: { set: true } } }
vocabularies: { deep: [a, b, c, d] }
kinds: { feedback: { fields: { depth: { scale: deep, help: How deep } } } }
confirmations:
  - { id: depth, says: I rated it so, of: rated, by: assessor, claim: depth }
awards:
  - { id: first, title: First }
  - { id: second, title: Second, after: first }
criteria:
  - id: growth
    says: It grows
    for: [second]
    growth: { of: { of: notes, where: { confirmed: depth } }, field: depth, take: median, must: not-fall }
";

/// Ratings of an award, each with the word that it gives and if the assessor confirmed it.
fn rated(world: World, award: &str, month: &str, ratings: &[(usize, bool)]) -> World {
    let each = ratings.iter().enumerate();
    each.fold(world, |world, (at, (rank, is_confirmed))| {
        let day = format!("2026-{month}-{:02}", at + 1);
        let journal = format!("journals/{day}-journal");
        let path = format!("feedback/{day}-feedback");
        let word = ["a", "b", "c", "d"][*rank];
        let details = format!("journal: {day}-journal\nby: kit\ndepth: {word}");
        let world = world
            .record(&journal, &format!("award: {award}"), "Words.")
            .record(&path, &details, "Words.");
        match is_confirmed {
            true => world.confirmed("depth", &path, "kit", "assessor", "2026-05-01T09:00:00Z"),
            false => world,
        }
    })
}

/// The state of growth as a person would count it: the lower of the middle words, of those that
/// count.
fn counted_growth(first: &[(usize, bool)], second: &[(usize, bool)]) -> Option<&'static str> {
    let middle = |ratings: &[(usize, bool)]| {
        let mut counting: Vec<usize> = Vec::new();
        for (rank, is_confirmed) in ratings {
            if *is_confirmed {
                counting.push(*rank);
            }
        }
        counting.sort_unstable();
        while counting.len() > 2 {
            counting.remove(0);
            counting.pop();
        }
        counting.first().copied()
    };
    match (middle(first), middle(second)) {
        (Some(before), Some(now)) if now >= before => Some("met"),
        (Some(_), Some(_)) => Some("open"),
        // Something waits for the assessor.
        _ if first
            .iter()
            .chain(second)
            .any(|(_, is_confirmed)| !is_confirmed) =>
        {
            Some("open")
        }
        _ => None,
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(48))]
    #[test]
    fn growth_counts_confirmed_values_alone_where_the_scheme_asks_for_it(
        first in proptest::collection::vec((0_usize..4, proptest::prelude::any::<bool>()), 0..5),
        second in proptest::collection::vec((0_usize..4, proptest::prelude::any::<bool>()), 0..5),
    ) {
        let kit = "id: kit, name: Kit Moss, roles: [{ role: assessor, from: 2025-01-01 }]";
        let world = rated(World::new(RATED).person(kit), "first", "01", &first);
        let world = rated(world, "second", "02", &second);
        let states = world.states("2026-06-01");
        let found = states.get("it/second/growth").map(|state| state.name());
        proptest::prop_assert_eq!(found, counted_growth(&first, &second), "{:?}", states);
    }
}
