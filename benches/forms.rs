//! What each form of criterion costs as records become more: a thousand, ten thousand,
//! a hundred thousand, judged in memory. What is linear takes ten times as long for ten
//! times as many; what is quadratic, a hundred times.
//!
//! Other numbers of records can be named: `cargo bench --bench forms -- 1000 2000 4000 8000`.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark looks at the clock and prints its table"
)]

use std::time::Instant;

use chrono::{Days, NaiveDate};
use cpd::bench::InMemory;

/// How many records there are.
const SIZES: &[usize] = &[1_000, 10_000, 100_000];

/// Runs of each, of which the quickest counts.
const RUNS: usize = 5;

/// A duty of each form, and of those that look at windows and absences as well.
const DUTIES: [(&str, &str); 25] = [
    ("count", "count: { of: { kind: activity }, at_least: 1 }"),
    (
        "count, per month",
        "within: decade\n    count: { of: { kind: activity }, at_least: 1, per: 1 month, unless: { kind: absence } }",
    ),
    (
        "total",
        "total: { of: { kind: activity }, field: hours, at_least: 1 }",
    ),
    (
        "total, pro rata",
        "within: decade\n    total: { of: { kind: activity }, field: hours, at_least: 1, pro_rata: owner.fraction, less: { kind: absence } }",
    ),
    (
        "distinct",
        "distinct: { of: { kind: activity }, field: title, at_least: 1 }",
    ),
    ("unique", "unique: { of: { kind: activity }, field: title }"),
    (
        "each",
        "each: { of: { kind: activity }, has: [hours], is: { date: { after: owner.joined } } }",
    ),
    (
        "covers",
        "covers: { all: { kind: target }, by: { kind: evaluation, follow: target }, due: due }",
    ),
    (
        "sequence",
        "sequence: { each: { kind: evaluation }, needs: { kind: target }, match: { title: target } }",
    ),
    (
        "cadence",
        "cadence: { of: { kind: activity }, every: 6 weeks, unless: { kind: absence } }",
    ),
    (
        "current",
        "current: { catalogue: register, of: { kind: training }, field: item }",
    ),
    (
        "any",
        "any: [{ count: { of: { kind: activity }, at_least: 1 } }]",
    ),
    (
        "all",
        "all: [{ count: { of: { kind: activity }, at_least: 1 } }]",
    ),
    (
        "total, caps",
        "total: { of: { kind: activity }, field: hours, at_least: 1000, caps: [{ of: { kind: activity }, at_most: 1, each: record }, { of: { kind: activity, where: { hours: { min: 1 } } }, at_most: 500 }] }",
    ),
    (
        "total, weights",
        "total: { of: { kind: activity }, at_least: 1, weights: { status: { planned: 0, done: 2, cancelled: 0, delegated: 0, deferred: 0 } } }",
    ),
    (
        "total, carried over",
        "within: { every: 1 month, from: 01-01 }\n    total: { of: { kind: activity }, field: hours, at_least: 1, carry_over: { of: { kind: activity }, at_most: 5 } }",
    ),
    (
        "days to hand in",
        "within: { every: 1 month, from: 01-01 }\n    opens: { end, plus: 1 day }\n    due: { end, plus: 7 days }\n    count: { of: { kind: activity }, at_least: 1 }",
    ),
    (
        "adjusted",
        "duties: [{ id: it, says: It, count: { of: { kind: activity }, at_least: 1 } }]\nadjustments: [{ of: { kind: absence }, exempts: [it], until: until }]\n",
    ),
    (
        "confirmed",
        "confirmations: [{ id: seen, says: I have seen this, of: { kind: target }, by: mentor }]\nduties: [{ id: it, says: It, each: { of: { kind: target }, is: { confirmed: seen } } }]\n",
    ),
    (
        "total, spread over days",
        "within: { every: 1 month, from: 01-01 }\n    total: { of: { kind: activity }, field: hours, at_least: 1, spread: until }",
    ),
    ("rounds of an award", ""),
    (
        "rounds, carried over",
        "awards: [{ id: month, repeats: { every: 1 month, from: 01-01 } }]\ncriteria: [{ id: it, says: It, total: { of: { kind: activity }, field: hours, at_least: 1, carry_over: { at_most: 5 } } }]\n",
    ),
    (
        "rounds, adjusted",
        "awards: [{ id: month, repeats: { every: 1 month, from: 01-01 }, opens: { less: 7 days, early: refuse } }]\ncriteria: [{ id: it, says: It, count: { of: { kind: activity }, at_least: 1 } }]\nadjustments: [{ of: { kind: absence }, exempts: [it], until: until }]\n",
    ),
    (
        "rounds of a registration",
        "registration: { body: guild, as: [keeper] }\nawards: [{ id: month, repeats: { every: 1 month, from: 01-01 } }]\ncriteria: [{ id: it, says: It, when: { registration.as: { contains: [keeper] } }, count: { of: { kind: activity }, at_least: 1 } }]\n",
    ),
    (
        "confirmed by somebody",
        "confirmations: [{ id: said, says: I have seen this, of: { kind: target }, by: mentor, before: due }]\nduties: [{ id: it, says: It, each: { of: { kind: target }, is: { confirmed: said } } }]\n",
    ),
];

