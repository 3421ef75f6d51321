//! Adjustments granted to the owner: exemptions, more time and lower targets, worked out by hand.

use rust_decimal::Decimal;

use super::{World, day};
use crate::check::{CriterionOutcome, CriterionState};

const KIND: &str = "kinds:
  adjustment:
    folder: adjustments
    id: \"{date}-{slug}\"
    when: date
    print: document
    fields:
      title: { text: {}, required: true }
      date: { date: {}, required: true }
      type: { choice: [exemption, extension, reduction], required: true }
      first: { date: {} }
      last: { date: {} }
      by: { person: {} }
      hours: { hours: {} }
      share: { number: {} }
periods: { year: { every: 1 year, from: 01-01 } }
adjustments:
  - { of: { kind: adjustment, where: { type: exemption } }, exempts: [it], from: first, until: last, by: by }
  - { of: { kind: adjustment, where: { type: extension } }, extends: [it], from: first, to: last, by: by }
  - { of: { kind: adjustment, where: { type: reduction } }, reduces: [it], from: first, until: last, by: by, less: hours, share: share }
";

/// 20 hours of activities in each calendar year, of somebody who was there from the first day.
fn duty() -> World {
    World::new(&format!(
        "{KIND}duties:\n  - {{ id: it, says: It, within: year, total: {{ of: {{ kind: activity }}, field: hours, at_least: 20 }} }}\n"
    ))
    .owner(&["joined: 2024-01-01"])
    .with("activities", "2024-05-05", "hours: 20")
}

fn granted(date: &str, details: &str) -> World {
    duty().with("adjustments", date, &format!("by: sol\n{details}"))
}

fn it(world: &World, today: &str) -> CriterionOutcome {
    world.duty("it", today)
}

fn said(world: &World, today: &str) -> String {
    let outcome = it(world, today);
    let tally = outcome.tally(world.portfolio().kinds()).unwrap_or_default();
    format!("{}: {tally}", outcome.state().name())
}

#[test]
fn an_exemption_holds_in_the_periods_that_it_is_for() {
    let one = granted("2025-03-03", "type: exemption");
    assert_eq!(
        said(&one, "2025-12-31"),
        "met: exempt, granted by Sol Weber on 3 March 2025"
    );
    // Nothing of that year is missed in the next, where it is asked again.
    assert_eq!(said(&one, "2026-01-01"), "open: 0 of 20 hours");
    // Before it was granted it was asked.
    assert_eq!(it(&one, "2025-03-02").state(), CriterionState::Open);
    // From the last day of one year to the first of the next but one: three years.
    let long = granted(
        "2026-02-02",
        "type: exemption\nfirst: 2025-12-31\nlast: 2027-01-01",
    );
    assert_eq!(it(&long, "2026-02-02").state(), CriterionState::Met);
    assert_eq!(it(&long, "2027-12-31").state(), CriterionState::Met);
    assert_eq!(it(&long, "2028-01-01").state(), CriterionState::Open);
}

#[test]
fn more_time_moves_the_last_day_and_not_the_period() {
    let plain = duty();
    assert_eq!(it(&plain, "2026-01-01").state(), CriterionState::Overdue);
    let more = granted("2025-12-10", "type: extension\nlast: 2026-02-28");
    let open = it(&more, "2026-02-28");
    assert_eq!(
        (open.state(), open.due()),
        (CriterionState::Open, Some(day("2026-02-28")))
    );
    assert_eq!(it(&more, "2026-03-01").state(), CriterionState::Overdue);
    // Learning after the year does not count for it. A later record of that year does.
    let after = more.clone().with("activities", "2026-01-15", "hours: 20");
    assert_eq!(it(&after, "2026-02-01").state(), CriterionState::Open);
    let of_the_year = more.with("activities", "2025-12-31", "hours: 20");
    assert_eq!(said(&of_the_year, "2026-02-01"), "open: 0 of 20 hours");
    // An earlier day than the usual one takes no time away.
    let less = granted("2025-03-10", "type: extension\nlast: 2025-04-30");
    assert_eq!(it(&less, "2025-06-01").due(), Some(day("2025-12-31")));
}

