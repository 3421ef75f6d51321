//! The programme for the next role. The guidance: model, then practise; the core role takes
//! priority in a clash that cannot be resolved; mentor and mentee evaluate at the end of the year.

use super::{assert_found, counted};
use crate::tests::forms::World;

/// A mentee on the way to subject leader, with a sheet that has this row and nothing else.
fn sheet(row: &str) -> World {
    let details =
        format!("mentor: kit\nagreed_on: 2026-09-10\nitems:\n  - {{ item: team-meeting, {row} }}");
    World::following("next-role")
        .owner(&["next_role: subject-leader"])
        .person("id: kit, name: Kit Moss, roles: [{ role: mentor, from: 2026-09-01 }]")
        .record("checklists/2026-09-10-sheet", &details, "Words.")
}

#[test]
fn what_is_practised_has_been_modelled_by_that_day() {
    for (row, expected) in [
        ("modelled: 2026-10-01, practised: 2026-10-02", vec![]),
        ("modelled: 2026-10-01, practised: 2026-10-01", vec![]),
        (
            "modelled: 2026-10-01, practised: 2026-09-30",
            vec!["modelled is 2026-10-01: it must not be after 2026-09-30, its practised"],
        ),
        ("practised: 2026-09-30", vec!["modelled is missing"]),
        ("modelled: 2026-10-01", vec![]),
    ] {
        assert_found(&sheet(row), "model-first", "2026-11-29", &expected);
    }
}

#[test]
fn practising_before_it_was_modelled_stays_a_fault_when_it_is_put_off_later() {
    for (row, expected) in [
        // Dropped in at the deep end, and then put off for the core role.
        (
            "practised: 2026-09-30, deferred: 2026-10-12, reason: core-role",
            vec!["modelled is missing"],
        ),
        (
            "practised: 2026-09-30, modelled: 2026-10-05, deferred: 2026-10-12, reason: core-role",
            vec!["modelled is 2026-10-05: it must not be after 2026-09-30, its practised"],
        ),
        // Put off before anybody tried it.
        ("deferred: 2026-10-12, reason: core-role", vec![]),
        // Put off, and then modelled and practised after all.
        (
            "deferred: 2026-10-12, reason: core-role, modelled: 2026-11-02, practised: 2026-11-09",
            vec![],
        ),
    ] {
        assert_found(&sheet(row), "model-first", "2026-11-29", &expected);
    }
}

/// A whole sheet for a subject leader, each row with the same details.
fn whole_sheet(row: &str, sheet: &str) -> World {
    let items = [
        "team-meeting",
        "hard-conversation",
        "timetable",
        "work-scrutiny",
        "subject-budget",
        "results",
    ];
    let rows: String = items
        .iter()
        .map(|item| format!("\n  - {{ item: {item}, {row} }}"))
        .collect();
    World::following("next-role")
        .owner(&["next_role: subject-leader"])
        .person(
            "id: kit, name: Kit Moss, roles: [{ role: mentor, from: 2026-09-01, to: 2027-03-31 }]",
        )
        .record(
            "checklists/2026-09-10-sheet",
            &format!("{sheet}\nitems:{rows}"),
            "Words.",
        )
}

/// The state of a criterion of the round that ends in August 2027.
#[track_caller]
fn assert_criterion(world: &World, criterion: &str, expected: &[(&str, &str)]) {
    for (today, state) in expected {
        let found = world.criterion("round-2027-08-31", criterion, today);
        assert_eq!(
            found.state().name(),
            *state,
            "{criterion} on {today}: {found:#?}"
        );
    }
}

#[test]
fn the_mentor_was_a_mentor_on_the_day_of_the_sheet() {
    let by = |mentor: &str| {
        whole_sheet(
            "baseline: new",
            &format!("mentor: {mentor}\nagreed_on: 2026-09-10"),
        )
    };
    // Kit stops in March, which changes nothing of September.
    assert_criterion(&by("kit"), "start", &[("2027-06-01", "met")]);
    assert_criterion(&by("sol"), "start", &[("2027-06-01", "overdue")]);
    assert_criterion(&by("ro"), "start", &[("2027-06-01", "overdue")]);
    assert_criterion(
        &whole_sheet("baseline: new", "mentor: kit"),
        "start",
        &[("2027-06-01", "overdue")],
    );
}

