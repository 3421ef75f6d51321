//! The days that records carry: in `due` and its calendar whatever scheme is followed, each once.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use proptest::collection::vec;
use proptest::prelude::*;

use super::{World, day};
use crate::formats::{Style, View};
use crate::views::due::{Agenda, DueEntry, Urgency};

const TODAY: &str = "2026-06-15";

impl World {
    fn agenda(&self, today: &str) -> Agenda {
        let portfolio = self.portfolio();
        self.judged(today, |result| {
            Agenda::new(&portfolio, result, day(today), None)
        })
    }

    /// Each entry as `Due 2026-07-01 Target to reach and evaluate: Number 0`.
    fn due(&self, today: &str) -> Vec<String> {
        let line = |entry: &DueEntry| {
            let on = entry.on.map_or_else(String::new, |on| format!(" {on}"));
            let what = entry.what.as_deref().unwrap_or("-");
            format!("{:?}{on} {}: {what}", entry.state, entry.says)
        };
        self.agenda(today).entries.iter().map(line).collect()
    }
}

fn unasked() -> World {
    World::new("duties: []\n")
}

#[test]
fn a_certificate_is_in_date_until_a_later_one_of_the_same_item() {
    let world = unasked().with(
        "training",
        "2025-07-01",
        "item: First aid\nexpires: 2026-06-15",
    );
    let until = |word: &str| vec![format!("{word} 2026-06-15 Certificate: Number 0")];
    assert_eq!(world.due("2026-06-15"), until("Expires"));
    assert_eq!(world.due("2026-06-16"), until("Expired"));
    let other = world
        .clone()
        .with("training", "2026-06-10", "item: Fire safety");
    assert_eq!(other.due("2026-06-15"), until("Expires"));
    let renewed = world.with("training", "2026-06-10", "item: first AID");
    assert_eq!(renewed.due("2026-06-15"), Vec::<String>::new());
    // A renewal that has not happened renews nothing.
    assert_eq!(renewed.due("2026-06-09"), until("Expires"));
}

#[test]
fn a_target_is_due_until_it_has_an_outcome() {
    let set = "due: 2026-06-15";
    let world = unasked().with("targets", "2026-01-05", set);
    let line = |word: &str| {
        let says = "Target to reach and evaluate";
        vec![format!("{word} 2026-06-15 {says}: Number 0")]
    };
    assert_eq!(world.due("2026-06-15"), line("Due"));
    assert_eq!(world.due("2026-06-16"), line("Overdue"));
    for state in ["evaluated", "dropped"] {
        let closed = unasked().with("targets", "2026-01-05", &format!("{set}\nstate: {state}"));
        assert_eq!(closed.due("2026-06-16"), Vec::<String>::new(), "{state}");
    }
    let evaluation = "by: ro\ntarget: 2026-01-05-number-0";
    let evaluated = world.with("evaluations", "2026-06-14", evaluation);
    assert_eq!(evaluated.due("2026-06-16"), Vec::<String>::new());
}

#[test]
fn what_is_planned_is_told_until_it_took_place() {
    for (folder, kind, details) in [
        ("activities", "activity", ""),
        ("meetings", "meeting", "type: supervision\n"),
    ] {
        let world = |status: &str| {
            unasked().with(folder, "2026-06-15", &format!("{details}status: {status}"))
        };
        let line = |word: &str| vec![format!("{word} 2026-06-15 Planned {kind}: Number 0")];
        assert_eq!(world("planned").due("2026-06-01"), line("Planned"));
        assert_eq!(world("planned").due("2026-06-16"), line("Overdue"));
        assert_eq!(world("cancelled").due("2026-06-16"), Vec::<String>::new());
    }
    assert_eq!(
        unasked()
            .with("activities", "2026-06-15", "status: done")
            .due("2026-06-16"),
        Vec::<String>::new()
    );
}

