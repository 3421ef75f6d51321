//! The NMC: 450 hours of practice, 35 of development with 20 of them together with others, five pieces
//! of feedback, five accounts that relate to the Code, and a discussion of these with another
//! registrant, on a form with the partner's details.

use super::{assert_criterion, days_to_hand_in, registered};
use crate::tests::forms::World;

const CYCLE: &str = "revalidation-2027-03-31";

/// A nurse whose cycle is 1 April 2024 to 31 March 2027.
fn nurse() -> World {
    registered(
        "nmc-revalidation",
        "{ body: nmc, as: nurse, from: 2015-09-01, renewal: 2027-03-31 }",
    )
    .person(
        "id: kit, name: Kit Moss, roles: [{ role: registrant, from: 2020-01-01, to: 2026-06-30 }]",
    )
}

#[track_caller]
fn assert_state(world: &World, criterion: &str, state: &str) {
    assert_criterion(world, CYCLE, criterion, &[("2026-11-30", state)]);
}

#[test]
fn twenty_of_35_hours_are_together_with_others() {
    let with = |hours: &str, together: &str| {
        let details = format!("hours: {hours}\nparticipatory: {together}");
        nurse().with("activities", "2025-05-01", &details)
    };
    assert_state(&with("35", "20"), "hours", "met");
    assert_state(&with("35", "20"), "participatory", "met");
    assert_state(&with("34.5", "20"), "hours", "open");
    assert_state(&with("35", "19.5"), "participatory", "open");
    // 20 hours together of an activity of two hours are a mistake, not a third of the cycle.
    assert_state(&with("35", "35"), "participatory-within", "met");
    assert_state(&with("2", "20"), "participatory-within", "overdue");
    // The first day of the cycle is in it, the day before is not.
    let day = |date: &str| nurse().with("activities", date, "hours: 35\nparticipatory: 20");
    assert_state(&day("2024-04-01"), "hours", "met");
    assert_state(&day("2024-03-31"), "hours", "open");
}

/// Pieces of feedback on these days, with these details.
fn feedback(days: &[(&str, &str)]) -> World {
    days.iter().fold(nurse(), |world, (day, details)| {
        world.record(
            &format!("practice-feedback/{day}-thanks"),
            details,
            "## What was said\n\nThanks.\n\n## What I did with it\n\nI went on.",
        )
    })
}

#[test]
fn five_pieces_of_feedback_are_five_and_a_copy_is_none() {
    let days = [
        ("2024-04-01", "source: patients"),
        ("2024-05-01", "source: patients"),
        ("2025-05-01", "source: students"),
        ("2026-05-01", "source: managers"),
        ("2026-11-30", "source: others"),
    ];
    assert_state(&feedback(&days), "feedback", "met");
    assert_state(&feedback(&days[..4]), "feedback", "open");
    // The fourth once more under another name, letter by letter the same, is a copy of it.
    let text = "---\ntitle: Thanks\ndate: 2026-05-01\nsource: managers\n---\n\n## What was said\n\nThanks.\n";
    let four = feedback(&days[..3]).file("practice-feedback/2026-05-01-thanks.md", text);
    let copied = four
        .clone()
        .file("practice-feedback/2026-05-01-thanks-again.md", text);
    assert_state(&copied, "feedback", "open");
    // The same words on another day are another piece.
    let other = four.file(
        "practice-feedback/2026-06-01-thanks.md",
        &text.replace("2026-05-01", "2026-06-01"),
    );
    assert_state(&other, "feedback", "met");
}

const DAYS: [&str; 5] = [
    "2025-01-01",
    "2025-02-01",
    "2025-03-01",
    "2025-04-01",
    "2025-05-01",
];

fn accounts(days: &[&str], details: &str) -> World {
    let parts = [
        "What happened",
        "What I learnt",
        "What I changed",
        "How it relates to the Code",
    ];
    let text = parts
        .map(|part| format!("## {part}\n\nWords."))
        .join("\n\n");
    days.iter().fold(nurse(), |world, day| {
        world.record(&format!("accounts/{day}-an-account"), details, &text)
    })
}

