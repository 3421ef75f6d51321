//! Awards that come round again.

use crate::base::text::Shell;
use crate::check::AwardState;

use super::{Round, World};

fn world() -> World {
    World::new(
        "kinds:
  activity: { fields: { round: award } }
awards: [{ id: year, title: Year, repeats: { every: 1 year, from: 01-01 } }]
criteria:
  - { id: two, says: Two of them, count: { of: { kind: activity }, at_least: 2 } }
  - { id: named, says: One by name, count: { of: { kind: activity, where: { round: $award } }, at_least: 1 } }
",
    )
}

fn round(id: &str, state: AwardState, met: usize) -> Round {
    Round {
        id: id.to_owned(),
        state,
        met,
        of: 2,
    }
}

#[test]
fn every_round_since_the_first_record_is_judged_by_its_own_records() {
    let world = world()
        .with("activities", "2024-12-31", "round: year")
        .with("activities", "2025-01-01", "")
        .with("activities", "2025-12-31", "round: year-2025-12-31")
        .with("activities", "2026-01-01", "");
    assert_eq!(
        world.rounds("2026-11-22"),
        [
            round("year-2024-12-31", AwardState::Open, 1),
            round("year-2025-12-31", AwardState::Ready, 2),
            round("year-2026-12-31", AwardState::Open, 0),
        ]
    );
}

#[test]
fn no_round_is_asked_of_somebody_who_had_not_joined() {
    let world = world()
        .owner(&["joined: 2025-07-01"])
        .with("activities", "2019-12-31", "");
    let ids: Vec<String> = world
        .rounds("2026-11-22")
        .into_iter()
        .map(|round| round.id)
        .collect();
    assert_eq!(ids, ["year-2025-12-31", "year-2026-12-31"]);
}

#[test]
fn a_round_without_the_records_date_is_reported() {
    let world = world()
        .with("activities", "2026-05-01", "round: year-2025-12-31")
        .with("activities", "2026-05-02", "round: year-2026-06-30");
    let found = world.findings("2026-11-22");
    let told: Vec<(&str, String)> = found
        .iter()
        .filter(|found| found.rule.as_str() == "wrong-round")
        .map(|found| {
            (
                found.at.path.as_str(),
                crate::formats::remedies::help(found, Shell::Posix).unwrap_or_default(),
            )
        })
        .collect();
    let help = "write `year-2026-12-31`, the round of its date, or just `year`";
    assert_eq!(
        told,
        [
            ("activities/2026-05-01-number-0.md", help.to_owned()),
            ("activities/2026-05-02-number-1.md", help.to_owned())
        ]
    );
}

#[test]
fn a_missing_start_date_is_asked_for_once() {
    let world = World::new(
        "kinds: { person: { fields: { renewal: date } } }
awards: [{ id: renewal, title: Renewal, repeats: { every: 3 years, ends: owner.renewal } }]
criteria:
  - { id: one, says: One, count: { of: { kind: activity }, at_least: 1 } }
  - { id: two, says: Two, count: { of: { kind: activity }, at_least: 2 } }
",
    )
    .with("activities", "2026-05-01", "");
    let rules: Vec<&str> = world
        .findings("2026-11-22")
        .iter()
        .map(|found| found.rule.as_str())
        .collect();
    assert_eq!(rules, ["undated-period"]);
    let known = world.owner(&["renewal: 2024-02-29"]);
    let ids: Vec<String> = known
        .rounds("2026-11-22")
        .into_iter()
        .map(|round| round.id)
        .collect();
    assert_eq!(ids, ["renewal-2027-02-28"]);
}

#[test]
fn a_first_day_at_the_start_of_the_calendar_is_handled() {
    let world = world()
        .owner(&["joined: 0001-01-01"])
        .with("activities", "0001-01-01", "");
    let rounds = world.rounds("2026-11-22");
    // Of a yearly award the last six hundred are looked at.
    assert_eq!(rounds.len(), 600);
    assert_eq!(rounds[599].id, "year-2026-12-31");
}

#[test]
fn a_name_that_is_also_that_of_a_round_never_names_a_second_award() {
    let awards = [
        "{ id: year, title: Year, repeats: { every: 1 year, from: 01-01 } }",
        "{ id: year-2026-12-31, title: Another }",
    ];
    for awards in [awards, [awards[1], awards[0]]] {
        let scheme = format!(
            "awards: [{}, {}]
signoffs: [{{ id: sign, title: Signed, by: owner, assurance: claimed }}]
criteria:
  - {{ id: one, says: One, count: {{ of: {{ kind: activity }}, at_least: 1 }} }}
",
            awards[0], awards[1]
        );
        let written = World::HEAD.len() + scheme.find("year-2026-12-31").unwrap();
        let world = World::new(&scheme)
            .with("activities", "2026-05-01", "")
            .file(
                "signoffs/it/year-2026-12-31/2026-12-01T120000Z-sign-ro.md",
                "---\nsignoff: sign\naward: it/year-2026-12-31\nby: ro\nrole: owner\n\
            on: 2026-12-01T12:00:00Z\nowner: { id: ro, name: Ro Hale }\n\
            portfolio: 0197e0c2-91d4-7b11-9a42-6d3f0c2b7e10\n\
            scheme: { id: it, version: 1.0.0, sha256: 00 }\nsubjects: []\nproof: none\n---\n",
            );
        let signed = world.judged("2026-12-02", |result| {
            let awards = result.verdicts[0].awards.iter();
            let signed = awards.filter(|award| award.chain.begun());
            let titles: Vec<String> = signed.map(|award| award.title.clone()).collect();
            titles
        });
        assert_eq!(signed, ["Year to 31 December 2026"]);
        let found = world.findings("2026-12-02");
        let told: Vec<(&str, usize, &str)> = found
            .iter()
            .filter(|found| found.rule.as_str() == "malformed-scheme")
            .map(|found| {
                (
                    found.at.path.as_str(),
                    found.at.span.start,
                    found.message.as_str(),
                )
            })
            .collect();
        let message = "`year-2026-12-31` is also the name of a round of `year`: this award needs another name";
        assert_eq!(told, [("schemes/it/scheme.yaml", written, message)]);
    }
}

#[test]
fn awards_with_clashing_file_or_branch_names_are_refused() {
    for (first, second, message) in [
        (
            "{ id: silver }",
            "{ id: Silver }",
            "`silver` and `Silver` differ only in capital letters, and some computers would give \
             their files one name: this award needs another name",
        ),
        (
            "{ id: year, repeats: { every: 1 year, from: 01-01 } }",
            "{ id: Year-2026-12-31 }",
            "`Year-2026-12-31` is also the name of a round of `year`: this award needs another name",
        ),
        (
            "{ id: silver }",
            "{ id: gold..leaf }",
            "this must be an id of letters, digits and hyphens, not `gold..leaf`",
        ),
    ] {
        let scheme = format!("awards:\n  - {first}\n  - {second}\n");
        let line = World::HEAD.len() + scheme.find(second).unwrap();
        let found = World::new(&scheme).findings("2026-12-02");
        let told: Vec<(bool, &str)> = found
            .iter()
            .filter(|found| found.rule.as_str() == "malformed-scheme")
            .map(|found| (found.at.span.start >= line, found.message.as_str()))
            .collect();
        assert_eq!(told, [(true, message)]);
    }
}
