//! Commands that the program tells people to paste, with words that somebody else
//! chose: run in a real shell, nothing of them is executed.

use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt;

use crate::support::{Runs as _, Sandbox};

/// What a scheme asks the topic of a note to be, as it stands in YAML. Each would
/// make a file called `marker` if a shell ran it.
const TOPICS: [&str; 9] = [
    "x $(touch marker)",
    "`touch marker`",
    "x; touch marker;",
    "x' ; touch marker ; '",
    "x\" ; touch marker ; \"",
    "x && touch marker || touch marker",
    "x > marker",
    "\\' $(touch marker) \\\\\" \\",
    "-x ${HOME} !! ~ * ? [a] {a,b} # |& \u{2019}",
];

/// A portfolio with a scheme that asks for a note on a topic, by a day.
fn asked_for(topic: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write(
        "cpd.yaml",
        "cpd: 1\nid: 018f2f5a-7e0b-4c39-9d54-3f7c1a2b4c5d\nowner: sam-carter\n",
    );
    sandbox.write(
        "trust/people.yaml",
        "people:\n  - { id: sam-carter, name: Sam Carter }\n",
    );
    let topic = serde_json::to_string(topic).unwrap();
    sandbox.scheme(&format!(
            "id: own\nversion: 1.0.0\ntitle: Own\nsource: {{ name: Us }}\n\
             periods:\n  year: {{ from: 2026-01-01, every: 12 months }}\n\
             awards:\n  - {{ id: first, title: First }}\n\
             criteria:\n  - id: one\n    says: One note\n    count: {{ of: {{ kind: note, where: {{ topic: {topic} }} }}, at_least: 1 }}\n\
             duties:\n  - id: log\n    says: A note each year\n    within: year\n    count: {{ of: {{ kind: note, where: {{ topic: {topic} }} }}, at_least: 1 }}\n\
             subjects:\n  - {{ kind: note }}\n\
             signoffs:\n  - {{ id: sign, title: Signed, by: owner }}\n\
             kinds:\n  note:\n    title: Note\n    folder: notes\n    fields:\n      title: {{ text: {{}}, required: true }}\n      date: date\n      topic: {{ text: {{}} }}\n"
        ))
}

/// Every surface that says what to run.
const SURFACES: [&[&str]; 10] = [
    &["status"],
    &["status", "--all"],
    &["status", "--plain"],
    &["check", "--award", "first"],
    &["check", "--award", "first", "--plain"],
    &["check", "--award", "first", "--format", "github"],
    &["check", "--award", "first", "--format", "gitlab"],
    &["check", "--award", "first", "--format", "json"],
    &["due", "--all"],
    &["due", "--all", "--plain"],
];

/// The commands in what was printed: from `cpd new note` to the end of the line.
fn commands(printed: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for line in printed.lines() {
        for (at, _) in line.match_indices("cpd new note") {
            let mut command = &line[at..];
            // In prose it stands between backticks, before the name of the rule.
            if line[..at].ends_with('`') {
                command = &command[..command.rfind('`').unwrap()];
            }
            found.insert(command.to_owned());
        }
    }
    found
}

/// The strings of a JSON text.
fn strings(value: &serde_json::Value, found: &mut Vec<String>) {
    match value {
        serde_json::Value::String(text) => found.push(text.clone()),
        serde_json::Value::Array(items) => items.iter().for_each(|item| strings(item, found)),
        serde_json::Value::Object(fields) => {
            fields.values().for_each(|field| strings(field, found));
        }
        _ => {}
    }
}

fn printed(sandbox: &Sandbox, args: &[&str]) -> String {
    let ran = sandbox.cpd(args);
    assert!(ran.code < 2, "{args:?}: {ran:#?}");
    match serde_json::from_str(&ran.stdout) {
        Ok(json) => {
            let mut found = Vec::new();
            strings(&json, &mut found);
            found.join("\n")
        }
        // GitHub's commands spell a percent sign out.
        Err(_) => ran.stdout.replace("%25", "%"),
    }
}

