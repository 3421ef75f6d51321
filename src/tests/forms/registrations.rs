//! Hours and gaps that a register asks for, whoever the employer is, worked out by hand. Absences
//! that are planned.
use super::World;
use crate::check::CriterionState;

/// Ten hours in any two years from a cycle's first day, as the GDC asks.
fn hours(body: &str, owner: &[&str]) -> World {
    let scheme = format!(
        "{body}kinds:
  person: {{ fields: {{ begun: date }} }}
periods: {{ career: {{ every: 60 years, from: owner.begun }} }}
duties:
  - id: it
    says: Ten hours
    within: career
    total: {{ of: {{ kind: activity }}, field: hours, at_least: 10, per: {{ window: 2 years, step: 1 year }} }}
"
    );
    World::new(&scheme).owner(owner)
}

/// No gap of three months in two years, as the HCPC asks.
fn gaps(body: &str, owner: &[&str]) -> World {
    let scheme = format!(
        "{body}periods: {{ cycle: {{ every: 2 years, from: 2024-01-01 }} }}
duties:
  - {{ id: it, says: No gap, within: cycle, cadence: {{ of: {{ kind: activity }}, every: 3 months }} }}
"
    );
    World::new(&scheme).owner(owner)
}

fn state(world: &World, today: &str) -> CriterionState {
    world.duty("it", today).state()
}

const BODY: &str = "registration: { body: gdc, as: [nurse] }\n";

#[test]
fn a_change_of_employer_restarts_no_window_of_a_register() {
    let owner = ["begun: 2022-01-01", "joined: 2023-06-01"];
    // The window of 2022 and 2023 began before the present employer.
    assert_eq!(
        state(&hours("", &owner), "2024-01-01"),
        CriterionState::Open
    );
    assert_eq!(
        state(&hours(BODY, &owner), "2024-01-01"),
        CriterionState::Overdue
    );
    // On its last day there is still time.
    assert_eq!(
        state(&hours(BODY, &owner), "2023-12-31"),
        CriterionState::Open
    );
    // A window that began before the registration is not asked for.
    let late = [
        "begun: 2022-01-01",
        "joined: 2023-06-01",
        "registrations: [{ as: nurse, from: 2022-01-02 }]",
    ];
    assert_eq!(
        state(&hours(BODY, &late), "2024-01-01"),
        CriterionState::Open
    );
    // Leaving an employer ends nothing.
    let left = ["begun: 2022-01-01", "leaving: 2023-06-01"];
    assert_eq!(
        state(&hours(BODY, &left), "2024-01-01"),
        CriterionState::Overdue
    );
}

#[test]
fn a_change_of_employer_loses_no_gap() {
    let world = |body: &str, owner: &[&str]| {
        let world = gaps(body, owner);
        world
            .with("activities", "2024-06-15", "")
            .with("activities", "2024-09-01", "")
    };
    // From 1 January to 15 June is more than three months.
    let joined = ["joined: 2024-06-01"];
    assert_eq!(
        state(&world("", &joined), "2024-10-01"),
        CriterionState::Met
    );
    assert_eq!(
        state(&world(BODY, &joined), "2024-10-01"),
        CriterionState::Overdue
    );
    // Whoever was registered on 15 March had until 15 June, and on the day before until 14 June.
    let just = [
        "joined: 2024-06-01",
        "registrations: [{ as: nurse, from: 2024-03-15 }]",
    ];
    assert_eq!(
        state(&world(BODY, &just), "2024-10-01"),
        CriterionState::Met
    );
    let not_quite = [
        "joined: 2024-06-01",
        "registrations: [{ as: nurse, from: 2024-03-14 }]",
    ];
    assert_eq!(
        state(&world(BODY, &not_quite), "2024-10-01"),
        CriterionState::Overdue
    );
}

#[test]
fn an_absence_may_be_planned_and_counts_from_its_day() {
    let world = World::new(
        "periods: { year: { every: 1 year, from: 01-01 } }
duties:
  - { id: it, says: Hours, within: year, total: { of: { kind: activity }, field: hours, at_least: 36.5, less: { kind: absence } } }
",
    )
    .with("absences", "2026-07-01", "until: 2026-07-10");
    let needed = |today: &str| world.duty("it", today).progress().needed.to_string();
    assert_eq!(needed("2026-06-30"), "36.5");
    assert_eq!(needed("2026-07-01"), "35.5");
    let rules = |folder: &str| {
        let world = World::new("duties: []\n").with(folder, "2026-07-01", "");
        let mut found = world.findings("2026-06-30").into_iter();
        found.any(|one| one.rule.as_str() == "future-date")
    };
    assert!(!rules("absences"));
    assert!(rules("activities"));
}