#[test]
fn secure_in_everything_at_the_start_is_doubted_and_one_exception_is_enough() {
    let sheet = "mentor: kit\nagreed_on: 2026-09-10";
    let secure = whole_sheet("baseline: secure", sheet);
    assert_criterion(&secure, "honest", &[("2026-11-29", "open")]);
    assert_criterion(
        &whole_sheet("baseline: developing", sheet),
        "honest",
        &[("2026-11-29", "met")],
    );
    // A sheet without any starting point is no honest one either.
    let blank = whole_sheet("knowledge: new", sheet);
    assert_criterion(&blank, "honest", &[("2026-11-29", "open")]);
    assert_criterion(&blank, "baseline", &[("2026-11-29", "overdue")]);
}

#[test]
fn what_the_core_role_put_off_asks_for_no_chance() {
    let sheet = "mentor: kit\nagreed_on: 2026-09-10";
    let with = |row: &str| whole_sheet(&format!("baseline: new, {row}"), sheet);
    let put_off = with("deferred: 2026-12-01, reason: core-role");
    assert_criterion(&put_off, "chances", &[("2027-09-01", "idle")]);
    assert_criterion(&put_off, "put-off", &[("2027-09-01", "met")]);
    // For another reason there is time until the end of the round.
    let other = with("deferred: 2026-12-01, reason: other");
    assert_criterion(
        &other,
        "chances",
        &[("2027-08-31", "open"), ("2027-09-01", "overdue")],
    );
    let unexplained = with("deferred: 2026-12-01");
    assert_criterion(&unexplained, "put-off", &[("2026-12-01", "overdue")]);
}

#[test]
fn a_year_leader_is_not_asked_for_the_rows_of_a_subject_leader() {
    let rows = "mentor: kit\nitems:\n  - { item: team-meeting }\n  - { item: hard-conversation }\n  - { item: timetable }\n  - { item: parents-evening }\n  - { item: options-evening }\n  - { item: attendance }";
    let with = |role: &str| {
        World::following("next-role")
            .owner(&[&format!("next_role: {role}")])
            .record("checklists/2026-09-10-sheet", rows, "Words.")
    };
    assert_criterion(&with("year-leader"), "all-items", &[("2026-11-29", "met")]);
    let found = with("subject-leader").criterion("round-2027-08-31", "all-items", "2026-11-29");
    assert_eq!(counted(&found), "3 of 6");
}

const EVALUATION: &str = "evaluations/2027-03-20-the-year";

fn evaluated(by: &str, path: &str) -> World {
    let details = format!("by: {by}\nabout: programme");
    whole_sheet("baseline: new", "mentor: kit\nagreed_on: 2026-09-10")
        .record(path, &details, "Words.")
}

#[test]
fn mentor_and_mentee_each_evaluate_for_themselves_by_the_end_of_the_round() {
    let mentee = evaluated("ro", "evaluations/2027-08-31-the-year");
    assert_criterion(
        &mentee,
        "mentee",
        &[("2027-08-30", "open"), ("2027-08-31", "met")],
    );
    let late = evaluated("ro", "evaluations/2027-09-01-the-year");
    assert_criterion(&late, "mentee", &[("2027-09-01", "overdue")]);
    // The mentee typed what the mentor thinks: nobody confirmed it.
    let typed = evaluated("kit", EVALUATION);
    assert_criterion(
        &typed,
        "mentor",
        &[("2027-08-31", "open"), ("2027-09-01", "overdue")],
    );
    let said = |by: &str, on: &str| {
        typed
            .clone()
            .confirmed("evaluation", EVALUATION, by, "mentor", on)
    };
    assert_criterion(
        &said("kit", "2027-03-21T10:00:00Z"),
        "mentor",
        &[("2027-09-01", "met")],
    );
    // Kit was no mentor any more, and Sol never was.
    assert_criterion(
        &said("kit", "2027-04-01T10:00:00Z"),
        "mentor",
        &[("2027-09-01", "overdue")],
    );
    assert_criterion(
        &said("sol", "2027-03-21T10:00:00Z"),
        "mentor",
        &[("2027-09-01", "overdue")],
    );
    assert_criterion(
        &said("ro", "2027-03-21T10:00:00Z"),
        "mentor",
        &[("2027-09-01", "overdue")],
    );
    // A point raised on the way is not the evaluation at the end.
    let point = whole_sheet("baseline: new", "mentor: kit").record(
        EVALUATION,
        "by: ro\nabout: point",
        "Words.",
    );
    assert_criterion(&point, "mentee", &[("2027-09-01", "overdue")]);
}

