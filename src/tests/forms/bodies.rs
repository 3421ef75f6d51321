//! The schemes of professional bodies: by which registrations they ask, worked out by hand.

use chrono::{Days, NaiveDate};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::{World, day};
use crate::check::CriterionState::{self, Met, Open};

/// A portfolio that follows these schemes, with these rows as its owner's registrations.
fn registered(schemes: &[&str], rows: &str) -> World {
    World::new("")
        .owner(&[&format!("registrations: [{rows}]")])
        .with_schemes(schemes)
}

fn nmc(rows: &str) -> World {
    registered(&["nmc-revalidation"], rows)
}

const NURSE: &str = "{ body: nmc, as: nurse, from: 2015-09-01, renewal: 2027-03-31 }";

/// Returns the practice criteria that apply in a round of the NMC, with their states.
fn practice(world: &World, round: &str, today: &str) -> Vec<(String, CriterionState)> {
    let start = format!("nmc-revalidation/revalidation-{round}/practice");
    let all = world.states(today).into_iter();
    all.filter_map(|(name, state)| Some((name.strip_prefix(&start)?.to_owned(), state)))
        .collect()
}

fn named(names: &[(&str, CriterionState)]) -> Vec<(String, CriterionState)> {
    let names = names.iter();
    names
        .map(|(name, state)| ((*name).to_owned(), *state))
        .collect()
}

fn hours(world: World, date: &str, hours: &str, part: &str) -> World {
    world.with(
        "practice",
        date,
        &format!("hours: {hours}\nregistration: {part}"),
    )
}

fn rules(world: &World, today: &str) -> Vec<String> {
    let found = world.findings(today).into_iter();
    let rules = found.map(|one| one.rule.as_str().to_owned());
    rules
        .filter(|rule| rule.contains("registration") || rule == "undated-period")
        .collect()
}

#[test]
fn without_a_named_registration_nothing_by_it_is_met() {
    // 450 hours would do for one registration. Nobody knows that it is one.
    for rows in ["", "{ body: nmc, renewal: 2027-03-31 }"] {
        let world = hours(nmc(rows), "2025-01-01", "450", "nurse");
        let found = world.states("2026-11-20");
        let of_practice = |name: &&String| name.contains("/practice");
        assert_eq!(found.keys().filter(of_practice).count(), 6, "{rows}");
        let mut states = found.iter().filter(|(name, _)| of_practice(name));
        assert!(states.all(|(_, state)| *state == Open), "{rows}: {found:?}");
        assert_eq!(
            rules(&world, "2026-11-20"),
            ["unknown-registration"],
            "{rows}"
        );
    }
    // A plain word names it, and then only the day of renewal is missing.
    assert_eq!(rules(&nmc("nurse"), "2026-11-20"), ["undated-period"]);
    assert_eq!(rules(&nmc(NURSE), "2026-11-20"), Vec::<String>::new());
}

#[test]
fn a_word_that_no_register_has_is_found() {
    let near = nmc(&format!("{NURSE}, midwfie"));
    let found = near.findings("2026-11-20").into_iter();
    let found: Vec<_> = found
        .filter(|one| one.rule.as_str() == "unknown-registration")
        .collect();
    assert_eq!(found.len(), 1);
    let message = "`midwfie` is no registration of a body that this portfolio follows, and names \
                   no body";
    assert_eq!(found[0].message, message);
    // Of another body it may be anything; of this one not.
    let other = nmc(&format!("{NURSE}, {{ body: hcpc, as: midwfie }}"));
    assert_eq!(rules(&other, "2026-11-20"), Vec::<String>::new());
    let same = nmc(&format!("{NURSE}, {{ body: NMC, as: midwfie }}"));
    assert_eq!(rules(&same, "2026-11-20"), ["unknown-registration"]);
}

