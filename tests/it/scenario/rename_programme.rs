//! No programme is known by name: Lancaster with other names for its awards, its
//! kinds, their folders and the fields that refer to them makes the same sense of
//! the same story, to the last suggested command.

use std::fs;
use std::path::Path;

use serde_json::Value;
use snapbox::Data;

use crate::support::Sandbox;

/// What is renamed, wherever it stands as a word of its own.
const NAMES: [(&str, &str); 13] = [
    ("lancaster", "foundry"),
    ("bronze", "foundation"),
    ("silver", "practitioner"),
    ("gold", "leader"),
    ("journal", "reflection"),
    ("journals", "reflections"),
    ("activity", "episode"),
    ("activities", "episodes"),
    ("statement", "account"),
    ("statements", "accounts"),
    ("feedback", "response"),
    ("depth", "insight"),
    ("events", "episodes_told"),
];

/// A year or so in the words of Lancaster. `SHOW` lines are compared.
const STORY: &str = r#"
SHOW cpd status --plain --all
SHOW cpd new activity "Committee servicing" --date 2025-10-14 --type workshop --hours 3.5
SHOW cpd new journal "What minutes are for" --date 2025-10-21 --activity "committee servicing"
SHOW cpd status --plain --all
SHOW cpd check --plain
cpd new person "Lee Morgan"
cpd new person "Organisation Development" --roles "{ role: awarding-body, from: 2020-01-01 }"
SHOW cpd new feedback "On minutes" --date 2025-10-28 --journal "what minutes are for" --by lee-morgan --depth reflective
SHOW cpd new activity "A course" --date 2025-11-01 --type volunteering
SHOW cpd new activity "A day out" --date 2025-12-01 --type other
SHOW cpd new journal "The second" --date 2025-11-08 --activity "A course"
SHOW cpd new journal "The third" --date 2025-12-08 --activity "A day out"
sed -i 's/^\[Write here: .*/Words of my own, and enough of them./' */*.md
SHOW cpd status --plain --all
SHOW cpd check --plain
SHOW cpd new statement
sed -i 's/^\[Write here: .*/Words of my own, and enough of them./' */*.md
SHOW cpd status --plain --all
SHOW cpd sign bronze --yes
SHOW cpd new meeting "Review" --date 2025-11-30 --type pdr
sed -i 's/^\[Write here: .*/Words of my own, and enough of them./' */*.md
sed -i 's/^type: other/type: other\npdr: 2025-11-30-review/' */2025-12-01-a-day-out.md
SHOW cpd save -m "All of Bronze"
SHOW cpd status --plain --all
SHOW cpd check --plain --award bronze
SHOW cpd sign bronze --yes
SHOW cpd endorse bronze --as priya-shah -m "Yes." --yes
SHOW cpd pack
SHOW cpd submit bronze --yes
SHOW cpd grant bronze --as organisation-development -m "Granted." --yes
SHOW cpd status --plain --all
SHOW cpd new journal "Again" --date 2026-01-08 --activity "A course"
SHOW cpd check --plain
SHOW cpd sign gold --yes
SHOW cpd remove "A course"
SHOW cpd rename "Again" "Once more"
SHOW cpd status --plain --all
"#;

/// A text with every name replaced, first letters as they were.
fn renamed(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_alphabetic()) {
        let (before, word) = rest.split_at(start);
        let end = word
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(word.len());
        let (word, after) = word.split_at(end);
        out.push_str(before);
        out.push_str(&renamed_word(word));
        rest = after;
    }
    out + rest
}

fn renamed_word(word: &str) -> String {
    let low = word.to_lowercase();
    let Some((_, name)) = NAMES.iter().find(|(old, _)| *old == low) else {
        return word.to_owned();
    };
    if word == low {
        return (*name).to_owned();
    }
    format!("{}{}", name[..1].to_uppercase(), &name[1..])
}

