//! Alt Valley's policy. Costs of a night away or a long journey are agreed by the Managing Director
//! prior to the course; staff identify what they need with the support of their line managers; logs
//! are handed in every two months, which the scheme counts from September.

use super::{assert_duty, assert_found, counted};
use crate::tests::forms::World;

const DIRECTOR: &str = "managing-director";
const EXPENSE: &str = "expenses/2026-03-19-train-and-a-night";

/// Somebody with a course on 20 March 2026, at a time of two directors: Kit until 31 March, and
/// Sol's successor Max from 1 April.
fn course() -> World {
    World::following("alt-valley")
        .owner(&["joined: 2025-09-01", "employment: employed"])
        .person("id: kit, name: Kit Moss, roles: [{ role: managing-director, from: 2020-01-01, to: 2026-03-31 }]")
        .person("id: max, name: Max Berg, roles: [{ role: managing-director, from: 2026-04-01 }]")
        .record("activities/2026-03-20-a-course", "type: course", "Words.")
}

/// The same with a night away that had to be paid on a day, for the course or for none.
fn night(paid: &str, activity: Option<&str>) -> (World, String) {
    let path = format!("expenses/{paid}-train-and-a-night");
    let activity = activity.map_or_else(String::new, |id| format!("\nactivity: {id}"));
    let details = format!("amount: 90.00 GBP\novernight: true{activity}");
    (course().record(&path, &details, "Words."), path)
}

/// The state of the duty in July, once Kit has left, after somebody approved the night.
fn approved(paid: &str, by: &str, on: &str) -> &'static str {
    let (world, path) = night(paid, Some("2026-03-20-a-course"));
    let on = format!("{on}T12:00:00Z");
    let world = world.confirmed("approval", &path, by, DIRECTOR, &on);
    world.duty("approval", "2026-07-01").state().name()
}

#[test]
fn a_night_away_is_approved_on_a_day_before_the_course() {
    // The journey is on the 19th, for a course on the 20th: prior to the course is enough.
    assert_eq!(approved("2026-03-19", "kit", "2026-03-19"), "met");
    // The journey is on the morning of the course: a day alone does not show which came first.
    assert_eq!(approved("2026-03-20", "kit", "2026-03-20"), "overdue");
    // After the course, and before the bill.
    assert_eq!(approved("2026-04-15", "kit", "2026-03-25"), "overdue");
    assert_eq!(approved("2026-04-15", "max", "2026-04-02"), "overdue");
    // Before the course, and after it was booked and paid.
    assert_eq!(approved("2026-02-10", "kit", "2026-03-01"), "met");
}

#[test]
fn a_director_who_left_later_approved_it_all_the_same() {
    let (world, path) = night("2026-03-19", Some("2026-03-20-a-course"));
    let by = |who: &str, on: &str| {
        world
            .clone()
            .confirmed("approval", &path, who, DIRECTOR, on)
    };
    let kit = by("kit", "2026-03-10T12:00:00Z");
    assert_duty(
        &kit,
        "approval",
        &[("2026-03-20", "met"), ("2027-01-01", "met")],
    );
    // Max is the director now, and was not then.
    let max = by("max", "2026-03-10T12:00:00Z");
    assert_duty(&max, "approval", &[("2026-07-01", "overdue")]);
    // An approval of one's own journey approves nothing.
    let owner = by("ro", "2026-03-10T12:00:00Z");
    assert_duty(&owner, "approval", &[("2026-07-01", "overdue")]);
    // Kit on the first day after the last.
    let path = "expenses/2026-05-01-another-night";
    let later = course()
        .record("activities/2026-05-20-a-fair", "type: event", "Words.")
        .record(
            path,
            "amount: 90.00 GBP\novernight: true\nactivity: 2026-05-20-a-fair",
            "Words.",
        );
    let late = later
        .clone()
        .confirmed("approval", path, "kit", DIRECTOR, "2026-04-01T00:00:00Z");
    assert_duty(&late, "approval", &[("2026-07-01", "overdue")]);
    let max = later.confirmed("approval", path, "max", DIRECTOR, "2026-04-01T00:00:00Z");
    assert_duty(&max, "approval", &[("2026-07-01", "met")]);
}

#[test]
fn where_an_expense_names_no_course_its_own_day_counts() {
    let (world, path) = night("2026-03-19", None);
    let by = |on: &str| {
        world
            .clone()
            .confirmed("approval", &path, "kit", DIRECTOR, on)
    };
    assert_duty(
        &by("2026-03-18T23:59:59Z"),
        "approval",
        &[("2026-07-01", "met")],
    );
    assert_duty(
        &by("2026-03-19T00:00:00Z"),
        "approval",
        &[("2026-07-01", "overdue")],
    );
}

