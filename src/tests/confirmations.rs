//! Records that somebody else than the owner confirms, judged in memory: hand-worked cases of
//! what counts and what does not.

use std::collections::BTreeMap;

use crate::base::files::digest::{sha1_blob, sha256};
use crate::base::files::{Content, File, Snapshot};
use crate::check::{CheckInput, CheckResult, check};
use crate::domain::portfolio::Portfolio;
use crate::domain::ports::Evidence;
use crate::domain::signoff::{Revision, Trust};
use crate::views::checklist::coverage_tables;
use crate::views::confirmation_marks::ConfirmationMarks;

const TRIP: &str = "expenses/2026-03-06-a-night-away.md";
const APPROVAL: &str = "signoffs/it/approval/2026-03-06-a-night-away/";

const SCHEME: &str = "\
id: it
version: 1.0.0
title: It
roles: [director]
kinds: { expense: { fields: { agreed_with: { person: {}, help: Who } } } }
sets:
  away: { kind: expense, where: { overnight: true } }
  cheap: { of: away, where: { confirmed: approval } }
confirmations:
  - id: approval
    says: I agreed to this before it began
    of: away
    by: director
    before: [activity.date, date]
    claim: agreed_with
duties:
  - id: agreed
    says: Each night away is agreed
    each: { of: away, is: { confirmed: approval } }
  - id: counted
    says: One at least
    count: { of: cheap, at_least: 1 }
";

const PEOPLE: &str = "\
people:
  - { id: ro, name: Ro Hale }
  - id: kit
    name: Kit Moss
    roles: [{ role: director, from: 2025-01-01, to: 2026-03-04 }]
  - id: sol
    name: Sol Weber
    roles: [{ role: director, from: 2026-03-05 }]
";

/// A portfolio with one night away, for a course that begins on 5 March 2026.
#[derive(Clone)]
struct World(BTreeMap<String, String>);

impl World {
    fn new() -> Self {
        let files = [
            (
                "cpd.yaml",
                "cpd: 1\nportfolio: 0197e0c2-91d4-7b11-9a42-6d3f0c2b7e10\nowner: ro\nschemes: { it: 1.0.0 }\n",
            ),
            ("trust/people.yaml", PEOPLE),
            ("schemes/it/scheme.yaml", SCHEME),
            (
                "activities/2026-03-05-a-course.md",
                "---\ntitle: A course\ndate: 2026-03-05\n---\n\nWords.\n",
            ),
            (
                TRIP,
                "---\ntitle: A night away\ndate: 2026-03-06\nactivity: 2026-03-05-a-course\namount: 90.00 GBP\novernight: true\n---\n",
            ),
        ];
        let files = files.into_iter();
        Self(
            files
                .map(|(path, text)| (path.into(), text.into()))
                .collect(),
        )
    }

    fn file(mut self, path: &str, text: &str) -> Self {
        self.0.insert(path.into(), text.into());
        self
    }

    fn replace(mut self, path: &str, from: &str, to: &str) -> Self {
        let text = self.0.get_mut(path).unwrap();
        assert!(text.contains(from), "{from} in {text}");
        *text = text.replace(from, to);
        self
    }

    /// With the claim that somebody confirmed the trip as it is now.
    fn confirmed(self, by: &str, on: &str) -> Self {
        let record = self.0[TRIP].clone();
        self.signoff("confirm", by, on, &subject(TRIP, &record), "")
    }

    fn signoff(self, step: &str, by: &str, on: &str, subjects: &str, more: &str) -> Self {
        let text = format!(
            "---\nsignoff: {step}\naward: it/approval/2026-03-06-a-night-away\nby: {by}\nrole: director\non: {on}\nowner: {{ id: ro, name: Ro Hale }}\nportfolio: 0197e0c2-91d4-7b11-9a42-6d3f0c2b7e10\nscheme: {{ id: it, version: 0.9.0, sha256: {} }}\nsubjects: [{subjects}]\nproof: none\n{more}---\n\nYes.\n",
            "0".repeat(64)
        );
        let name = on.replace(':', "");
        self.file(&format!("{APPROVAL}{name}-{step}-{by}.md"), &text)
    }

