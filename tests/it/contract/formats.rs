//! Every format that a command says it has prints every example.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::{Runs as _, Sandbox};

/// Commands that print a portfolio, and need no more than its files.
const OF_FILES: [&[&str]; 9] = [
    &["list"],
    &["list", "activity", "--sum", "hours"],
    &["search", "e"],
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

/// Clears the screen, sets colours, and turns round the words behind it: in YAML, and as
/// it is once read.
const HOSTILE: (&str, &str) = (
    "\\e[2J\\e[35;45m\\u202e\\x9b31m",
    "\u{1b}[2J\u{1b}[35;45m\u{202e}\u{9b}31m",
);

/// Puts the hostile words before every title and name, and into fields and bodies.
fn make_hostile(sandbox: &Sandbox) {
    let files = sandbox.sh("cd sample && git ls-files '*.md' '*.yaml' | grep -v ^signoffs");
    for file in files.lines() {
        let path = format!("sample/{file}");
        let mut text = sandbox.read(&path);
        for key in ["title", "name", "provider", "activity", "job"] {
            text = with_hostile_values(&text, key);
        }
        if file.ends_with(".md") {
            let link = format!("\n[{0}](../evidence/none{0}.png) {0}\n", HOSTILE.1);
            text.push_str(&link.replace('\u{1b}', "\u{9b}"));
        }
        sandbox.write(&path, text);
    }
    sandbox.sh(&format!(
        "cd sample && git -c user.name=Sam -c user.email=sam@example.org commit -qam '{}'",
        HOSTILE.1
    ));
}

fn with_hostile_values(text: &str, key: &str) -> String {
    let lines = text.lines().map(|line| {
        let value = line.trim_start().trim_start_matches("- ");
        match value
            .strip_prefix(key)
            .and_then(|rest| rest.strip_prefix(": "))
        {
            Some(words) => {
                let before = &line[..line.len() - value.len()];
                let words = words.trim_matches(['"', '\'']);
                format!("{before}{key}: \"{}{words}\"\n", HOSTILE.0)
            }
            None => format!("{line}\n"),
        }
    });
    lines.collect()
}

/// Fails where a string of a JSON value holds a character that drives a terminal or turns
/// text round.
fn assert_plain(value: &Value, about: &str) {
    match value {
        Value::String(text) => assert!(!text.contains(is_raw), "{about}: {text:?}"),
        Value::Array(items) => items.iter().for_each(|item| assert_plain(item, about)),
        Value::Object(fields) => fields.values().for_each(|item| assert_plain(item, about)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn is_raw(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
}

/// Files that are sent to somebody, or that a forge shows.
#[test]
fn no_letter_request_or_summary_holds_terminal_escapes_or_direction_overrides() {
    let sandbox = Sandbox::new().committing_as("Sam Carter", "sam@example.org");
    sandbox.copy("examples/bronze-ready", "sample");
    sandbox.sh("cd sample && git init -q -b main && git add -A && git commit -q -m Begin");
    // What is printed of these, and no more: Bronze has to stay ready.
    for (file, key) in [
        ("activities/2024-11-12-servicing-a-committee.md", "title"),
        ("journals/2025-01-08-whose-left.md", "title"),
    ] {
        let path = format!("sample/{file}");
        let text = with_hostile_values(&sandbox.read(&path), key);
        sandbox.write(&path, text);
    }
    sandbox.sh("cd sample && git commit -qam Titles");
    sandbox.sh(
        "cd sample && git branch base && cpd --today 2025-05-13 sign bronze --unsigned --yes
         cpd --today 2025-05-13 ask bronze --to ../asked
         cpd --today 2025-05-13 check --format github --summary ../summary.md --base base; true",
    );
    sandbox.sh(
        "cd sample && cpd --today 2025-05-14 endorse bronze --as priya-shah --unsigned -m Yes --yes
         cpd --today 2025-05-15 submit bronze --unsigned --yes; true",
    );
    let said = sandbox.sh("cd asked && git log --format=%B");
    assert!(!said.contains(is_raw), "{said:?}");
    for file in [
        "asked/REQUEST-bronze.md",
        "summary.md",
        "sample/packs/bronze-email.txt",
    ] {
        let text = sandbox.read(file);
        assert!(!text.contains(is_raw), "{file}: {text:?}");
        // The mail names people and the scheme alone.
        let has_titles = !file.ends_with("-email.txt");
        assert!(!has_titles || text.contains("202e"), "{file}: {text}");
    }

    // No letter is written to or for people with such names.
    let people = "sample/trust/people.yaml";
    sandbox.write(people, with_hostile_values(&sandbox.read(people), "name"));
    sandbox.sh("cd sample && cpd save --anyway");
    let ran = sandbox.cpd(["-C", "sample", "ask", "bronze", "--to", "refused"]);
    assert_eq!(ran.code, 1, "{ran:#?}");
    assert!(ran.stderr.contains("the lists of people"), "{ran:#?}");
    assert!(!ran.stderr.contains(is_raw), "{ran:#?}");
    assert!(!sandbox.path().join("refused").exists());
}

/// A format that is added to a command is covered by being listed.
#[test]
fn no_format_prints_terminal_escapes_or_direction_overrides() {
    let sandbox = Sandbox::with_demo();
    make_hostile(&sandbox);
    let mut spelt_out = BTreeSet::new();
    for command in OF_FILES.iter().chain(&OTHERS) {
        for format in formats(&sandbox, command) {
            let args = [&["-C", "sample", "--today", "2026-03-01"], *command].concat();
            let mut program = sandbox.command("cpd");
            program.env("CPD_PLAIN", "0").env("CLICOLOR_FORCE", "1");
            let ran = program.args(&args).args(["--format", &format]).run();
            let about = format!("{args:?} --format {format}: {}", ran.stderr);
            assert!([0, 1, 2].contains(&ran.code), "{about}");
            for said in [&ran.stdout, &ran.stderr] {
                if ["gitlab", "sarif"].contains(&&*format) {
                    // A site shows the words of these as they are once read.
                    let read: Value = serde_json::from_str(&ran.stdout).expect("JSON");
                    assert_plain(&read, &about);
                }
                for raw in ["\u{1b}[2J", "\u{1b}[35;45m", "\u{202e}", "\u{9b}"] {
                    assert!(!said.contains(raw), "{raw:?} in {about}: {said}");
                }
                if ["\\u{202e}", "\\u202e"].iter().any(|it| said.contains(it)) {
                    spelt_out.insert((command[0], format.clone()));
                }
            }
        }
    }
    for of in ["check", "status", "plan", "history", "verify"] {
        for format in ["human", "plain", "json"] {
            let told = (of, format.to_owned());
            assert!(spelt_out.contains(&told), "{told:?}: {spelt_out:#?}");
        }
    }
    for format in ["github", "gitlab", "sarif"] {
        let told = ("check", format.to_owned());
        assert!(spelt_out.contains(&told), "{told:?}: {spelt_out:#?}");
    }
}
