//! Schemes and people whose names lead out, and schemes without end.

use std::fs;
use std::path::Path;
use std::time::Duration;
use std::time::Instant;

use super::{ACTIVITY, activity, portfolio};
use crate::support::Sandbox;

fn scheme(id: &str, award: &str, step: &str, more: &str) -> String {
    format!(
        "id: {id}\nversion: 1.0.0\ntitle: Own\nsource: {{ name: Us }}\nawards:\n  - {{ id: {award}, title: First }}\ncriteria:\n  - id: one\n    says: One activity\n    count: {{ of: {{ kind: activity }}, at_least: 1 }}\nsubjects:\n  - {{ kind: activity }}\nsignoffs:\n  - {{ id: {step}, title: Signed, by: owner }}\n{more}"
    )
}

/// Makes the portfolio follow a scheme of its own, with one activity in it.
fn follow(sandbox: &Sandbox, name: &str, text: &str) {
    sandbox.follow(name, text);
    sandbox.write(ACTIVITY, activity("A course", "hours: 1\n", ""));
}

#[test]
fn ids_of_a_scheme_never_lead_out() {
    for (id, award, step) in [
        ("\"../../../out\"", "first", "sign"),
        ("own", "\"../../../../out\"", "sign"),
        ("own", "first", "\"../../../../../out\""),
        ("\"/tmp/out\"", "first", "sign"),
        ("own", "\"a/b\"", "sign"),
        ("own", "\"\"", "sign"),
        ("\"\"", "first", "sign"),
        ("own", "\"..\"", "sign"),
        ("own", "\".\"", "sign"),
        ("own", "\"a\\nb\\e[31m\\u202e\"", "sign"),
        ("\"a\\nb\\e[31m\\u202e\"", "first", "\"x\\e[1m\""),
        ("own", "\"a\\\\b\"", "sign"),
        ("own", "[a]", "sign"),
        ("own", "first", "\".git\""),
        (".git", "first", "sign"),
    ] {
        let sandbox = portfolio();
        follow(&sandbox, id, &scheme(id, award, step, ""));
        sandbox.look();
        sandbox.cpd(["save", "--anyway"]).ends(&[0, 1]);
        let outside = || -> Vec<_> {
            let mut names: Vec<_> = fs::read_dir(sandbox.root())
                .unwrap()
                .map(|entry| entry.unwrap().file_name())
                .collect();
            names.sort();
            names
        };
        let before = outside();
        let unquoted = |word: &str| word.trim_matches('"').to_owned();
        for args in [
            vec!["sign".to_owned(), "--yes".into()],
            vec!["sign".to_owned(), unquoted(award), "--yes".into()],
            vec![
                "signoff".to_owned(),
                unquoted(step),
                unquoted(award),
                "--yes".into(),
            ],
            vec!["pack".to_owned()],
            vec!["pack".to_owned(), "--draft".into()],
            vec![
                "pack".to_owned(),
                "--draft".into(),
                "--award".into(),
                unquoted(award),
            ],
            vec!["scheme".to_owned(), "show".into(), unquoted(id)],
            vec!["scheme".to_owned(), "list".into()],
            vec!["scheme".to_owned(), "check".into()],
            vec!["check".to_owned(), "--award".into(), unquoted(award)],
        ] {
            sandbox.cpd(&args).ends(&[0, 1, 2]);
        }
        assert_eq!(outside(), before, "{id} {award} {step}");
        assert!(!Path::new("/tmp/out").exists());
    }
    // The same scheme with sound ids is signed.
    let sandbox = portfolio();
    follow(&sandbox, "own", &scheme("own", "first", "sign", ""));
    sandbox.cpd(["save", "--anyway"]).ends(&[0]);
    sandbox
        .cpd(["sign", "first", "--yes"])
        .ends(&[0])
        .says("signoffs/own/first/");
}