#[test]
fn the_log_goes_on_with_what_was_put_off_and_rests_while_somebody_is_away() {
    let entry = |world: World, day: &str, status: &str| {
        let details = format!("status: {status}\nchance_for: [team-meeting]");
        world.record(&format!("activities/{day}-entry"), &details, "Words.")
    };
    let sheet = || whole_sheet("baseline: new", "mentor: kit\nagreed_on: 2026-09-10");
    // 56 days from 1 September and one are 27 October; 56 from 26 October are 21 December.
    let begun = entry(sheet(), "2026-10-26", "done");
    assert_criterion(
        &begun,
        "log",
        &[("2026-12-21", "met"), ("2026-12-22", "overdue")],
    );
    let put_off = entry(begun.clone(), "2026-12-10", "deferred");
    assert_criterion(&put_off, "log", &[("2026-12-22", "met")]);
    let planned = entry(begun.clone(), "2026-12-10", "planned");
    assert_criterion(&planned, "log", &[("2026-12-22", "overdue")]);
    // Four weeks away: 21 December becomes 18 January.
    let away = begun.record("absences/2026-11-02-away", "until: 2026-11-29", "");
    assert_criterion(
        &away,
        "log",
        &[("2027-01-18", "met"), ("2027-01-19", "overdue")],
    );
}

#[test]
fn meetings_have_a_purpose_and_no_number_is_asked() {
    let meeting = |details: &str| {
        whole_sheet("baseline: new", "mentor: kit").record(
            "meetings/2026-10-05-talk",
            details,
            "Words.",
        )
    };
    let none = whole_sheet("baseline: new", "mentor: kit");
    assert_criterion(&none, "purpose", &[("2027-09-01", "idle")]);
    assert_criterion(
        &meeting("type: next-role"),
        "purpose",
        &[("2026-11-29", "overdue")],
    );
    assert_criterion(
        &meeting("type: next-role\npurpose: The scrutiny"),
        "purpose",
        &[("2026-11-29", "met")],
    );
    // Another mentor's meeting is none of this programme's.
    assert_criterion(
        &meeting("type: other"),
        "purpose",
        &[("2026-11-29", "idle")],
    );
}

#[test]
fn a_round_that_has_everything_is_ready_and_never_granted() {
    let rounds = evaluated("ro", "evaluations/2027-07-01-the-year").rounds("2027-08-31");
    let names: Vec<&str> = rounds.iter().map(|round| round.id.as_str()).collect();
    assert_eq!(names, ["round-2027-08-31"]);
    assert_ne!(rounds[0].state.name(), "closed");
    // Nobody is asked for the rounds before the first record.
    let nothing = World::following("next-role").owner(&["next_role: subject-leader"]);
    assert_eq!(nothing.rounds("2026-11-29").len(), 1);
}

#[test]
fn the_items_of_every_next_role_stand_until_yours_is_known() {
    let asked = |owner: &[&str]| {
        let world = World::following("next-role").owner(owner);
        let found = world.findings("2026-10-01");
        found
            .iter()
            .any(|one| one.rule.as_str() == "missing-detail")
    };
    assert!(asked(&[]));
    assert!(!asked(&["next_role: subject-leader"]));
}
