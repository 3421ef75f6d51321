//! Records of days that have not come, periods that ended unmet, and days from which records are
//! kept, each with what comes of it worked out by hand.

use rust_decimal::Decimal;

use super::World;
use crate::check::{AwardState, CriterionState, Lack};

const YEARS: &str = "periods: { year: { every: 1 year, from: 09-01 } }\n";

fn duty(form: &str) -> World {
    World::new(&format!(
        "{YEARS}duties:\n  - {{ id: it, says: It, within: year, {form} }}\n"
    ))
}

fn state(world: &World, today: &str) -> CriterionState {
    world.duty("it", today).state()
}

/// The rules that find something, each once.
fn rules(world: &World, today: &str) -> Vec<String> {
    let found = world.findings(today);
    let mut rules: Vec<String> = found
        .iter()
        .map(|one| one.rule.as_str().to_owned())
        .collect();
    rules.dedup();
    rules
}

#[test]
fn hours_of_a_later_day_do_not_count_towards_an_award() {
    let world = World::new(
        "awards: [{ id: year, title: Year, repeats: { every: 1 year, from: 01-01 } }]
criteria: [{ id: hours, says: Twenty, total: { of: { kind: activity }, field: hours, at_least: 20 } }]
",
    )
    .with("activities", "2026-03-01", "hours: 10")
    .with("activities", "2026-06-01", "hours: 10");
    let state = |today: &str| world.rounds(today).last().map(|round| round.state);
    assert_eq!(state("2026-05-31"), Some(AwardState::Open));
    assert_eq!(state("2026-06-01"), Some(AwardState::Ready));
    // The finding and the count agree about the day.
    assert!(rules(&world, "2026-05-31").contains(&"future-date".to_owned()));
    assert!(!rules(&world, "2026-06-01").contains(&"future-date".to_owned()));
}

#[test]
fn what_is_planned_counts_only_if_a_scheme_asks_for_plans() {
    let world = |set: &str| {
        duty(&format!("count: {{ of: {set}, at_least: 1 }}")).with(
            "activities",
            "2026-06-01",
            "status: planned",
        )
    };
    let plans = world("{ kind: activity, where: { status: planned } }");
    assert_eq!(state(&plans, "2026-05-01"), CriterionState::Met);
    let done = world("{ kind: activity }");
    assert_eq!(state(&done, "2026-05-01"), CriterionState::Open);
    // A record that says it is done on a later day is no plan.
    let claimed =
        duty("count: { of: { kind: activity, where: { status: [planned, done] } }, at_least: 1 }")
            .with("activities", "2026-06-01", "status: done");
    assert_eq!(state(&claimed, "2026-05-31"), CriterionState::Open);
    assert_eq!(state(&claimed, "2026-06-01"), CriterionState::Met);
}

#[test]
fn a_record_of_a_later_day_covers_and_precedes_nothing() {
    let covers =
        duty("covers: { all: { kind: target }, by: { kind: evaluation, follow: target } }")
            .with("targets", "2026-02-01", "")
            .with(
                "evaluations",
                "2026-06-01",
                "by: ro\ntarget: 2026-02-01-number-0",
            );
    let found = |today: &str| covers.duty("it", today).progress().found;
    assert_eq!(found("2026-05-31"), Decimal::ZERO);
    assert_eq!(found("2026-06-01"), Decimal::ONE);
    // Of what is referred to, too.
    let followed = duty("count: { of: { kind: evaluation, follow: target }, at_least: 1 }")
        .with("targets", "2026-06-01", "")
        .with(
            "evaluations",
            "2026-02-01",
            "by: ro\ntarget: 2026-06-01-number-0",
        );
    assert_eq!(state(&followed, "2026-05-31"), CriterionState::Open);
    assert_eq!(state(&followed, "2026-06-01"), CriterionState::Met);
}

const REVIEW: &str = "count: { of: { kind: meeting, where: { type: review } }, at_least: 1 }";