#[test]
fn a_registration_that_is_added_in_a_cycle_is_asked_for_from_the_next_one() {
    // The cycle is 1 April 2024 to 31 March 2027.
    let with_midwife = |from: &str| {
        nmc(&format!(
            "{NURSE}, {{ body: nmc, as: midwife, from: {from} }}"
        ))
    };
    let one = named(&[("", Met)]);
    let both = named(&[("-midwifery", Open), ("-nursing", Met), ("-two", Open)]);
    for (from, expected) in [
        ("2024-04-02", &one),
        ("2026-11-01", &one),
        ("2024-04-01", &both),
        ("2015-09-01", &both),
    ] {
        let world = hours(with_midwife(from), "2025-01-01", "450", "nurse");
        let found = practice(&world, "2027-03-31", "2026-11-20");
        assert_eq!(found, *expected, "{from}");
    }
    // In the next cycle both are asked for.
    let next = practice(&with_midwife("2026-11-01"), "2030-03-31", "2027-04-01");
    let all_open = named(&[("-midwifery", Open), ("-nursing", Open), ("-two", Open)]);
    assert_eq!(next, all_open);
    // The first registration is asked for in its own cycle, although that had begun before.
    let first = "{ body: nmc, as: nurse, from: 2024-05-10, renewal: 2027-03-31 }";
    let first = hours(nmc(first), "2025-01-01", "449", "nurse");
    assert_eq!(
        practice(&first, "2027-03-31", "2026-11-20"),
        named(&[("", Open)])
    );
}

#[test]
fn a_registration_that_ended_in_a_cycle_is_not_asked_for_at_its_end() {
    let until = |to: &str| {
        let midwife = format!("{{ body: nmc, as: midwife, from: 2012-09-03, to: {to} }}");
        let world = hours(
            nmc(&format!("{NURSE}, {midwife}")),
            "2025-01-01",
            "450",
            "nurse",
        );
        practice(&world, "2027-03-31", "2026-11-20")
    };
    assert_eq!(until("2027-03-30"), named(&[("", Met)]));
    let both = named(&[("-midwifery", Open), ("-nursing", Met), ("-two", Open)]);
    assert_eq!(until("2027-03-31"), both);
    // Whoever leaves the register altogether is asked for no round that ends later.
    let left = "{ body: nmc, as: nurse, from: 2015-09-01, to: 2026-06-30, renewal: 2027-03-31 }";
    let left = hours(nmc(left), "2023-01-01", "450", "nurse");
    let rounds: Vec<String> = left
        .rounds("2026-11-20")
        .into_iter()
        .map(|round| round.id)
        .collect();
    assert_eq!(rounds, ["revalidation-2024-03-31"]);
}

#[test]
fn three_registrations_are_1350_hours() {
    let rows = ["nurse", "midwife", "nursing-associate"];
    let row = |part| format!("{{ body: nmc, as: {part}, from: 2015-09-01, renewal: 2027-03-31 }}");
    let all = rows.map(row).join(", ");
    let with = |last: &str| {
        let world = hours(nmc(&all), "2025-01-01", "450", "nurse");
        let world = hours(world, "2025-01-02", "450", "midwife");
        let world = hours(world, "2025-01-03", last, "nursing-associate");
        practice(&world, "2027-03-31", "2026-11-20")
    };
    let states = |associate, three| {
        named(&[
            ("-associate", associate),
            ("-midwifery", Met),
            ("-nursing", Met),
            ("-three", three),
        ])
    };
    assert_eq!(with("450"), states(Met, Met));
    assert_eq!(with("449.5"), states(Open, Open));
}

fn ids(world: &World, today: &str) -> Vec<String> {
    let states = world.states(today);
    let mut ids: Vec<String> = states
        .keys()
        .filter_map(|name| Some(name.rsplit_once('/')?.0.to_owned()))
        .filter(|name| name.contains('/'))
        .collect();
    ids.dedup();
    ids
}

