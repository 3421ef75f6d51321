//! Records that never end, against the time and memory of a check and of a pack. Each
//! text is below 1 MB. The limits are ten times those of a release build, and are compared
//! with a record of the same size that a person could have written.

use std::process::Command;

use super::{ACTIVITY, JOURNAL, TODAY, activity, journal, portfolio};
use crate::support::{Sandbox, tools};

/// Most memory of one run, in MiB.
pub const MOST_MEMORY: u64 = 256;

/// Seconds of processor time that a run may take beyond ten times a tidy text.
const MOST_SECONDS: f64 = 8.0;

/// Processor seconds and MiB of a run, as `/usr/bin/time` counts them.
pub fn cost(sandbox: &Sandbox, args: &[&str]) -> Option<(f64, u64)> {
    tools::require_tool("time")?;
    let note = sandbox.beside("cost");
    let mut command: Command = sandbox.command("time");
    command.args(["-f", "%U %S %M", "-o"]).arg(&note);
    command.arg(env!("CARGO_BIN_EXE_cpd")).args(args);
    let ran = command.output().unwrap();
    let said = String::from_utf8_lossy(&ran.stderr).into_owned();
    assert!(matches!(ran.status.code(), Some(0 | 1)), "{args:?}: {said}");
    let text = std::fs::read_to_string(note).unwrap();
    let numbers: Vec<f64> = text
        .lines()
        .last()
        .unwrap()
        .split(' ')
        .map(|number| number.parse().unwrap())
        .collect();
    Some((numbers[0] + numbers[1], numbers[2] as u64 / 1024))
}

fn records_of(text: &str) -> Sandbox {
    let sandbox = portfolio();
    sandbox.write(ACTIVITY, activity("A course", "", text));
    let text = format!("\n## What I did\n\n{text}\n\n## Next\n\nb\n");
    sandbox.write(JOURNAL, journal(&text));
    sandbox
}

pub const RUNS: [&[&str]; 3] = [
    &["check", "--today", TODAY],
    &["pack", "--draft", "--award", "bronze", "--today", TODAY],
    &[
        "pack", "--draft", "--award", "bronze", "--format", "pdf", "--today", TODAY,
    ],
];

#[test]
fn endless_records_take_bounded_time_and_memory() {
    let wide = "|a".repeat(300) + "\n";
    let different_links: String = (0..20_000)
        .map(|n| format!("[a](../journals/b{n}.md) "))
        .collect();
    let cases = [
        ("items", "- a\n".repeat(50_000)),
        ("tasks", "- [ ] a\n".repeat(50_000)),
        (
            "wide",
            format!("{wide}{}\n{}", "|-".repeat(300), wide.repeat(100)),
        ),
        (
            "rows",
            format!("|a|b|\n|-|-|\n{}", "|c|d|\n".repeat(50_000)),
        ),
        ("broken", "[a](b.md) ".repeat(50_000)),
        ("different", different_links),
        ("links", "[a](https://example.org) ".repeat(40_000)),
        ("bold", "**a** ".repeat(150_000)),
        ("paragraphs", "a\n\n".repeat(300_000)),
        ("code", format!("```\n{}```\n", "a\n".repeat(400_000))),
        ("breaks", "a\\\n".repeat(200_000)),
        ("letters", "w".repeat(900_000)),
        ("unprintable", "\u{6F22}".repeat(200_000)),
    ];
    let tidy = records_of(&("word ".repeat(80) + "\n\n").repeat(2_000));
    let mut over = Vec::new();
    for args in RUNS {
        let Some((seconds, _)) = cost(&tidy, args) else {
            return;
        };
        for (name, text) in &cases {
            let Some((took, memory)) = cost(&records_of(text), args) else {
                return;
            };
            if took > MOST_SECONDS + 10.0 * seconds || memory > MOST_MEMORY {
                over.push(format!("{name} {}: {took} s, {memory} MiB", args[0]));
            }
        }
    }
    assert!(over.is_empty(), "{over:#?}");
}

#[test]
fn titles_and_values_without_end_are_cut_in_a_pack() {
    let sandbox = portfolio();
    let long = "w ".repeat(400_000);
    sandbox.write(
        ACTIVITY,
        activity(&long, &format!("provider: {long}\n"), ""),
    );
    let titled = journal("a").replace("A course", &long);
    sandbox.write(JOURNAL, titled);
    for args in &RUNS[1..] {
        let Some((took, memory)) = cost(&sandbox, args) else {
            return;
        };
        assert!(
            took < 20.0 && memory <= MOST_MEMORY,
            "{took} s, {memory} MiB"
        );
    }
}

#[test]
fn a_pack_says_what_it_leaves_out_and_carries_it() {
    let sandbox = records_of(&"one two\n\n".repeat(9_000));
    for format in ["html", "pdf"] {
        let args = ["pack", "--draft", "--award", "bronze", "--format", format];
        sandbox.cpd(args).ends(&[0]);
    }
    let says = "This text is far too long to print. About 13,0";
    let page = sandbox.read("packs/bronze-draft.html");
    assert!(
        page.contains(says) && page.contains("About 13,004 words"),
        "no notice"
    );
    if let Some(pages) = tools::pdftotext(&sandbox.at("packs/bronze-draft.pdf")) {
        let text = pages
            .join(" ")
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        assert!(text.contains(says), "no notice in the PDF");
        assert!(pages.len() < 120, "{}", pages.len());
    }
    let zip = ["pack", "--draft", "--award", "bronze", "--format", "zip"];
    sandbox.cpd(zip).ends(&[0]);
    let args = ["verify", "packs/bronze-draft.zip", "--accept-self-declared"];
    sandbox
        .cpd(args)
        .ends(&[3])
        .says("gives exactly the same pages");
}

#[test]
fn a_pack_of_too_many_pages_is_refused_before_it_is_laid_out() {
    let sandbox = portfolio();
    for number in 0..10_010 {
        let path = format!("journals/2026-02-02-course-{number}.md");
        sandbox.write(path, journal(&format!("\nDay {number}.\n")));
    }
    let pack = ["pack", "--draft", "--award", "bronze", "--today", TODAY];
    for format in ["pdf", "zip"] {
        let run = [&pack[..], &["--format", format]].concat();
        let ran = sandbox.cpd(&run);
        ran.ends(&[1]).says("and a PDF can have at most 1,000");
        ran.says("print it with `--format html`");
        let Some((took, memory)) = cost(&sandbox, &run) else {
            return;
        };
        assert!(
            took < MOST_SECONDS && memory <= MOST_MEMORY,
            "{format}: {took} s, {memory} MiB"
        );
    }
    assert!(!sandbox.at("packs").exists(), "something was written");
    sandbox.cpd(pack).ends(&[0]);
    assert!(sandbox.at("packs/bronze-draft.html").is_file());
}
