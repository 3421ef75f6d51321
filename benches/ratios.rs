//! How long whole runs of cpd take, each beside the least that the machine allows in the same run:
//! a plain read of the same files, a start of the program, the walk of git over the same paths, or
//! the typesetter alone. Other programs that do something like it stand in a second table. A ratio
//! says more than a time on somebody else's machine.
//!
//! `cargo bench` prints tables. Nothing here fails: a slow machine is no fault, and
//! a program that is not installed is named on stderr and left out.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark starts programs, reads files and prints its table"
)]

mod corpus;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Runs of each side, in turn, after one that is not counted.
const RUNS: usize = 11;

/// As many, where the other side takes a second or more.
const SLOW_RUNS: usize = 3;

/// Statements that are measured after the first.
const STATEMENTS: usize = 50;

/// A day after everything in the samples.
const TODAY: &str = "--today=2026-10-02";

fn main() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let demo = folder.path().join("demo");
    run(folder.path(), &["demo", "demo", "--without-keys", TODAY]);
    let usual = folder.path().join("usual");
    corpus::tidy(&usual, 40);
    let large = folder.path().join("large");
    corpus::tidy(&large, 10_000);

    println!("| work | cpd, ms | limit | ms | ratio | goal |");
    println!("| --- | ---: | --- | ---: | ---: | ---: |");
    beside_start(&usual, &demo, folder.path());
    beside_reading(&large, folder.path());
    beside_check(folder.path());
    beside_git(folder.path());
    beside_typst(&demo, folder.path());

    println!();
    println!("| work | cpd, ms | beside | ms | ratio |");
    println!("| --- | ---: | --- | ---: | ---: |");
    beside_searches(&large);
    beside_others(&demo, folder.path());
    beside_what_is_kept(&demo);

    println!();
    println!("| pages of one statement, in process | ms |");
    println!("| --- | ---: |");
    statements();
}

/// The least that a run can take, and how much more is right.
struct Limit<'l> {
    name: &'l str,
    goal: Goal,
}

/// The most that a run may take beside its limit.
enum Goal {
    Times(f64),
    MoreMillis(f64),
    Millis(f64),
}

impl Goal {
    /// Returns the goal in words, marked if it is missed.
    fn in_words(&self, [ours, theirs, ratio]: [f64; 3]) -> String {
        let (words, is_met) = match *self {
            Self::Times(most) => (format!("{most} times"), ratio <= most),
            Self::MoreMillis(most) => (format!("{most} ms more"), ours <= theirs + most),
            Self::Millis(most) => (format!("{most} ms"), ours <= most),
        };
        match is_met {
            true => words,
            false => format!("**{words}**"),
        }
    }
}

/// One line: medians of both sides, the median of their ratios pair by pair, and the goal.
fn row(name: &str, limit: &Limit<'_>, medians: [f64; 3]) {
    let [ours, theirs, ratio] = medians;
    let goal = limit.goal.in_words(medians);
    println!(
        "| {name} | {ours:.1} | {} | {theirs:.1} | {ratio:.2} | {goal} |",
        limit.name
    );
}

/// What a person waits for most often, beside a start of the program that does nothing.
fn beside_start(usual: &Path, demo: &Path, folder: &Path) {
    let out = folder.join("pack.html");
    let out = out.to_str().expect("a plain path");
    let pack = ["pack", "--award", "silver", "--draft", "-o", out, TODAY];
    let works: [(&str, &Path, &[&str], Goal); 2] = [
        (
            "`check`, 40 records",
            usual,
            &["check", TODAY],
            Goal::MoreMillis(6.0),
        ),
        (
            "`pack --format html`, the demo's Silver",
            demo,
            &pack,
            Goal::Millis(20.0),
        ),
    ];
    for (name, place, arguments, goal) in works {
        run(place, arguments);
        let start = || timed(|| run(place, &["--version"]));
        let limit = Limit {
            name: "`--version`",
            goal,
        };
        let medians = pairs(RUNS, || timed(|| run(place, arguments)), start);
        row(name, &limit, medians);
    }
}