/// Runs a line in a shell whose `cpd` prints its arguments.
fn arguments(line: &str, shell: &str) -> Vec<String> {
    let sandbox = Sandbox::new();
    let program = sandbox.root().join("bin/cpd");
    let text = sandbox.root().join("bin/text");
    sandbox.write(&text, "#!/bin/sh\nprintf '%s\\0' \"$@\"\n");
    std::fs::set_permissions(&text, std::fs::Permissions::from_mode(0o755)).unwrap();
    // Written by another process: a test that forks meanwhile keeps our files open, and no
    // file that is open for writing can be run.
    sandbox.sh(&format!(
        "cp -p '{}' '{}'",
        text.display(),
        program.display()
    ));
    let path = format!("{}:/usr/bin:/bin", sandbox.root().join("bin").display());
    let mut command = sandbox.command(shell);
    let ran = command.args(["-c", line]).env("PATH", path).run();
    let said = ran.expect_code(0).stdout;
    let left = std::fs::read_dir(sandbox.path()).unwrap().count();
    assert_eq!(left, 0, "something of this was run: {line}");
    said.split_terminator('\0').map(str::to_owned).collect()
}

#[test]
fn a_scheme_cannot_put_commands_into_what_people_paste() {
    for topic in TOPICS {
        let sandbox = asked_for(topic);
        for args in SURFACES {
            let printed = printed(&sandbox, args);
            let commands = commands(&printed);
            assert!(!commands.is_empty(), "{topic}: {args:?}\n{printed}");
            for command in commands {
                for shell in ["sh", "bash"] {
                    let words = arguments(&command, shell);
                    let expected: &[&str] = match topic.starts_with('-') {
                        true => &["new", "note", &format!("--topic={topic}")],
                        false => &["new", "note", "--topic", topic],
                    };
                    assert_eq!(words, expected, "{args:?}: {command}");
                }
            }
        }
    }
}

#[test]
fn no_command_is_shown_that_could_not_be_pasted() {
    for topic in ["x\ntouch marker\n", "x\u{1b}[31m", "x\u{202e}y", "x\u{7}"] {
        let sandbox = asked_for(topic);
        for args in SURFACES {
            let printed = printed(&sandbox, args);
            assert!(!printed.contains("cpd new note"), "{args:?}\n{printed}");
            assert!(printed.contains("note"), "{args:?}\n{printed}");
        }
    }
}

/// What programs are told to run is the same words, one by one, whatever they hold.
#[test]
fn json_gives_the_words_of_a_command_one_by_one() {
    for topic in TOPICS.into_iter().chain(["x\ntouch marker\n"]) {
        let sandbox = asked_for(topic);
        let ran = sandbox.cpd(["check", "--award", "first", "--format", "json"]);
        let report: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
        let runs = report["diagnostics"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|found| found["remedies"].as_array().unwrap())
            .filter(|remedy| remedy["run"]["argv"][1] == "new");
        let words: Vec<Vec<&str>> = runs
            .map(|remedy| {
                let words = remedy["run"]["argv"].as_array().unwrap();
                words.iter().map(|word| word.as_str().unwrap()).collect()
            })
            .collect();
        assert!(!words.is_empty(), "{topic}: {report:#}");
        let joined = format!("--topic={topic}");
        for words in words {
            match topic.starts_with('-') {
                true => assert_eq!(words, ["cpd", "new", "note", &joined]),
                false => assert_eq!(words, ["cpd", "new", "note", "--topic", topic]),
            }
        }
        let due = sandbox.cpd(["due", "--all", "--format", "json"]);
        let due: serde_json::Value = serde_json::from_str(&due.stdout).unwrap();
        let entry = &due["entries"][0];
        assert_eq!(entry["run"]["argv"][2], "note", "{due:#}");
        assert_eq!(entry["command"].is_null(), topic.contains('\n'), "{due:#}");
    }
}