#[test]
fn a_period_that_ended_unmet_is_missed_although_nothing_was_recorded_for_that_duty() {
    let from_its_first_day = duty(REVIEW).owner(&["joined: 2024-09-01"]);
    assert_eq!(
        state(&from_its_first_day, "2025-09-01"),
        CriterionState::Overdue
    );
    let a_day_later = duty(REVIEW).owner(&["joined: 2024-09-02"]);
    assert_eq!(state(&a_day_later, "2025-09-01"), CriterionState::Open);
    // Anything recorded shows that they were there.
    let there = a_day_later.clone().with("activities", "2025-08-31", "");
    assert_eq!(state(&there, "2025-09-01"), CriterionState::Overdue);
    let before_the_period = a_day_later.with("activities", "2024-08-31", "");
    assert_eq!(
        state(&before_the_period, "2025-09-01"),
        CriterionState::Open
    );
    let away = duty(REVIEW).with("absences", "2025-03-01", "");
    assert_eq!(state(&away, "2025-09-01"), CriterionState::Open);
    let left = duty(REVIEW).owner(&["joined: 2020-09-01", "leaving: 2025-08-30"]);
    assert_eq!(state(&left, "2025-09-01"), CriterionState::Idle);
}

fn kept(world: World, since: &str) -> World {
    let settings = format!(
        "cpd: 1\nportfolio: 0197e0c2-91d4-7b11-9a42-6d3f0c2b7e10\nowner: ro\nschemes: {{ it: 1.0.0 }}\nkept_since: {since}\n"
    );
    world.file("cpd.yaml", &settings)
}

#[test]
fn nothing_is_missed_of_the_time_before_records_are_kept() {
    let joined = || duty(REVIEW).owner(&["joined: 2015-01-05"]);
    assert_eq!(state(&joined(), "2025-11-03"), CriterionState::Overdue);
    let from_the_first_day = kept(joined(), "2024-09-01");
    assert_eq!(
        state(&from_the_first_day, "2025-11-03"),
        CriterionState::Overdue
    );
    let from_the_next = kept(joined(), "2024-09-02");
    assert_eq!(state(&from_the_next, "2025-11-03"), CriterionState::Open);
    let of_this_scheme = kept(joined(), "{ it: 2025-11-03 }");
    assert_eq!(state(&of_this_scheme, "2025-11-03"), CriterionState::Open);
    let of_another = kept(joined(), "{ other: 2025-11-03 }");
    assert_eq!(state(&of_another, "2025-11-03"), CriterionState::Overdue);
}

#[test]
fn windows_that_ended_before_records_are_kept_are_not_asked() {
    let log = duty("count: { of: { kind: submission }, at_least: 1, per: 2 months }")
        .owner(&["joined: 2015-01-05"]);
    let asked = |since: &str| {
        let outcome = kept(log.clone(), since).duty("it", "2026-01-15");
        (outcome.state(), outcome.progress().needed.to_string())
    };
    // September and October, November and December, January and February.
    assert_eq!(
        asked("2025-10-31"),
        (CriterionState::Overdue, "3".to_owned())
    );
    assert_eq!(
        asked("2025-11-01"),
        (CriterionState::Overdue, "2".to_owned())
    );
    assert_eq!(asked("2026-01-15"), (CriterionState::Open, "1".to_owned()));
}

#[test]
fn gaps_and_first_weeks_are_counted_from_the_day_records_are_kept() {
    let talks =
        duty("cadence: { of: { kind: meeting }, every: 6 weeks }").owner(&["joined: 2015-01-05"]);
    assert_eq!(state(&talks, "2025-11-03"), CriterionState::Overdue);
    let talks = kept(talks, "2025-11-03");
    assert_eq!(state(&talks, "2025-12-15"), CriterionState::Open);
    assert_eq!(state(&talks, "2025-12-16"), CriterionState::Overdue);
    let induction = World::new(
        "duties: [{ id: it, says: It, due: { within: 6 weeks, after: owner.joined }, count: { of: { kind: cv }, at_least: 1 } }]\n",
    )
    .owner(&["joined: 2015-01-05"]);
    assert_eq!(state(&induction, "2025-11-03"), CriterionState::Overdue);
    let induction = kept(induction, "2025-11-03");
    assert_eq!(state(&induction, "2025-12-15"), CriterionState::Open);
    assert_eq!(state(&induction, "2025-12-16"), CriterionState::Overdue);
}

#[test]
fn rounds_before_the_day_records_are_kept_are_not_asked_and_a_wrong_day_is_found() {
    let world = World::new(
        "awards: [{ id: year, title: Year, repeats: { every: 1 year, from: 01-01 } }]
criteria: [{ id: one, says: One, count: { of: { kind: activity }, at_least: 1 } }]
",
    )
    .with("activities", "2023-03-01", "");
    let rounds = |world: &World| world.rounds("2026-05-01").len();
    assert_eq!(rounds(&world), 4);
    assert_eq!(rounds(&kept(world.clone(), "2024-12-31")), 3);
    assert_eq!(rounds(&kept(world.clone(), "2025-01-01")), 2);
    assert_eq!(rounds(&kept(world.clone(), "2099-01-01")), 1);
    assert!(rules(&kept(world, "November"), "2026-05-01").contains(&"bad-setting".to_owned()));
}