/// Checks of many records, beside a read of the same files by as many threads as there are cores.
fn beside_reading(large: &Path, folder: &Path) {
    let faulty = folder.join("faulty");
    corpus::unknown_detail(&faulty, 10_000);
    let decade = folder.join("decade");
    corpus::three_schemes(&decade, 2_000);
    let works = [
        ("`check`, 10,000 tidy records", large, 3.0),
        ("`check`, 10,000 records, a finding in each", &faulty, 4.0),
        ("`check`, 2,000 records, three schemes", &decade, 3.0),
    ];
    for (name, place, most) in works {
        let texts = files(place);
        let limit = Limit {
            name: "parallel read of the files",
            goal: Goal::Times(most),
        };
        let check = ["check", TODAY];
        run(place, &check);
        let read = || timed(|| parallel_read(&texts));
        row(
            name,
            &limit,
            pairs(RUNS, || timed(|| run(place, &check)), read),
        );
    }
}

/// A new record among 2,000, beside a check of the same.
fn beside_check(folder: &Path) {
    let many = folder.join("many");
    corpus::tidy(&many, 2_000);
    let new = ["new", "activity", "Ratio", "--type", "workshop", TODAY];
    let written = many.join("activities/2026-10-02-ratio.md");
    let ours = || {
        let time = timed(|| run(&many, &new));
        fs::remove_file(&written).expect("what `new` wrote");
        time
    };
    let limit = Limit {
        name: "`check` of the same",
        goal: Goal::Times(1.5),
    };
    let medians = pairs(RUNS, ours, || timed(|| run(&many, &["check", TODAY])));
    row("`new`, 2,000 records", &limit, medians);
}

/// A pack as a PDF, beside the part of the same run in which the typesetter works, as the program
/// itself logs it.
fn beside_typst(demo: &Path, folder: &Path) {
    let out = folder.join("typst.pdf");
    let mut whole_and_part = Vec::new();
    for _ in 0..RUNS {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cpd"));
        command
            .args([
                "-v", "pack", "--award", "silver", "--draft", "--format", "pdf", "-o",
            ])
            .arg(&out)
            .arg(TODAY)
            .current_dir(demo)
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("NO_COLOR", "1");
        let start = Instant::now();
        let log = command.output().expect("cpd starts");
        let whole = millis(start.elapsed());
        let log = String::from_utf8_lossy(&log.stderr).into_owned();
        let part = logged_millis(&log, "pack.print").expect("a log of printing");
        whole_and_part.push([whole, part, whole / part]);
    }
    let limit = Limit {
        name: "typesetting and export alone",
        goal: Goal::Times(1.15),
    };
    row(
        "`pack --format pdf`, the demo's Silver",
        &limit,
        medians(&whole_and_part),
    );
}

/// Returns the milliseconds that a step took by the log, `pack.print: close time.busy=98.2ms`.
fn logged_millis(log: &str, step: &str) -> Option<f64> {
    let line = log
        .lines()
        .find(|line| line.contains(step) && line.contains("close"))?;
    let busy = line.split("time.busy=").nth(1)?.split_whitespace().next()?;
    let digits = busy.trim_end_matches(|end: char| !end.is_ascii_digit());
    let number: f64 = digits.parse().ok()?;
    match &busy[digits.len()..] {
        "ms" => Some(number),
        "s" => Some(number * 1e3),
        _ => Some(number / 1e3),
    }
}

/// A check of many records, beside programs that look at every line of the same files.
fn beside_searches(large: &Path) {
    let check = ["check", TODAY];
    let programs: [(&str, &[&str]); 2] = [
        ("rg", &["-c", "award"]),
        ("rumdl", &["check", "--no-cache", "--quiet", "."]),
    ];
    for (program, arguments) in programs {
        if version(program).is_none() {
            eprintln!("skipped: {program} is not installed");
            continue;
        }
        // Findings are no failure here.
        let search = || {
            timed(|| {
                let _ = quiet(program, large).args(arguments).status();
            })
        };
        let name = format!("`{program} {}`", arguments.join(" "));
        let medians = pairs(SLOW_RUNS, || timed(|| run(large, &check)), search);
        print_beside("`check`, 10,000 tidy records", &name, medians);
    }
}