    fn judged<T>(&self, look: impl FnOnce(&CheckResult<'_>) -> T) -> T {
        self.judged_on("2026-03-20", look)
    }

    fn judged_on<T>(&self, today: &str, look: impl FnOnce(&CheckResult<'_>) -> T) -> T {
        self.judged_with_portfolio(today, |result, _| look(result))
    }

    fn judged_with_portfolio<T>(
        &self,
        today: &str,
        look: impl FnOnce(&CheckResult<'_>, &Portfolio) -> T,
    ) -> T {
        let files = self.0.iter().map(|(path, text)| File {
            path: path.clone(),
            content: Content::Text(text.as_str().into()),
        });
        let portfolio = Portfolio::load(Snapshot::new(files.collect()));
        let trust = Trust::from_worktree(&portfolio, Revision::WorkTree, &|_| None);
        let result = check(CheckInput {
            portfolio: &portfolio,
            evidence: Evidence::in_memory(),
            trust: &trust,
            today: crate::base::calendar::date(today).unwrap(),
            focus: None,
            only: None,
        });
        look(&result, &portfolio)
    }

    /// Returns true if both duties are met, and every rule that found something, once.
    fn outcome(&self) -> (bool, Vec<String>) {
        self.judged(|result| {
            let duties = &result.verdicts[0].duties;
            assert_eq!(duties.len(), 2, "{:#?}", result.diagnostics);
            assert_eq!(duties[0].is_met(), duties[1].is_met());
            let rules = result.diagnostics.iter().map(|one| one.rule.to_string());
            let mut rules: Vec<String> = rules
                .filter(|rule| rule != "unmet-duty" && rule != "unverifiable-history")
                .collect();
            rules.dedup();
            (duties[0].is_met(), rules)
        })
    }
}

fn subject(path: &str, text: &str) -> String {
    let (blob, sha256) = (sha1_blob(text.as_bytes()), sha256(text.as_bytes()));
    format!("{{ path: {path}, blob: {blob}, sha256: {sha256} }}")
}

/// Asserts if the duties are met, and which rules find something.
fn assert_outcome(world: &World, met: bool, rules: &[&str]) {
    let (is_met, found) = world.outcome();
    assert_eq!(
        found,
        rules,
        "{:#?}",
        world.judged(|result| result.diagnostics.clone())
    );
    assert_eq!(is_met, met);
}

#[test]
fn a_record_counts_once_the_right_person_confirmed_it_in_time() {
    let world = World::new();
    assert_outcome(&world, false, &[]);
    // The course begins on 5 March: the day before is in time, and the day itself is not.
    assert_outcome(
        &world.clone().confirmed("kit", "2026-03-04T23:59:59Z"),
        true,
        &[],
    );
    let late = world.clone().confirmed("sol", "2026-03-05T00:00:00Z");
    assert_outcome(&late, false, &["late-confirmation"]);
    // The bill came later than the course, which is what counts.
    let late = world.clone().confirmed("sol", "2026-03-05T20:00:00Z");
    assert_outcome(&late, false, &["late-confirmation"]);
    let alone = world.replace(TRIP, "activity: 2026-03-05-a-course\n", "");
    assert_outcome(
        &alone.clone().confirmed("sol", "2026-03-05T20:00:00Z"),
        true,
        &[],
    );
    assert_outcome(
        &alone.confirmed("sol", "2026-03-06T08:00:00Z"),
        false,
        &["late-confirmation"],
    );
}

#[test]
fn roles_count_on_the_day_of_confirming() {
    let course = "activities/2026-03-09-later.md";
    let world = World::new()
        .file(
            course,
            "---\ntitle: Later\ndate: 2026-03-09\n---\n\nWords.\n",
        )
        .replace(TRIP, "2026-03-05-a-course", "2026-03-09-later");
    // Kit left after 4 March, which changes nothing of what Kit confirmed before.
    assert_outcome(
        &world.clone().confirmed("kit", "2026-03-04T12:00:00Z"),
        true,
        &[],
    );
    assert_outcome(
        &world.clone().confirmed("kit", "2026-03-05T12:00:00Z"),
        false,
        &["role-not-held"],
    );
    assert_outcome(
        &world.clone().confirmed("sol", "2026-03-04T12:00:00Z"),
        false,
        &["role-not-held"],
    );
    assert_outcome(
        &world.clone().confirmed("ro", "2026-03-04T12:00:00Z"),
        false,
        &["self-endorsement"],
    );
    let director = world.replace(
        "trust/people.yaml",
        "{ id: ro, name: Ro Hale }",
        "{ id: ro, name: Ro Hale, roles: [{ role: director, from: 2025-01-01 }] }",
    );
    assert_outcome(
        &director.confirmed("ro", "2026-03-04T12:00:00Z"),
        false,
        &["self-endorsement"],
    );
}

#[test]
fn a_record_edited_after_it_was_confirmed_is_confirmed_no_longer() {
    let edited = World::new()
        .confirmed("kit", "2026-03-04T12:00:00Z")
        .replace(TRIP, "90.00", "900.00");
    assert_outcome(&edited, false, &["stale-signoff"]);
    // It was agreed in time, so it may be confirmed again when the bill is there.
    let again = edited.clone().confirmed("sol", "2026-03-10T12:00:00Z");
    assert_outcome(&again, true, &[]);
    // That needs somebody who could confirm it then.
    let first_by_the_owner = World::new()
        .confirmed("ro", "2026-03-04T12:00:00Z")
        .replace(TRIP, "90.00", "900.00")
        .confirmed("sol", "2026-03-10T12:00:00Z");
    assert_outcome(&first_by_the_owner, false, &["late-confirmation"]);
}

#[test]
fn a_confirmation_that_was_taken_back_does_not_count() {
    let world = World::new().confirmed("kit", "2026-03-04T12:00:00Z");
    let path = format!("{APPROVAL}2026-03-04T120000Z-confirm-kit.md");
    let blob = sha1_blob(world.0[&path].as_bytes());
    let withdraws = format!("withdraws: {{ path: {path}, blob: {blob} }}\n");
    let back = world.signoff("withdraw", "kit", "2026-03-04T14:00:00Z", "", &withdraws);
    assert_outcome(&back, false, &[]);
    // Nor does it show that a later one was in time.
    let again = back.confirmed("sol", "2026-03-10T12:00:00Z");
    assert_outcome(&again, false, &["late-confirmation"]);
}

#[test]
fn a_confirmation_is_of_one_record_and_of_no_other() {
    let world = World::new().confirmed("kit", "2026-03-04T12:00:00Z");
    let other = "expenses/2026-03-06-another-night.md";
    let text = world.0[TRIP].replace("A night away", "Another night");
    let two = world.clone().file(other, &text);
    let confirmed = |world: &World| {
        world.judged(|result| {
            let all = result.verdicts[0].confirmations.iter();
            let all = all.filter(|one| one.is_confirmed());
            all.map(|one| one.id.to_string()).collect::<Vec<_>>()
        })
    };
    assert_eq!(confirmed(&two), ["it/approval/2026-03-06-a-night-away"]);

    // Copied to the other record, with the other's name in it.
    let path = format!("{APPROVAL}2026-03-04T120000Z-confirm-kit.md");
    let copy = two.0[&path].replace(
        "approval/2026-03-06-a-night-away",
        "approval/2026-03-06-another-night",
    );
    let copied = two.file(&path.replace("a-night-away", "another-night"), &copy);
    assert_eq!(confirmed(&copied), ["it/approval/2026-03-06-a-night-away"]);
    let stale = |result: &CheckResult<'_>| {
        let mut found = result.diagnostics.iter();
        let found = found.find(|one| one.rule.as_str() == "stale-signoff");
        found.map(|one| one.at.path.clone())
    };
    assert_eq!(
        copied.judged(stale),
        Some(path.replace("a-night-away", "another-night"))
    );

    // A second record with the same id, in whichever order the two are read.
    for folder in ["expenses/0", "expenses/z"] {
        let twin = format!("{folder}/2026-03-06-a-night-away.md");
        let twice = world.clone().file(&twin, &text);
        assert_eq!(confirmed(&twice), [""; 0], "{folder}");
        assert!(!twice.outcome().0, "{folder}");
    }
}

#[test]
fn a_record_of_a_day_to_come_can_be_confirmed_beforehand() {
    let path = "expenses/2026-04-02-next-month.md";
    let world = World::new().file(
        path,
        "---\ntitle: Next month\ndate: 2026-04-02\namount: 90.00 GBP\novernight: true\n---\n",
    );
    let asked = world.judged(|result| {
        let all = result.verdicts[0].confirmations.iter();
        all.map(|one| one.title.clone()).collect::<Vec<_>>()
    });
    assert_eq!(
        asked,
        ["Approval of “A night away”", "Approval of “Next month”"]
    );
}

#[test]
fn a_confirmation_that_is_missing_is_open_until_its_last_day() {
    let state = |world: &World, today: &str| {
        world.judged_on(today, |result| {
            let outcome = &result.verdicts[0].duties[0].outcome;
            let rules = result.diagnostics.iter();
            let rules = rules.filter(|one| one.at.path == TRIP);
            let future = rules.filter(|one| one.rule.as_str() == "future-date");
            let due = outcome.due().map(|day| day.to_string());
            (outcome.state().name(), due, future.count())
        })
    };
    let last = || Some("2026-03-04".to_owned());
    let world = World::new();
    // The course and the bill are of days to come: what has to be agreed beforehand may be.
    assert_eq!(state(&world, "2026-03-01"), ("open", last(), 0));
    assert_eq!(state(&world, "2026-03-04"), ("open", last(), 0));
    assert_eq!(state(&world, "2026-03-05"), ("overdue", last(), 0));
    assert_eq!(state(&world, "2026-03-20"), ("overdue", last(), 0));
    let agreed = world.clone().confirmed("kit", "2026-03-01T12:00:00Z");
    assert_eq!(state(&agreed, "2026-03-02").0, "idle");
    assert_eq!(state(&agreed, "2026-03-06").0, "met");
    // Without a day to come first, a record of a day to come stays a mistake.
    let whenever = world.replace(
        "schemes/it/scheme.yaml",
        "    before: [activity.date, date]\n",
        "",
    );
    assert_eq!(state(&whenever, "2026-03-01"), ("idle", None, 1));
    assert_eq!(state(&whenever, "2026-03-20"), ("open", None, 0));
}

#[test]
fn what_the_owner_says_about_an_agreement_is_shown_as_a_claim() {
    let said = |world: &World| {
        world.judged(|result| {
            let mut found = result.diagnostics.iter();
            let found = found.find(|one| one.criterion.as_deref() == Some("it/agreed"));
            format!("{found:?}")
        })
    };
    let world = World::new();
    assert!(
        said(&world).contains("not confirmed by a director"),
        "{}",
        said(&world)
    );
    let claimed = world.replace(
        TRIP,
        "overnight: true\n",
        "overnight: true\nagreed_with: kit\n",
    );
    let expected = "agreed with Kit Moss, not confirmed by a director";
    assert!(said(&claimed).contains(expected), "{}", said(&claimed));
}

#[test]
fn faults_in_confirmations_are_reported_where_they_are() {
    let faults = |from: &str, to: &str| {
        let world = World::new().replace("schemes/it/scheme.yaml", from, to);
        world.judged(|result| {
            let found = result.diagnostics.iter();
            let found = found.filter(|one| one.at.path.starts_with("schemes/"));
            let found = found.map(|one| format!("{}: {}", one.rule, one.message));
            found.collect::<Vec<_>>()
        })
    };
    assert_eq!(faults("", ""), [""; 0]);
    for (from, to, expected) in [
        ("by: director", "by: owner", "owners cannot confirm"),
        ("by: director", "by: directors", "directors"),
        (
            "before: [activity.date, date]",
            "before: amount",
            "a field with a date",
        ),
        (
            "before: [activity.date, date]",
            "before: actvity.date",
            "actvity",
        ),
        ("claim: agreed_with", "claim: amonut", "amonut"),
        (
            "of: away\n    by",
            "of: cheap\n    by",
            "leave out `confirmed`",
        ),
        (
            "of: away\n    by",
            "of: owner\n    by",
            "a file of their own",
        ),
        (
            "confirmed: approval } }\nconf",
            "confirmed: aproval } }\nconf",
            "aproval",
        ),
        (
            "{ of: away, where: { confirmed",
            "{ kind: activity, where: { confirmed",
            "kind expense",
        ),
        (
            "duties:",
            "subjects: [cheap]\nduties:",
            "cannot depend on `confirmed`",
        ),
        (
            "duties:",
            "awards: [{ id: approval, title: A }]\nduties:",
            "approval",
        ),
        (
            "    claim: agreed_with\n",
            "    claims: agreed_with\n",
            "claims",
        ),
    ] {
        let found = faults(from, to);
        let is_told = found.iter().any(|one| one.contains(expected));
        assert!(is_told, "{to}: {found:#?}");
    }
}

/// Returns what the table of topics says of the trip, which is about the law.
fn mark_in_table(world: &World) -> Option<String> {
    world.judged_with_portfolio("2026-03-20", |result, portfolio| {
        let mut tables = coverage_tables(result, portfolio);
        let marks = ConfirmationMarks::new(result, portfolio);
        tables.iter_mut().for_each(|table| table.mark(&marks));
        assert_eq!(tables.len(), 1, "{:#?}", result.diagnostics);
        tables[0].rows[0].records[0].mark.clone()
    })
}

#[test]
fn a_table_of_items_says_of_each_record_if_it_was_confirmed() {
    let scheme = SCHEME
        .replace(
            "help: Who } } } }",
            "help: Who }, topic: { reference: { catalogue: topics }, help: What } } } }",
        )
        .replace(
            "duties:\n",
            "catalogues: { topics: [{ id: law, title: Law }] }\nduties:\n  - { id: topics, says: Each, covers: { all: { catalogue: topics }, by: { kind: expense, follow: topic } } }\n",
        );
    let world = World::new()
        .file("schemes/it/scheme.yaml", &scheme)
        .replace(TRIP, "overnight: true\n", "overnight: true\ntopic: law\n");
    assert_eq!(mark_in_table(&world).as_deref(), Some("not confirmed"));
    let claimed = world
        .clone()
        .replace(TRIP, "topic: law\n", "topic: law\nagreed_with: kit\n");
    assert_eq!(
        mark_in_table(&claimed).as_deref(),
        Some("claimed, not confirmed")
    );
    let confirmed = claimed.confirmed("kit", "2026-03-04T09:00:00Z");
    assert_eq!(
        mark_in_table(&confirmed).as_deref(),
        Some("confirmed by Kit Moss on 2026-03-04")
    );
    // A record that was edited afterwards has no confirmation for its present words.
    let edited = confirmed.replace(TRIP, "90.00 GBP", "95.00 GBP");
    assert_eq!(
        mark_in_table(&edited).as_deref(),
        Some("claimed, not confirmed")
    );
}
