//! The GPhC: each year four entries of learning, at least two of them planned, one discussion with a
//! peer whom the council can reach, and one reflective account on some of the nine standards.

use super::{assert_criterion, registered};
use crate::tests::forms::World;

const YEAR: &str = "revalidation-2026-10-31";

/// A pharmacist whose year is 1 November 2025 to 31 October 2026.
fn pharmacist() -> World {
    registered(
        "gphc",
        "{ body: gphc, as: pharmacist, from: 2019-08-05, renewal: 2026-10-31 }",
    )
}

#[track_caller]
fn assert_state(world: &World, criterion: &str, state: &str) {
    assert_criterion(world, YEAR, criterion, &[("2026-10-31", state)]);
}

/// Entries on these days, so many of them planned.
fn entries(days: &[&str], planned: usize) -> World {
    let days = days.iter().enumerate();
    days.fold(pharmacist(), |world, (n, day)| {
        let learning = if n < planned { "planned" } else { "unplanned" };
        let path = format!("activities/{day}-entry-{n}");
        world.record(&path, &format!("learning: {learning}"), "What I learnt.")
    })
}

#[test]
fn four_entries_of_the_year_with_two_planned_are_enough() {
    let days = ["2025-11-01", "2026-02-01", "2026-02-01", "2026-10-31"];
    assert_state(&entries(&days, 2), "entries", "met");
    assert_state(&entries(&days, 2), "planned", "met");
    assert_state(&entries(&days, 4), "planned", "met");
    assert_state(&entries(&days, 1), "planned", "open");
    // The first on the last day of the year before.
    let early = ["2025-10-31", "2026-02-01", "2026-02-01", "2026-10-31"];
    assert_state(&entries(&early, 2), "entries", "open");
    // What is neither planned nor unplanned learning is no entry, such as a talk to a school.
    let other = entries(&days[..3], 2).with("activities", "2026-05-01", "hours: 1");
    assert_state(&other, "entries", "open");
}

#[test]
fn an_entry_is_written_out() {
    let days = ["2025-11-01", "2026-02-01", "2026-02-02", "2026-10-31"];
    let world = entries(&days, 2);
    assert_state(&world, "written", "met");
    let empty = world.record("activities/2026-02-02-entry-2", "learning: planned", "");
    assert_state(&empty, "written", "open");
    assert_state(&pharmacist(), "written", "idle");
}

/// A discussion on a day with Kit, or another, and these details besides.
fn discussed(day: &str, with: &str, more: &str) -> World {
    pharmacist()
        .person("id: kit, name: Kit Moss, emails: [kit@example.org], phone: '01632 960123'")
        .record(
            &format!("meetings/{day}-peer"),
            &format!("type: peer-discussion\nwith: {with}\n{more}"),
            "What changed.",
        )
}

const PLACE: &str = "peer_role: Pharmacist\npeer_organisation: Canal Road";

#[test]
fn the_discussion_is_with_a_peer_who_is_somebody_else() {
    let in_year = discussed("2025-11-01", "kit", PLACE);
    assert_state(&in_year, "discussion", "met");
    assert_state(&in_year, "peer", "met");
    assert_state(&discussed("2025-10-31", "kit", PLACE), "discussion", "open");
    // With oneself, or without the role or the organisation of the peer.
    assert_state(&discussed("2026-03-01", "ro", PLACE), "peer", "overdue");
    assert_state(
        &discussed("2026-03-01", "kit", "peer_role: Pharmacist"),
        "peer",
        "overdue",
    );
    // Two peers may take part, and the council reaches each.
    let both = discussed("2026-03-01", "[kit, sol]", PLACE);
    assert_state(&both, "peer", "met");
    assert_state(&both, "peer-contact", "overdue");
    // A supervision is no discussion with a peer.
    let other = pharmacist().record(
        "meetings/2026-03-01-talk",
        "type: supervision\nwith: kit",
        "Words.",
    );
    assert_state(&other, "discussion", "open");
}

#[test]
fn the_reason_for_the_peer_is_advice() {
    let without = discussed("2026-03-01", "kit", PLACE);
    assert_state(&without, "peer-reason", "overdue");
    let with = discussed(
        "2026-03-01",
        "kit",
        &format!("{PLACE}\npeer_reason: She has run a clinic for years"),
    );
    assert_state(&with, "peer-reason", "met");
    assert_state(&pharmacist(), "peer-reason", "idle");
    // It is a warning: only errors keep a year from being handed in.
    let found = without.findings("2026-10-31").into_iter();
    let found: Vec<_> = found
        .filter(|one| {
            let named = one.criterion.as_deref();
            named.is_some_and(|name| name.ends_with("/peer-reason"))
        })
        .map(|one| one.severity.name())
        .collect();
    assert_eq!(found, ["warning"]);
}

#[test]
fn an_account_names_its_standards() {
    let account = |day: &str, standards: &str| {
        let path = format!("standards-accounts/{day}-ours");
        let text = "## Where I work\n\nIn town.\n\n## How I met the standards\n\nI listened.";
        pharmacist().record(&path, &format!("standards: {standards}"), text)
    };
    let one = account("2026-10-31", "[9]");
    assert_state(&one, "account", "met");
    assert_state(&one, "standards", "met");
    // A list of nothing names none.
    assert_state(&account("2026-10-31", "[]"), "standards", "overdue");
    assert_state(&account("2025-10-31", "[9]"), "account", "open");
    // All nine in one account are as good as one.
    let nine = account("2025-11-01", "[1, 2, 3, 4, 5, 6, 7, 8, 9]");
    assert_state(&nine, "standards", "met");
}
