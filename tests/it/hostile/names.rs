//! Names, titles and arguments that drive a terminal or a page.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use super::{ACTIVITY, JOURNAL, activity, journal, portfolio};

const ODD: &str = "A\u{1b}[31m\u{7}\u{9b}2J\u{202e}B\u{2066}\u{200f}\u{85}\u{2028}C\u{feff}\u{7f}";

#[test]
fn terminal_escapes_in_names_are_spelt_out() {
    let sandbox = portfolio();
    let quoted = "\"A\\e[31m\\a\\x9b2J\\u202eB\\u2066\\u200f\\x85\\u2028C\\ufeff\\x7f\\n\\tD\"";
    sandbox.write(ACTIVITY, activity(quoted, "\"k\\e[1m\": 1\nhours: \"\\e[2J\"\nstatus: \"\\u202e\"\nevidence: [\"a\\e[1m\\u202e.png\"]\n", ""));
    let body =
        format!("\n## {ODD}\n\n{ODD} [{ODD}](<{ODD}>) ![{ODD}](<{ODD}.png>)\n\n```\n{ODD}\n```\n");
    sandbox.write(
        JOURNAL,
        journal(&body)
            .replace("A course", quoted)
            .replace("activity: ", "activity: \"\\e[1m\" #"),
    );
    for name in [
        "2026-02-05-a\nb.md",
        "2026-02-05-a\u{1b}[31mb.md",
        "2026-02-05-\u{202e}b.md",
        "2026-02-05-\u{9b}b.md",
        "\t.md",
        " .md",
        "-x.md",
        "a\\b.md",
        "a:b.md",
    ] {
        sandbox.write(
            Path::new("activities").join(name),
            activity(quoted, "wrong: 1\n", ""),
        );
    }
    sandbox.write(format!("{ODD}/x.md"), "x");
    let raw = OsStr::from_bytes(b"activities/2026-02-06-\xff\xfe.md");
    sandbox.write(Path::new(raw), activity("A course", "", ""));
    let (said, page) = sandbox.look_and_print();
    assert!(
        said.contains("hidden-character") && said.contains("bad-file-name"),
        "{said}"
    );
    assert!(
        !page
            .chars()
            .any(|c| matches!(c, '\u{1b}' | '\u{7}' | '\u{202e}' | '\u{2066}' | '\u{9b}'))
    );
    for args in [
        &["rename", "activities/2026-02-05-a\nb.md", "Plain"][..],
        &["remove", ODD],
        &["check", "--award", ODD],
        &["check", "--scheme", ODD],
        &["explain", ODD],
        &["schema", ODD],
        &["new", ODD],
        &["new", "activity", ODD, "--date", ODD, "--type", "workshop"],
        &["attach", ODD, "--to", ODD],
        &["sign", ODD],
        &["scheme", "show", ODD],
        &["-C", ODD, "status"],
        &["pack", "-o", ODD, "--draft", "--award", "bronze"],
    ] {
        sandbox.cpd(args).ends(&[0, 1, 2]);
    }
    sandbox.cpd(["save", "--anyway"]).ends(&[0]);
    let log = sandbox.git("log --format=%B -z");
    assert!(
        !log.contains(['\u{1b}', '\u{7}', '\u{9b}', '\u{202e}']),
        "{log:?}"
    );
    sandbox.cpd(["undo"]).ends(&[0]);
    sandbox
        .cpd(["save", "--anyway", "--message", ODD])
        .ends(&[0]);
    sandbox.cpd(["undo"]).ends(&[0]);
}

#[test]
fn a_title_cannot_inject_markup_into_a_page() {
    let sandbox = portfolio();
    let evil = "'</style></title><script>alert(1)</script><img src=x onerror=alert(2)>\"\\ }} {{ 1237*8093 }} {% raw %} --> ]]>'";
    sandbox.write(
        ACTIVITY,
        activity(evil, &format!("\nprovider: {evil}\n"), evil),
    );
    sandbox.write(JOURNAL, journal(&format!("\n## What I did </h2><script>\n\n{evil}\n\n<script>alert(3)</script>\n\n[x](javascript:alert(4)) [y](<data:text/html,x>) ![x](https://example.org/x.png) <style>*{{display:none}}</style>\n\n\
        [a](https://example.org/\"onmouseover=\"alert(5))\n")).replace("A course", evil.trim_matches('\'')).replace("title: ", "title: |\n  "));
    let people = fs::read_to_string(sandbox.at("trust/people.yaml")).unwrap();
    sandbox.write("trust/people.yaml", people.replace("Sam Carter", evil));
    let (_, page) = sandbox.look_and_print();
    assert_eq!(
        page.matches("<style").count(),
        page.matches("</style>").count()
    );
    assert_eq!(page.matches("</title>").count(), 1);
    for wrong in [
        "<script",
        "onerror=alert(2)>\"",
        "<img src=x",
        "href=\"javascript:",
        "href=\"data:text/html",
        "src=\"http",
        "10011041",
        "display:none}</style>",
    ] {
        assert!(!page.contains(wrong), "{wrong}");
    }
    assert!(!page.contains("\"onmouseover") && !page.contains("\" onmouseover"));
    assert!(page.contains("{{ 1237*8093 }}"));
}

#[test]
fn very_long_titles_are_shortened_and_empty_ones_refused() {
    let sandbox = portfolio();
    let long = "word ".repeat(20_000);
    sandbox
        .cpd([
            "new",
            "activity",
            &long,
            "--date",
            "2026-02-01",
            "--type",
            "workshop",
        ])
        .ends(&[0]);
    sandbox
        .cpd([
            "new",
            "activity",
            &"x".repeat(100_000),
            "--date",
            "2026-02-01",
            "--type",
            "workshop",
        ])
        .ends(&[0]);
    sandbox
        .cpd([
            "new",
            "activity",
            &"\u{1F600}".repeat(20_000),
            "--date",
            "2026-02-01",
            "--type",
            "workshop",
        ])
        .ends(&[0]);
    sandbox
        .cpd([
            "new",
            "activity",
            "",
            "--date",
            "2026-02-01",
            "--type",
            "workshop",
        ])
        .ends(&[1]);
    sandbox
        .cpd([
            "new",
            "activity",
            "\n",
            "--date",
            "2026-02-01",
            "--type",
            "workshop",
        ])
        .ends(&[1]);
    sandbox.look_and_print();
    sandbox.cpd(["save", "--anyway"]).ends(&[0]);
    sandbox
        .cpd(["rename", &"x".repeat(100_000), &"y ".repeat(50_000)])
        .ends(&[0]);
    let entries = fs::read_dir(sandbox.at("activities")).unwrap();
    let names: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
    assert!(names.len() >= 3, "{names:?}");
    for name in names {
        assert!(name.len() < 128, "{name:?}");
    }
}

#[test]
fn arguments_that_are_not_unicode_are_handled() {
    let sandbox = portfolio();
    let odd = OsStr::from_bytes(b"\xff\xfe\x1b[31m");
    for args in [
        &["new", "activity"][..],
        &["explain"],
        &["check", "--award"],
        &["-C"],
        &["init"],
        &["attach", "--to", "x"],
        &["demo"],
        &["pack", "--draft", "-o"],
        &["rename"],
        &["save", "-m"],
        &[],
    ] {
        let mut all: Vec<&OsStr> = args.iter().map(OsStr::new).collect();
        all.push(odd);
        sandbox.cpd(&all).ends(&[0, 1, 2]);
    }
}