#[test]
fn somebody_with_two_bodies_has_the_cycle_of_each() {
    let rows =
        format!("{NURSE}, {{ body: hcpc, as: paramedic, from: 2012-02-06, renewal: 2026-08-31 }}");
    let world = registered(&["nmc-revalidation", "hcpc"], &rows);
    // HCPC: two years to 31 August 2026, so to 31 August 2028 after that.
    let running = |scheme: &str| {
        let mut all = ids(&world, "2026-11-20").into_iter();
        all.rfind(|id| id.starts_with(scheme))
    };
    assert_eq!(running("hcpc").as_deref(), Some("hcpc/profile-2028-08-31"));
    let of_nmc = "nmc-revalidation/revalidation-2027-03-31";
    assert_eq!(running("nmc").as_deref(), Some(of_nmc));
    // A plain word belongs to the body that has it.
    let words = registered(&["nmc-revalidation", "hcpc"], "paramedic, nurse");
    assert_eq!(rules(&words, "2026-11-20"), ["undated-period"; 2]);
}

#[test]
fn after_a_gap_nothing_is_asked_of_the_time_before_it() {
    let again = "{ body: nmc, as: nurse, from: 2015-09-01, to: 2022-05-31, renewal: 2022-05-31 }, \
                 { body: nmc, as: nurse, from: 2023-02-01, renewal: 2026-01-31 }";
    // The earlier cycles ended in May, those of the new registration end in January.
    let world = hours(nmc(again), "2019-01-01", "100", "nurse");
    assert_eq!(
        ids(&world, "2025-10-01"),
        ["nmc-revalidation/revalidation-2026-01-31"]
    );
    // Without a day between them there is no gap.
    let on = again.replace("to: 2022-05-31", "to: 2023-01-31");
    let world = hours(nmc(&on), "2021-01-01", "100", "nurse");
    let expected = [
        "nmc-revalidation/revalidation-2022-05-31",
        "nmc-revalidation/revalidation-2023-01-31",
        "nmc-revalidation/revalidation-2026-01-31",
    ];
    assert_eq!(ids(&world, "2025-10-01").len(), expected.len());
}

#[test]
fn days_without_a_registration_and_days_with_two_are_told_with_what_they_mean() {
    let rows = |to: &str, from: &str| {
        nmc(&format!(
            "{{ body: nmc, as: nurse, from: 2015-09-01, to: {to}, renewal: 2024-08-31 }}, \
             {{ body: nmc, as: nurse, from: {from}, renewal: 2027-01-31 }}"
        ))
    };
    let said = |world: &World, today: &str| -> Vec<String> {
        let found = world.findings(today).into_iter();
        let found = found.filter(|one| one.rule.as_str() == "broken-registration");
        found.map(|one| one.message).collect()
    };
    let none = Vec::<String>::new();
    let gap = "no registration is named between 31 May 2022 and 2 June 2022, so NMC revalidation \
               asks nothing of the time before 2 June 2022";
    assert_eq!(said(&rows("2022-05-31", "2022-06-01"), "2025-10-01"), none);
    assert_eq!(said(&rows("2022-05-31", "2022-06-02"), "2025-10-01"), [gap]);
    // One that is to come is told too.
    assert_eq!(said(&rows("2022-05-31", "2022-06-02"), "2022-01-01"), [gap]);
    let day = "two registrations as nurse have the same days from 31 May 2022 to 31 May 2022: the \
               dates of the earlier one count until it ends";
    assert_eq!(said(&rows("2022-05-31", "2022-05-31"), "2025-10-01"), [day]);
    // Another part at the same time is no mistake, and bridges the days between the two.
    let midwife = "{ body: nmc, as: midwife, from: 2015-09-01, renewal: 2027-01-31 }";
    let both = nmc(&format!("{NURSE}, {midwife}"));
    assert_eq!(said(&both, "2025-10-01"), none);
    let bridged = nmc(&format!(
        "{{ body: nmc, as: nurse, from: 2015-09-01, to: 2022-05-31 }}, {midwife}, \
         {{ body: nmc, as: nurse, from: 2024-01-01 }}"
    ));
    assert_eq!(said(&bridged, "2025-10-01"), none);
    // Of two gaps the last is told, and of two bodies each has its own.
    let twice = nmc(
        "{ body: nmc, as: nurse, from: 2010-01-01, to: 2012-12-31 }, \
         { body: nmc, as: nurse, from: 2014-01-01, to: 2016-12-31 }, \
         { body: nmc, as: nurse, from: 2018-01-01 }",
    );
    let last = "no registration is named between 31 December 2016 and 1 January 2018, so NMC \
                revalidation asks nothing of the time before 1 January 2018";
    assert_eq!(said(&twice, "2025-10-01"), [last]);
    let moved = nmc(
        "{ body: hcpc, as: paramedic, from: 2010-01-01, to: 2016-12-31 }, \
         { body: nmc, as: nurse, from: 2018-01-01 }",
    );
    assert_eq!(said(&moved, "2025-10-01"), none);
}