#[test]
fn what_takes_several_days_is_told_until_its_last() {
    let course = "status: planned\nuntil: 2026-06-17";
    let world = unasked().with("activities", "2026-06-15", course);
    let line = |word: &str| vec![format!("{word} 2026-06-15 Planned activity: Number 0")];
    assert_eq!(world.due("2026-06-17"), line("Planned"));
    assert_eq!(world.due("2026-06-18"), line("Overdue"));
    let printed = |format: &str, today: &str| written(&world.agenda(today), format);
    let calendar = printed("ics", "2026-06-01");
    assert!(
        calendar.contains("DTSTART;VALUE=DATE:20260615"),
        "{calendar}"
    );
    // The day after the last, as the format asks.
    assert!(calendar.contains("DTEND;VALUE=DATE:20260618"), "{calendar}");
    assert_eq!(
        printed("plain", "2026-06-01"),
        "From 15 to 17 June 2026: Planned activity, Number 0 (activities/2026-06-15-number-0.md): write `status: done` when it has taken place\n"
    );
}

#[test]
fn of_people_only_the_owners_own_day_is_told() {
    let people = "people:
  - id: ro
    name: Ro Hale
    registrations:
      - { as: nurse, renewal: 2026-09-30 }
      - { as: midwife, to: 2026-07-31, renewal: 2026-07-31 }
  - { id: sol, name: Sol Weber, registrations: [{ as: nurse, renewal: 2026-08-31 }] }
";
    let world = unasked().file("trust/people.yaml", people);
    let line = "Due 2026-09-30 Renewal of the registration: Ro Hale";
    assert_eq!(world.due(TODAY), [line]);
}

