//! The Lancaster Professional Programme. Its page asks for three reflective journals, each on an
//! activity of its own, and a statement on one side of A4, signed and endorsed; Bronze, Silver and
//! Gold come one after the other, at any point in the year. Feedback before the next journal is
//! advised, and so is everything about depth: the page has no scale of it.

use crate::tests::forms::World;

const WORDS: &str = "## What I did\n\nI took the minutes.\n\n## What I learnt\n\nTo write less.";

/// An activity, and the journal on it, for an award.
fn journal(world: World, award: &str, activity: &str, written: &str) -> World {
    world
        .record(
            &format!("activities/{activity}"),
            "type: workshop",
            "Words.",
        )
        .record(
            &format!("journals/{written}-on-it"),
            &format!("award: {award}\nactivity: {activity}"),
            WORDS,
        )
}

fn statement(world: World, award: &str, date: &str, events: &[&str]) -> World {
    let text = format!(
        "---\ntitle: What it was worth\ndate: {date}\naward: {award}\nevents: [{}]\n---\n\nMinutes are shorter now.\n",
        events.join(", ")
    );
    world.file(&format!("statements/{award}.md"), &text)
}

const ACTIVITIES: [&str; 3] = ["2026-01-12-one", "2026-02-09-two", "2026-03-09-three"];
const WRITTEN: [&str; 3] = ["2026-01-19", "2026-02-16", "2026-03-16"];

/// Three journals for Bronze, without the statement.
fn journals() -> World {
    let each = ACTIVITIES.iter().zip(WRITTEN);
    each.fold(
        World::following("lancaster"),
        |world, (activity, written)| journal(world, "bronze", activity, written),
    )
}

fn bronze() -> World {
    statement(journals(), "bronze", "2026-03-30", &ACTIVITIES)
}

#[track_caller]
fn assert_state(world: &World, award: &str, today: &str, state: &str) {
    let rounds = world.rounds(today);
    let found = rounds.iter().find(|round| round.id == award);
    let unmet: Vec<String> = world
        .findings(today)
        .iter()
        .map(|found| found.message.clone())
        .collect();
    assert_eq!(found.map(|one| one.state.name()), Some(state), "{unmet:#?}");
}

#[test]
fn three_journals_and_a_statement_are_enough() {
    // Nobody gave feedback: it is advised, and nobody waits for it.
    assert_state(&bronze(), "bronze", "2026-03-30", "ready");
    let feedback = bronze().criterion("bronze", "feedback", "2026-03-30");
    assert_ne!(feedback.state().name(), "met");
    // A fourth journal that the statement speaks of does no harm.
    let four = journal(journals(), "bronze", "2026-03-20-four", "2026-03-25");
    let all = [&ACTIVITIES[..], &["2026-03-20-four"]].concat();
    assert_state(
        &statement(four, "bronze", "2026-03-30", &all),
        "bronze",
        "2026-03-30",
        "ready",
    );
}

#[test]
fn two_journals_are_too_few_and_so_are_three_on_one_activity() {
    let each = ACTIVITIES.iter().zip(WRITTEN).take(2);
    let two = each.fold(
        World::following("lancaster"),
        |world, (activity, written)| journal(world, "bronze", activity, written),
    );
    let two = statement(two, "bronze", "2026-03-30", &ACTIVITIES[..2]);
    assert_state(&two, "bronze", "2026-03-30", "open");
    let same = WRITTEN
        .iter()
        .fold(World::following("lancaster"), |world, written| {
            journal(world, "bronze", ACTIVITIES[0], written)
        });
    let same = statement(same, "bronze", "2026-03-30", &ACTIVITIES[..1]);
    assert_state(&same, "bronze", "2026-03-30", "open");
}

#[test]
fn a_statement_speaks_of_every_activity_in_the_log() {
    let two_of_three = statement(journals(), "bronze", "2026-03-30", &ACTIVITIES[..2]);
    assert_state(&two_of_three, "bronze", "2026-03-30", "open");
    assert_state(&journals(), "bronze", "2026-03-30", "open");
}

#[test]
fn everything_on_one_day_is_enough() {
    let world =
        ACTIVITIES
            .iter()
            .enumerate()
            .fold(World::following("lancaster"), |world, (n, _)| {
                let activity = format!("2026-03-30-activity-{n}");
                world
                    .record(
                        &format!("activities/{activity}"),
                        "type: workshop",
                        "Words.",
                    )
                    .record(
                        &format!("journals/2026-03-30-on-{n}"),
                        &format!("award: bronze\nactivity: {activity}"),
                        WORDS,
                    )
            });
    let all = [
        "2026-03-30-activity-0",
        "2026-03-30-activity-1",
        "2026-03-30-activity-2",
    ];
    assert_state(
        &statement(world, "bronze", "2026-03-30", &all),
        "bronze",
        "2026-03-30",
        "ready",
    );
}

