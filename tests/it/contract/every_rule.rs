//! examples/every-rule: what `cpd check` finds there is what the table in its
//! README says, line by line, and no rule is left out.

#![allow(
    clippy::disallowed_methods,
    reason = "a test may start the program and write where it likes"
)]

use std::fs;

use serde_json::Value;

use crate::golden::{repository, tree};
use crate::support::Sandbox;

#[test]
fn the_table_of_findings_matches_the_check() {
    let copy = copy();
    assert_eq!(check(&copy, &[]).places(), table());
}

/// Rules that only a repository can break: `scenario` makes one for each.
const OF_HISTORY: [&str; 7] = [
    "backdated",
    "cannot-save",
    "endorser-wrote-it",
    "entered-by-another",
    "removed-signoff",
    "untrusted-scheme",
    "unsaved-signoff",
];

/// A rule that not every computer can break: a Mac and Windows take both names for one file.
const OF_SOME_SYSTEMS: &str = "equal-file-names";

#[test]
fn every_rule_is_broken() {
    let found = check(&copy(), &[]).places();
    // A rule has a page, and a page its rule: the unit tests see to it.
    let pages = tree(&repository().join("docs/rules"), |name| name == "README.md");
    let rules = pages.keys().filter_map(|name| name.strip_suffix(".md"));
    let broken = |rule: &str| {
        let begin = format!("{rule} ");
        found.iter().any(|line| line.starts_with(&begin))
    };
    let unbroken: Vec<&str> = rules
        .filter(|rule| !OF_HISTORY.contains(rule) && *rule != OF_SOME_SYSTEMS && !broken(rule))
        .collect();
    assert!(pages.len() > 60, "{} pages of rules", pages.len());
    assert!(unbroken.is_empty(), "nothing breaks {unbroken:?}");
}

/// What an award lacks is an error once the award is asked about, and all its steps are named.
#[test]
fn naming_an_award_adds_findings_about_it() {
    let copy = copy();
    let found = check(&copy, &["--award", "begun"]);
    let mut expected = table();
    expected.extend([
        "missing-signoff cpd.yaml:5".to_owned(),
        "missing-signoff cpd.yaml:5".to_owned(),
        "missing-signoff cpd.yaml:5".to_owned(),
    ]);
    expected.sort();
    assert_eq!(found.places(), expected);
    assert_eq!(found.severities("unmet-criterion"), ["error"]);
    assert_eq!(check(&copy, &[]).severities("unmet-criterion"), ["warning"]);
}

/// What git cannot keep, or not on every computer.
#[test]
fn files_that_git_cannot_store_are_found_too() {
    let copy = copy();
    let mut expected = table();
    copy.write(
        "journals/2026-02-06-too-long.md",
        "All work and no play. ".repeat(100_000),
    );
    expected.push("unreadable-file journals/2026-02-06-too-long.md:1".into());
    #[cfg(unix)]
    {
        use std::os::unix::fs::symlink;
        let to = copy.at("evidence/a-link.pdf");
        symlink("/etc/hostname", to).expect("a link");
        symlink(
            "../activities/2026-01-10-a-good-day.md",
            copy.at("journals/2026-02-07-a-link.md"),
        )
        .expect("a link");
        copy.write(
            "activities/2026-02-08-a-linked-certificate.md",
            "---\ntitle: A linked certificate\ndate: 2026-02-08\nevidence: [evidence/a-link.pdf]\n---\nIt leads away.\n",
        );
        expected.push("unreadable-file journals/2026-02-07-a-link.md:1".into());
        expected.push("outside-portfolio activities/2026-02-08-a-linked-certificate.md:4".into());
    }
    #[cfg(target_os = "linux")]
    {
        for name in ["Caf\u{e9}", "Cafe\u{301}", "caf\u{e9}"] {
            copy.write(format!("evidence/{name}.pdf"), "%PDF-1.7");
        }
        for name in ["Caf\u{e9}", "caf\u{e9}"] {
            expected.push(format!("equal-file-names evidence/{name}.pdf:1"));
        }
    }
    expected.sort();
    assert_eq!(check(&copy, &[]).places(), expected);
}

/// The table of the README, as `rule path:line`, sorted.
fn table() -> Vec<String> {
    let readme = repository().join("examples/every-rule/README.md");
    let text = fs::read_to_string(readme).expect("the README");
    let rows = text
        .lines()
        .filter(|line| line.starts_with("| ") && line.contains('`'));
    let mut lines: Vec<String> = rows
        .map(|row| {
            let mut cells = row.split('|').map(str::trim).skip(1);
            let rule = cells.next().unwrap_or_default();
            let place = cells.next().unwrap_or_default().trim_matches('`');
            format!("{rule} {place}")
        })
        .collect();
    lines.sort();
    lines
}

struct Found(Value);

/// A copy to check.
fn copy() -> Sandbox {
    Sandbox::new()
        .today("2026-03-01")
        .copy_of("examples/every-rule")
}

/// What `cpd check` finds here, with exit code 1.
fn check(copy: &Sandbox, args: &[&str]) -> Found {
    let check = ["check", "--format", "json"];
    let ran = copy.cpd(check.iter().chain(args)).expect_code(1);
    Found(serde_json::from_str(&ran.stdout).expect("JSON"))
}

impl Found {
    fn all(&self) -> &[Value] {
        self.0["diagnostics"]
            .as_array()
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    /// As `rule path:line`, sorted.
    fn places(&self) -> Vec<String> {
        let place = |found: &Value| {
            let (rule, path) = (found["rule"].as_str(), found["path"].as_str());
            let line = &found["range"]["start"]["line"];
            format!(
                "{} {}:{line}",
                rule.unwrap_or_default(),
                path.unwrap_or_default()
            )
        };
        let mut lines: Vec<String> = self.all().iter().map(place).collect();
        lines.sort();
        lines
    }

    fn severities(&self, rule: &str) -> Vec<&str> {
        let of_rule = self.all().iter().filter(|found| found["rule"] == rule);
        of_rule
            .filter_map(|found| found["severity"].as_str())
            .collect()
    }
}
