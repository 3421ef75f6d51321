//! examples/: the demo's portfolio as it stood at each turn of its history, and
//! how its awards stand there, written down by hand. `CPD_UPDATE=1` makes the
//! portfolios anew; they change when the scheme does, since sign-offs name it.

use std::path::Path;

use crate::adapters::disk::snapshot;
use crate::adapters::evidence::FolderEvidence;
use crate::check::{CheckInput, check};
use crate::domain::portfolio::Portfolio;
use crate::domain::ports::Evidence;
use crate::domain::signoff::{Revision, Trust};

use crate::tests::golden::{assert_kept, repository, tree};

/// An award: its state, criteria met and in all, sign-offs that count.
type Standing = (
    &'static str,
    &'static str,
    (usize, usize),
    &'static [&'static str],
);

/// A portfolio in examples/, the mark of the demo's history it is taken from,
/// a day when somebody might have looked at it, and how its awards stand then.
struct Example {
    name: &'static str,
    mark: &'static str,
    on: (i32, u32, u32),
    awards: [Standing; 3],
}

const ALL: &[&str] = &["sign", "endorse", "submit", "grant"];

const EXAMPLES: &[Example] = &[
    Example {
        name: "bronze-begun",
        mark: "begun",
        on: (2024, 11, 21),
        awards: [
            ("bronze", "open", (3, 6), &[]),
            ("silver", "locked", (0, 2), &[]),
            ("gold", "locked", (0, 2), &[]),
        ],
    },
    Example {
        name: "bronze-ready",
        mark: "bronze-ready",
        on: (2025, 5, 13),
        awards: [
            ("bronze", "ready", (8, 8), &[]),
            ("silver", "locked", (0, 2), &[]),
            ("gold", "locked", (0, 2), &[]),
        ],
    },
    Example {
        name: "bronze-signed",
        mark: "bronze-signed",
        on: (2025, 5, 15),
        awards: [
            ("bronze", "ready", (8, 8), &["sign"]),
            ("silver", "locked", (0, 2), &[]),
            ("gold", "locked", (0, 2), &[]),
        ],
    },
    Example {
        name: "bronze-endorsed",
        mark: "bronze-endorsed",
        on: (2025, 5, 21),
        awards: [
            ("bronze", "ready", (8, 8), &["sign", "endorse"]),
            ("silver", "locked", (0, 2), &[]),
            ("gold", "locked", (0, 2), &[]),
        ],
    },
    Example {
        name: "bronze-submitted",
        mark: "bronze-submitted",
        on: (2025, 5, 22),
        awards: [
            ("bronze", "ready", (8, 8), &["sign", "endorse", "submit"]),
            ("silver", "locked", (0, 2), &[]),
            ("gold", "locked", (0, 2), &[]),
        ],
    },
    Example {
        name: "bronze-granted",
        mark: "bronze-granted",
        on: (2025, 6, 10),
        awards: [
            ("bronze", "closed", (8, 8), ALL),
            ("silver", "open", (0, 2), &[]),
            ("gold", "locked", (0, 2), &[]),
        ],
    },
    Example {
        name: "silver-ready",
        mark: "silver-ready",
        on: (2026, 9, 3),
        awards: [
            ("bronze", "closed", (8, 8), ALL),
            ("silver", "ready", (10, 10), &[]),
            ("gold", "locked", (0, 2), &[]),
        ],
    },
    Example {
        name: "silver-endorsed",
        mark: "silver-endorsed",
        on: (2026, 9, 16),
        awards: [
            ("bronze", "closed", (8, 8), ALL),
            ("silver", "ready", (10, 10), &["sign", "endorse"]),
            ("gold", "locked", (0, 2), &[]),
        ],
    },
];

#[test]
fn examples_equal_the_demo_at_its_marks() {
    for example in EXAMPLES {
        let folder = tempfile::tempdir().expect("a folder for a test");
        let portfolio = folder.path().join("portfolio");
        crate::cli::demo_at(&portfolio, example.mark)
            .unwrap_or_else(|failure| panic!("{}: {failure:?}", example.mark));
        let made = tree(&portfolio, |path| {
            path.starts_with(".git/") || path.starts_with("packs/")
        });
        assert_kept(&format!("examples/{}", example.name), &made);
    }
}