fn main() {
    let named: Vec<usize> = std::env::args()
        .filter_map(|one| one.parse().ok())
        .collect();
    let sizes: &[usize] = if named.is_empty() { SIZES } else { &named };
    let portfolios: Vec<InMemory> = sizes.iter().map(|size| portfolio(*size)).collect();
    let heads: Vec<String> = sizes.iter().map(usize::to_string).collect();
    println!(
        "| form | {} records, ms | times the one before |",
        heads.join(" | ")
    );
    println!("| --- |{} --- |", " ---: |".repeat(sizes.len()));
    for (name, duty) in DUTIES {
        let times: Vec<f64> = portfolios.iter().map(|one| quickest(one, duty)).collect();
        let shown: Vec<String> = times.iter().map(|time| format!("{time:.2}")).collect();
        let pairs = times.iter().zip(times.iter().skip(1));
        let ratios: Vec<String> = pairs
            .map(|(one, next)| format!("{:.1}", next / one))
            .collect();
        println!("| {name} | {} | {} |", shown.join(" | "), ratios.join(", "));
    }
}

/// Milliseconds that judging a scheme of this one duty takes.
fn quickest(portfolio: &InMemory, duty: &str) -> f64 {
    let portfolio = portfolio.under_schemes_of(&with_records(&[], duty));
    assert_eq!(portfolio.evaluate(day(3_600)), 1, "the scheme is read");
    let run = || {
        let start = Instant::now();
        let _ = portfolio.evaluate(day(3_600));
        start.elapsed().as_secs_f64() * 1e3
    };
    (0..RUNS).map(|_| run()).fold(f64::INFINITY, f64::min)
}

fn day(after: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2016, 9, 2).unwrap_or_default() + Days::new(after)
}

/// A portfolio of so many records over ten years.
fn portfolio(records: usize) -> InMemory {
    let record = |number: usize| {
        let date = day((number * 3_650 / records) as u64);
        let target = number - number % 5;
        let (folder, details) = match number % 5 {
            0 => ("targets", format!("due: {}", date + Days::new(30))),
            1 => (
                "evaluations",
                format!(
                    "by: ro\ntarget: {}-number-{target}",
                    day((target * 3_650 / records) as u64)
                ),
            ),
            2 => ("training", "item: safeguarding".to_owned()),
            3 => ("absences", format!("until: {}", date + Days::new(2))),
            _ => (
                "activities",
                format!("hours: 1.25\nuntil: {}", date + Days::new(3)),
            ),
        };
        let path = format!("{folder}/{date}-number-{number}.md");
        let text = format!("---\ntitle: Number {number}\ndate: {date}\n{details}\n---\n\nWords.\n");
        (path, text)
    };
    let mut records: Vec<(String, String)> = (0..records).map(record).collect();
    let confirmed: Vec<(String, String)> = records.iter().filter_map(confirmation).collect();
    records.extend(confirmed);
    with_records(&records, "count: { of: { kind: activity }, at_least: 1 }")
}

/// What a mentor said of a target, as it was before an edit.
fn confirmation((path, _): &(String, String)) -> Option<(String, String)> {
    let name = path.strip_prefix("targets/")?.strip_suffix(".md")?;
    let award = format!("it/said/{name}");
    let on = "2026-09-01T120000Z";
    let text = format!(
        "---\nsignoff: confirm\naward: {award}\nby: mo\nrole: mentor\non: 2026-09-01T12:00:00Z\nowner: {{ id: ro, name: Ro Hale }}\nportfolio: 0197e0c2-91d4-7b11-9a42-6d3f0c2b7e10\nscheme: {{ id: it, version: 1.0.0, sha256: {zeros} }}\nsubjects: [{{ path: {path}, blob: {blob}, sha256: {zeros} }}]\nproof: none\n---\n\nYes.\n",
        zeros = "0".repeat(64),
        blob = "0".repeat(40),
    );
    Some((format!("signoffs/{award}/{on}-confirm-mo.md"), text))
}

fn with_records(records: &[(String, String)], duty: &str) -> InMemory {
    let duties = match duty {
        "" => "awards: [{ id: month, repeats: { every: 1 month, from: 01-01 } }]\ncriteria: [{ id: it, says: It, count: { of: { kind: activity }, at_least: 1 } }]\n".to_owned(),
        scheme if scheme.contains("duties:") || scheme.contains("awards:") => scheme.to_owned(),
        duty => format!("duties:\n  - id: it\n    says: It\n    {duty}\n"),
    };
    let scheme = format!(
        "id: it\nversion: 1.0.0\ntitle: It\nperiods: {{ decade: {{ every: 10 years, from: 2016-09-01 }} }}\ncatalogues: {{ register: [{{ id: safeguarding, valid: 1 year }}] }}\n{duties}"
    );
    let fixed = [
        ("cpd.yaml", "cpd: 1\nportfolio: 0197e0c2-91d4-7b11-9a42-6d3f0c2b7e10\nowner: ro\nschemes: { it: 1.0.0 }\n".to_owned()),
        ("trust/people.yaml", "people:\n  - id: ro\n    name: Ro Hale\n    joined: 2016-09-01\n    fraction: 0.6\n    registrations: [{ body: guild, as: keeper, from: 2016-09-01 }]\n  - id: mo\n    name: Mo Reed\n    roles: [{ role: mentor, from: 2010-01-01 }]\n".to_owned()),
        ("schemes/it/scheme.yaml", scheme),
    ];
    let fixed = fixed.map(|(path, text)| (path.to_owned(), text));
    let files = fixed.into_iter().chain(records.iter().cloned());
    InMemory::load(files.collect())
}
