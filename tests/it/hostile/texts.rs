//! YAML and Markdown that are deep, long or endless.

use std::time::Duration;
use std::time::Instant;

use super::{ACTIVITY, JOURNAL, activity, journal, portfolio};

#[test]
fn yaml_bombs_are_refused() {
    let sandbox = portfolio();
    let laughs = "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c]\ne: [*d,*d,*d,*d,*d,*d,*d]\n";
    let deep_flow = format!("a: {}{}\n", "[".repeat(10_000), "]".repeat(10_000));
    let deep_maps = format!("a: {}1{}\n", "{a: ".repeat(10_000), "}".repeat(10_000));
    let deep_block: String = (0..1_000)
        .map(|n| format!("{}a:\n", " ".repeat(n)))
        .collect();
    let dashes = format!("a:\n{}x\n", "- ".repeat(10_000));
    let wide: String = (0..6_000).map(|n| format!("k{n}: 1\n")).collect();
    let same: String = "title: x\n".repeat(2_000);
    let digits = format!("hours: {}\n", "9".repeat(10_000));
    let point = format!("hours: 0.{}\n", "1".repeat(10_000));
    let cases = [
        laughs,
        &deep_flow,
        &deep_maps,
        &deep_block,
        &dashes,
        &wide,
        &same,
        &digits,
        &point,
        "hours: 1e999999999\n",
        "hours: .\n",
        "hours: 1.2.3\n",
        "hours: -0\n",
        "a: !!binary AAAA\nb: !x y\n",
        "a: \"\\x\"\n",
        "<<: *a\n",
        "a: &a *a\n",
        "%YAML 9.9\n",
        "--- a\n--- b\n",
        "a: |\n",
    ];
    for (n, case) in cases.iter().enumerate() {
        sandbox.write(
            format!("activities/2026-02-01-case-{n}.md"),
            activity("A course", case, ""),
        );
        sandbox.write("schemes/own/scheme.yaml", case);
    }
    let (said, _) = sandbox.look_and_print();
    assert!(said.contains("malformed-front-matter"), "{said}");
    for case in cases {
        sandbox.write("trust/people.yaml", case);
        sandbox.cpd(["check", "--format", "json"]).ends(&[1]);
    }
    for (n, case) in cases.iter().enumerate() {
        sandbox.write(format!("schemes/own-{n}/scheme.yaml"), case);
        sandbox
            .cpd(["scheme", "check", &format!("schemes/own-{n}")])
            .ends(&[0, 1, 2]);
    }
    sandbox.cpd(["scheme", "list"]).ends(&[0, 1, 2]);
}

#[test]
fn a_large_key_list_is_checked_quickly() {
    let sandbox = portfolio();
    let wide: String = (0..30_000).map(|n| format!("k{n}: 1\n")).collect();
    sandbox.write("trust/people.yaml", wide);
    let begun = Instant::now();
    sandbox.cpd(["check", "--format", "json"]).ends(&[1]);
    assert!(
        begun.elapsed() < Duration::from_secs(200),
        "{:?}",
        begun.elapsed()
    );
}

