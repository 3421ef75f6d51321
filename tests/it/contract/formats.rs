//! Every format that a command says it has prints every example.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::{Runs as _, Sandbox};

/// Commands that print a portfolio, and need no more than its files.
const OF_FILES: [&[&str]; 6] = [
    &["check"],
    &["status", "--all"],
    &["due", "--all"],
    &["plan"],
    &["checklist"],
    &["trust", "check"],
];

/// Those that need its history, or none at all.
const OTHERS: [&[&str]; 10] = [
    &["explain"],
    &["explain", "unknown-field"],
    &["explain", "journal"],
    &["schema"],
    &["history"],
    &["verify", "silver", "--accept-self-declared"],
    &["scheme", "check", "lancaster"],
    &["scheme", "diff", "lancaster", "rics"],
    &["scheme", "list"],
    &["scheme", "show", "lancaster"],
];

/// The formats that a command lists when it is asked for one that it does not have.
fn formats(sandbox: &Sandbox, command: &[&str]) -> Vec<String> {
    let asked = [command, &["--format", "no-such-format"]].concat();
    let ran = sandbox.cpd(asked).expect_code(2);
    let (_, listed) = ran.stderr.split_once("[possible values: ").expect("a list");
    let (listed, _) = listed.split_once(']').expect("an end of the list");
    listed.split(", ").map(str::to_owned).collect()
}

/// Portfolios that come with the project.
fn examples() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let found = fs::read_dir(folder).expect("a folder of examples");
    let mut found: Vec<PathBuf> = found
        .map(|entry| entry.expect("a name").path())
        .filter(|path| path.join("cpd.yaml").is_file())
        .collect();
    found.sort();
    found
}

/// Prints in one format, and looks at what every program may rely on.
fn print(sandbox: &Sandbox, portfolio: &Path, command: &[&str], format: &str) {
    let folder = portfolio.display().to_string();
    let args = [&["-C", &folder, "--today", "2026-03-01"], command].concat();
    // As in a terminal that shows colours, so that only the format keeps them out.
    let mut program = sandbox.command("cpd");
    program.env("CPD_PLAIN", "0").env("CLICOLOR_FORCE", "1");
    let ran = program.args(&args).args(["--format", format]).run();
    let about = format!("{args:?} --format {format}: {}", ran.stderr);
    assert!([0, 1].contains(&ran.code), "{about}");
    assert!(!ran.stdout.is_empty(), "{about}");
    assert!(
        format == "human" || !ran.stdout.contains('\u{1b}'),
        "{about}"
    );
    if (format, command) == ("human", &["check"]) {
        assert!(ran.stdout.contains('\u{1b}'), "colours are shown: {about}");
    }
    if ["json", "gitlab", "sarif"].contains(&format) {
        let read = serde_json::from_str::<Value>(&ran.stdout);
        assert!(read.is_ok(), "{about}: {read:?}");
    }
}

#[test]
fn every_format_of_a_portfolio_prints_every_example() {
    let sandbox = Sandbox::new();
    let examples = examples();
    assert!(examples.len() > 5, "{examples:?}");
    for command in OF_FILES {
        for format in formats(&sandbox, command) {
            for example in &examples {
                print(&sandbox, example, command, &format);
            }
        }
    }
}

#[test]
fn every_format_of_a_history_or_a_scheme_prints() {
    let sandbox = Sandbox::with_demo();
    let sample = sandbox.path().join("sample");
    for command in OTHERS {
        for format in formats(&sandbox, command) {
            print(&sandbox, &sample, command, &format);
        }
    }
}

#[test]
fn every_view_is_printed_for_people_and_for_programs_under_names_of_their_own() {
    let sandbox = Sandbox::new();
    for command in OF_FILES.iter().chain(&OTHERS) {
        let listed = formats(&sandbox, command);
        let names: BTreeSet<&String> = listed.iter().collect();
        assert_eq!(names.len(), listed.len(), "{command:?}: {listed:?}");
        assert_eq!(listed[..3], ["human", "plain", "json"], "{command:?}");
    }
}