#[test]
fn a_leap_day_and_a_registration_that_is_to_come() {
    let leap = nmc("{ body: nmc, as: nurse, from: 2026-03-01, renewal: 2028-02-29 }");
    let round = |today: &str| ids(&leap, today).pop().into_iter().collect::<Vec<_>>();
    assert_eq!(
        round("2028-02-29"),
        ["nmc-revalidation/revalidation-2028-02-29"]
    );
    assert_eq!(
        round("2028-03-01"),
        ["nmc-revalidation/revalidation-2031-02-28"]
    );
    let later = nmc("{ body: nmc, as: nurse, from: 2027-05-01, renewal: 2027-03-31 }");
    assert_eq!(ids(&later, "2026-11-20"), Vec::<String>::new());
}

#[test]
fn whoever_registers_since_september_owes_no_development_that_year() {
    let rounds = |from: &str, today: &str| {
        let row = format!("{{ body: social-work-england, as: social-worker, from: {from} }}");
        ids(&registered(&["social-work-england"], &row), today)
    };
    let this_year = "social-work-england/renewal-2026-11-30";
    let next_year = "social-work-england/renewal-2027-11-30";
    assert_eq!(rounds("2026-08-31", "2026-11-30"), [this_year]);
    assert_eq!(rounds("2026-09-01", "2026-11-30"), Vec::<String>::new());
    assert_eq!(rounds("2026-11-30", "2026-12-01"), [next_year]);
    assert_eq!(rounds("2026-12-01", "2026-12-01"), [next_year]);
}

fn a_day() -> impl Strategy<Value = NaiveDate> {
    (0u64..3650).prop_map(|n| day("2019-01-01") + Days::new(n))
}

/// Schemes of bodies, each with a registration.
const BODIES: [(&str, &str); 6] = [
    (
        "nmc-revalidation",
        "{ body: nmc, as: nurse, from: 2020-02-03, renewal: 2027-03-31 }",
    ),
    (
        "hcpc",
        "{ body: hcpc, as: paramedic, from: 2020-02-03, renewal: 2026-08-31 }",
    ),
    (
        "gdc",
        "{ body: gdc, as: dentist, from: 2020-02-03, cycle: 2021-01-01 }",
    ),
    (
        "gphc",
        "{ body: gphc, as: pharmacist, from: 2020-02-03, renewal: 2026-10-31 }",
    ),
    (
        "social-work-england",
        "{ body: social-work-england, as: social-worker, from: 2020-02-03 }",
    ),
    ("rics", "{ body: rics, as: associate, from: 2020-02-03 }"),
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// An employer is nothing to a body.
    #[test]
    fn the_first_and_the_last_day_with_an_employer_change_no_verdict_of_a_body(
        days in vec(a_day(), 0..6),
        joined in option::of(a_day()),
        leaving in option::of(a_day()),
        today in a_day(),
    ) {
        let schemes = BODIES.map(|(scheme, _)| scheme);
        let rows = format!("registrations: [{}]", BODIES.map(|(_, row)| row).join(", "));
        let with = |lines: &[String]| {
            let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
            let world = World::new("").owner(&lines).with_schemes(&schemes);
            let add = |world: World, day: &NaiveDate| {
                world.with("activities", &day.to_string(), "type: formal\nhours: 7\nverifiable: true")
            };
            days.iter().fold(world, add).states(&today.to_string())
        };
        let mut lines = vec![rows];
        let before = with(&lines);
        lines.extend(joined.map(|day| format!("joined: {day}")));
        lines.extend(leaving.map(|day| format!("leaving: {day}")));
        prop_assert_eq!(before, with(&lines));
    }

    /// A cycle contains the day that is asked about, and its last day is the renewal moved by whole
    /// cycles: walked here year by year, day by day.
    #[test]
    fn cycles_agree_with_walking_through_the_days(
        renewal in a_day(),
        today in a_day(),
    ) {
        let row = format!("{{ body: nmc, as: nurse, renewal: {renewal} }}");
        let found = ids(&nmc(&row), &today.to_string());
        // The last day in year y of a cycle: the same day and month, or the end of a February
        // that lacks it.
        use chrono::Datelike;
        let in_year = |year: i32| {
            let same = renewal.with_year(year);
            same.unwrap_or_else(|| NaiveDate::from_ymd_opt(year, 2, 28).unwrap())
        };
        let is_end = |day: NaiveDate| {
            (day.year() - renewal.year()) % 3 == 0 && in_year(day.year()) == day
        };
        let end = today.iter_days().find(|day| is_end(*day)).unwrap();
        prop_assert_eq!(found, [format!("nmc-revalidation/revalidation-{end}")]);
    }
}