#[test]
fn deeply_nested_markdown_is_read_in_reasonable_time() {
    let deep = 10_000;
    let table = format!("| a | b |\n|---|---|\n{}", "| 1 | 2 |\n".repeat(5_000));
    let headings = "## A\n".repeat(100_000);
    let falling: String = (0..20_000)
        .map(|n| format!("{} h{n}\n\n", "#".repeat(1 + n % 6)))
        .collect();
    let cases = [
        ("quotes", "> ".repeat(deep)),
        ("quotes-of-text", format!("{}x", "> ".repeat(deep))),
        (
            "lists",
            (0..2_000)
                .map(|n| format!("{}- a\n", "  ".repeat(n)))
                .collect::<String>()
                .chars()
                .take(1_900_000)
                .collect(),
        ),
        ("dashes", format!("{}a", "- ".repeat(deep))),
        ("numbers", format!("{}a", "1. ".repeat(deep))),
        (
            "stars",
            format!("{}a{}", "*".repeat(deep), "*".repeat(deep)),
        ),
        (
            "starlets",
            format!("{}a{}", "*a ".repeat(deep), " a*".repeat(deep)),
        ),
        (
            "scores",
            format!("{}a{}", "_a ".repeat(deep), " a_".repeat(deep)),
        ),
        (
            "strong",
            format!("{}a{}", "**a ".repeat(deep), " a**".repeat(deep)),
        ),
        (
            "tildes",
            format!("{}a{}", "~~a ".repeat(deep), " a~~".repeat(deep)),
        ),
        (
            "links",
            format!("{}a{}", "[".repeat(deep), "](x)".repeat(deep)),
        ),
        (
            "images",
            format!("{}a{}", "![".repeat(deep), "](x)".repeat(deep)),
        ),
        ("linked-images", "[![a](b)](c)".repeat(deep)),
        ("brackets", "[".repeat(100_000)),
        ("open-links", "[a](".repeat(20_000)),
        ("open-angles", "<a ".repeat(20_000)),
        ("open-comments", "<!--".repeat(20_000)),
        (
            "ticks",
            (1..1_000).map(|n| format!("{} ", "`".repeat(n))).collect(),
        ),
        ("rounds", "(".repeat(20_000)),
        ("pluses", "+(".repeat(50_000)),
        ("digits", "0".repeat(20_000)),
        ("digits-apart", "0 ".repeat(50_000)),
        ("ats", "a@".repeat(50_000)),
        ("addresses", "jo.bloggs@example.org ".repeat(4_000)),
        (
            "different-addresses",
            (0..2_000).map(|n| format!("jo{n}@example.org\n")).collect(),
        ),
        (
            "notes",
            (0..1_000)
                .map(|n| format!("a[^{n}]\n\n[^{n}]: b[^{n}]\n\n"))
                .collect(),
        ),
        (
            "definitions",
            (0..2_000).map(|n| format!("[{n}]: x\n")).collect(),
        ),
        ("table", table),
        (
            "wide-table",
            format!("{}\n{}\n", "|a".repeat(5_000), "|-".repeat(5_000)),
        ),
        ("headings", headings),
        ("falling-headings", falling),
        ("one-line", "word ".repeat(20_000)),
        ("one-word", "w".repeat(1_000_000)),
        ("marks", "e\u{301}".repeat(30_000)),
        ("broken-links", "[a](b.md)\n".repeat(20_000)),
        (
            "different-links",
            (0..1_000)
                .map(|n| format!("[a](../journals/b{n}.md)\n"))
                .collect(),
        ),
        ("entities", "&#x41;".repeat(20_000)),
        ("tasks", "- [ ] a\n".repeat(50_000)),
        ("returns", "a\r".repeat(30_000)),
        ("html", "<div>\n".repeat(50_000)),
        ("schemes-of-addresses", "https://".repeat(50_000)),
        ("hosts", "www.".repeat(50_000)),
        (
            "cells",
            format!("| a |\n|---|\n{}", "| b | c |\n".repeat(10_000)),
        ),
        ("comments", "a <!-- b --> ".repeat(20_000)),
    ];
    let mut slow = Vec::new();
    for (name, body) in cases {
        let sandbox = portfolio();
        sandbox.write(ACTIVITY, activity("A course", "", ""));
        sandbox.write(
            JOURNAL,
            journal(&format!("\n## What I did\n\n{body}\n\n## Next\n\nb\n")),
        );
        let begun = Instant::now();
        sandbox.cpd(["check"]).ends(&[0, 1]);
        sandbox.cpd(["check", "--format", "json"]).ends(&[0, 1]);
        sandbox
            .cpd(["pack", "--draft", "--award", "bronze"])
            .ends(&[0]);
        if begun.elapsed() > Duration::from_secs(120) {
            slow.push((name, begun.elapsed()));
        }
    }
    assert!(slow.is_empty(), "{slow:?}");
}