/// Returns the state and the day of the criterion in the round that ends on a day.
fn in_round(world: &World, today: &str, end: &str) -> (CriterionState, Option<String>) {
    world.judged(today, |result| {
        let awards = &result.verdicts[0].awards;
        let round = awards.iter().find(|award| award.id.name().ends_with(end));
        let outcome = &round.unwrap().criteria[0].outcome;
        (outcome.state(), outcome.due().map(|day| day.to_string()))
    })
}

fn yearly(due: &str) -> World {
    World::new(&format!(
        "awards: [{{ id: year, title: Year, repeats: {{ every: 1 year, from: 01-01 }}, due: {due} }}]
criteria: [{{ id: two, says: Two, count: {{ of: {{ kind: activity }}, at_least: 2 }} }}]
"
    ))
    .with("activities", "2025-03-01", "")
}

#[test]
fn a_round_is_due_some_time_before_or_after_its_end() {
    use CriterionState::{Open, Overdue};
    for (due, last_day, next_day) in [
        ("end", "2025-12-31", "2026-01-01"),
        ("{ end, plus: 1 month }", "2026-01-31", "2026-02-01"),
        ("{ end, plus: 28 days }", "2026-01-28", "2026-01-29"),
        ("{ end, day: first-of-month }", "2025-12-01", "2025-12-02"),
        ("{ end, less: 1 month }", "2025-11-30", "2025-12-01"),
        (
            "{ end, less: 1 month, day: first-of-month }",
            "2025-11-01",
            "2025-11-02",
        ),
    ] {
        let world = yearly(due);
        let end = "2025-12-31";
        let day = Some(last_day.to_owned());
        assert_eq!(
            in_round(&world, last_day, end),
            (Open, day.clone()),
            "{due}"
        );
        assert_eq!(in_round(&world, next_day, end), (Overdue, day), "{due}");
    }
}

#[test]
fn a_duty_is_due_some_time_before_a_date_of_the_owner() {
    let world = |renewal: &str| {
        World::new(
            "kinds: { person: { fields: { renewal: date } } }
duties: [{ id: it, says: It, due: { on: owner.renewal, less: 1 month }, count: { of: { kind: cv }, at_least: 1 } }]\n",
        )
        .owner(&[&format!("renewal: {renewal}")])
    };
    // The last day of a short month stands for the days that it lacks.
    let march = world("2027-03-31");
    assert_eq!(state(&march, "2027-02-28"), CriterionState::Open);
    assert_eq!(state(&march, "2027-03-01"), CriterionState::Overdue);
    assert_eq!(
        state(&world("2028-03-31"), "2028-02-29"),
        CriterionState::Open
    );
}

#[test]
fn offsets_that_mean_nothing_are_found() {
    for due in [
        "{ end, less: soon }",
        "{ end, day: 5 }",
        "{ end, minus: 1 month }",
        "owner.joined",
    ] {
        let found = rules(&yearly(due), "2025-06-01");
        let is_of_scheme =
            |rule: &String| rule == "malformed-scheme" || rule == "unknown-scheme-key";
        assert!(found.iter().any(is_of_scheme), "{due}: {found:?}");
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]

    /// Days of an offset agree with walking one day at a time.
    #[test]
    fn offsets_of_days_agree_with_walking_day_by_day(less in 1u32..400, plus in 1u32..400, start in 0u64..4000) {
        use crate::base::calendar::{Length, Unit};
        use crate::domain::schema::period::DayOffset;
        let day = super::day("2020-01-01") + chrono::Days::new(start);
        let length = |count| Some(Length { count, unit: Unit::Day });
        let offset = DayOffset { less: length(less), plus: length(plus), first_of_month: false };
        let mut walked = day;
        for _ in 0..less {
            walked = walked.pred_opt().unwrap();
        }
        for _ in 0..plus {
            walked = walked.succ_opt().unwrap();
        }
        proptest::prop_assert_eq!(offset.from(day), Some(walked));
        let first = DayOffset { first_of_month: true, ..offset }.from(day);
        let mut month = walked;
        while month.pred_opt().is_some_and(|before| chrono::Datelike::month(&before) == chrono::Datelike::month(&walked)) {
            month = month.pred_opt().unwrap();
        }
        proptest::prop_assert_eq!(first, Some(month));
    }

    /// Months of an offset agree with turning the pages of a calendar: the same day of the month, or
    /// the last day of a month that lacks it.
    #[test]
    fn offsets_of_months_agree_with_turning_pages(less in 0u32..50, plus in 0u32..50, start in 0u64..4000) {
        use crate::base::calendar::{Length, Unit};
        use crate::domain::schema::period::DayOffset;
        use chrono::{Datelike, NaiveDate};
        let day = super::day("2019-01-01") + chrono::Days::new(start);
        let length = |count| (count > 0).then_some(Length { count, unit: Unit::Month });
        let offset = DayOffset { less: length(less), plus: length(plus), first_of_month: false };
        // The days of a month, counted by walking until the next one begins.
        let days_of = |year: i32, month: u32| {
            let first = NaiveDate::from_ymd_opt(year, month, 1).unwrap();
            first.iter_days().take_while(|day| day.month() == month).count() as u32
        };
        let turn = |day: NaiveDate, pages: u32, back: bool| {
            let (mut year, mut month) = (day.year(), day.month());
            for _ in 0..pages {
                (year, month) = match (back, month) {
                    (true, 1) => (year - 1, 12),
                    (true, _) => (year, month - 1),
                    (false, 12) => (year + 1, 1),
                    (false, _) => (year, month + 1),
                };
            }
            NaiveDate::from_ymd_opt(year, month, day.day().min(days_of(year, month))).unwrap()
        };
        let turned = turn(turn(day, less, true), plus, false);
        proptest::prop_assert_eq!(offset.from(day), Some(turned));
    }
}