#[test]
fn practice_that_crosses_into_another_cycle_counts_by_days() {
    // The cycle is 1 April 2024 to 31 March 2027, and 440 hours lie within it.
    let world = |date: &str, until: &str, hours_in_all: &str| {
        let world = hours(nmc(NURSE), "2025-01-01", "440", "nurse");
        let details = format!("until: {until}\nhours: {hours_in_all}");
        world.with("practice", date, &details)
    };
    let state = |world: &World| practice(world, "2027-03-31", "2026-11-20");
    // 20 days from 22 March to 10 April, 10 of them in the cycle: 10 of 20 hours.
    let half = world("2024-03-22", "2024-04-10", "20");
    assert_eq!(state(&half), named(&[("", Met)]));
    // 19 days to 9 April, 9 of them in the cycle: 9.47 of 20 hours.
    let less = world("2024-03-22", "2024-04-09", "20");
    assert_eq!(state(&less), named(&[("", Open)]));
    // Days to come do not count yet: 10 of the 20 days from 11 to 30 November.
    let running = world("2026-11-11", "2026-11-30", "20");
    assert_eq!(state(&running), named(&[("", Met)]));
    let begun = world("2026-11-12", "2026-12-01", "20");
    assert_eq!(state(&begun), named(&[("", Open)]));
    // Practice that ended before the cycle counts nothing. Practice within it counts whole.
    assert_eq!(
        state(&world("2023-01-01", "2024-03-31", "400")),
        named(&[("", Open)])
    );
    assert_eq!(
        state(&world("2024-04-01", "2024-04-01", "10")),
        named(&[("", Met)])
    );
    // Hours of days before the registration count nothing.
    let late = NURSE.replace("2015-09-01", "2024-04-06");
    let late = hours(nmc(&late), "2025-01-01", "440", "nurse");
    let late = late.with("practice", "2024-04-01", "until: 2024-04-10\nhours: 20");
    assert_eq!(state(&late), named(&[("", Met)]));
    let later = NURSE.replace("2015-09-01", "2024-04-07");
    let later = hours(nmc(&later), "2025-01-01", "440", "nurse");
    let later = later.with("practice", "2024-04-01", "until: 2024-04-10\nhours: 20");
    assert_eq!(state(&later), named(&[("", Open)]));
}

/// Returns the state of one criterion of the running award of a scheme.
fn criterion(world: &World, name: &str, today: &str) -> Option<CriterionState> {
    world.states(today).get(name).copied()
}