#[test]
fn a_reduction_lowers_the_figure_by_a_number_and_by_a_share() {
    let needed = |details: &str| {
        let outcome = it(&granted("2025-03-03", details), "2025-06-01");
        outcome.progress().needed.to_string()
    };
    assert_eq!(needed("type: reduction\nhours: 7.5"), "12.5");
    assert_eq!(needed("type: reduction\nshare: 0.25"), "15.00");
    // A share of the whole first, then the number: 20 × 0.75 − 7.5.
    assert_eq!(needed("type: reduction\nshare: 0.25\nhours: 7.5"), "7.50");
    // Never below nothing, and more than all is all.
    for nothing in ["type: reduction\nhours: 25", "type: reduction\nshare: 3"] {
        assert_eq!(needed(nothing).parse::<Decimal>(), Ok(Decimal::ZERO));
    }
    // Two reductions are added up; one of another year is not.
    let two = granted("2025-03-03", "type: reduction\nhours: 5")
        .with("adjustments", "2025-04-04", "type: reduction\nhours: 6")
        .with("adjustments", "2024-04-04", "type: reduction\nhours: 6")
        .with("activities", "2025-05-05", "hours: 9");
    assert_eq!(
        said(&two, "2025-06-01"),
        "met: 9 of 9 hours; 5 hours less, granted by Sol Weber on 3 March 2025; 6 hours less, granted on 4 April 2025"
    );
    let just_outside = granted("2025-03-03", "type: reduction\nhours: 5").with(
        "activities",
        "2025-05-05",
        "hours: 14.9",
    );
    assert_eq!(
        it(&just_outside, "2025-06-01").state(),
        CriterionState::Open
    );
}

#[test]
fn what_needs_a_confirmation_counts_only_with_it() {
    let scheme = duty().own_scheme().replace("reduces: [it]", "reduces: [it], confirmed: agreed").replace(
        "adjustments:\n",
        "confirmations: [{ id: agreed, says: I granted this, of: { kind: adjustment }, by: mentor }]\nadjustments:\n",
    );
    let world = World::new(&scheme)
        .with(
            "adjustments",
            "2025-03-03",
            "by: sol\ntype: reduction\nhours: 5",
        )
        .with("adjustments", "2026-03-03", "type: exemption");
    assert_eq!(
        said(&world, "2025-06-01"),
        "open: 0 of 20 hours; 5 hours less, granted by Sol Weber on 3 March 2025 (not confirmed, so it does not count)"
    );
    // The other one needs nobody's word.
    let exempt = world.with("adjustments", "2025-04-04", "type: exemption");
    assert_eq!(it(&exempt, "2025-06-01").state(), CriterionState::Met);
}

#[test]
fn an_award_is_handed_in_later_if_somebody_granted_it() {
    let scheme = duty().own_scheme().replace(
        "duties:\n  -",
        "awards: [{ id: year, title: Year, repeats: year, due: { end, plus: 1 month } }]
signoffs: [{ id: submit, title: Submitted, by: owner }]
criteria:\n  -",
    );
    let scheme = scheme.replace(" within: year,", "");
    let scheme = scheme.replace("extends: [it]", "extends: [year]");
    let world = World::new(&scheme).with("activities", "2025-05-05", "hours: 20");
    let last_day = |world: &World| {
        world.judged("2025-06-01", |result| {
            let award = result.verdicts[0].awards.last().expect("a round");
            award.days_to_hand_in.map(|(_, last)| last)
        })
    };
    assert_eq!(last_day(&world), Some(day("2026-01-31")));
    let more = world.with(
        "adjustments",
        "2025-05-05",
        "type: extension\nlast: 2026-03-31",
    );
    assert_eq!(last_day(&more), Some(day("2026-03-31")));
}