#[test]
fn kinds_of_a_scheme_never_lead_out() {
    let mut written = 0;
    for place in [
        "folder: ../..",
        "folder: ../out",
        "folder: /tmp/out",
        "folder: .git",
        "folder: a/.git/hooks",
        "folder: .git/hooks",
        "folder: evidence",
        "folder: packs",
        "folder: \"\"",
        "folder: .",
        "folder: a//b",
        "folder: \"a\\nb\"",
        "folder: notes\n    id: \"../../{slug}\"",
        "folder: notes\n    id: \"{date}/../../{slug}\"",
        "folder: notes\n    id: \"{\"",
        "folder: notes\n    id: \"\"",
        "folder: notes\n    id: \"{a}{b}{c}{d}{e}{f}{g}{h}{i}{j}{k}\"",
        "folder: notes\n    id: \"{text}\"",
        "folder: notes\n    id: \"{award}\"",
        "file: ../out.md",
        "file: /tmp/out.md",
        "file: .git/config",
        "file: cpd.yaml",
        "rows: ../out.yaml",
        "rows: /tmp/out.yaml",
        "rows: .git/config",
        "rows: cpd.yaml",
        "folder: journals",
        "folder: trust",
        "folder: signoffs",
    ] {
        let sandbox = portfolio();
        let kinds = format!(
            "kinds:\n  note:\n    title: Note\n    {place}\n    fields:\n      id: text\n      text: {{ text: {{}}, required: true }}\n      date: date\n      title: {{ text: {{}} }}\n"
        );
        follow(&sandbox, "own", &scheme("own", "first", "sign", &kinds));
        sandbox.cpd(["save", "--anyway"]).ends(&[0]);
        let config = fs::read(sandbox.at(".git/config")).unwrap();
        let settings = fs::read(sandbox.at("cpd.yaml")).unwrap();
        let hooks = fs::read_dir(sandbox.at(".git/hooks")).unwrap().count();
        let outside = fs::read_dir(sandbox.root()).unwrap().count();
        for title in ["../../out", "a/b"] {
            let new = ["new", "note", title, "--text", title];
            for more in [["--date", "2026-02-01"], ["--id", title]] {
                let ran = sandbox.cpd([&new[..], &more].concat());
                if ran.ends(&[0, 1, 2]).code == 0 {
                    assert!(sandbox.at(ran.stdout.trim()).is_file(), "{place}: {ran:?}");
                    written += 1;
                }
            }
        }
        sandbox.cpd(["new", "note", "--help"]).ends(&[0, 2]);
        sandbox.cpd(["explain", "note"]).ends(&[0, 2]);
        sandbox.cpd(["schema", "note"]).ends(&[0, 2]);
        sandbox.look();
        assert_eq!(
            fs::read_dir(sandbox.root()).unwrap().count(),
            outside,
            "{place}"
        );
        assert_eq!(
            fs::read_dir(sandbox.at(".git/hooks")).unwrap().count(),
            hooks,
            "{place}"
        );
        assert!(
            fs::read(sandbox.at(".git/config")).unwrap() == config,
            "{place}"
        );
        assert!(
            fs::read(sandbox.at("cpd.yaml")).unwrap() == settings,
            "{place}"
        );
        assert!(
            !Path::new("/tmp/out").exists()
                && !Path::new("/tmp/out.md").exists()
                && !Path::new("/tmp/out.yaml").exists()
        );
    }
    assert!(written > 0, "no note could be written at all");
}

