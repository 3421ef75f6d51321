//! How long whole runs of cpd take, each beside a plain read of the same files
//! in the same run: a ratio says more than a time on somebody else's machine.
//!
//! `cargo bench` prints a table. Nothing here fails: a slow machine is no fault.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    reason = "a benchmark starts programs, reads files and prints its table"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Runs of each side, in turn, after one that is not counted.
const RUNS: usize = 11;

/// A day after everything in the samples.
const TODAY: &str = "--today=2026-10-02";

fn main() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let demo = folder.path().join("demo");
    run(folder.path(), &["demo", "demo", TODAY]);
    let usual = folder.path().join("usual");
    portfolio(&usual, 40);
    let large = folder.path().join("large");
    portfolio(&large, 10_000);

    println!("| work | cpd, ms | plain read of the same files, ms | ratio |");
    println!("| --- | ---: | ---: | ---: |");
    row("`--version`", folder.path(), &["--version"], &[]);
    row(
        "`check`, 40 records",
        &usual,
        &["check", TODAY],
        &files(&usual),
    );
    row(
        "`check`, 10,000 records",
        &large,
        &["check", TODAY],
        &files(&large),
    );
    row("`check`, the demo", &demo, &["check", TODAY], &files(&demo));
    let out = folder.path().join("pack.html");
    let pack = [
        "pack",
        "--award",
        "silver",
        "--draft",
        "-o",
        out.to_str().expect("a plain path"),
        TODAY,
    ];
    row(
        "`pack --format html`, the demo's Silver",
        &demo,
        &pack,
        &files(&demo),
    );
}

/// One line: medians of both sides, and the median of their ratios pair by pair.
fn row(name: &str, folder: &Path, arguments: &[&str], read: &[PathBuf]) {
    run(folder, arguments);
    let mut times = Vec::new();
    for _ in 0..RUNS {
        let ours = timed(|| run(folder, arguments));
        let theirs = timed(|| plain_read(read));
        times.push((ours, theirs));
    }
    let ours = median(times.iter().map(|(ours, _)| millis(*ours)).collect());
    let theirs = median(times.iter().map(|(_, theirs)| millis(*theirs)).collect());
    let ratio = median(
        times
            .iter()
            .map(|(ours, theirs)| millis(*ours) / millis(*theirs))
            .collect(),
    );
    if read.is_empty() {
        println!("| {name} | {ours:.1} | - | - |");
    } else {
        println!("| {name} | {ours:.1} | {theirs:.1} | {ratio:.1} |");
    }
}

fn timed(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// One whole process; findings are no failure here.
fn run(folder: &Path, arguments: &[&str]) {
    let status = Command::new(env!("CARGO_BIN_EXE_cpd"))
        .args(arguments)
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .expect("cpd starts");
    assert!(
        status.code().is_some_and(|code| code < 2),
        "cpd {arguments:?} could not run"
    );
}

/// Every byte of every file, one after the other.
fn plain_read(files: &[PathBuf]) {
    let bytes: usize = files
        .iter()
        .map(|file| fs::read(file).map_or(0, |bytes| bytes.len()))
        .sum();
    std::hint::black_box(bytes);
}

/// Every text of a portfolio.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                if !path.ends_with(".git") {
                    folders.push(path);
                }
            } else {
                found.push(path);
            }
        }
    }
    found
}

/// A portfolio of as many records, half activities and half journals, each
/// journal of some 200 words.
fn portfolio(folder: &Path, records: usize) {
    for inside in ["activities", "journals", "trust"] {
        fs::create_dir_all(folder.join(inside)).expect("a folder");
    }
    let write = |path: String, text: String| fs::write(folder.join(path), text).expect("a file");
    write(
        "cpd.yaml".into(),
        "cpd: 1\nportfolio: 0197e0c2-5b1e-7c3a-9d52-3f1f4f0a6b21\nowner: sam-carter\nschemes: { lancaster: 1.0.0 }\n".into(),
    );
    write(
        "trust/people.yaml".into(),
        "people:\n  - id: sam-carter\n    name: Sam Carter\n".into(),
    );
    let sentence =
        "I took the minutes of the committee and found out afterwards what they are for. ";
    let text = format!(
        "## What I did\n\n{0}\n\n## What I learnt\n\n{0}\n",
        sentence.repeat(7)
    );
    for n in 0..records / 2 {
        let (year, month, day) = (2000 + n % 25, 1 + n % 12, 1 + n % 28);
        let id = format!("{year}-{month:02}-{day:02}-activity-{n}");
        write(
            format!("activities/{id}.md"),
            format!(
                "---\ntitle: Activity {n}\ndate: {year}-{month:02}-{day:02}\ntype: workshop\nhours: 3.5\n---\n\nA day.\n"
            ),
        );
        write(
            format!("journals/{year}-{month:02}-{day:02}-journal-{n}.md"),
            format!(
                "---\ntitle: Journal {n}\ndate: {year}-{month:02}-{day:02}\naward: bronze\nactivity: {id}\n---\n\n{text}"
            ),
        );
    }
}
