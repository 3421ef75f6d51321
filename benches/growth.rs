//! How time and memory grow: every command that reads, on portfolios that are large in one
//! way, and on others ten times as large. Eleven times the processor time is the most that is
//! right.
//!
//! `cargo bench --bench growth` prints a table for each way. Words after `--` choose among the ways
//! by name, and a number is the smaller size of each: `-- tidy 10000`. `--profile dev` measures
//! without a release build. Needs GNU `time`.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark starts programs, writes files and prints its table"
)]

mod corpus;

use std::env;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

/// The most that time may grow from one size to ten times as much.
const MOST_GROWTH: f64 = 11.0;

/// Runs of each command, of which the fastest counts.
const RUNS: usize = 2;

/// Shorter runs, in seconds, say nothing about growth.
const SHORTEST: f64 = 0.05;

/// A day after everything in the corpora.
const TODAY: &str = "--today=2026-10-02";

/// A way in which a portfolio may be large.
struct Way {
    name: &'static str,
    /// The smaller of the two sizes.
    size: usize,
    write: fn(&Path, usize),
    award: &'static str,
}

const WAYS: [Way; 10] = [
    Way::new("tidy records", 1_000, corpus::tidy),
    Way::new("faulty records", 1_000, corpus::faulty),
    Way {
        award: "rics/year",
        ..Way::new("records under three schemes", 1_000, corpus::three_schemes)
    },
    Way::new("people", 1_000, corpus::people),
    Way::new("faulty people", 1_000, corpus::faulty_people),
    Way {
        award: "award-0-0",
        ..Way::new("awards", 300, corpus::awards)
    },
    Way {
        award: "award-0-0",
        ..Way::new("schemes", 10, corpus::schemes)
    },
    Way::new("evidence", 1_000, corpus::evidence),
    Way::new("parts of one record", 1_000, corpus::one_record),
    Way::new("commits", 1_000, corpus::commits),
];

impl Way {
    const fn new(name: &'static str, size: usize, write: fn(&Path, usize)) -> Self {
        Self {
            name,
            size,
            write,
            award: "bronze",
        }
    }
}

fn main() {
    let words = env::args().skip(1).filter(|word| !word.starts_with("--"));
    let (sizes, chosen): (Vec<String>, Vec<String>) =
        words.partition(|word| word.parse::<usize>().is_ok());
    let size = sizes.first().and_then(|size| size.parse().ok());
    let folder = tempfile::tempdir().expect("a temporary folder");
    for way in WAYS {
        if chosen.is_empty() || chosen.iter().any(|word| way.name.contains(word.as_str())) {
            let size = size.unwrap_or(way.size);
            table(&Way { size, ..way }, folder.path());
        }
    }
}

/// One table: each command on both sizes.
fn table(way: &Way, folder: &Path) {
    let sizes = [way.size, way.size * 10];
    let folders = sizes.map(|size| folder.join(format!("{size} {}", way.name)));
    for (folder, size) in folders.iter().zip(sizes) {
        (way.write)(folder, size);
    }
    println!("\n{} and {} {}\n", sizes[0], sizes[1], way.name);
    println!("| command | s | s | times | MB | MB | |");
    println!("| --- | ---: | ---: | ---: | ---: | ---: | --- |");
    for command in commands(way.award) {
        let [small, large] = [0, 1].map(|at| cost(&folders[at], &command));
        let growth = large.seconds / small.seconds.max(SHORTEST);
        let verdict = if growth > MOST_GROWTH { "**more**" } else { "" };
        println!(
            "| `{}` | {:.2} | {:.2} | {growth:.1} | {:.0} | {:.0} | {verdict} |",
            command.join(" "),
            small.seconds,
            large.seconds,
            small.megabytes,
            large.megabytes
        );
    }
    folders.iter().for_each(|folder| {
        fs::remove_dir_all(folder).expect("a folder to remove");
    });
}

fn commands(award: &str) -> Vec<Vec<&str>> {
    let mut commands: Vec<Vec<&str>> = [
        "human", "plain", "json", "github", "gitlab", "sarif", "junit",
    ]
    .map(|format| vec!["check", "--format", format])
    .into();
    commands.extend([
        vec!["check", "--award", award],
        vec!["status"],
        vec!["status", "--format", "json"],
        vec!["due"],
        vec!["plan"],
        vec!["checklist"],
        vec!["history"],
        vec!["list"],
        vec!["search", "minutes"],
        vec!["export", "--format", "jsonl"],
        vec!["report", ".", "--table", "people", "--format", "csv"],
        vec!["verify", award],
        vec!["pack", "--draft", "--award", award, "-o", "-"],
        vec!["new", "activity", "Growth", "--type", "workshop"],
        vec!["rename", "no-such-record", "Growth", "--dry-run"],
        vec!["remove", "no-such-record", "--dry-run"],
        vec!["trust"],
        vec!["trust", "check"],
        vec!["scheme", "list"],
        vec!["explain", "journal"],
        vec!["schema", "journal"],
    ]);
    commands
}

/// What a run takes: processor time, and the most memory at once.
struct Cost {
    seconds: f64,
    megabytes: f64,
}

fn cost(folder: &Path, arguments: &[&str]) -> Cost {
    let runs = (0..RUNS).map(|_| run(folder, arguments));
    let fastest = runs.min_by(|a, b| a.seconds.total_cmp(&b.seconds));
    fastest.expect("there are runs")
}

/// One whole process. Findings and refusals are no failure here.
fn run(folder: &Path, arguments: &[&str]) -> Cost {
    let note = folder.with_extension("cost");
    let status = Command::new("time")
        .args(["-f", "%U %S %M", "-o"])
        .arg(&note)
        .arg(env!("CARGO_BIN_EXE_cpd"))
        .arg(TODAY)
        .args(arguments)
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        // As a terminal shows it, where nothing else is asked for.
        .env("CPD_PLAIN", "0")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .expect("GNU time is installed");
    assert!(
        status.code().is_some_and(|code| code <= 2),
        "cpd {arguments:?} could not run"
    );
    // What `new` wrote.
    let _ = fs::remove_file(folder.join("activities/2026-10-02-growth.md"));
    let text = fs::read_to_string(note).expect("what time wrote");
    let last = text.lines().last().unwrap_or_default();
    let numbers: Vec<f64> = last
        .split(' ')
        .map(|number| number.parse().expect("a number"))
        .collect();
    Cost {
        seconds: numbers[0] + numbers[1],
        megabytes: numbers[2] / 1024.0,
    }
}