#[test]
fn field_names_of_a_scheme_cannot_break_the_command_line() {
    let sandbox = portfolio();
    let names = [
        "help",
        "plain",
        "no-edit",
        "no_edit",
        "format",
        "today",
        "directory",
        "version",
        "a_b",
        "a-b",
        "\"\"",
        "\"--x\"",
        "\"-\"",
        "\"a b\"",
        "\"a=b\"",
        "\"\\e[31m\"",
        "\"é\"",
        "title",
        "name",
        "id",
        "C",
        "h",
        "\"a\\nb\"",
        "no_input",
        "interactive",
    ];
    let fields: String = names
        .iter()
        .map(|name| format!("      {name}: {{ text: {{}}, help: \"x\\e[31m{{y}}\\u202e\" }}\n"))
        .collect();
    let kinds = format!(
        "vocabularies:\n  v: [\"\\e[1m\", \"\"]\nkinds:\n  note:\n    title: \"N\\e[31m\"\n    help: \"H\\e[31m\\u202e\"\n    folder: notes\n    sections: [\"\\e[31m\"]\n    fields:\n{fields}      c: {{ choice: v }}\n  \"k\\e[31m\": {{ folder: odd }}\n  \"a/b\": {{ folder: odder }}\n  \"\": {{ folder: oddest }}\n"
    );
    follow(&sandbox, "own", &scheme("own", "first", "sign", &kinds));
    sandbox.look();
    for args in [
        &["new", "note", "--help"][..],
        &["new", "--help"],
        &["new", "note", "T", "--a-b", "x"],
        &["new", "note", "T", "--plain"],
        &["explain", "note"],
        &["schema"],
        &["schema", "note"],
        &["scheme", "show", "own"],
        &["new", "k\u{1b}[31m", "--help"],
        &["new", "note", "T", "--c", "\u{1b}[1m"],
    ] {
        sandbox.cpd(args).ends(&[0, 1, 2]);
    }
}

#[test]
fn cyclic_and_endless_schemes_are_refused() {
    let many_sets: String = (1..4_000)
        .map(|n| format!("  s{n}: {{ of: s{} }}\n", n - 1))
        .collect();
    let many_awards: String = (1..2_000)
        .map(|n| format!("  - {{ id: a{n}, after: a{} }}\n", n - 1))
        .collect();
    let many_kinds: String = (1..1_500).map(|n| format!("  k{n}:\n    folder: k{n}\n    print: {{ beneath: up }}\n    fields: {{ up: {{ reference: k{} }} }}\n", n - 1)).collect();
    let items: String = (0..9_000)
        .map(|n| format!("    - {{ id: i{n}, title: T, valid: 4294967295 years }}\n"))
        .collect();
    let steps = "up.".repeat(2_000) + "up";
    let branching = "near.".repeat(12) + "title";
    for (name, more) in [
        ("after itself", "  \nawards:\n  - { id: a, after: b }\n  - { id: b, after: a }\n  - { id: c, after: c }\n".to_owned()),
        ("sets", format!("sets:\n  s0: {{ kind: activity }}\n{many_sets}")),
        ("set of itself", "sets:\n  a: { of: b }\n  b: { of: a }\n".to_owned()),
        ("catalogue", format!("catalogues:\n  c:\n{items}")),
        ("kinds", format!("kinds:\n  k0:\n    folder: k0\n    fields: {{ up: {{ reference: k0 }} }}\n{many_kinds}")),
        ("kind of itself", "kinds:\n  k0:\n    folder: k0\n    print: { beneath: up }\n    fields: { up: { reference: k0 } }\n".to_owned()),
        ("wrong types", "kinds: [1]\nvocabularies: x\ncatalogues: [a]\nsets: 1\nduties: { a: b }\n".to_owned()),
    ] {
        let sandbox = portfolio();
        let text = if name == "after itself" { scheme("own", "first", "sign", "").replace("awards:\n  - { id: first, title: First }\n", more.trim_start()) } else { scheme("own", "first", "sign", &more) };
        follow(&sandbox, "own", &text);
        for n in 0..1_500 {
            if name == "kinds" {
                let up = if n == 0 { 0 } else { n - 1 };
                sandbox.write(format!("k{n}/2026-02-01-x.md"), format!("---\ntitle: X\nup: 2026-02-01-x\n---\n{up}"));
            }
        }
        if name == "kind of itself" {
            sandbox.write("k0/2026-02-01-x.md", "---\ntitle: X\nup: 2026-02-01-x\n---\n");
        }
        sandbox.look();
        sandbox.cpd(["pack", "--draft"]).ends(&[0]);
        sandbox.cpd(["scheme", "check", "own"]).ends(&[0, 1]);
    }
    let sandbox = portfolio();
    let awards =
        scheme("own", "a0", "sign", "").replace("criteria:", &format!("{many_awards}criteria:"));
    follow(&sandbox, "own", &awards);
    sandbox.cpd(["check"]).ends(&[0, 1]);
    sandbox.cpd(["status"]).ends(&[0]);
    for path in [&steps, &branching] {
        let sandbox = portfolio();
        let more = format!(
            "kinds:\n  k0:\n    folder: k0\n    id: \"{{slug}}\"\n    fields: {{ up: {{ reference: k0 }}, near: {{ list: {{ reference: k0 }} }} }}\nduties:\n  - id: d\n    says: D\n    count: {{ of: {{ kind: k0, where: {{ {path}: x }} }}, at_least: 1 }}\n"
        );
        follow(&sandbox, "own", &scheme("own", "first", "sign", &more));
        let near: Vec<String> = (0..12).map(|n| format!("x{n}")).collect();
        for id in &near {
            sandbox.write(
                format!("k0/{id}.md"),
                format!(
                    "---\ntitle: X\nup: {id}\nnear: [{}]\n---\n",
                    near.join(", ")
                ),
            );
        }
        let begun = Instant::now();
        sandbox.look();
        assert!(
            begun.elapsed() < Duration::from_secs(200),
            "{:?}",
            begun.elapsed()
        );
    }
}