#[test]
fn a_journal_of_tomorrow_is_none_today() {
    assert_state(
        &statement(journals(), "bronze", "2026-03-15", &ACTIVITIES),
        "bronze",
        "2026-03-15",
        "open",
    );
    assert_state(
        &statement(journals(), "bronze", "2026-03-16", &ACTIVITIES),
        "bronze",
        "2026-03-16",
        "ready",
    );
}

#[test]
fn years_may_pass_between_two_journals() {
    let long_ago = journal(
        World::following("lancaster"),
        "bronze",
        "2019-05-06-one",
        "2019-05-10",
    );
    let later = journal(long_ago, "bronze", "2023-01-09-two", "2023-01-10");
    let last = journal(later, "bronze", "2026-03-09-three", "2026-03-16");
    let all = ["2019-05-06-one", "2023-01-09-two", "2026-03-09-three"];
    assert_state(
        &statement(last, "bronze", "2026-03-30", &all),
        "bronze",
        "2026-03-30",
        "ready",
    );
}

#[test]
fn grade_and_sort_of_post_are_notes_and_stop_nobody() {
    let owner = [
        "grade: [{ from: 2020-01-01, value: 7 }]",
        "staff_category: academic",
    ];
    let world = bronze().owner(&owner);
    assert_state(&world, "bronze", "2026-03-30", "ready");
    let found = world.findings("2026-03-30");
    let severity = |id: &str| {
        let one = found
            .iter()
            .find(|one| one.criterion.as_deref() == Some(id));
        one.map(|one| one.severity.name())
    };
    assert_eq!(severity("lancaster/staff"), Some("note"));
    assert_eq!(severity("lancaster/category"), Some("note"));
    let six = bronze().owner(&[
        "grade: [{ from: 2020-01-01, value: 6 }]",
        "staff_category: technical",
    ]);
    assert_eq!(six.duty("staff", "2026-03-30").state().name(), "met");
    assert_eq!(six.duty("category", "2026-03-30").state().name(), "met");
}

#[test]
fn another_sort_of_development_was_agreed_in_a_review() {
    let with = |more: &str| {
        bronze()
            .record("meetings/2026-01-05-review", "type: pdr", "Words.")
            .record("meetings/2026-01-06-talk", "type: mentoring", "Words.")
            .record(
                "activities/2026-03-09-three",
                &format!("type: other{more}"),
                "Words.",
            )
    };
    assert_state(&with(""), "bronze", "2026-03-30", "open");
    assert_state(
        &with("\npdr: 2026-01-06-talk"),
        "bronze",
        "2026-03-30",
        "open",
    );
    assert_state(
        &with("\npdr: 2026-01-05-review"),
        "bronze",
        "2026-03-30",
        "ready",
    );
}

#[test]
fn silver_can_be_written_early_and_waits_for_bronze() {
    let world = WRITTEN.iter().enumerate().fold(bronze(), |world, (n, _)| {
        journal(
            world,
            "silver",
            &format!("2026-05-0{}-silver", n + 1),
            &format!("2026-05-1{n}"),
        )
    });
    let all = [
        "2026-05-01-silver",
        "2026-05-02-silver",
        "2026-05-03-silver",
    ];
    let world = statement(world, "silver", "2026-05-20", &all);
    assert_state(&world, "silver", "2026-05-20", "locked");
    assert_state(&world, "bronze", "2026-05-20", "ready");
}

#[test]
fn an_activity_of_bronze_serves_silver_no_second_time() {
    let world = journal(bronze(), "silver", ACTIVITIES[0], "2026-05-10");
    let found = world.criterion("silver", "one-each", "2026-05-20");
    assert_eq!(found.state().name(), "overdue", "{found:#?}");
}

#[test]
fn a_depth_is_a_claim_until_the_assessor_confirms_it() {
    let rating = "feedback/2026-01-26-on-it";
    let feedback = |details: &str| {
        let kit = "id: kit, name: Kit Moss, roles: [{ role: assessor, from: 2025-01-01 }]";
        let details = format!("journal: 2026-01-19-on-it\nby: kit\n{details}");
        journals().person(kit).record(rating, &details, "Words.")
    };
    let asked = |world: &World| {
        world.judged("2026-04-01", |result| {
            let found = result.verdicts[0].confirmations.iter();
            found
                .map(|one| (one.id.to_string(), one.is_confirmed()))
                .collect::<Vec<_>>()
        })
    };
    let name = "lancaster/depth/2026-01-26-on-it".to_owned();
    let rated = feedback("depth: reflective");
    assert_eq!(asked(&rated), [(name.clone(), false)]);
    let on = "2026-02-01T09:00:00Z";
    let by =
        |who: &str| feedback("depth: reflective").confirmed("depth", rating, who, "assessor", on);
    assert_eq!(asked(&by("kit")), [(name.clone(), true)]);
    // The owner cannot confirm what an assessor has to say.
    assert_eq!(asked(&by("ro")), [(name, false)]);
    // Feedback without a depth says nothing that could be confirmed.
    assert_eq!(asked(&feedback("depth:")), []);
}