/// Other programs that make something like what cpd makes, one after the other.
struct Peer {
    name: &'static str,
    /// Programs that have to be installed.
    needs: Vec<String>,
    steps: Vec<Command>,
    /// The file that is there when it went well.
    makes: PathBuf,
}

impl Peer {
    fn work(&mut self) -> bool {
        let mut done = self.steps.iter_mut().map(Command::status);
        done.all(|status| status.is_ok_and(|status| status.success()))
    }
}

/// The demo's Silver as cpd prints it, and as others print the same texts.
fn beside_others(demo: &Path, folder: &Path) {
    let texts = silver(demo);
    let (pandoc, weasyprint) = ("pandoc".to_owned(), "weasyprint".to_owned());
    let chromium = chromium();
    let embedding = embedding(&pandoc);
    let made = |name: &str| folder.join("others").join(name);
    fs::create_dir_all(made("profile")).expect("a folder");

    let from_texts = |options: &[&str], out: &Path| {
        // Where a journal's pictures start from.
        let mut command = quiet(&pandoc, &demo.join("journals"));
        command.args(options).arg("-o").arg(out).args(texts.iter());
        command
    };
    let page = made("silver.html");
    let printed = made("chromium.pdf");
    let mut print = quiet(&chromium, folder);
    print
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-pdf-header-footer",
        ])
        .arg(with_path("--user-data-dir=", &made("profile")))
        .arg(with_path("--print-to-pdf=", &printed))
        .arg(&page)
        .env("HOME", made("profile"));
    let by_weasyprint = made("weasyprint.pdf");

    let mut to_html = Peer {
        name: "pandoc to HTML",
        needs: vec![pandoc.clone()],
        steps: vec![from_texts(embedding, &page)],
        makes: page.clone(),
    };
    let mut to_pdf = Peer {
        name: "pandoc with WeasyPrint to PDF",
        needs: vec![pandoc.clone(), weasyprint.clone()],
        steps: vec![from_texts(&["--pdf-engine=weasyprint"], &by_weasyprint)],
        makes: by_weasyprint,
    };
    let mut through_browser = Peer {
        name: "pandoc to HTML, Chromium to PDF",
        needs: vec![pandoc.clone(), chromium.clone()],
        steps: vec![from_texts(embedding, &page), print],
        makes: printed,
    };
    beside(demo, folder, "html", RUNS, &mut to_html);
    beside(demo, folder, "pdf", SLOW_RUNS, &mut to_pdf);
    beside(demo, folder, "pdf", SLOW_RUNS, &mut through_browser);
    for program in [pandoc, weasyprint, chromium] {
        if let Some(version) = version(&program) {
            eprintln!("beside: {version}");
        }
    }
}

/// One line: the demo's Silver in a format, beside others; none without them.
fn beside(demo: &Path, folder: &Path, format: &str, runs: usize, peer: &mut Peer) {
    let name = format!("`pack --format {format}`, the demo's Silver");
    let missing = |program: &&String| version(program).is_none();
    if let Some(program) = peer.needs.iter().find(missing) {
        let other = peer.name;
        eprintln!("skipped: {name} beside {other}: {program} is not installed");
        return;
    }
    // Chromium says that all is well even when it printed nothing.
    if !peer.work() || !peer.makes.is_file() {
        eprintln!("skipped: {name} beside {}: it failed", peer.name);
        return;
    }
    let out = folder.join(format!("silver.{format}"));
    let out = out.to_str().expect("a plain path");
    let pack = [
        "pack", "--award", "silver", "--format", format, "-o", out, TODAY,
    ];
    run(demo, &pack);
    let other = peer.name;
    let medians = pairs(
        runs,
        || timed(|| run(demo, &pack)),
        || {
            timed(|| {
                peer.work();
            })
        },
    );
    print_beside(&name, other, medians);
}

