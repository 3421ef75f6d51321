//! Bounds inside a record and between records, copies, and things that come before others: each
//! just inside, just outside, and in an unusual case, worked out by hand.

use super::World;
use crate::check::CriterionState::{self, Met, Open, Overdue};

fn state(world: &World) -> CriterionState {
    world.duty("it", "2026-06-15").state()
}

fn duty(scheme: &str, form: &str) -> World {
    World::new(&format!(
        "{scheme}duties:\n  - {{ id: it, says: It, {form} }}\n"
    ))
}

#[test]
fn money_is_bounded_by_a_field_of_the_record_that_is_referred_to() {
    const BUDGET: &str = "kinds: { activity: { fields: { budget: money } } }\n";
    let spent = |amount: &str| {
        duty(
            BUDGET,
            "each: { of: { kind: expense }, is: { amount: { max: activity.budget } } }",
        )
        .with("activities", "2026-05-01", "budget: 120.00 GBP")
        .with(
            "expenses",
            "2026-05-02",
            &format!("activity: 2026-05-01-number-0\namount: {amount}"),
        )
    };
    assert_eq!(state(&spent("120.00 GBP")), Met);
    assert_eq!(state(&spent("120.01 GBP")), Overdue);
    // Two currencies cannot be compared, so less of another is not within the budget.
    assert_eq!(state(&spent("1.00 EUR")), Overdue);
    // A bill for an activity without a budget is within none.
    let unplanned = duty(
        BUDGET,
        "each: { of: { kind: expense }, is: { amount: { max: activity.budget } } }",
    )
    .with("activities", "2026-05-01", "hours: 1")
    .with(
        "expenses",
        "2026-05-02",
        "activity: 2026-05-01-number-0\namount: 5.00 GBP",
    );
    assert_eq!(state(&unplanned), Overdue);
}

#[test]
fn hours_of_a_part_are_within_the_hours_of_the_whole() {
    let parts = |details: &str| {
        duty(
            "kinds: { activity: { fields: { participatory: hours } } }\n",
            "each: { of: { of: { kind: activity }, where: { participatory: { set: true } } }, is: { participatory: { max: hours } } }",
        )
        .with("activities", "2026-05-01", details)
    };
    assert_eq!(state(&parts("hours: 2\nparticipatory: 2")), Met);
    assert_eq!(state(&parts("hours: 2\nparticipatory: 2.01")), Overdue);
    // A part of an unknown whole is within nothing.
    assert_eq!(state(&parts("participatory: 2")), Overdue);
}

#[test]
fn a_copy_counts_once_and_a_record_that_differs_in_one_letter_twice() {
    let text = "---\ntitle: A course\ndate: 2026-05-01\nhours: 5\n---\n\nWords.\n";
    let hours = duty(
        "",
        "total: { of: { kind: activity }, field: hours, at_least: 10 }",
    )
    .file("activities/2026-05-01-a-course.md", text);
    let found = |world: &World| {
        let outcome = world.duty("it", "2026-06-15");
        outcome.progress().found.to_string()
    };
    let copied = hours.clone().file("activities/2026-05-01-again.md", text);
    assert_eq!((found(&copied), state(&copied)), ("5".to_owned(), Open));
    let other = text.replace("Words", "Wards");
    let differing = hours.clone().file("activities/2026-05-01-again.md", &other);
    assert_eq!(
        (found(&differing), state(&differing)),
        ("10".to_owned(), Met)
    );
    // Three of the same are one as well.
    let thrice = copied.file("activities/2026-05-01-once-more.md", text);
    assert_eq!(found(&thrice), "5");
}

#[test]
fn what_has_to_come_before_may_be_of_the_same_day_and_not_of_the_next() {
    let agreed = |on: &str| {
        duty(
            "",
            "sequence: { each: { kind: activity }, needs: { kind: meeting, where: { type: plan } }, match: { activity: id } }",
        )
        .with("activities", "2026-05-10", "hours: 3")
        .with(
            "meetings",
            on,
            "type: plan\nactivity: 2026-05-10-number-0",
        )
    };
    let kinds = "kinds: { meeting: { fields: { activity: { reference: activity } } } }\n";
    let with_kinds = |world: World| {
        let scheme = format!("{kinds}{}", world.own_scheme());
        world.under(&scheme)
    };
    assert_eq!(state(&with_kinds(agreed("2026-05-10"))), Met);
    // It may have happened and not be recorded yet, so that is open and not overdue.
    assert_eq!(state(&with_kinds(agreed("2026-05-11"))), Open);
    // Agreed for another activity, it is not agreed for this one.
    let two = with_kinds(agreed("2026-05-01")).with("activities", "2026-05-12", "hours: 1");
    assert_eq!(state(&two), Open);
}

#[test]
fn a_role_is_that_of_the_day_and_the_partner_is_not_the_owner() {
    let met = |with: &str, on: &str| {
        duty(
            "",
            "each: { of: { kind: meeting }, is: { with: { not: $owner, holds: mentor } } }",
        )
        .file(
            "trust/people.yaml",
            "people:\n  - { id: ro, name: Ro Hale, roles: [{ role: mentor, from: 2020-01-01 }] }\n  - { id: sol, name: Sol Weber, roles: [{ role: mentor, from: 2026-02-01, to: 2026-05-31 }] }\n",
        )
        .with("meetings", on, &format!("type: talk\nwith: {with}"))
    };
    assert_eq!(state(&met("sol", "2026-05-31")), Met);
    assert_eq!(state(&met("sol", "2026-06-01")), Overdue);
    assert_eq!(state(&met("sol", "2026-01-31")), Overdue);
    // A mentor of others is nobody else's partner for themselves.
    assert_eq!(state(&met("ro", "2026-05-31")), Overdue);
}