#[test]
fn an_account_says_what_it_starts_from_and_how_it_relates_to_the_code() {
    let whole = "about: [event]\ncode: [preserve-safety]";
    assert_state(&accounts(&DAYS, whole), "accounts", "met");
    assert_state(&accounts(&DAYS, whole), "whole", "met");
    assert_state(&accounts(&DAYS[..4], whole), "accounts", "open");
    assert_state(&accounts(&DAYS, "about: [event]"), "whole", "overdue");
    assert_state(
        &accounts(&DAYS, "code: [preserve-safety]"),
        "whole",
        "overdue",
    );
    let of_nothing = "about: [event]\ncode: []";
    assert_state(&accounts(&DAYS, of_nothing), "whole", "overdue");
    // Five files with headings and no words are no accounts.
    let empty = DAYS.iter().fold(nurse(), |world, day| {
        world.record(&format!("accounts/{day}-an-account"), whole, "")
    });
    assert_state(&empty, "accounts", "open");
}

/// A discussion on a day with these people.
fn discussed(day: &str, with: &str) -> World {
    accounts(&DAYS, "about: [event]\ncode: [preserve-safety]").record(
        &format!("meetings/{day}-discussion"),
        &format!("type: reflective-discussion\nwith: {with}"),
        "Words.",
    )
}

#[test]
fn the_discussion_is_with_another_registrant_of_that_day() {
    assert_state(&discussed("2026-06-30", "kit"), "registrant", "met");
    // Kit left the register on 30 June.
    assert_state(&discussed("2026-07-01", "kit"), "registrant", "overdue");
    // A manager without a registration, and the owner, who has one.
    assert_state(&discussed("2026-06-30", "sol"), "registrant", "overdue");
    assert_state(&discussed("2026-06-30", "ro"), "registrant", "overdue");
    // One registrant among several is another registrant.
    assert_state(&discussed("2026-06-30", "[kit, sol]"), "registrant", "met");
}

fn form(details: &str) -> World {
    nurse().record("discussion-forms/2026-06-30-form", details, "")
}

#[test]
fn the_form_has_what_the_council_asks_of_the_partner() {
    let whole = "partner: kit\npin: 03I0000Z\nemail: kit@example.org\naddress: 1 Quay Street\npostcode: ZZ1 1ZZ";
    assert_state(&form(whole), "form", "met");
    assert_state(&nurse(), "form", "open");
    for field in ["pin", "email", "address", "postcode"] {
        let lines = whole.lines().filter(|line| !line.starts_with(field));
        let less = lines.collect::<Vec<_>>().join("\n");
        assert_state(&form(&less), "form", "overdue");
    }
    // One's own Pin on the form is no partner.
    assert_state(&form(&whole.replace("kit\n", "ro\n")), "form", "overdue");
    // The details of the partner are no personal data that slipped in.
    let found = form(whole).findings("2026-11-30").into_iter();
    let rules: Vec<_> = found.map(|one| one.rule.as_str().to_owned()).collect();
    assert!(
        !rules.iter().any(|rule| rule == "personal-data"),
        "{rules:?}"
    );
}

#[test]
fn a_declaration_of_health_is_none_of_insurance() {
    let with = |types: &[&str]| {
        types.iter().fold(nurse(), |world, kind| {
            let path = format!("declarations/2026-11-09-{kind}");
            world.record(&path, &format!("type: {kind}"), "I declare it.")
        })
    };
    let both = with(&["health-and-character", "indemnity"]);
    assert_state(&both, "health", "met");
    assert_state(&both, "indemnity", "met");
    assert_state(&with(&["health-and-character"]), "indemnity", "open");
    // Of the cycle before, neither holds.
    let old = nurse().record("declarations/2024-03-31-old", "type: indemnity", "Words.");
    assert_state(&old, "indemnity", "open");
}

#[test]
fn an_application_is_due_on_the_first_day_of_its_month_and_opens_sixty_days_before() {
    let days = |renewal: &str, today: &str| {
        let row = format!("{{ body: nmc, as: nurse, from: 2015-09-01, renewal: {renewal} }}");
        let world = registered("nmc-revalidation", &row);
        days_to_hand_in(&world, &format!("revalidation-{renewal}"), today)
    };
    let both = |first: &str, last: &str| (Some(first.to_owned()), last.to_owned());
    // 28 days of February, 31 of January and one of December.
    assert_eq!(
        days("2027-03-31", "2026-11-30"),
        both("2026-12-31", "2027-03-01")
    );
    // In a leap year February and January alone have sixty.
    assert_eq!(
        days("2028-03-31", "2026-11-30"),
        both("2028-01-01", "2028-03-01")
    );
    // Whose registration ends on the first of a month has no day beyond the last one.
    assert_eq!(
        days("2027-05-01", "2026-11-30"),
        both("2027-03-02", "2027-05-01")
    );
}
