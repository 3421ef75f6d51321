//! Social Work England: two different pieces of development in a registration year that runs from
//! 1 December to 30 November, at least one of them talked over with a peer, and no minimum of hours.

use super::{assert_criterion, registered};
use crate::tests::forms::World;

const YEAR: &str = "renewal-2026-11-30";
const TEXT: &str = "## What I did\n\nI read.\n\n## What I learnt\n\nTo ask.";

fn social_worker() -> World {
    registered(
        "social-work-england",
        "{ body: social-work-england, as: social-worker, from: 2015-05-01 }",
    )
}

/// A piece of a day about an activity of its own, or of another piece.
fn piece(world: World, day: &str, activity: &str, more: &str) -> World {
    world
        .record(&format!("activities/{activity}"), "hours: 1", "Words.")
        .record(
            &format!("journals/{day}-on-{activity}"),
            &format!("award: {YEAR}\nactivity: {activity}{more}"),
            TEXT,
        )
}

#[track_caller]
fn assert_state(world: &World, criterion: &str, state: &str) {
    assert_criterion(world, YEAR, criterion, &[("2026-11-30", state)]);
}

const PEER: &str = "\npeer: A health visitor";

#[test]
fn two_pieces_and_one_peer_are_enough() {
    let one = piece(social_worker(), "2025-12-01", "2025-12-01-law", PEER);
    assert_state(&one, "pieces", "open");
    let two = piece(one, "2026-11-30", "2026-11-20-trauma", "");
    for criterion in ["pieces", "different", "peer", "written"] {
        assert_state(&two, criterion, "met");
    }
    // Both with a peer are as good, and without any the year lacks one.
    let both = piece(two.clone(), "2026-11-30", "2026-11-20-trauma", PEER);
    assert_state(&both, "peer", "met");
    let none = piece(two, "2025-12-01", "2025-12-01-law", "");
    assert_state(&none, "peer", "open");
}

#[test]
fn the_two_pieces_are_about_two_activities() {
    let one = piece(social_worker(), "2025-12-01", "2025-12-01-law", PEER);
    let same = piece(one.clone(), "2026-06-01", "2025-12-01-law", "");
    assert_state(&same, "pieces", "met");
    assert_state(&same, "different", "overdue");
    let third = piece(same, "2026-07-01", "2026-06-20-trauma", "");
    // A third piece on something else does not undo the repetition.
    assert_state(&third, "different", "overdue");
    // An activity of the year before may be written about in this one.
    let earlier = piece(one, "2026-06-01", "2025-10-01-ethics", "");
    assert_state(&earlier, "different", "met");
    assert_state(&earlier, "pieces", "met");
}

#[test]
fn a_piece_of_another_year_counts_for_none_of_this() {
    let one = piece(social_worker(), "2025-12-01", "2025-12-01-law", PEER);
    // Written on the last day of the year before.
    let early = piece(one.clone(), "2025-11-30", "2025-11-01-trauma", "");
    assert_state(&early, "pieces", "open");
    // Written on the first day of the next: the year is over, and is missed.
    let late = piece(one, "2026-12-01", "2026-11-20-trauma", "");
    assert_criterion(&late, YEAR, "pieces", &[("2026-12-02", "overdue")]);
}
