//! Each table against numbers that were worked out by hand, from three lines.

use rust_decimal::Decimal;

use super::plot::{Bullet, PlotBar, PlotMarks, QuartileLine};
use super::*;
use crate::base::calendar;
use crate::domain::query::Comparison;
use crate::views::portfolio_line::{
    AskLine, AwardLine, DeadlineLine, EvaluationLine, ItemLine, MoneyLine, MonthLine, RuleLine,
    StepLine, TargetLine, TypeLine, WindowLine, WishLine,
};

fn day(text: &str) -> Option<NaiveDate> {
    calendar::date(text)
}

fn number(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn words<T: for<'t> From<&'t str>>(text: &str) -> Option<T> {
    Some(text.into())
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
        scheme: "lancaster".into(),
        version: "1.0.0".into(),
        award: "silver".into(),
        state: state.into(),
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
        criterion: "school/register".into(),
        catalogue: "register".into(),
        item: item.into(),
        records,
        group: words("Safety").filter(|_| item == "fire"),
        missing,
        done_on: day("2025-12-01").filter(|_| records > 0),
        evidence: item == "fire" && records > 0,
        until: day(until),
        renew_from: None,
    };
    let ann = PortfolioLine {
        awards: vec![AwardLine {
            steps: vec![
                step("sign", "2026-09-10", true),
                step("endorse", "2026-09-20", false),
            ],
            next_step: words("endorse"),
            next_role: words("line-manager"),
            next_by: words("Dee Poe"),
            ..award("ready", 4)
        }],
        asks: vec![AskLine {
            criterion: "alt/hours".into(),
            severity: "error".into(),
            state: "open".into(),
            found: number("12.5"),
            needed: number("30"),
            planned: number("6"),
            unit: words("hours"),
            whole: Some(number("50")),
            from: day("2026-08-01"),
            to: day("2027-07-31"),
            due: day("2027-07-31"),
            types: vec![
                TypeLine {
                    term: None,
                    records: 1,
                    found: number("2.5"),
                },
                TypeLine {
                    term: words("course"),
                    records: 2,
                    found: number("10"),
                },
            ],
        }],
        windows: vec![WindowLine {
            criterion: "alt/log".into(),
            from: day("2026-08-01"),
            to: day("2026-09-30"),
            state: "missing".into(),
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
                month: words("2026-01"),
                category: None,
                currency: "GBP".to_owned(),
                budget: number("250"),
                ..MoneyLine::default()
            },
            MoneyLine {
                year: 2026,
                month: words("2026-04"),
                category: words("course"),
                currency: "GBP".to_owned(),
                spent: number("50.25"),
                unclaimed: number("50.25"),
                ..MoneyLine::default()
            },
            MoneyLine {
                year: 2026,
                month: words("2026-06"),
                category: words("course"),
                currency: "GBP".to_owned(),
                spent: number("40.25"),
                planned: number("10"),
                ..MoneyLine::default()
            },
            MoneyLine {
                year: 2026,
                month: words("2026-07"),
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
            criterion: "alt/log".into(),
            item: None,
            state: "overdue".into(),
            severity: "error".into(),
            on: day("2026-09-30"),
        }],
        evaluations: vec![
            EvaluationLine {
                on: day("2026-05-01"),
                by: "own".to_owned(),
                target: Some(1),
                fields: [
                    ("effectiveness".to_owned(), "good".to_owned()),
                    ("impact".to_owned(), "use".to_owned()),
                ]
                .into(),
            },
            EvaluationLine {
                on: day("2026-06-01"),
                by: "manager".to_owned(),
                target: Some(1),
                fields: [("effectiveness".to_owned(), "good".to_owned())].into(),
            },
            EvaluationLine {
                on: day("2026-06-30"),
                by: "manager".to_owned(),
                target: None,
                fields: [("effectiveness".to_owned(), "some".to_owned())].into(),
            },
        ],
        targets: vec![TargetLine {
            set_on: day("2026-01-05"),
            fields: [
                ("state".to_owned(), "met".to_owned()),
                ("source".to_owned(), "individual".to_owned()),
                ("priority".to_owned(), "local".to_owned()),
                ("agreed_on".to_owned(), "2026-01-09".to_owned()),
            ]
            .into(),
            activities: 2,
            hours: number("4.5"),
        }],
        wishes: WishLine {
            offers: vec!["mentoring".to_owned()],
            seeks: vec!["coaching".to_owned()],
            interests: vec!["minutes".to_owned()],
            places: Some(2),
            taken: Some(1),
        },
        staff_category: words("technical"),
        ..person("b", "Ben", "Law")
    };
    let cat = PortfolioLine {
        read: Reading::Partly,
        why: words("malformed-trust"),
        rules: vec![RuleLine {
            rule: "malformed-trust".into(),
            severity: "error".into(),
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
    report_with(|request| ReportRequest {
        tables: &tables,
        audience,
        ..request
    })
}

/// Makes a report of the three lines by a request that is changed as told.
fn report_with<'r>(change: impl FnOnce(ReportRequest<'r>) -> ReportRequest<'r>) -> Report {
    let (budgets, comparison) = (budgets(), comparison());
    let request = change(ReportRequest {
        today: day("2026-10-02").unwrap(),
        least: 5,
        keep_days: 90,
        ..ReportRequest::default()
    });
    let request = ReportRequest {
        budgets: &budgets,
        comparison: Some(&comparison),
        ..request
    };
    Report::new(lines(), Vec::new(), &request)
}

/// 300 for courses of Law, 50 for all else of Law, and 1,000 euros for all teams.
fn budgets() -> Vec<TeamBudget> {
    let budget = |team: &str, category: &str, amount, currency: &str| TeamBudget {
        year: 2026,
        team: words(team).filter(|team: &String| !team.is_empty()),
        category: words(category).filter(|category: &String| !category.is_empty()),
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
    shown(&report(Audience::Officer, &[table]).tables[0])
}

fn shown(table: &ReportTable) -> Vec<String> {
    let has_person = table.columns.starts_with(&PERSON);
    let row = |row: &ReportRow| {
        let cells = row.iter().map(|cell| match cell {
            ReportCell::Empty => "-".to_owned(),
            ReportCell::Words(words) => words.as_str().into(),
            ReportCell::Number(number) => number.to_string(),
            ReportCell::Money(amount) => format!("{amount:.2}"),
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

/// The rows of a table in another form.
fn rows_in_form(table: &str, form: &str) -> Vec<String> {
    let spec = table_in_form(table, form).unwrap();
    let report = report_with(|request| ReportRequest {
        tables: std::slice::from_ref(&spec),
        ..request
    });
    shown(&report.tables[0])
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
            unclaimed: Decimal::MAX,
            ..MoneyLine::default()
        };
        let of_the_year = MoneyLine {
            year: 2026,
            ..money.clone()
        };
        let ask = AskLine {
            found: Decimal::MIN,
            needed: Decimal::MAX,
            whole: Some(Decimal::new(1, 28)),
            types: vec![TypeLine {
                found: Decimal::MAX,
                ..TypeLine::default()
            }],
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
            rule: "rule".into(),
            severity: "error".into(),
            count: usize::MAX,
        };
        let due = DeadlineLine {
            on: Some(NaiveDate::MAX),
            ..DeadlineLine::default()
        };
        let wishes = WishLine {
            offers: vec!["mentoring".to_owned(), "job_swap".to_owned()],
            seeks: vec!["mentoring".to_owned(), "job_swap".to_owned()],
            places: Some(u32::MAX),
            ..WishLine::default()
        };
        let evaluation = EvaluationLine {
            target: Some(usize::MAX),
            fields: [("impact".to_owned(), "use".to_owned())].into(),
            ..EvaluationLine::default()
        };
        PortfolioLine {
            wishes,
            evaluations: vec![evaluation],
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
    let forms = FORMS.map(|(.., spec)| spec);
    let tables = [&TABLES[..], &forms[..]].concat();
    for audience in [Audience::Officer, Audience::Public] {
        let request = ReportRequest {
            today: day("2026-10-02").unwrap(),
            tables: &tables,
            audience,
            options: TableOptions {
                every: Some(ReportSpan::Quarter),
                is_cumulative: true,
            },
            filter: ReportFilter {
                since: day("0001-01-01"),
                ..ReportFilter::default()
            },
            least: 2,
            keep_days: u64::MAX,
            budgets: &budgets(),
            comparison: Some(&comparison),
            ..ReportRequest::default()
        };
        let lines = lines().into_iter().map(largest).collect();
        let report = Report::new(lines, Vec::new(), &request);
        assert!(!report.tables.is_empty());
        for table in &report.tables {
            let _ = Plot::of(table);
        }
    }
}

/// The picture of a table of lines.
fn plot_of(name: &str, lines: Vec<PortfolioLine>) -> Option<Plot> {
    let mut tables = TABLES.into_iter();
    let table = [tables.find(|table| table.name == name).unwrap()];
    let (budgets, comparison) = (budgets(), comparison());
    let request = ReportRequest {
        today: day("2026-10-02").unwrap(),
        tables: &table,
        budgets: &budgets,
        comparison: Some(&comparison),
        ..ReportRequest::default()
    };
    Plot::of(&Report::new(lines, Vec::new(), &request).tables[0])
}

/// The finding of a picture of a table, and its bars.
fn bars_of(name: &str, lines: Vec<PortfolioLine>) -> Option<(String, Vec<PlotBar>)> {
    let plot = plot_of(name, lines)?;
    match plot.marks {
        PlotMarks::Bars(bars) => Some((plot.finding, bars.bars)),
        other => panic!("{other:?}"),
    }
}

fn bar(label: &str, parts: &[u64]) -> PlotBar {
    PlotBar {
        label: label.to_owned(),
        parts: parts.to_vec(),
    }
}

#[test]
fn bars_name_the_scheme_only_where_there_are_several() {
    let (finding, bars) = bars_of("awards", lines()).unwrap();
    assert_eq!(finding, "Of 3 rows: 1 open, 1 ready, 1 unknown.");
    assert_eq!(bars, [bar("silver", &[1, 1, 1])]);
    let mut lines = lines();
    lines[1].awards[0].scheme = "alt-valley".into();
    let (_, bars) = bars_of("awards", lines).unwrap();
    assert_eq!(
        bars,
        [
            bar("alt-valley silver", &[1, 0, 0]),
            bar("lancaster silver", &[0, 1, 1])
        ]
    );
}

#[test]
fn amounts_are_drawn_unless_currencies_differ() {
    assert_eq!(plot_of("money", lines()), None);
    let mut lines = lines();
    lines[0].money.retain(|money| money.currency == "GBP");
    let (finding, bars) = bars_of("money", lines).unwrap();
    assert_eq!(finding, "Spent: 90.50 in all; the most, 90.50, in course.");
    assert_eq!(bars, [bar("course", &[90]), bar("none", &[0])]);
}

#[test]
fn money_is_drawn_against_its_budget() {
    let without_euros = |budget: &TeamBudget| budget.currency == "GBP";
    let mut changed = lines();
    changed[0].money.retain(|money| money.currency == "GBP");
    // Ben of Law plans a book that no budget is for, and takes a course that is dear.
    changed[1].money = vec![
        MoneyLine {
            category: words("book"),
            planned: number("5"),
            ..changed[0].money[1].clone()
        },
        MoneyLine {
            spent: number("209.5"),
            ..changed[0].money[1].clone()
        },
    ];
    changed[1].team = words("Health");
    changed[2].money = vec![MoneyLine {
        spent: number("100"),
        ..changed[0].money[1].clone()
    }];
    let budgets: Vec<TeamBudget> = budgets().into_iter().filter(without_euros).collect();
    let request = ReportRequest {
        today: day("2026-10-02").unwrap(),
        tables: &[&budgets::TABLE],
        budgets: &budgets,
        ..ReportRequest::default()
    };
    let plot = Plot::of(&Report::new(changed, Vec::new(), &request).tables[0]).unwrap();
    assert_eq!(
        plot.finding,
        "Spent and planned: 200.50 of budgets of 430.00; overspent: Arts by 20.00; \
         without a budget: 264.75."
    );
    let bullet = |label: &str, spent, planned, budget: &str| Bullet {
        label: label.to_owned(),
        spent: number(spent),
        planned: number(planned),
        budget: budget.parse().ok(),
    };
    assert_eq!(
        plot.marks,
        PlotMarks::Bullets(vec![
            bullet("Arts", "100", "0", "80"),
            bullet("Health book", "50.25", "5", ""),
            bullet("Health course", "209.5", "0", ""),
            bullet("Law course", "90.5", "10", "300"),
            bullet("law", "0", "0", "50"),
        ])
    );
    assert_eq!(plot_of("budgets", lines()), None, "two currencies");
}

#[test]
fn a_school_is_drawn_among_similar_ones() {
    let plot = plot_of("compare", Vec::new()).unwrap();
    // 40.00 is above the upper quartile of 37.50; both other figures lie on theirs.
    assert_eq!(
        plot.finding,
        "Between the quartiles of similar schools: spend per head and share of total; \
         above the upper quartile of similar schools: spend per pupil."
    );
    let PlotMarks::Quartiles(lines) = plot.marks else {
        panic!("no quartiles");
    };
    let pupil = QuartileLine {
        label: "spend per pupil".to_owned(),
        own: number("40"),
        quartiles: Some(["25", "25", "37.5"].map(number)),
        says: "40.00; median 25.00".to_owned(),
    };
    assert_eq!(lines[1], pupil);
    assert_eq!(lines[2].says, "0.8; median 0.6");
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
            format!("Cat | {silver} | unknown | 0 | 4 | - | - | - | - | - | - | - | - | 0 | -"),
            format!(
                "Ann | {silver} | ready | 4 | 4 | sign | 2026-09-10 | ann | claimed | endorse | line-manager | Dee Poe | 22 | 0 | -"
            ),
            format!("Ben | {silver} | open | 1 | 4 | - | - | - | - | - | - | - | - | 0 | -"),
        ]
    );
    assert_eq!(
        rows("waiting"),
        ["line-manager | Dee Poe | endorse | lancaster | silver | 1 | 22 | 22"]
    );
}

#[test]
fn whoever_is_waited_for_is_named_to_officers_and_managers_and_not_in_public() {
    let columns = |audience: Audience| {
        let table = &report(audience, &["waiting"]).tables[0];
        let shown = format!("{:?}", table.rows).contains("Dee Poe");
        let names = table.columns.iter().map(|column| column.name.as_ref());
        (names.take(3).collect::<Vec<&str>>().join(" "), shown)
    };
    let named = ("next_role next_by next_step".to_owned(), true);
    assert_eq!(columns(Audience::Officer), named);
    assert_eq!(columns(Audience::Manager("dee".to_owned())), named);
    let public = ("next_role next_step scheme".to_owned(), false);
    assert_eq!(columns(Audience::Public), public);
}

#[test]
fn an_amount_belongs_to_the_budget_that_names_most_of_it() {
    assert_eq!(
        rows("budgets"),
        [
            "2026 | - | - | - | EUR | 1 | 1000.00 | 40.00 | 0.00 | 960.00",
            "2026 | Arts | - | - | GBP | 0 | 80.00 | 0.00 | 0.00 | 80.00",
            "2026 | Law | course | - | GBP | 1 | 300.00 | 90.50 | 10.00 | 199.50",
            "2026 | law | - | - | GBP | 0 | 50.00 | 0.00 | 0.00 | 50.00",
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
        budgets: &budgets()[1..2],
        ..ReportRequest::default()
    };
    let report = Report::new(lines, Vec::new(), &request);
    let spent = report.tables[0].rows.iter().map(|row| {
        let cells = [&row[4], &row[5], &row[6], &row[7]];
        cells.map(|cell| match cell {
            ReportCell::Words(words) => words.to_string(),
            ReportCell::Number(number) | ReportCell::Money(number) => {
                number.normalize().to_string()
            }
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
            "2024-25 | 100 | spend_per_head | given | 200.00 | 125.00 | 150.00 | 200.00 | 2 | 4",
            "2024-25 | 100 | spend_per_pupil | given | 40.00 | 25.00 | 25.00 | 37.50 | 2 | 4",
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
        ..ReportRequest::default()
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
            "Ann | school | school/register | fire | 2025-12-01 | 2026-12-01 | 60 | in date | 1 | yes",
            "Ann | school | school/register | safe | 2025-12-01 | 2026-09-01 | -31 | expired | 1 | no",
            "Ben | school | school/register | fire | - | - | - | missing | 0 | -",
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
        [
            "Ann | alt | alt/hours | hours | 2026-08-01 | 2027-07-31 | 30 | 12.5 | 6 | 17.5 | 0.6 | open | 2027-07-31"
        ]
    );
    assert_eq!(
        rows("money"),
        [
            "Ann | 2026 | - | - | GBP | 250.00 | 0.00 | 0.00 | 0.00 | 149.50",
            "Ann | 2026 | - | course | GBP | 0.00 | 90.50 | 10.00 | 50.25 | -",
            "Ann | 2026 | - | materials | EUR | 0.00 | 40.00 | 0.00 | 0.00 | -",
        ]
    );
}

#[test]
fn what_concerns_several_people_counts_each_once() {
    assert_eq!(
        rows("coverage"),
        [
            "register | Safety | fire | 2 | 1 | 1 | 2025-12-01",
            "register | - | safe | 1 | 0 | 1 | 2025-12-01"
        ]
    );
    assert_eq!(
        rows("participation"),
        [
            "2026-04 | Law | 2 | 2 | 3 | 5.5",
            "2026-05 | Law | 2 | 1 | 1 | 1",
        ]
    );
    assert_eq!(
        rows("impact"),
        [
            "effectiveness | good | 1 | 2 | 1 | 1",
            "effectiveness | some | 1 | 1 | 0 | 1",
            "impact | use | 1 | 1 | 1 | 0",
        ]
    );
    assert_eq!(
        rows("mentoring"),
        ["Ben | mentoring | coaching | minutes | 2 | 1"]
    );
    assert_eq!(
        rows("targets"),
        [
            "Ben | 1 | 2026-01-05 | - | met | individual | - | local | yes | good | good | use | 2 | 4.5"
        ]
    );
    assert_eq!(rows("trouble"), ["c | c | malformed-trust | error | 2"]);
}

#[test]
fn a_table_in_another_form_has_other_rows() {
    assert_eq!(
        rows_in_form("hours", "type"),
        [
            "Ann | alt | alt/hours | hours | - | 1 | 2.5",
            "Ann | alt | alt/hours | hours | course | 2 | 10",
        ]
    );
    assert_eq!(
        rows_in_form("coverage", "people"),
        [
            "Ann | register | Safety | fire | 1 | 2025-12-01 | yes",
            "Ann | register | - | safe | 1 | 2025-12-01 | no",
            "Ben | register | Safety | fire | 0 | - | no",
        ]
    );
    assert_eq!(
        rows_in_form("impact", "source"),
        [
            "- | effectiveness | some | 1 | 1 | 0 | 1",
            "individual | effectiveness | good | 1 | 2 | 1 | 1",
            "individual | impact | use | 1 | 1 | 1 | 0",
        ]
    );
    assert_eq!(
        rows_in_form("impact", "category")[0],
        "technical | effectiveness | good | 1 | 2 | 1 | 1"
    );
}

#[test]
fn a_wide_table_has_an_item_a_column_and_the_worse_of_two_requirements() {
    let mut lines = lines();
    let stricter = ItemLine {
        criterion: "school/other".into(),
        missing: true,
        until: day("2026-09-30"),
        ..lines[0].items[0].clone()
    };
    let of_other_catalogue = ItemLine {
        catalogue: "display".into(),
        until: None,
        ..lines[0].items[0].clone()
    };
    let like_a_person = ItemLine {
        item: "name".into(),
        ..stricter.clone()
    };
    lines[0]
        .items
        .extend([stricter, of_other_catalogue, like_a_person]);
    let request = ReportRequest {
        today: day("2026-10-02").unwrap(),
        tables: &[&training::WIDE],
        ..ReportRequest::default()
    };
    let report = Report::new(lines, Vec::new(), &request);
    let table = &report.tables[0];
    let names = table.columns[PERSON.len()..].iter();
    let names: Vec<&str> = names.map(|column| &*column.name).collect();
    assert_eq!(
        names,
        ["display/fire", "register/fire", "register/name", "safe"]
    );
    assert_eq!(
        shown(table),
        [
            "Ann | done | expired 2026-09-30 | expired 2026-09-30 | expired 2026-09-01",
            "Ben | - | missing | - | -",
        ]
    );
}

fn rows_every(table: &str, every: ReportSpan, is_cumulative: bool) -> Vec<String> {
    let tables = TABLES.into_iter().filter(|one| one.name == table);
    let tables: Vec<&'static TableSpec> = tables.collect();
    let report = report_with(|request| ReportRequest {
        tables: &tables,
        options: TableOptions {
            every: Some(every),
            is_cumulative,
        },
        ..request
    });
    let table = &report.tables[0];
    assert!(table.columns.iter().any(|one| one.name == every.name()));
    shown(table)
}

#[test]
fn times_are_added_up_and_people_count_once_in_each() {
    assert_eq!(
        rows_every("participation", ReportSpan::Quarter, false),
        ["2026-Q2 | Law | 2 | 2 | 4 | 6.5"]
    );
    assert_eq!(
        rows_every("participation", ReportSpan::Month, true),
        [
            "2026-04 | Law | 2 | 2 | 3 | 5.5",
            "2026-05 | Law | 2 | 2 | 4 | 6.5",
        ]
    );
    assert_eq!(
        rows_every("money", ReportSpan::Quarter, false),
        [
            "Ann | 2026-Q1 | - | - | GBP | 250.00 | 0.00 | 0.00 | 0.00 | -",
            "Ann | 2026-Q2 | - | course | GBP | 0.00 | 90.50 | 10.00 | 50.25 | -",
            "Ann | 2026-Q3 | - | materials | EUR | 0.00 | 40.00 | 0.00 | 0.00 | -",
        ]
    );
    assert_eq!(
        rows_every("money", ReportSpan::Month, true),
        [
            "Ann | 2026-01 | - | - | GBP | 250.00 | 0.00 | 0.00 | 0.00 | 250.00",
            "Ann | 2026-04 | - | course | GBP | 0.00 | 50.25 | 0.00 | 50.25 | -",
            "Ann | 2026-06 | - | course | GBP | 0.00 | 90.50 | 10.00 | 50.25 | -",
            "Ann | 2026-07 | - | materials | EUR | 0.00 | 40.00 | 0.00 | 0.00 | -",
        ]
    );
    assert_eq!(rows_every("money", ReportSpan::Year, false), rows("money"));
}

fn condition(column: &str, comparison: Comparison, words: &str) -> RowCondition {
    RowCondition {
        column: column.to_owned(),
        comparison,
        wanted: WantedCell {
            words: words.to_owned(),
            number: words.parse().ok(),
            day: day(words),
        },
    }
}

/// The names of the tables that a filter leaves, each with its number of rows.
fn filtered(names: &[&str], filter: &ReportFilter) -> Vec<String> {
    let tables = TABLES.into_iter().filter(|one| names.contains(&one.name));
    let tables: Vec<&'static TableSpec> = tables.collect();
    let report = report_with(|request| ReportRequest {
        tables: &tables,
        filter: filter.clone(),
        ..request
    });
    assert_eq!(report.readings.whole, 2, "what was read is always said");
    let tables = report.tables.iter();
    tables
        .map(|table| format!("{} {}", table.spec.name, table.rows.len()))
        .collect()
}

#[test]
fn conditions_leave_out_people_or_rows() {
    use Comparison::{AtLeast, AtMost, Is, IsNot};
    let tables = ["people", "awards", "due", "participation", "budgets"];
    for (condition, expected) in [
        (
            condition("team", Is, "law"),
            [
                "people 2",
                "awards 2",
                "due 1",
                "budgets 2",
                "participation 2",
            ],
        ),
        (
            condition("team", IsNot, "Law"),
            [
                "people 1",
                "awards 1",
                "due 0",
                "budgets 2",
                "participation 0",
            ],
        ),
        (
            condition("manager", Is, "Dee Poe"),
            [
                "people 3",
                "awards 3",
                "due 1",
                "budgets 4",
                "participation 2",
            ],
        ),
        (
            condition("name", Is, ""),
            [
                "people 0",
                "awards 0",
                "due 0",
                "budgets 4",
                "participation 0",
            ],
        ),
    ] {
        let filter = ReportFilter {
            conditions: vec![condition.clone()],
            ..ReportFilter::default()
        };
        assert_eq!(filtered(&tables, &filter), expected, "{condition:?}");
    }
    // A table without the column is left out; without schemes, people follow none.
    for (condition, expected) in [
        (condition("state", Is, "open"), vec!["awards 1"]),
        (condition("state", IsNot, "open"), vec!["awards 2", "due 1"]),
        (condition("days", AtMost, "-2"), vec!["due 1"]),
        (condition("days", AtMost, "-3"), vec!["due 0"]),
        (
            condition("last_on", AtLeast, "2026-09-10"),
            vec!["awards 1"],
        ),
        (
            condition("last_on", AtLeast, "2026-09-11"),
            vec!["awards 0"],
        ),
        (condition("last_on", Is, ""), vec!["awards 2"]),
    ] {
        let filter = ReportFilter {
            conditions: vec![condition.clone()],
            ..ReportFilter::default()
        };
        let found = filtered(&["awards", "due"], &filter);
        let found: Vec<&str> = found.iter().map(String::as_str).collect();
        // Both tables have a state.
        let expected: Vec<&str> = match condition.column == "state" && expected.len() == 1 {
            true => vec![expected[0], "due 0"],
            false => expected,
        };
        assert_eq!(found, expected, "{condition:?}");
    }
}

#[test]
fn a_scheme_means_rows_or_the_people_who_follow_it() {
    let mut lines = lines();
    lines[0].schemes = vec!["lancaster@1.0.0".to_owned(), "alt@1.0.0".to_owned()];
    for (scheme, expected) in [
        ("lancaster", [3, 2]),
        ("alt", [0, 2]),
        ("alt@1.0.0", [0, 2]),
        ("rics", [0, 0]),
    ] {
        let request = ReportRequest {
            today: day("2026-10-02").unwrap(),
            tables: &[&awards::TABLE, &participation::TABLE],
            filter: ReportFilter {
                conditions: vec![condition("scheme", Comparison::Is, scheme)],
                ..ReportFilter::default()
            },
            ..ReportRequest::default()
        };
        let report = Report::new(lines.clone(), Vec::new(), &request);
        let found: Vec<usize> = report.tables.iter().map(|one| one.rows.len()).collect();
        assert_eq!(found, expected, "{scheme}");
    }
}

#[test]
fn days_leave_out_rows_months_money_and_evaluations() {
    let tables = [
        "awards",
        "due",
        "windows",
        "targets",
        "money",
        "participation",
        "impact",
        "people",
    ];
    let filter = |since: &str, until: &str| ReportFilter {
        since: day(since),
        until: day(until),
        ..ReportFilter::default()
    };
    assert_eq!(
        filtered(&tables, &filter("2026-05-31", "2026-06-29")),
        [
            "people 3",
            "awards 0",
            "due 0",
            "windows 0",
            "targets 0",
            "money 1",
            "participation 1",
            "impact 1"
        ]
    );
    assert_eq!(
        filtered(&tables, &filter("2026-09-10", "")),
        [
            "people 3",
            "awards 1",
            "due 1",
            "windows 1",
            "targets 0",
            "money 0",
            "participation 0",
            "impact 0"
        ]
    );
}

#[test]
fn a_manager_does_not_see_the_own_evaluations_of_people() {
    let report = report(Audience::Manager("dee".to_owned()), &["targets", "impact"]);
    let targets = shown(&report.tables[0]);
    assert_eq!(
        targets,
        ["Ben | 1 | 2026-01-05 | - | met | individual | - | local | yes | - | good | - | 2 | 4.5"]
    );
    let impact = shown(&report.tables[1]);
    assert_eq!(
        impact,
        [
            "effectiveness | good | 1 | 1 | 0 | 1",
            "effectiveness | some | 1 | 1 | 0 | 1",
        ]
    );
    let own = report.lines.iter().flat_map(|line| &line.evaluations);
    assert!(own.into_iter().all(|one| one.by == "manager"));
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
            assert!(!matches!(cell, ReportCell::Day(_)), "{}", table.spec.name);
            let is_small = matches!(cell, ReportCell::Number(number) | ReportCell::Money(number)
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
            scheme: "lancaster".into(),
            award: award.into(),
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