/// A folder, a day and the details of a record.
type PlannedRecord = (&'static str, &'static str, &'static str);

/// A criterion that is judged on 1 November 2026, and its records, of which the last is to come.
const PLANNED: [(&str, &[PlannedRecord]); 5] = [
    (
        "count: { of: { kind: activity }, at_least: 2 }",
        &[
            ("activities", "2026-10-01", "hours: 1"),
            ("activities", "2026-11-24", "hours: 1"),
        ],
    ),
    (
        "total: { of: { kind: activity }, field: hours, at_least: 20 }",
        &[
            ("activities", "2026-10-01", "hours: 10"),
            ("activities", "2026-11-24", "hours: 10"),
        ],
    ),
    (
        "sequence: { each: { kind: activity }, needs: { kind: meeting }, later: true, at_least: 1 }",
        &[
            ("activities", "2026-10-01", "hours: 1"),
            ("meetings", "2026-11-24", "with: sol"),
        ],
    ),
    (
        "cadence: { of: { kind: meeting }, every: 3 months }",
        &[("meetings", "2026-11-24", "with: sol")],
    ),
    (
        "all: [{ count: { of: { kind: activity }, at_least: 1 } }, { count: { of: { kind: meeting }, at_least: 1 } }]",
        &[
            ("activities", "2026-10-01", "hours: 1"),
            ("meetings", "2026-11-24", "with: sol"),
        ],
    ),
];

#[test]
fn what_is_only_planned_is_named_and_not_asked_for_again() {
    for (form, records) in PLANNED {
        for (status, then) in [
            ("", "it counts from that day"),
            ("planned", "change `status` when it has taken place"),
        ] {
            let mut world = duty(form);
            let (last, before) = records.split_last().unwrap();
            for (folder, date, details) in before {
                world = world.with(folder, date, details);
            }
            let (folder, date, details) = last;
            let marked = match status {
                "" => (*details).to_owned(),
                status => format!("{details}\nstatus: {status}"),
            };
            let with = world.with(folder, date, &marked);
            let outcome = with.duty("it", "2026-11-01");
            let Some(Lack::Correct { path, message }) = outcome.lack() else {
                panic!("{form}: {:?}", outcome.lack());
            };
            assert!(path.starts_with(&format!("{folder}/{date}-")), "{path}");
            let says = format!("this is only planned for 24 November 2026; {then}");
            assert_eq!(*message, says, "{form}");
        }
    }
}

#[test]
fn what_is_cancelled_or_too_little_is_asked_for_as_before() {
    let hours = "total: { of: { kind: activity }, field: hours, at_least: 20 }";
    for details in ["hours: 20\nstatus: cancelled", "hours: 19"] {
        let world = duty(hours).with("activities", "2026-11-24", details);
        let outcome = world.duty("it", "2026-11-01");
        let is_asked =
            matches!(outcome.lack(), Some(Lack::Add { amount, .. }) if amount == "20 hours");
        assert!(is_asked, "{:?}", outcome.lack());
    }
}