/// The kinds that the programme names, as it would define them itself.
fn kinds() -> String {
    let text = read("schema/kinds.yaml");
    let mut out = String::new();
    let mut wanted = false;
    for line in text.lines() {
        let is_top = !line.starts_with(' ') && line.ends_with(':');
        let is_entry = line.starts_with("  ") && !line.starts_with("   ");
        if is_entry {
            wanted = renamed(line.split(':').next().unwrap_or_default())
                != *line.split(':').next().unwrap_or_default();
        }
        if is_top || wanted && !line.trim().is_empty() {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Lancaster as it comes with cpd.
fn as_it_comes() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.sh("cpd init sam --owner 'Sam Carter' --manager 'Priya Shah' --scheme lancaster");
    sandbox
}

/// The same programme under other names, as a portfolio brings it.
fn by_other_names() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.sh("cpd init sam --owner 'Sam Carter' --manager 'Priya Shah'");
    let folder = "schema/schemes/lancaster/1.0.0";
    let scheme = renamed(&read(&format!("{folder}/scheme.yaml")));
    sandbox.write("sam/schemes/foundry/scheme.yaml", scheme);
    sandbox.write("sam/schemes/foundry/kinds.yaml", renamed(&kinds()));
    for kind in ["activity", "journal", "statement", "feedback"] {
        let own = format!("{folder}/templates/{kind}.md");
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(&own);
        let text = if path.exists() {
            read(&own)
        } else {
            read(&format!("templates/records/{kind}.md"))
        };
        let to = format!("sam/schemes/foundry/templates/{}.md", renamed(kind));
        sandbox.write(&to, renamed(&text));
    }
    sandbox
        .sh("sed -i 's/^schemes: .*/schemes: { foundry: 1.0.0 }/' sam/cpd.yaml && cpd -C sam save");
    sandbox
}

/// What was said and how it ended, apart from where in a line words begin.
fn told(sandbox: &Sandbox, line: &str) -> (i32, Vec<String>) {
    let ran = sandbox.line_in_sam(line);
    let said = format!("{}{}", ran.stdout, ran.stderr);
    let mut lines: Vec<String> = said.lines().map(without_columns).collect();
    // Findings come in the order of their files, whose names differ.
    lines.sort();
    (ran.code, lines)
}

fn without_columns(line: &str) -> String {
    let line = line.replace(" an ", " a ");
    match line.split_once(", column ") {
        Some((before, after)) => {
            let rest = after.trim_start_matches(|c: char| c.is_ascii_digit());
            format!("{before}{rest}")
        }
        None => line,
    }
}

/// The contract for programs without what depends on the length of a name.
fn judged(sandbox: &Sandbox) -> Value {
    let ran = sandbox.line_in_sam("cpd check --format json");
    let mut all: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    all["portfolio"] = Value::Null;
    all["schemes"][0]["sha256"] = Value::Null;
    let found = all["diagnostics"].as_array_mut().expect("a list");
    for each in found.iter_mut() {
        each["range"] = Value::Null;
    }
    found.sort_by_key(ToString::to_string);
    all
}

#[test]
fn renaming_a_programme_gives_the_same_results() {
    let (ours, theirs) = (as_it_comes(), by_other_names());
    for line in STORY.lines().filter(|line| !line.is_empty()) {
        let Some(line) = line.strip_prefix("SHOW ") else {
            ours.sh(&format!("cd sam && {line}"));
            theirs.sh(&format!("cd sam && {}", renamed(line)));
            continue;
        };
        let (code, lines) = told(&ours, line);
        let mut expected: Vec<String> = lines
            .iter()
            .map(|line| marked_as_own(&without_columns(&renamed(line))))
            .collect();
        expected.sort();
        assert_eq!(told(&theirs, &renamed(line)), (code, expected), "{line}");
        let expected: Value =
            serde_json::from_str(&marked_as_own(&renamed(&judged(&ours).to_string())))
                .expect("JSON");
        let mut expected = expected;
        let found = expected["diagnostics"].as_array_mut().expect("a list");
        found.sort_by_key(ToString::to_string);
        println!("after {line}");
        let expected = Data::text(plain(&expected)).raw();
        snapbox::Assert::new().eq(plain(&judged(&theirs)), expected);
    }
}

/// The text with the one difference that there has to be: the scheme by another name does
/// not come with cpd.
fn marked_as_own(text: &str) -> String {
    let own = "Foundry Professional Programme (this portfolio's own scheme), portfolio of";
    text.replace("Foundry Professional Programme, portfolio of", own)
        .replace(
            r#""origin":"built-in","path":null"#,
            r#""origin":"portfolio","path":"schemes/foundry/scheme.yaml""#,
        )
}

/// As text, so that a difference can be read, with the article that fits either name.
fn plain(value: &Value) -> String {
    let text = serde_json::to_string_pretty(value).expect("JSON");
    text.replace(" an ", " a ")
}
