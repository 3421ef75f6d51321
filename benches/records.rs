//! What new records cost beside one check of the same portfolio, which has 2,000 of them: one
//! record, and an import of 1,000, through the use case that writes them.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a benchmark looks at the clock and prints its table"
)]

use std::time::Instant;

use chrono::NaiveDate;
use cpd::bench::InMemory;

/// Pairs of runs, after one that is not counted.
const RUNS: usize = 7;

const RECORDS: usize = 2_000;

fn main() {
    let today = NaiveDate::from_ymd_opt(2026, 10, 2).unwrap_or_default();
    let portfolio = portfolio();
    println!("| new records | ms | one check of {RECORDS} records, ms | ratio | at most |");
    println!("| ---: | ---: | ---: | ---: | ---: |");
    for (count, most) in [(1, 2.0), (1_000, 3.0)] {
        let plan = || {
            let files = portfolio.plan_records("activity", rows(count), today);
            assert_eq!(files, Ok(count));
        };
        let check = || {
            std::hint::black_box(portfolio.check(today));
        };
        plan();
        check();
        let mut runs: Vec<[f64; 3]> = (0..RUNS)
            .map(|_| {
                let (plan, check) = (ms(plan), ms(check));
                [plan / check, plan, check]
            })
            .collect();
        runs.sort_by(|a, b| a[0].total_cmp(&b[0]));
        let [ratio, plan, check] = runs[RUNS / 2];
        println!("| {count} | {plan:.1} | {check:.1} | {ratio:.2} | {most} |");
    }
}

fn ms(work: impl Fn()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64() * 1e3
}

fn rows(count: usize) -> Vec<Vec<(String, Vec<String>)>> {
    let row = |n: usize| {
        let fields = [
            ("title", format!("Imported {n}")),
            ("date", date(n)),
            ("type", "workshop".to_owned()),
            ("hours", "1.5".to_owned()),
        ];
        let fields = fields.map(|(name, word)| (name.to_owned(), vec![word]));
        fields.to_vec()
    };
    (0..count).map(row).collect()
}

fn date(n: usize) -> String {
    format!("{}-{:02}-{:02}", 2000 + n % 25, 1 + n % 12, 1 + n % 28)
}

/// Half activities and half journals, each journal of some 200 words.
fn portfolio() -> InMemory {
    let sentence =
        "I took the minutes of the committee and found out afterwards what they are for. ";
    let words = sentence.repeat(7);
    let mut files = vec![
        ("cpd.yaml".to_owned(), "cpd: 1\nportfolio: 0197e0c2-5b1e-7c3a-9d52-3f1f4f0a6b21\nowner: sam-carter\nschemes: { lancaster: 1.0.0 }\n".to_owned()),
        ("trust/people.yaml".to_owned(), "people:\n  - id: sam-carter\n    name: Sam Carter\n".to_owned()),
    ];
    for n in 0..RECORDS / 2 {
        let date = date(n);
        let id = format!("{date}-activity-{n}");
        files.push((
            format!("activities/{id}.md"),
            format!("---\ntitle: Activity {n}\ndate: {date}\ntype: workshop\nhours: 3.5\n---\n\nA day.\n"),
        ));
        files.push((
            format!("journals/{date}-journal-{n}.md"),
            format!("---\ntitle: Journal {n}\ndate: {date}\naward: bronze\nactivity: {id}\n---\n\n## What I did\n\n{words}\n\n## What I learnt\n\n{words}\n"),
        ));
    }
    InMemory::load(files)
}