#[test]
fn ids_of_people_that_are_paths_are_refused() {
    for id in [
        "../../../../out",
        "a/b",
        "..",
        "",
        "/tmp/out",
        "a\u{1b}[31m",
        "a\nb",
    ] {
        let sandbox = portfolio();
        sandbox.write(ACTIVITY, activity("A course", "", ""));
        let quoted = format!("{id:?}").replace("\\u{1b}", "\\e");
        for file in ["cpd.yaml", "trust/people.yaml"] {
            let text = fs::read_to_string(sandbox.at(file)).unwrap();
            sandbox.write(file, text.replace("sam-carter", &quoted));
        }
        follow(&sandbox, "own", &scheme("own", "first", "sign", ""));
        sandbox.look();
        sandbox.cpd(["save", "--anyway"]).ends(&[0]);
        let before = fs::read_dir(sandbox.root()).unwrap().count();
        sandbox
            .cpd(["sign", "first", "--yes"])
            .ends(&[1])
            .says("have errors, so it is not certain who may sign");
        sandbox
            .cpd(["pack", "--draft", "--award", "first"])
            .ends(&[0, 1, 2]);
        assert_eq!(fs::read_dir(sandbox.root()).unwrap().count(), before);
        assert!(!sandbox.at("signoffs").exists(), "{id:?}");
        let people = sandbox.read("trust/people.yaml");
        sandbox.cpd(["new", "person", "Jo", "--id", id]).ends(&[1]);
        assert_eq!(sandbox.read("trust/people.yaml"), people, "{id:?}");
        sandbox.cpd(["check"]).ends(&[1]);
    }
}

/// The steps that every award has would be taken for those of the scheme.
#[test]
fn a_step_cannot_have_the_name_of_a_step_that_every_award_has() {
    for step in ["return", "withdraw"] {
        let sandbox = portfolio();
        follow(&sandbox, "own", &scheme("own", "first", step, ""));
        let says = format!("no step can be called `{step}`, because that name");
        for args in [["check", "--plain"].as_slice(), &["scheme", "check", "own"]] {
            let ran = sandbox.cpd(args);
            ran.ends(&[1]).says(&says).says("give it another name");
        }
        sandbox
            .cpd(["signoff", step, "first", "--yes"])
            .ends(&[1, 2]);
        assert!(!sandbox.at("signoffs").exists());
    }
}