#[test]
fn a_kind_of_a_schemes_own_has_due_dates_too() {
    let world = World::new(
        "kinds:
  loan:
    folder: loans
    when: date
    due: { back: { says: A book goes back, while: { given: false } } }
    fields:
      date: { date: {}, required: true }
      back: date
      given: { boolean: {}, default: \"false\" }
duties: []
",
    )
    .with("loans", "2026-06-01", "back: 2026-06-29")
    .with("loans", "2026-06-02", "back: 2026-06-30\ngiven: true");
    assert_eq!(
        world.due(TODAY),
        ["Due 2026-06-29 A book goes back: Number 0"]
    );
}

#[test]
fn mistakes_in_due_dates_of_kinds_are_found() {
    for (due, message) in [
        ("{ back: { says: X, until: lone } }", "lone"),
        (
            "{ back: { says: X, last_day: given } }",
            "a field that is a date",
        ),
        ("{ bak: { says: X } }", "bak"),
        ("{ given: { says: X } }", "a field that is a date"),
        (
            "{ back: { sort: soon, says: X } }",
            "due, expires or planned",
        ),
        ("{ back: { while: { given: yes } } }", "says"),
    ] {
        let scheme = format!(
            "kinds:\n  loan:\n    folder: loans\n    due: {due}\n    fields: {{ back: date, given: text }}\nduties: []\n"
        );
        let found = World::new(&scheme).findings(TODAY);
        let told = found.iter().any(|one| one.message.contains(message));
        assert!(told, "{due}: {found:#?}");
    }
}

const REGISTER: &str = "catalogues:
  register:
    - { id: fire, title: Fire, valid: 1 year }
    - { id: aid, title: Aid }
    - { id: lift, title: Lifting }
duties:
  - { id: it, says: Trained, DUEcurrent: { catalogue: register, of: { kind: training }, field: item, expires: expires } }
  - { id: looked-back, says: Looked back, covers: { all: { kind: target }, by: { kind: evaluation, follow: target }, due: due } }
";

#[test]
fn notice_is_given_before_the_last_day_of_an_item() {
    let renewed_from = |rest: &str| {
        let scheme = REGISTER
            .replace("DUE", "")
            .replace("expires: expires }", rest);
        let world = World::new(&scheme).with("training", "2026-01-31", "item: fire");
        let outcome = world.duty("it", TODAY);
        let coverage = outcome.progress().coverage.clone().unwrap();
        let items = coverage.items.into_iter();
        items
            .map(|item| (item.id, item.until, item.renew_from))
            .collect::<Vec<_>>()
    };
    let other = ["aid", "lift"].map(|id| (id.to_owned(), None, None));
    for (rest, from) in [
        ("notice: 8 weeks }", Some("2026-12-06")),
        ("notice: 2 months }", Some("2026-11-30")),
        ("expires: expires }", None),
    ] {
        let fire = ("fire".to_owned(), Some(day("2027-01-31")), from.map(day));
        assert_eq!(
            renewed_from(rest),
            [vec![fire], other.to_vec()].concat(),
            "{rest}"
        );
    }
}

#[test]
fn a_duty_tells_the_day_of_a_record_and_each_item_without_one_once() {
    let expires = "item: aid\nexpires: 2026-07-01";
    let world = |due: &str| {
        World::new(&REGISTER.replace("DUE", due))
            .owner(&["joined: 2026-06-01"])
            .with("training", "2025-09-01", expires)
            .with("targets", "2026-01-05", "due: 2026-08-01")
    };
    assert_eq!(
        world("").due(TODAY),
        [
            "Due Trained: Fire",
            "Due Trained: Lifting",
            "Expires 2026-07-01 Trained: Aid",
            "Due 2026-08-01 Looked back: Number 1",
        ]
    );
    // One item that is out of date hides none that has no record.
    assert_eq!(
        world("").due("2026-07-02")[..3],
        [
            "Expired 2026-07-01 Trained: Aid",
            "Due Trained: Fire",
            "Due Trained: Lifting",
        ]
    );
    let dated = world("due: { within: 6 weeks, after: owner.joined }, ");
    assert_eq!(
        dated.due(TODAY)[..3],
        [
            "Expires 2026-07-01 Trained: Aid",
            "Due 2026-07-13 Trained: Fire",
            "Due 2026-07-13 Trained: Lifting",
        ]
    );
    assert_eq!(
        dated.due("2026-07-14")[1],
        "Overdue 2026-07-13 Trained: Fire"
    );
}

#[test]
fn a_duty_without_a_day_is_to_do_unless_it_is_advice() {
    let duty = |more: &str| {
        World::new(&format!(
            "duties:\n  - {{ id: it, says: A CV, {more}count: {{ of: {{ kind: cv }}, at_least: 1 }} }}\n"
        ))
    };
    assert_eq!(duty("").due(TODAY), ["Due A CV: -"]);
    assert_eq!(duty("severity: note, ").due(TODAY), Vec::<String>::new());
    let done = duty("").file("cv.yaml", "basics: { name: Ro Hale }\n");
    assert_eq!(done.due(TODAY), Vec::<String>::new());
    // In a calendar it is a task, since an event has a day.
    let calendar = written(&duty("").agenda(TODAY), "ics");
    let tasks: Vec<&str> = calendar.split("BEGIN:VTODO").skip(1).collect();
    assert_eq!(tasks.len(), 1, "{calendar}");
    assert!(tasks[0].contains("SUMMARY:A CV\r\n"), "{calendar}");
    assert!(!calendar.contains("BEGIN:VEVENT"), "{calendar}");
    assert!(!written(&done.agenda(TODAY), "ics").contains("VTODO"));
}

/// A certificate: item, the day of the course, and how many days it lasts if it says so.
type Certificate = (u8, i64, Option<i64>);

fn certificates() -> impl Strategy<Value = Vec<Certificate>> {
    vec(
        (0..3_u8, -400..200_i64, proptest::option::of(0..600_i64)),
        0..8,
    )
}

fn after(days: i64) -> NaiveDate {
    day(TODAY) + chrono::Duration::days(days)
}

/// Returns the certificates that still matter, by looking at each pair.
fn still_due(certificates: &[Certificate]) -> BTreeSet<(NaiveDate, bool)> {
    let renewed = |one: &Certificate| {
        let later = |other: &&Certificate| other.0 == one.0 && other.1 <= 0 && other.1 > one.1;
        certificates.iter().any(|other| later(&other))
    };
    let lasting = certificates.iter().filter(|one| !renewed(one));
    lasting
        .filter_map(|one| {
            let until = after(one.1 + one.2?);
            Some((until, until < day(TODAY)))
        })
        .collect()
}

/// The first day and the name of each event of a calendar.
fn events(calendar: &str) -> Vec<(String, String)> {
    let unfolded = calendar.replace("\r\n ", "");
    let blocks = unfolded.split("BEGIN:VEVENT").skip(1);
    let value = |block: &str, name: &str| {
        let line = block.lines().find(|line| line.starts_with(name));
        let line = line.and_then(|line| line.split_once(':'));
        line.expect("each event has it").1.to_owned()
    };
    blocks
        .map(|block| (value(block, "DTSTART"), value(block, "UID")))
        .collect()
}

fn written(agenda: &Agenda, format: &str) -> String {
    let format = Agenda::FORMATS.iter().find(|known| known.name == format);
    let mut out = Vec::new();
    let style = Style {
        width: 80,
        colour: false,
        shell: crate::base::text::Shell::Posix,
    };
    (format.expect("a format").write)(agenda, &style, &mut out).expect("memory");
    String::from_utf8(out).expect("text")
}

proptest! {
    #[test]
    fn certificates_are_due_as_a_plain_model_says(certificates in certificates()) {
        let mut world = unasked();
        for (item, on, lasts) in &certificates {
            let expires = lasts.map(|lasts| format!("\nexpires: {}", after(on + lasts)));
            let details = format!("item: Item {item}{}", expires.unwrap_or_default());
            world = world.with("training", &after(*on).to_string(), &details);
        }
        let agenda = world.agenda(TODAY);
        let found: BTreeSet<_> = agenda
            .entries
            .iter()
            .map(|entry| (entry.on.expect("a day"), entry.state == Urgency::Expired))
            .collect();
        prop_assert_eq!(found, still_due(&certificates));
    }

    /// The calendar has one event for each entry with a day, with a name of its own that stays
    /// the same on another day.
    #[test]
    fn the_calendar_has_the_days_of_due(
        certificates in certificates(),
        targets in vec((-300..0_i64, 0..400_i64), 0..5),
        planned in vec(-30..300_i64, 0..5),
        asked in any::<bool>(),
    ) {
        let scheme = REGISTER.replace("DUE", "");
        let mut world = if asked { World::new(&scheme) } else { unasked() };
        for (item, on, lasts) in &certificates {
            let item = ["fire", "aid", "other"][usize::from(*item)];
            let expires = lasts.map(|lasts| format!("\nexpires: {}", after(on + lasts)));
            let details = format!("item: {item}{}", expires.unwrap_or_default());
            world = world.with("training", &after(*on).to_string(), &details);
        }
        for (set, due) in &targets {
            let details = format!("due: {}", after(set + due));
            world = world.with("targets", &after(*set).to_string(), &details);
        }
        for on in &planned {
            world = world.with("activities", &after(*on).to_string(), "status: planned");
        }
        let agenda = world.agenda(TODAY);
        let mut days: Vec<String> = agenda
            .entries
            .iter()
            .filter_map(|entry| Some(entry.on?.format("%Y%m%d").to_string()))
            .collect();
        let found = events(&written(&agenda, "ics"));
        let names: BTreeSet<&String> = found.iter().map(|(_, name)| name).collect();
        prop_assert_eq!(names.len(), found.len());
        let mut told: Vec<String> = found.iter().map(|(on, _)| on.clone()).collect();
        told.sort();
        days.sort();
        prop_assert_eq!(told, days);
        // No record's day is told twice.
        let records: Vec<_> = agenda
            .entries
            .iter()
            .filter_map(|entry| Some((entry.record.clone()?, entry.on)))
            .collect();
        let distinct: BTreeSet<_> = records.iter().collect();
        prop_assert_eq!(distinct.len(), records.len());
    }
}