#[test]
fn an_unknown_demo_mark_is_refused() {
    let folder = tempfile::tempdir().expect("a folder for a test");
    assert!(crate::cli::demo_at(&folder.path().join("x"), "platinum-granted").is_err());
}

#[test]
fn awards_of_the_examples_have_their_expected_states() {
    for example in EXAMPLES {
        let folder = repository().join("examples").join(example.name);
        assert_eq!(
            standing(&folder, example.on),
            expected(example),
            "examples/{}",
            example.name
        );
    }
}

#[test]
fn examples_have_no_errors() {
    for example in EXAMPLES {
        let folder = repository().join("examples").join(example.name);
        let wrong = errors(&folder, example.on);
        assert!(wrong.is_empty(), "examples/{}: {wrong:#?}", example.name);
    }
}

/// Nothing else lies in examples/ that nobody looks at.
#[test]
fn every_example_is_tested() {
    let known: Vec<&str> = EXAMPLES.iter().map(|example| example.name).collect();
    let all = tree(&repository().join("examples"), |_| false);
    assert!(all.len() > known.len(), "{} files", all.len());
    for path in all.keys() {
        let first = path.split('/').next().unwrap_or_default();
        let elsewhere = [
            "demo-source",
            "every-rule",
            "import",
            "programmes",
            "README.md",
        ];
        assert!(
            known.contains(&first) || elsewhere.contains(&first),
            "{path}"
        );
    }
}

fn expected(example: &Example) -> Vec<String> {
    let lines = example.awards.iter();
    lines
        .map(|(award, state, (met, of), signed)| line(award, state, *met, *of, signed))
        .collect()
}

fn line(award: &str, state: &str, met: usize, of: usize, signed: &[&str]) -> String {
    format!(
        "{award}: {state}, {met} of {of}, signed: {}",
        signed.join(", ")
    )
}

fn standing(folder: &Path, on: (i32, u32, u32)) -> Vec<String> {
    let portfolio = load(folder);
    // The examples lie in this project's repository, whose history is not theirs.
    let evidence = FolderEvidence::new(folder);
    let trust = Trust::from_worktree(&portfolio, Revision::WorkTree, &|path| {
        evidence.for_example().files.bytes(path)
    });
    let result = check(input(&portfolio, evidence.for_example(), &trust, on));
    let awards = result.verdicts.iter().flat_map(|scheme| &scheme.awards);
    awards
        .map(|award| {
            let (met, of) = award.tally();
            let steps = award.chain.taken().filter(|taken| taken.counts());
            let signed: Vec<&str> = steps.map(|step| step.step.id.as_str()).collect();
            line(&award.id.name(), award.state.name(), met, of, &signed)
        })
        .collect()
}

fn errors(folder: &Path, on: (i32, u32, u32)) -> Vec<String> {
    let portfolio = load(folder);
    // The examples lie in this project's repository, whose history is not theirs.
    let evidence = FolderEvidence::new(folder);
    let trust = Trust::from_worktree(&portfolio, Revision::WorkTree, &|path| {
        evidence.for_example().files.bytes(path)
    });
    let result = check(input(&portfolio, evidence.for_example(), &trust, on));
    // What is only still to come is not wrong.
    let to_come = [
        "unmet-criterion",
        "unmet-duty",
        "missing-signoff",
        "unverifiable-history",
    ];
    let wrong = result.diagnostics.iter().filter(|found| {
        found.severity == crate::domain::finding::Severity::Error
            || !to_come.contains(&found.rule.as_str())
    });
    wrong
        .map(|found| format!("{}: {}: {}", found.at.path, found.rule, found.message))
        .collect()
}

fn load(folder: &Path) -> Portfolio {
    Portfolio::load(snapshot(folder).expect("a folder that can be read"))
}

fn input<'a>(
    portfolio: &'a Portfolio,
    evidence: Evidence<'a>,
    trust: &'a Trust,
    on: (i32, u32, u32),
) -> CheckInput<'a> {
    let (year, month, day) = on;
    CheckInput {
        portfolio,
        evidence,
        trust,
        today: chrono::NaiveDate::from_ymd_opt(year, month, day).expect("a day"),
        focus: None,
        only: None,
    }
}