#[test]
fn an_approval_that_the_owner_types_in_is_a_claim() {
    let details = "amount: 90.00 GBP\novernight: true\nactivity: 2026-03-20-a-course\napproved_by: kit\napproved_on: 2026-03-10";
    let world = course().record(EXPENSE, details, "Words.");
    assert_duty(
        &world,
        "approval",
        &[("2026-03-19", "open"), ("2026-03-20", "overdue")],
    );
    let said = "approved by Kit Moss, not confirmed by a managing director";
    assert_found(&world, "approval", "2026-03-20", &[said]);
    // A short trip that costs nothing much asks for nobody.
    let short = course().record(
        EXPENSE,
        "amount: 9.00 GBP\nactivity: 2026-03-20-a-course",
        "Words.",
    );
    assert_duty(&short, "approval", &[("2026-07-01", "idle")]);
}

const TARGET: &str = "targets/2025-10-06-marking";

/// A target of October, for somebody whose manager was Ida until December and is Jon since.
fn target(state: &str) -> World {
    World::following("alt-valley")
        .owner(&[
            "joined: 2025-09-01",
            "employment: employed",
            "line_manager: [{ from: 2025-09-01, to: 2025-12-31, value: ida }, { from: 2026-01-01, value: jon }]",
        ])
        .person("id: ida, name: Ida Falk")
        .person("id: jon, name: Jon Rask")
        .record(TARGET, &format!("due: 2026-06-30\n{state}"), "Words.")
}

#[test]
fn a_target_is_agreed_by_the_manager_of_that_day() {
    let by = |who: &str, on: &str| {
        target("state: open").confirmed("agreement", TARGET, who, "line-manager", on)
    };
    let agreed = |world: &World| world.duty("agreed", "2026-08-31").state().name();
    assert_eq!(agreed(&by("ida", "2025-10-08T09:00:00Z")), "met");
    assert_eq!(agreed(&by("ida", "2025-12-31T23:59:59Z")), "met");
    assert_eq!(agreed(&by("ida", "2026-01-01T00:00:00Z")), "open");
    assert_eq!(agreed(&by("jon", "2025-10-08T09:00:00Z")), "open");
    // There is time until the end of the year.
    assert_duty(
        &by("ida", "2026-01-01T00:00:00Z"),
        "agreed",
        &[("2026-09-01", "overdue")],
    );
    // The next manager may agree it as well.
    assert_eq!(agreed(&by("jon", "2026-01-07T09:00:00Z")), "met");
}

#[test]
fn a_target_that_changed_under_a_new_manager_is_agreed_by_the_new_one() {
    let old = target("state: open").confirmed(
        "agreement",
        TARGET,
        "ida",
        "line-manager",
        "2025-10-08T09:00:00Z",
    );
    let edited = old.record(TARGET, "due: 2026-06-30\nstate: evaluated", "Words.");
    assert_duty(&edited, "agreed", &[("2026-08-31", "open")]);
    let again = |who: &str| {
        let on = "2026-06-30T15:00:00Z";
        edited
            .clone()
            .confirmed("agreement", TARGET, who, "line-manager", on)
    };
    assert_duty(&again("jon"), "agreed", &[("2026-08-31", "met")]);
    assert_duty(&again("ida"), "agreed", &[("2026-08-31", "open")]);
}

/// A year with nothing but what a test adds, from the first day of somebody's work.
fn year() -> World {
    World::following("alt-valley").owner(&["joined: 2025-09-01", "employment: employed"])
}

fn logs(world: World, days: &[&str]) -> World {
    days.iter().fold(world, |world, day| {
        world.record(&format!("submissions/{day}-log"), "of: log", "Words.")
    })
}

fn supervisions(world: World, days: &[&str]) -> World {
    days.iter().fold(world, |world, day| {
        world.record(
            &format!("meetings/{day}-talk"),
            "type: supervision",
            "Words.",
        )
    })
}

#[test]
fn whoever_is_away_for_two_whole_months_owes_no_log_for_them() {
    let with = |until: &str| {
        let details = format!("until: {until}");
        let away = year().record("absences/2026-01-01-away", &details, "Words.");
        logs(away, &["2025-10-31", "2025-12-20", "2026-04-30"])
    };
    // January and February are covered; in May the next two months run.
    assert_duty(&with("2026-03-15"), "log", &[("2026-05-01", "open")]);
    assert_duty(&with("2026-02-28"), "log", &[("2026-05-01", "open")]);
    assert_duty(&with("2026-02-27"), "log", &[("2026-05-01", "overdue")]);
}