#[test]
fn the_discussion_follows_five_accounts() {
    let with = |days: &[&str], discussions: &[&str]| {
        let world = nmc(NURSE);
        let world = days.iter().fold(world, |world, day| {
            world.with("accounts", day, "about: [event]\ncode: [preserve-safety]")
        });
        let world = discussions.iter().fold(world, |world, day| {
            world.with("meetings", day, "type: reflective-discussion\nwith: [sol]")
        });
        let name = "nmc-revalidation/revalidation-2027-03-31/discussed";
        criterion(&world, name, "2026-11-20")
    };
    let five = [
        "2025-01-01",
        "2025-02-01",
        "2025-03-01",
        "2025-04-01",
        "2025-05-01",
    ];
    assert_eq!(with(&five, &["2025-05-01"]), Some(Met));
    assert_eq!(with(&five, &["2025-04-30"]), Some(Open));
    // A first talk about three of them does no harm, and a sixth account needs no other talk.
    assert_eq!(with(&five, &["2025-03-01", "2026-01-01"]), Some(Met));
    let six = [&five[..], &["2026-06-01"]].concat();
    assert_eq!(with(&six, &["2025-05-01"]), Some(Met));
    assert_eq!(with(&five[..4], &["2026-01-01"]), Some(Open));
}

#[test]
fn a_plan_made_in_the_three_months_before_the_cycle_counts() {
    let with = |day: &str| {
        let row = "{ body: gdc, as: dentist, from: 2015-01-05, cycle: 2024-01-01 }";
        let world =
            registered(&["gdc"], row).with("targets", day, "outcomes: [A]\ndue: 2025-01-01");
        criterion(&world, "gdc/cycle-2028-12-31/plan", "2024-02-01")
    };
    assert_eq!(with("2023-10-01"), Some(Met));
    assert_eq!(with("2023-09-30"), Some(Open));
    assert_eq!(with("2024-02-01"), Some(Met));
}

#[test]
fn there_are_nine_standards_for_pharmacy_professionals() {
    let with = |standards: &str| {
        let row = "{ body: gphc, as: pharmacist, from: 2019-08-05, renewal: 2026-11-30 }";
        let details = format!("standards: {standards}");
        let world = registered(&["gphc"], row).with("standards-accounts", "2026-11-03", &details);
        let found = world.findings("2026-11-20").into_iter();
        let rules = found.map(|one| one.rule.as_str().to_owned());
        rules.filter(|rule| rule == "not-in-vocabulary").count()
    };
    assert_eq!(with("[1, 9]"), 0);
    assert_eq!(with("[9, 10]"), 1);
    assert_eq!(with("[0, 12]"), 2);
}

#[test]
fn two_days_of_renewal_with_one_body_are_said() {
    let with = |renewal: &str, more: &str| {
        nmc(&format!(
            "{NURSE}, {{ body: nmc, as: midwife, from: 2018-10-01{more}, renewal: {renewal} }}"
        ))
    };
    let found = with("2027-09-30", "").findings("2026-11-20");
    let said: Vec<&str> = found
        .iter()
        .filter(|one| one.rule.as_str() == "several-renewals")
        .map(|one| one.message.as_str())
        .collect();
    let message = "NMC revalidation counts from one `renewal`, 31 March 2027, and this registration \
                   has another";
    assert_eq!(said, [message]);
    // The same day, and one of a registration that is over, are not another.
    assert_eq!(
        rules(&with("2027-03-31", ""), "2026-11-20"),
        Vec::<String>::new()
    );
    let over = with("2024-09-30", ", to: 2024-09-30");
    assert_eq!(rules(&over, "2026-11-20"), Vec::<String>::new());
}

#[test]
fn a_peer_can_be_reached_by_mail_and_by_telephone() {
    let row = "{ body: gphc, as: pharmacist, from: 2019-08-05, renewal: 2026-11-30 }";
    let state = |contact: &str| {
        let peer = "type: peer-discussion\nwith: kit\npeer_role: Pharmacist\npeer_organisation: Canal Road";
        let world = registered(&["gphc"], row)
            .person(&format!("id: kit, name: Kit Moss{contact}"))
            .with("meetings", "2026-11-03", peer);
        world.states("2026-11-20")["gphc/revalidation-2026-11-30/peer-contact"].name()
    };
    let mail = ", emails: [kit@example.org]";
    let phone = ", phone: '01632 960123'";
    assert_eq!(state(&format!("{mail}{phone}")), "met");
    assert_ne!(state(mail), "met");
    assert_ne!(state(phone), "met");
    assert_ne!(state(""), "met");
}
