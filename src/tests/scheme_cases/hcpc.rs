//! The HCPC: a mixture of learning over a cycle of two years without gaps of three months that nobody
//! explained, and for whoever is called a profile with a summary of up to 500 words and a statement of
//! up to 1,500 on four to six activities of at least two sorts, each with its evidence.

use super::{assert_criterion, assert_duty, registered, words};
use crate::tests::forms::World;

/// A paramedic whose cycle is 1 September 2024 to 31 August 2026, with a list since its first day.
fn paramedic() -> World {
    listing_since("2024-09-01")
}

fn listing_since(day: &str) -> World {
    let row = "{ body: hcpc, as: paramedic, from: 2012-02-06, renewal: 2026-08-31 }";
    registered("hcpc", row).config(&format!("kept_since: {day}"))
}

fn learnt(world: World, days: &[(&str, &str)]) -> World {
    days.iter().fold(world, |world, (day, sort)| {
        world.record(
            &format!("activities/{day}-learning"),
            &format!("type: {sort}"),
            "Words.",
        )
    })
}

#[test]
fn two_sorts_of_learning_within_the_cycle_are_a_mixture() {
    // The first and the last day of the cycle lie in it.
    let within = learnt(
        paramedic(),
        &[("2024-09-01", "work-based"), ("2026-08-31", "formal")],
    );
    assert_duty(
        &within,
        "mixture",
        &[("2026-08-30", "open"), ("2026-08-31", "met")],
    );
    // The day before it belongs to the cycle before, so one sort is left, and the cycle is missed.
    let before = learnt(
        paramedic(),
        &[("2024-08-31", "work-based"), ("2026-08-31", "formal")],
    );
    assert_duty(
        &before,
        "mixture",
        &[("2026-08-31", "open"), ("2026-09-01", "overdue")],
    );
    // Any number of one sort is one sort, and `other` is a sort like any.
    let same = [("2025-01-01", "formal"), ("2025-02-01", "formal")];
    assert_duty(
        &learnt(paramedic(), &same),
        "mixture",
        &[("2026-01-01", "open")],
    );
    let other = [("2025-01-01", "formal"), ("2025-02-01", "other")];
    assert_duty(
        &learnt(paramedic(), &other),
        "mixture",
        &[("2026-01-01", "met")],
    );
}

/// Somebody whose list begins on 1 January 2026, with learning on 31 March and on another day.
fn listed(next: &str) -> World {
    let world = listing_since("2026-01-01");
    learnt(
        world,
        &[
            ("2026-01-01", "work-based"),
            ("2026-03-31", "formal"),
            (next, "formal"),
        ],
    )
}

#[test]
fn three_whole_months_without_learning_are_explained() {
    // From 1 April to 29 June less than three months are empty.
    assert_duty(&listed("2026-06-30"), "gaps", &[("2026-08-31", "met")]);
    // April, May and June are three.
    assert_duty(&listed("2026-07-01"), "gaps", &[("2026-08-31", "overdue")]);
    // They are explained whole, or in so far that less than three months are left.
    for until in ["2026-06-30", "2026-04-10"] {
        let gap = format!("until: {until}");
        let world = listed("2026-07-01").record("gaps/2026-04-01-leave", &gap, "Leave.");
        assert_duty(&world, "gaps", &[("2026-08-31", "met")]);
    }
    // A gap that lasts explains what follows, and not the months before it.
    let lasts = learnt(listing_since("2026-01-01"), &[("2026-01-01", "work-based")]);
    let late = lasts.clone().record("gaps/2026-05-01-leave", "", "Leave.");
    assert_duty(&late, "gaps", &[("2026-08-31", "overdue")]);
    let from_then_on = lasts.record("gaps/2026-02-01-leave", "", "Leave.");
    assert_duty(&from_then_on, "gaps", &[("2026-08-31", "met")]);
}

const PROFILE: &str = "profile-2026-08-31";

/// A profile whose summary and statement have so many words, on so many activities.
fn profile(summary: usize, statement: usize, activities: usize) -> World {
    let events: Vec<String> = (1..=activities)
        .map(|n| format!("2025-0{n}-01-learning"))
        .collect();
    let world = events
        .iter()
        .enumerate()
        .fold(paramedic(), |world, (n, id)| {
            let sort = if n == 0 { "work-based" } else { "formal" };
            let details = format!("type: {sort}\nevidence: [evidence/{id}.txt]");
            world
                .record(&format!("activities/{id}"), &details, "Words.")
                .file(&format!("evidence/{id}.txt"), "A note.")
        });
    let page = |more: &str, count: usize| {
        format!(
            "---\ntitle: Mine\ndate: 2026-07-01\naward: {PROFILE}\n{more}---\n\n{}\n",
            words(count)
        )
    };
    let events = format!("events: [{}]\n", events.join(", "));
    world
        .file(
            &format!("practice-summaries/{PROFILE}.md"),
            &page("", summary),
        )
        .file(
            &format!("statements/{PROFILE}.md"),
            &page(&events, statement),
        )
}

