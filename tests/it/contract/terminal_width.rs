//! At a terminal, no command prints a line that is wider than it, unless the line is one word, a
//! path or a command to copy.

use crate::support::{Sandbox, tools};

/// Commands that only print, or that end with a message.
const COMMANDS: [&str; 27] = [
    "search a",
    "list",
    "list activity --sum hours",
    "status --all",
    "check",
    "due --all",
    "checklist",
    "plan",
    "trust",
    "trust check",
    "recover",
    "explain",
    "explain assurance-too-low",
    "history",
    "scheme list",
    "scheme show alt-valley",
    "scheme show careers",
    "scheme check careers",
    "scheme diff lancaster rics",
    "verify",
    "ask",
    "pack --duty diary",
    "pack --period lately",
    "pack --duty log --period 2026-05 -o /dev/null",
    "receive nothing.zip",
    "rename nothing",
    "check --fix",
];

/// Folders of examples/ that are portfolios.
const PORTFOLIOS: [&str; 5] = [
    "programmes/alt-valley/complete",
    "programmes/careers/complete",
    "programmes/school-cpd/complete",
    "bronze-ready",
    "silver-ready",
];

/// Returns the lines of a command as a terminal of so many columns shows them, without colours.
fn shown(sandbox: &Sandbox, folder: &str, command: &str, width: usize) -> Vec<String> {
    let line = format!(
        "script -qec 'stty cols {width} rows 50; cpd -C {folder} --today 2026-06-30 --no-input {command}' /dev/null"
    );
    let shown = sandbox.try_sh(&line).stdout;
    shown.lines().map(without_codes).collect()
}

fn without_codes(line: &str) -> String {
    let mut text = String::new();
    let mut rest = line.trim_end_matches('\r');
    while let Some((before, code)) = rest.split_once('\u{1b}') {
        text.push_str(before);
        rest = code.split_once('m').map_or("", |(_, after)| after);
    }
    text + rest
}

/// Returns true for a line that nothing can break: one word, a command, or a place in a file.
fn is_whole(line: &str) -> bool {
    let words = line.trim();
    let inside = words.trim_start_matches(|sign: char| !sign.is_alphanumeric());
    !inside.contains(' ')
        || inside.starts_with("cpd ")
        || words.contains("--> ")
        || words.contains('`')
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    if tools::require_tool("script").is_none() {
        return;
    }

    let mut wide = Vec::new();
    for portfolio in PORTFOLIOS {
        let sandbox = Sandbox::new();
        sandbox.copy(&format!("examples/{portfolio}"), "it");
        for width in [40, 80, 200] {
            for command in COMMANDS {
                let lines = shown(&sandbox, "it", command, width);
                let found = lines
                    .into_iter()
                    .filter(|line| line.chars().count() > width && !is_whole(line));
                wide.extend(found.map(|line| format!("{portfolio}, {command}, {width}: {line}")));
            }
        }
    }
    assert!(
        wide.is_empty(),
        "{} lines:\n{}",
        wide.len(),
        wide.join("\n")
    );
}
