//! What a report on many portfolios costs: time for each, and the most memory at once. Copies
//! of one example are summarised, fifty of them and then five hundred.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark looks at the clock, reads files and prints its table"
)]

use std::fs;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use chrono::NaiveDate;
use cpd::bench::{InFolder, lines};

/// The most that the peak may grow from the smallest number of portfolios to the largest.
const MOST_GROWTH: f64 = 1.25;

/// The first is not shown: it fills the caches of the program.
const SIZES: [usize; 4] = [10, 50, 200, 500];

fn main() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let most = SIZES.into_iter().max().unwrap_or_default();
    let roots: Vec<PathBuf> = (0..most).map(|at| copy_to(folder.path(), at)).collect();
    let workers = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    println!("{workers} at a time");
    println!("| portfolios | ms for each | peak memory, MB |");
    println!("| ---: | ---: | ---: |");
    let mut peaks = Vec::new();
    for (at, size) in SIZES.into_iter().enumerate() {
        let ms = summarise(&roots[..size], workers);
        let peak = peak();
        if at > 0 {
            println!("| {size} | {ms:.1} | {} |", shown(peak));
            peaks.extend(peak);
        }
    }
    if let (Some(first), Some(last)) = (peaks.first(), peaks.last()) {
        let growth = last / first;
        println!("The peak grew {growth:.2} times; {MOST_GROWTH} is the most that is right.");
    }
    let ms = unsaved(&roots[0]);
    println!("A check with one text that is not saved takes {ms:.1} ms.");
}

/// Milliseconds of a check with one text that is not saved, as an editor asks for it while
/// somebody writes. The mean of several, each with another text.
fn unsaved(root: &Path) -> f64 {
    const CHECKS: u32 = 20;
    let today = NaiveDate::from_ymd_opt(2026, 10, 2).unwrap_or_default();
    let portfolio = InFolder::open(root, today).expect("a portfolio");
    let path = "journals/2026-02-04-unsaved.md";
    let findings = |words: u32| {
        let text = format!("---\ntitle: Unsaved\ndate: 2026-02-04\n---\n\nWord {words}.\n");
        portfolio.findings_with(path, &text)
    };
    assert!(findings(CHECKS).is_some());
    let start = Instant::now();
    for words in 0..CHECKS {
        assert!(findings(words).is_some());
    }
    start.elapsed().as_secs_f64() * 1000.0 / f64::from(CHECKS)
}

/// Milliseconds for each of these portfolios.
fn summarise(roots: &[PathBuf], workers: NonZeroUsize) -> f64 {
    let rows = AtomicUsize::new(0);
    let start = Instant::now();
    let today = NaiveDate::from_ymd_opt(2026, 10, 2).unwrap_or_default();
    lines(roots.to_vec(), workers, today, |row| {
        assert!(row.contains("\"awards\""), "{row}");
        rows.fetch_add(1, Ordering::Relaxed);
    });
    let seconds = start.elapsed().as_secs_f64();
    assert_eq!(rows.into_inner(), roots.len(), "a row for each");
    seconds * 1e3 / roots.len() as f64
}

fn copy_to(folder: &Path, at: usize) -> PathBuf {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/silver-ready");
    let to = folder.join(at.to_string());
    copy(&from, &to);
    to
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).expect("a copy");
        }
    }
}

/// The most memory that this process has had, in MB; nothing where the system does not say.
fn peak() -> Option<f64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kilobytes: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes / 1024.0)
}

fn shown(megabytes: Option<f64>) -> String {
    megabytes.map_or_else(|| "unknown".to_owned(), |peak| format!("{peak:.0}"))
}