/// One line: a check that has to measure pages and pictures, beside one that
/// finds what the first has kept.
fn beside_what_is_kept(demo: &Path) {
    let check = ["check", "--award", "silver", TODAY];
    let kept = demo.join(".git").join("cpd");
    run(demo, &check);
    let first = || {
        if kept.exists() {
            fs::remove_dir_all(&kept).expect("a folder to remove");
        }
        timed(|| run(demo, &check))
    };
    let medians = pairs(RUNS, first, || timed(|| run(demo, &check)));
    print_beside(
        "`check --award silver`, the demo, pages measured for the first time",
        "the same, pages kept",
        medians,
    );
}

/// An award verified from nothing, and everything that happened, in a repository of 10,000
/// commits that each touch a journal, beside the walks of git that look at the same.
fn beside_git(folder: &Path) {
    if version("git").is_none() {
        eprintln!("git is not installed: nothing to compare with");
        return;
    }
    let long = folder.join("long");
    run(folder, &["demo", "long", "--without-keys", TODAY]);
    corpus::many_commits(&long, 10_000, 1_790_000_000, |number| {
        let text = format!(
            "---\ntitle: A day\ndate: 2026-01-01\n---\n\n## What I did\n\nNote {number}, and more words than that.\n"
        );
        (format!("journals/2026-01-01-day-{}.md", number % 300), text)
    });
    let works: [(&str, &[&str], Limit<'_>, &[&str]); 2] = [
        (
            "`verify AWARD`, 10,000 commits",
            &["verify", "silver", TODAY],
            Limit {
                name: "`git log` of the same paths",
                goal: Goal::Times(1.5),
            },
            &[
                "log",
                "--format=%H",
                "--",
                "signoffs",
                "trust",
                "journals",
                "statements",
            ],
        ),
        (
            "`history`, 10,000 commits",
            &["history", TODAY],
            Limit {
                name: "`git log --name-only`",
                goal: Goal::Times(1.0),
            },
            &["log", "--name-only"],
        ),
    ];
    for (name, ours, limit, theirs) in works {
        let git = || {
            let status = quiet("git", &long).args(theirs).status();
            assert!(status.is_ok_and(|status| status.success()), "git log");
        };
        run_to_any_end(&long, ours);
        let ours = || timed(|| run_to_any_end(&long, ours));
        row(name, &limit, pairs(RUNS, ours, || timed(git)));
    }
}

fn print_beside(name: &str, other: &str, [ours, theirs, ratio]: [f64; 3]) {
    println!("| {name} | {ours:.1} | {other} | {theirs:.1} | {ratio:.2} |");
}

/// Two lines: the first statement, and the median of many that differ from it.
fn statements() {
    let measured = |number: usize| {
        let body = statement(number);
        let time = timed(|| {
            let pages = cpd::bench::pages_of_statement(body.clone());
            std::hint::black_box(pages.expect("Typst lays it out"));
        });
        millis(time)
    };
    // The same number of digits in each, so that the lines break alike.
    let first = measured(100);
    let later = median((1..=STATEMENTS).map(|n| measured(100 + n)).collect());
    println!("| the first | {first:.1} |");
    println!("| each of the next {STATEMENTS}, median | {later:.1} |");
}

/// Some 270 words with four signatures beneath, on one page. No paragraph is like
/// another, in this statement or the next: Typst would not lay it out again.
fn statement(number: usize) -> String {
    let paragraph = |nth: usize| {
        let sentence = |of: usize| {
            format!(
                "In minute {number}.{nth}.{of} I wrote *who* would do it, and found out afterwards what for."
            )
        };
        (1..=3).map(sentence).collect::<Vec<_>>().join(" ")
    };
    (1..=6).map(paragraph).collect::<Vec<_>>().join("\n\n")
}

/// The demo's journals of Silver, each with its feedback, and the statement.
fn silver(demo: &Path) -> Vec<PathBuf> {
    let mut all = files(demo);
    all.sort();
    let of = |folder: &str, line: &str| -> Vec<PathBuf> {
        let says = |path: &Path| {
            fs::read_to_string(path).is_ok_and(|text| text.lines().any(|found| found == line))
        };
        let inside = demo.join(folder);
        let here = all.iter().filter(|path| path.starts_with(&inside));
        here.filter(|path| says(path)).cloned().collect()
    };
    let mut found = Vec::new();
    for journal in of("journals", "award: silver") {
        let id = journal.file_stem().unwrap_or_default().to_string_lossy();
        let feedback = of("feedback", &format!("journal: {id}"));
        found.push(journal.clone());
        found.extend(feedback);
    }
    found.extend(of("statements", "award: silver"));
    assert!(found.len() > 2, "the demo's Silver has journals");
    found
}

/// What makes pandoc write one file that needs no other; before 2.19 it knew
/// only the older word for both.
fn embedding(pandoc: &str) -> &'static [&'static str] {
    match said(pandoc, "--help") {
        Some(help) if !help.contains("--embed-resources") => &["--self-contained"],
        _ => &["--embed-resources", "--standalone"],
    }
}