#[test]
fn days_away_move_the_next_supervision() {
    // 74 days away lie between 31 December and the next one: 31 December and 42 and 74 days are
    // 26 April.
    let days = ["2025-10-10", "2025-11-20", "2025-12-31"];
    let world = supervisions(year(), &days).record(
        "absences/2026-01-01-away",
        "until: 2026-03-15",
        "Words.",
    );
    let states = [("2026-04-26", "met"), ("2026-04-27", "overdue")];
    assert_duty(&world, "supervision", &states);
}

#[test]
fn a_leaver_cancels_or_hands_on_whatever_was_planned() {
    let leaving = || {
        World::following("alt-valley").owner(&[
            "joined: 2025-09-01",
            "leaving: 2026-05-31",
            "employment: employed",
        ])
    };
    let planned =
        |details: &str| leaving().record("activities/2026-06-10-a-day", details, "Words.");
    for (details, state) in [
        ("status: planned", "overdue"),
        ("status: cancelled", "met"),
        ("status: delegated", "overdue"),
        ("status: delegated\ndelegated_to: sol", "idle"),
        (
            "status: planned\nexception: The Managing Director pays for it",
            "idle",
        ),
    ] {
        assert_duty(&planned(details), "leaver", &[("2026-05-01", state)]);
    }
    // Even of a day before they leave.
    let before = leaving().record("activities/2026-05-20-a-day", "status: planned", "Words.");
    assert_duty(&before, "leaver", &[("2026-05-01", "overdue")]);
    // Whoever stays may plan.
    let stays = year().record("activities/2026-06-10-a-day", "status: planned", "Words.");
    assert_duty(&stays, "leaver", &[("2026-05-01", "idle")]);
    // After the last day no supervision is due: the last was on 25 May.
    let days = [
        "2025-10-10",
        "2025-11-20",
        "2025-12-31",
        "2026-02-10",
        "2026-03-20",
        "2026-04-28",
        "2026-05-25",
    ];
    let gone = supervisions(leaving(), &days);
    assert_duty(
        &gone,
        "supervision",
        &[("2026-05-31", "met"), ("2026-08-31", "met")],
    );
}

#[test]
fn whoever_comes_in_november_is_asked_from_then_on() {
    let new = World::following("alt-valley")
        .owner(&["joined: 2026-11-02", "employment: associate"])
        .config("kept_since: 2026-11-09");
    // Six weeks after the first day of records are 21 December.
    for duty in ["portrait", "cv", "training-register"] {
        assert_duty(
            &new,
            duty,
            &[("2026-12-21", "open"), ("2026-12-22", "overdue")],
        );
    }
    // November and December began before they were there: January and February are the first.
    assert_duty(
        &new,
        "log",
        &[
            ("2026-12-31", "idle"),
            ("2027-02-28", "open"),
            ("2027-03-01", "overdue"),
        ],
    );
    // From 9 November, 21 December is the last day for a first supervision.
    assert_duty(
        &new,
        "supervision",
        &[("2026-12-21", "open"), ("2026-12-22", "overdue")],
    );
    // No appraisal is owed for a year of which they were not there at the beginning.
    assert_duty(&new, "annual-appraisal", &[("2027-08-31", "idle")]);
    // They were not there from the first day of the year, and recorded nothing in it.
    assert_duty(
        &new,
        "plan",
        &[("2027-08-31", "open"), ("2027-09-01", "open")],
    );
}

#[test]
fn an_associate_needs_no_training_in_teaching() {
    let items = [
        "safeguarding",
        "equality",
        "mental-health",
        "health-and-safety",
        "information-systems",
        "gdpr",
        "inspection",
        "awarding-body",
    ];
    let trained = |employment: &str, items: &[&str]| {
        let employment = format!("employment: {employment}");
        let world = World::following("alt-valley").owner(&["joined: 2025-09-01", &employment]);
        items.iter().fold(world, |world, item| {
            let details = format!("item: {item}\npaid_by: organisation");
            world.record(&format!("training/2025-10-01-{item}"), &details, "Words.")
        })
    };
    let state = |world: &World, day: &str| world.duty("training-register", day).state().name();
    assert_eq!(state(&trained("associate", &items), "2025-11-01"), "met");
    assert_eq!(state(&trained("employed", &items), "2025-11-01"), "overdue");
    // Safeguarding of 1 October 2025 is valid for a year.
    assert_eq!(state(&trained("associate", &items), "2026-10-01"), "met");
    assert_eq!(
        state(&trained("associate", &items), "2026-10-02"),
        "overdue"
    );
}