#[test]
fn the_words_of_a_profile_are_counted_to_the_last() {
    let states = |world: &World, summary: &str, statement: &str| {
        assert_criterion(world, PROFILE, "summary-length", &[("2026-07-02", summary)]);
        assert_criterion(
            world,
            PROFILE,
            "statement-length",
            &[("2026-07-02", statement)],
        );
    };
    states(&profile(500, 1500, 4), "met", "met");
    states(&profile(501, 1500, 4), "overdue", "met");
    states(&profile(500, 1501, 4), "met", "overdue");
    // Nothing is not little: a page without a word is not written.
    states(&profile(0, 1, 4), "open", "met");
}

#[test]
fn four_to_six_activities_of_two_sorts_are_described_with_evidence() {
    let state = |count: usize, expected: &str| {
        let world = profile(1, 1, count);
        assert_criterion(&world, PROFILE, "described", &[("2026-07-02", expected)]);
    };
    state(3, "open");
    state(4, "met");
    state(6, "met");
    state(7, "overdue");
    // All of one sort, or one without its evidence.
    let world = profile(1, 1, 4);
    let evidence = "evidence: [evidence/2025-01-01-learning.txt]";
    let same = world.clone().record(
        "activities/2025-01-01-learning",
        &format!("type: formal\n{evidence}"),
        "Words.",
    );
    assert_criterion(&same, PROFILE, "sorts", &[("2026-07-02", "open")]);
    assert_criterion(&world, PROFILE, "sorts", &[("2026-07-02", "met")]);
    let bare = world.clone().record(
        "activities/2025-01-01-learning",
        "type: work-based",
        "Words.",
    );
    assert_criterion(&bare, PROFILE, "evidence", &[("2026-07-02", "overdue")]);
    assert_criterion(&world, PROFILE, "evidence", &[("2026-07-02", "met")]);
}

#[test]
fn a_change_of_employer_is_nothing_to_the_council() {
    // Hired in July 2026: the empty months from April to June are in the list all the same.
    let rows =
        "registrations: [{ body: hcpc, as: paramedic, from: 2012-02-06, renewal: 2026-08-31 }]";
    let world = World::following("hcpc")
        .owner(&[rows, "joined: 2026-07-01"])
        .config("kept_since: 2026-01-01");
    let world = learnt(
        world,
        &[
            ("2026-01-01", "work-based"),
            ("2026-03-31", "formal"),
            ("2026-07-01", "formal"),
        ],
    );
    assert_duty(&world, "gaps", &[("2026-08-31", "overdue")]);
    // Registered only since June: there was no list before, so nothing is missing.
    let new = registered(
        "hcpc",
        "{ body: hcpc, as: paramedic, from: 2026-06-01, renewal: 2026-08-31 }",
    );
    let new = learnt(new, &[("2026-07-01", "formal")]);
    assert_duty(&new, "gaps", &[("2026-08-31", "met")]);
}

#[test]
fn each_profession_with_a_day_of_renewal_of_its_own_has_a_portfolio_of_its_own() {
    let physio = "{ body: hcpc, as: physiotherapist, from: 2018-05-01, renewal: 2026-04-30 }";
    let paramedic = "{ body: hcpc, as: paramedic, from: 2012-02-06, renewal: 2026-08-31 }";
    let said = |rows: &str| -> Vec<String> {
        let found = registered("hcpc", rows).findings("2026-03-01").into_iter();
        let found = found.filter(|one| one.rule.as_str() == "several-renewals");
        found.map(|one| one.message).collect()
    };
    // The one that began first decides.
    let message = "HCPC professional development counts from one `renewal`, 31 August 2026, and this \
                   registration has another";
    assert_eq!(said(&format!("{physio}, {paramedic}")), [message]);
    let none = Vec::<String>::new();
    assert_eq!(said(physio), none);
    assert_eq!(said(paramedic), none);
    // One that has ended is none that runs.
    let ended = physio.replace("renewal:", "to: 2025-04-30, renewal:");
    assert_eq!(said(&format!("{ended}, {paramedic}")), none);
}