/// Chromium by the first name that it is installed under.
fn chromium() -> String {
    let known = [
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
    ];
    let named = env::var("CHROMIUM").ok();
    let mut known = named.into_iter().chain(known.map(str::to_owned));
    let found = known.find(|program| version(program).is_some());
    found.unwrap_or_else(|| "chromium".to_owned())
}

/// The first line of what a program says of itself; nothing where it is not
/// installed.
fn version(program: &str) -> Option<String> {
    let text = said(program, "--version")?;
    text.lines().next().map(|line| line.trim().to_owned())
}

/// What a program prints when it is asked.
fn said(program: &str, flag: &str) -> Option<String> {
    let out = Command::new(program)
        .arg(flag)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    let text = String::from_utf8_lossy(&out.stdout).into_owned();
    out.status.success().then_some(text)
}

/// A program that is neither asked nor heard.
fn quiet(program: &str, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

fn with_path(flag: &str, path: &Path) -> std::ffi::OsString {
    let mut argument = std::ffi::OsString::from(flag);
    argument.push(path);
    argument
}

/// Medians of both sides in milliseconds, and of their ratios pair by pair.
fn pairs(
    runs: usize,
    mut ours: impl FnMut() -> Duration,
    mut theirs: impl FnMut() -> Duration,
) -> [f64; 3] {
    let mut times = Vec::new();
    for _ in 0..runs {
        let ours = millis(ours());
        let theirs = millis(theirs());
        times.push([ours, theirs, ours / theirs]);
    }
    medians(&times)
}

fn medians(times: &[[f64; 3]]) -> [f64; 3] {
    [0, 1, 2].map(|column| median(times.iter().map(|time| time[column]).collect()))
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
    let code = exit_code(folder, arguments);
    assert!(
        code.is_some_and(|code| code < 2),
        "cpd {arguments:?} could not run"
    );
}

/// One whole process, which may also refuse or find a step missing.
fn run_to_any_end(folder: &Path, arguments: &[&str]) {
    let code = exit_code(folder, arguments);
    assert!(code.is_some(), "cpd {arguments:?} was ended");
}

fn exit_code(folder: &Path, arguments: &[&str]) -> Option<i32> {
    let status = Command::new(env!("CARGO_BIN_EXE_cpd"))
        .args(arguments)
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .expect("cpd starts");
    status.code()
}

/// Every byte of every file, by as many threads as there are cores.
fn parallel_read(files: &[PathBuf]) {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let share = files.len().div_ceil(cores).max(1);
    thread::scope(|scope| {
        for files in files.chunks(share) {
            scope.spawn(move || {
                let read = files
                    .iter()
                    .map(|file| fs::read(file).map_or(0, |bytes| bytes.len()));
                std::hint::black_box(read.sum::<usize>());
            });
        }
    });
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
