//! Each table against numbers that were worked out by hand, from three lines.

use rust_decimal::Decimal;

use super::*;
use crate::base::calendar;
use crate::views::portfolio_line::{
    AskLine, AwardLine, DeadlineLine, EvaluationLine, ItemLine, MoneyLine, MonthLine, RuleLine,
    StepLine, TargetLine, WindowLine, WishLine,
};

fn day(text: &str) -> Option<NaiveDate> {
    calendar::date(text)
}

fn number(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn words(text: &str) -> Option<String> {
    Some(text.to_owned())
}

/// Ann of Law has signed and waits for an endorser since 10 September; Ben of Law is at work; Cat of
/// Arts has nothing, and her portfolio could not be read whole.
fn lines() -> Vec<PortfolioLine> {
    let person = |source: &str, name: &str, team: &str| PortfolioLine {
        source: source.to_owned(),
        portfolio: words(source),
        person: words(&name.to_lowercase()),
        name: words(name),
        team: words(team),
        manager: words("dee"),
        manager_name: words("Dee Poe"),
        read: Reading::Whole,
        day: day("2026-10-02"),
        ..PortfolioLine::default()
    };
    let step = |id: &str, on: &str, counts| StepLine {
        id: id.to_owned(),
        by: "ann".to_owned(),
        on: day(on),
        assurance: "claimed".to_owned(),
        counts,
    };
    let award = |state: &str, met| AwardLine {
        scheme: "lancaster".to_owned(),
        version: "1.0.0".to_owned(),
        award: "silver".to_owned(),
        state: state.to_owned(),
        met,
        of: 4,
        ..AwardLine::default()
    };
    let month = |month: &str, records, hours| MonthLine {
        month: month.to_owned(),
        records,
        hours: number(hours),
    };
    let item = |item: &str, records, missing, until: &str| ItemLine {
        criterion: "school/register".to_owned(),
        catalogue: "register".to_owned(),
        item: item.to_owned(),
        records,
        missing,
        until: day(until),
    };
    let ann = PortfolioLine {
        awards: vec![AwardLine {
            steps: vec![
                step("sign", "2026-09-10", true),
                step("endorse", "2026-09-20", false),
            ],
            next_step: words("endorse"),
            next_role: words("line-manager"),
            ..award("ready", 4)
        }],
        asks: vec![AskLine {
            criterion: "alt/hours".to_owned(),
            severity: "error".to_owned(),
            state: "open".to_owned(),
            found: number("12.5"),
            needed: number("30"),
            unit: words("hours"),
            due: day("2027-07-31"),
        }],
        windows: vec![WindowLine {
            criterion: "alt/log".to_owned(),
            from: day("2026-08-01"),
            to: day("2026-09-30"),
            state: "missing".to_owned(),
            done_on: None,
        }],
        items: vec![
            item("fire", 1, false, "2026-12-01"),
            item("safe", 1, true, "2026-09-01"),
        ],
        months: vec![month("2026-04", 2, "3.5"), month("2026-05", 1, "1")],
        money: vec![
            MoneyLine {
                year: 2026,
                category: None,
                currency: "GBP".to_owned(),
                budget: number("250"),
                ..MoneyLine::default()
            },
            MoneyLine {
                year: 2026,
                category: words("course"),
                currency: "GBP".to_owned(),
                spent: number("90.50"),
                planned: number("10"),
                ..MoneyLine::default()
            },
            MoneyLine {
                year: 2026,
                category: words("materials"),
                currency: "EUR".to_owned(),
                spent: number("40"),
                ..MoneyLine::default()
            },
        ],
        ..person("a", "Ann", "Law")
    };
    let ben = PortfolioLine {
        awards: vec![award("open", 1)],
        items: vec![item("fire", 0, true, "")],
        months: vec![month("2026-04", 1, "2")],
        due: vec![DeadlineLine {
            criterion: "alt/log".to_owned(),
            item: None,
            state: "overdue".to_owned(),
            severity: "error".to_owned(),
            on: day("2026-09-30"),
        }],
        evaluations: vec![
            EvaluationLine {
                on: day("2026-05-01"),
                by: "own".to_owned(),
                fields: [("effectiveness".to_owned(), "good".to_owned())].into(),
            },
            EvaluationLine {
                on: day("2026-06-01"),
                by: "other".to_owned(),
                fields: [("effectiveness".to_owned(), "good".to_owned())].into(),
            },
        ],
        targets: vec![TargetLine {
            set_on: day("2026-01-05"),
            fields: [("state".to_owned(), "met".to_owned())].into(),
            activities: 2,
            hours: number("4.5"),
        }],
        wishes: WishLine {
            offers: vec!["mentoring".to_owned()],
            seeks: vec!["coaching".to_owned()],
            interests: vec!["minutes".to_owned()],
        },
        ..person("b", "Ben", "Law")
    };
    let cat = PortfolioLine {
        read: Reading::Partly,
        why: words("malformed-trust"),
        rules: vec![RuleLine {
            rule: "malformed-trust".to_owned(),
            severity: "error".to_owned(),
            count: 2,
        }],
        awards: vec![award("unknown", 0)],
        ..person("c", "Cat", "Arts")
    };
    vec![ann, ben, cat]
}

fn report(audience: Audience, names: &[&str]) -> Report {
    let tables: Vec<&'static TableSpec> = TABLES
        .into_iter()
        .filter(|table| names.contains(&table.name))
        .collect();
    let request = ReportRequest {
        today: day("2026-10-02").unwrap(),
        tables: &tables,
        audience,
        least: 5,
        keep_days: 90,
        sample: None,
        budgets: &budgets(),
        comparison: Some(&comparison()),
    };
    Report::new(lines(), Vec::new(), &request)
}

/// 300 for courses of Law, 50 for all else of Law, and 1,000 euros for all teams.
fn budgets() -> Vec<TeamBudget> {
    let budget = |team: &str, category: &str, amount, currency: &str| TeamBudget {
        year: 2026,
        team: words(team).filter(|team| !team.is_empty()),
        category: words(category).filter(|category| !category.is_empty()),
        cost_centre: None,
        amount: number(amount),
        currency: currency.to_owned(),
    };
    vec![
        budget("law", "", "50", "GBP"),
        budget("Law", "course", "300", "GBP"),
        budget("", "", "1000", "EUR"),
        budget("Arts", "", "80", "GBP"),
    ]
}

/// A school that spends 200 a head, beside four with 100, 150, 250 and 300, of which all but the
/// last are similar.
fn comparison() -> SchoolComparison {
    let school = |urn: &str, pupils: &str, spend: &str| School {
        urn: urn.to_owned(),
        year: words("2024-25"),
        phase: words("Primary"),
        region: words("South West"),
        pupils: Some(number(pupils)),
        headcount: Some(number("40")),
        spend_cpd: Some(number(spend)),
        spend_total: Some(number("1000000")),
        ..School::default()
    };
    SchoolComparison {
        own: school("100", "200", "8000"),
        schools: vec![
            school("101", "160", "4000"),
            school("102", "240", "6000"),
            school("103", "200", "10000"),
            school("104", "241", "12000"),
        ],
        basis: "given",
        similar_percent: number("20"),
    }
}

/// The rows of a table for whoever answers for all, without the four columns of the person, whose
/// place the name takes.
fn rows(table: &str) -> Vec<String> {
    let report = report(Audience::Officer, &[table]);
    let table = &report.tables[0];
    let has_person = table.columns.starts_with(&PERSON);
    let row = |row: &ReportRow| {
        let cells = row.iter().map(|cell| match cell {
            ReportCell::Empty => "-".to_owned(),
            ReportCell::Words(words) => words.clone(),
            ReportCell::Number(number) => number.to_string(),
            ReportCell::Day(day) => day.to_string(),
        });
        let cells: Vec<String> = cells.collect();
        match has_person {
            true => format!("{} | {}", cells[1], cells[PERSON.len()..].join(" | ")),
            false => cells.join(" | "),
        }
    };
    table.rows.iter().map(row).collect()
}

#[test]
fn every_row_has_a_value_for_every_column() {
    for table in report(Audience::Officer, &[]).tables {
        for row in &table.rows {
            assert_eq!(row.len(), table.columns.len(), "{}", table.spec.name);
        }
    }
}

#[test]
fn the_largest_numbers_of_foreign_lines_stop_no_table() {
    let largest = |line: PortfolioLine| {
        let money = MoneyLine {
            year: i32::MAX,
            currency: "GBP".to_owned(),
            budget: Decimal::MIN,
            spent: Decimal::MAX,
            planned: Decimal::MAX,
            ..MoneyLine::default()
        };
        let of_the_year = MoneyLine {
            year: 2026,
            ..money.clone()
        };
        let ask = AskLine {
            found: Decimal::MIN,
            needed: Decimal::MAX,
            unit: words("hours"),
            ..AskLine::default()
        };
        let month = MonthLine {
            month: "2026-04".to_owned(),
            records: usize::MAX,
            hours: Decimal::MAX,
        };
        let item = ItemLine {
            records: usize::MAX,
            until: Some(NaiveDate::MIN),
            ..ItemLine::default()
        };
        let rule = RuleLine {
            rule: "rule".to_owned(),
            severity: "error".to_owned(),
            count: usize::MAX,
        };
        let due = DeadlineLine {
            on: Some(NaiveDate::MAX),
            ..DeadlineLine::default()
        };
        PortfolioLine {
            money: vec![money.clone(), of_the_year.clone(), of_the_year],
            asks: vec![ask],
            months: vec![month],
            items: vec![item],
            rules: vec![rule.clone(), rule],
            due: vec![due],
            ..line
        }
    };
    let school = |amount| School {
        pupils: Some(Decimal::MAX),
        headcount: Some(Decimal::new(1, 28)),
        spend_cpd: Some(amount),
        ..School::default()
    };
    let comparison = SchoolComparison {
        own: school(Decimal::MAX),
        schools: vec![
            school(Decimal::ONE),
            school(Decimal::MAX),
            school(Decimal::ZERO),
        ],
        basis: "given",
        similar_percent: Decimal::ONE_HUNDRED,
    };
    for audience in [Audience::Officer, Audience::Public] {
        let request = ReportRequest {
            today: day("2026-10-02").unwrap(),
            tables: &TABLES,
            audience,
            least: 2,
            keep_days: u64::MAX,
            sample: None,
            budgets: &budgets(),
            comparison: Some(&comparison),
        };
        let lines = lines().into_iter().map(largest).collect();
        let report = Report::new(lines, Vec::new(), &request);
        assert!(!report.tables.is_empty());
        for table in &report.tables {
            let _ = Plot::of(table);
        }
    }
}

#[test]
fn people_are_sorted_by_team_and_name_and_say_what_could_be_read() {
    assert_eq!(
        rows("people"),
        [
            "Cat | c | c | judged | - | - | 2026-10-02 | - | 0 | 2 | 0 | partly | malformed-trust",
            "Ann | a | a | judged | - | - | 2026-10-02 | - | 0 | 0 | 0 | whole | -",
            "Ben | b | b | judged | - | - | 2026-10-02 | - | 0 | 0 | 0 | whole | -",
        ]
    );
}

#[test]
fn an_award_waits_since_the_last_step_that_counts() {
    let silver = "lancaster | 1.0.0 | silver | -";
    assert_eq!(
        rows("awards"),
        [
            format!("Cat | {silver} | unknown | 0 | 4 | - | - | - | - | - | - | - | - | 0"),
            format!(
                "Ann | {silver} | ready | 4 | 4 | sign | 2026-09-10 | ann | claimed | endorse | line-manager | - | 22 | 0"
            ),
            format!("Ben | {silver} | open | 1 | 4 | - | - | - | - | - | - | - | - | 0"),
        ]
    );
    assert_eq!(
        rows("waiting"),
        ["line-manager | endorse | lancaster | silver | 1 | 22 | 22"]
    );
}

#[test]
fn an_amount_belongs_to_the_budget_that_names_most_of_it() {
    assert_eq!(
        rows("budgets"),
        [
            "2026 | - | - | - | EUR | 1 | 1000 | 40 | 0 | 960",
            "2026 | Arts | - | - | GBP | 0 | 80 | 0 | 0 | 80",
            "2026 | Law | course | - | GBP | 1 | 300 | 90.5 | 10 | 199.5",
            "2026 | law | - | - | GBP | 0 | 50 | 0 | 0 | 50",
        ]
    );
}

#[test]
fn an_amount_without_a_budget_stands_beside_those_that_have_one() {
    let mut lines = lines();
    lines[1].money = lines[0].money.clone();
    let request = ReportRequest {
        today: day("2026-10-02").unwrap(),
        tables: &[&budgets::TABLE],
        audience: Audience::Officer,
        least: 5,
        keep_days: 90,
        sample: None,
        budgets: &budgets()[1..2],
        comparison: None,
    };
    let report = Report::new(lines, Vec::new(), &request);
    let spent = report.tables[0].rows.iter().map(|row| {
        let cells = [&row[4], &row[5], &row[6], &row[7]];
        cells.map(|cell| match cell {
            ReportCell::Words(words) => words.clone(),
            ReportCell::Number(number) => number.to_string(),
            _ => "-".to_owned(),
        })
    });
    assert_eq!(
        spent.collect::<Vec<_>>(),
        [["GBP", "2", "300", "181"], ["EUR", "2", "-", "80"]]
    );
}

#[test]
fn spending_is_compared_with_schools_of_one_phase_region_and_size() {
    // 200 a head is the second of four; of 100, 150 and 250 the quartiles are 125, 150 and 200.
    assert_eq!(
        rows("compare"),
        [
            "2024-25 | 100 | spend_per_head | given | 200 | 125 | 150 | 200 | 2 | 4",
            "2024-25 | 100 | spend_per_pupil | given | 40 | 25 | 25 | 37.5 | 2 | 4",
            "2024-25 | 100 | share_of_total | given | 0.8 | 0.5 | 0.6 | 0.8 | 2 | 4",
        ]
    );
}

#[test]
fn a_table_that_needs_a_file_says_so() {
    let request = ReportRequest {
        today: day("2026-10-02").unwrap(),
        tables: &[&compare::TABLE],
        audience: Audience::Officer,
        least: 5,
        keep_days: 90,
        sample: None,
        budgets: &[],
        comparison: None,
    };
    let report = Report::new(lines(), Vec::new(), &request);
    assert!(report.tables.is_empty());
    assert_eq!(
        report.notes,
        ["The table compare needs a file or an option that was not given."]
    );
}

#[test]
fn days_are_counted_from_the_day_of_the_report() {
    assert_eq!(
        rows("due"),
        ["Ben | alt | alt/log | - | overdue | 2026-09-30 | -2 | error"]
    );
    assert_eq!(
        rows("training"),
        [
            "Ann | school | school/register | fire | 2026-12-01 | 60 | in date | 1",
            "Ann | school | school/register | safe | 2026-09-01 | -31 | expired | 1",
            "Ben | school | school/register | fire | - | - | missing | 0",
        ]
    );
    assert_eq!(
        rows("windows"),
        ["Ann | alt | alt/log | 2026-08-01 | 2026-09-30 | - | missing"]
    );
}

#[test]
fn amounts_say_what_is_short_and_currencies_are_kept_apart() {
    assert_eq!(
        rows("hours"),
        ["Ann | alt | alt/hours | hours | 30 | 12.5 | 17.5 | open | 2027-07-31"]
    );
    assert_eq!(
        rows("money"),
        [
            "Ann | 2026 | - | - | GBP | 250 | 0 | 0 | 149.5",
            "Ann | 2026 | - | course | GBP | 0 | 90.5 | 10 | -",
            "Ann | 2026 | - | materials | EUR | 0 | 40 | 0 | -",
        ]
    );
}

#[test]
fn what_concerns_several_people_counts_each_once() {
    assert_eq!(
        rows("coverage"),
        ["register | fire | 2 | 1 | 1", "register | safe | 1 | 0 | 1"]
    );
    assert_eq!(
        rows("participation"),
        [
            "2026-04 | Law | 2 | 2 | 3 | 5.5",
            "2026-05 | Law | 2 | 1 | 1 | 1",
        ]
    );
    assert_eq!(rows("impact"), ["effectiveness | good | 1 | 2 | 1 | 1"]);
    assert_eq!(rows("mentoring"), ["Ben | mentoring | coaching | minutes"]);
    assert_eq!(
        rows("targets"),
        ["Ben | 1 | 2026-01-05 | - | met | - | - | 2 | 4.5"]
    );
    assert_eq!(rows("trouble"), ["c | c | malformed-trust | error | 2"]);
}

#[test]
fn a_manager_sees_only_people_whose_entries_name_them() {
    for (manager, people) in [("dee", 3), ("DEE POE", 3), ("Sam", 0), ("", 0)] {
        let report = report(Audience::Manager(manager.to_owned()), &["people"]);
        assert_eq!(report.tables[0].rows.len(), people, "{manager}");
        assert_eq!(report.lines.len(), people);
    }
}

#[test]
fn the_public_sees_no_person_and_no_small_count() {
    let report = report(Audience::Public, &[]);
    assert!(report.lines.is_empty());
    let names: Vec<&str> = report.tables.iter().map(|table| table.spec.name).collect();
    assert_eq!(
        names,
        [
            "waiting",
            "budgets",
            "compare",
            "coverage",
            "participation",
            "impact"
        ]
    );
    // Schools are no persons.
    let of_people = report
        .tables
        .iter()
        .filter(|table| table.spec.name != "compare");
    for table in of_people {
        for (column, cell) in table
            .rows
            .iter()
            .flat_map(|row| table.columns.iter().zip(row))
        {
            let is_small = matches!(cell, ReportCell::Number(number)
                if !number.is_zero() && *number < Decimal::from(5));
            assert!(!is_small, "{} {}: {cell:?}", table.spec.name, column.name);
        }
    }
}

#[test]
fn of_two_copies_the_later_counts_and_two_owners_of_one_id_are_said() {
    let mut lines = lines();
    lines[0].committed = words("2026-09-30T10:15:00Z");
    let newer = PortfolioLine {
        source: "a2".to_owned(),
        committed: words("2026-09-30T10:15:01Z"),
        ..lines[0].clone()
    };
    let other = PortfolioLine {
        source: "b2".to_owned(),
        person: words("zoe"),
        ..lines[1].clone()
    };
    lines.extend([newer, other]);
    let notes = leave_out_copies(&mut lines);
    let kept: Vec<&str> = lines.iter().map(|line| &*line.source).collect();
    assert_eq!(kept, ["b", "c", "a2", "b2"]);
    assert_eq!(
        notes,
        [
            "a is left out: it is another copy of the same portfolio.",
            "b2 has the id of another person's portfolio. Both are counted.",
        ]
    );
}

#[test]
fn a_pack_counts_for_its_award_unless_the_portfolio_is_there() {
    let pack = |source: &str, person: &str, award: &str, committed: &str| PortfolioLine {
        source: source.to_owned(),
        known: KnownBy::Pack,
        portfolio: words("p"),
        person: words(person),
        committed: words(committed),
        awards: vec![AwardLine {
            scheme: "lancaster".to_owned(),
            award: award.to_owned(),
            ..AwardLine::default()
        }],
        ..PortfolioLine::default()
    };
    let packs = [
        pack("old", "sam", "silver", "2026-09-30T10:15:00Z"),
        pack("new", "sam", "silver", "2026-10-01T10:15:00Z"),
        pack("bronze", "sam", "bronze", "2026-08-01T10:15:00Z"),
    ];
    let mut lines = packs.to_vec();
    let notes = leave_out_copies(&mut lines);
    let kept = |lines: &[PortfolioLine]| -> Vec<String> {
        lines.iter().map(|line| line.source.clone()).collect()
    };
    assert_eq!(kept(&lines), ["new", "bronze"]);
    let says = "old is left out: it is another copy of the same portfolio.";
    assert_eq!(notes, [says]);
    // An older clone has more in it than any pack.
    let clone = PortfolioLine {
        known: KnownBy::Judged,
        ..pack("clone", "sam", "silver", "2026-01-01T10:15:00Z")
    };
    let other = pack("zoe", "zoe", "silver", "2026-10-01T10:15:00Z");
    lines = [&packs[..], &[clone, other]].concat();
    let notes = leave_out_copies(&mut lines);
    assert_eq!(kept(&lines), ["clone", "zoe"]);
    assert_eq!(notes.len(), 4, "{notes:?}");
    assert!(
        notes.contains(
            &"zoe has the id of another person's portfolio. Both are counted.".to_owned()
        )
    );
}