#[test]
fn training_of_the_employed_is_asked_for_until_somebody_says_otherwise() {
    let needed = |details: &[&str]| {
        let mut all = vec!["joined: 2025-09-01"];
        all.extend(details);
        let world = World::following("alt-valley").owner(&all);
        let needed = world
            .duty("training-register", "2025-09-05")
            .progress()
            .needed;
        let rules = world.findings("2025-09-05").into_iter();
        let said = rules.filter(|one| one.rule.as_str() == "missing-detail");
        (
            needed.to_string(),
            said.map(|one| one.message).collect::<Vec<_>>(),
        )
    };
    let none = || Vec::<String>::new();
    assert_eq!(needed(&["employment: associate"]), ("8".to_owned(), none()));
    assert_eq!(needed(&["employment: employed"]), ("9".to_owned(), none()));
    let said = "Alt Valley professional development policy asks by your `employment`, and your \
                entry does not have it";
    assert_eq!(needed(&[]), ("9".to_owned(), vec![said.to_owned()]));
}

#[test]
fn a_last_day_that_is_counted_from_joining_asks_for_that_day() {
    let lacking = |owner: &[&str], day: &str| {
        let found = World::following("alt-valley")
            .owner(owner)
            .findings(day)
            .into_iter();
        let found = found.filter(|one| one.rule.as_str() == "missing-detail");
        found.filter(|one| one.message.contains("`joined`")).count()
    };
    assert_eq!(lacking(&["employment: employed"], "2025-11-01"), 1);
    assert_eq!(
        lacking(
            &["employment: employed", "joined: 2025-09-01"],
            "2025-11-01"
        ),
        0
    );
}

#[test]
fn nothing_recorded_for_a_year_is_missed_in_the_next() {
    let silent = year();
    for duty in [
        "record",
        "plan",
        "log",
        "supervision",
        "quality-review",
        "interim-appraisal",
        "annual-appraisal",
        "portrait",
        "cv",
        "training-register",
    ] {
        assert_duty(&silent, duty, &[("2026-09-01", "overdue")]);
    }
    for duty in ["record", "plan", "annual-appraisal"] {
        assert_duty(&silent, duty, &[("2026-08-31", "open")]);
    }
    // There is nothing of which this could be asked.
    for duty in [
        "clear-targets",
        "agreed",
        "looked-back",
        "approval",
        "claim",
        "leaver",
    ] {
        assert_duty(&silent, duty, &[("2026-09-01", "idle")]);
    }
}

#[test]
fn six_logs_handed_in_on_one_day_are_one_log_for_two_months() {
    let path = |n: usize| format!("submissions/2026-08-31-log-{n}");
    let world = (1..=6).fold(year(), |world, n| {
        world.record(&path(n), &format!("of: log\nprogress: Part {n}"), "Words.")
    });
    let found = world.duty("log", "2026-08-31");
    assert_eq!(found.state().name(), "overdue");
    // One of the six windows of the year has a log.
    assert_eq!(counted(&found), "1 of 6");
}

#[test]
fn a_log_of_tomorrow_is_none_today() {
    let world = logs(year(), &["2025-10-31"]);
    assert_duty(
        &world,
        "log",
        &[("2025-10-30", "open"), ("2025-10-31", "met")],
    );
    // It is judged without that log on the day before, and missed without any the day after.
    assert_duty(
        &year(),
        "log",
        &[("2025-10-31", "open"), ("2025-11-01", "overdue")],
    );
}

#[test]
fn names_in_any_script_are_named_as_they_are_written() {
    let path = "expenses/2026-03-19-nuit-a-saint-étienne";
    let world = World::following("alt-valley")
        .owner(&["joined: 2025-09-01"])
        .person("id: lucja, name: Łucja Şahin-Ó Briain, roles: [{ role: managing-director, from: 2020-01-01 }]")
        .record(path, "amount: 90.00 EUR\novernight: true\napproved_by: lucja", "Mots.");
    let said = "approved by Łucja Şahin-Ó Briain, not confirmed by a managing director";
    assert_found(&world, "approval", "2026-03-20", &[said]);
    let confirmed = world.confirmed("approval", path, "lucja", DIRECTOR, "2026-03-10T12:00:00Z");
    assert_duty(&confirmed, "approval", &[("2026-03-20", "met")]);
}

#[test]
fn a_claim_goes_in_within_thirty_days_of_the_last_day_of_the_course() {
    let claim = |claimed: &str| {
        let details =
            format!("amount: 20.00 GBP\nactivity: 2026-03-09-a-week\nclaimed_on: {claimed}");
        year()
            .record(
                "activities/2026-03-09-a-week",
                "until: 2026-03-13",
                "Words.",
            )
            .record("expenses/2026-03-02-train", &details, "Words.")
    };
    // 13 March and thirty days are 12 April.
    assert_duty(&claim("2026-04-12"), "claim", &[("2026-05-01", "met")]);
    assert_duty(&claim("2026-04-13"), "claim", &[("2026-05-01", "overdue")]);
}
