//! Promises that hold for any input: reading never panics, and whatever is found
//! points at words that are there.

use std::sync::{LazyLock, OnceLock};

use crate::base::document::{ParsedFile, SyntaxFault};
use crate::base::files::{Content, File, Snapshot};
use crate::base::text::Span;
use crate::check::{CheckInput, CheckResult, check};
use crate::domain::finding::Label;
use crate::domain::portfolio::Portfolio;
use crate::domain::ports::Evidence;
use crate::domain::signoff::{Revision, Trust};
use chrono::NaiveDate;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::tests::golden::{repository, tree};

/// An example with two awards under way, to have something to break.
fn demo() -> &'static [(String, String)] {
    static FILES: OnceLock<Vec<(String, String)>> = OnceLock::new();
    FILES.get_or_init(|| {
        let chosen = |path: &str| {
            let begins = [
                "cpd.yaml",
                "trust/people.yaml",
                "profile.md",
                "activities/2024-11",
                "journals/2024-11",
                "feedback/2024-11",
                "meetings/2025-10",
                "statements/silver.md",
            ];
            let signed = path.contains("/silver/") && path.contains("-sign-");
            signed || begins.iter().any(|begin| path.starts_with(begin))
        };
        let files = tree(&repository().join("examples/silver-endorsed"), |path| {
            !chosen(path)
        });
        let text = |bytes| String::from_utf8(bytes).expect("text");
        let files = files.into_iter().map(|(path, bytes)| (path, text(bytes)));
        files.collect()
    })
}

/// Pieces that YAML, Markdown and cpd give a meaning to.
const PIECES: [&str; 63] = [
    "---",
    "...",
    "\n",
    "\n\n",
    "\r\n",
    "\u{feff}",
    "\t",
    "  ",
    "- ",
    ": ",
    ":",
    "{",
    "}",
    "[",
    "]",
    ",",
    "#",
    "## What I did",
    "## ",
    "&a",
    "*a",
    "!!str ",
    "|",
    ">",
    "\"",
    "'",
    "\\",
    "\u{0}",
    "%",
    "title: ",
    "date: ",
    "award: ",
    "activity: ",
    "events: ",
    "type: ",
    "hours: ",
    "evidence: ",
    "bronze",
    "lancaster/silver",
    "2026-02-20",
    "2026-02-30",
    "9999999999999999999",
    "-1",
    "3.5",
    "null",
    "~",
    "true",
    "allow: [personal-data]",
    "[Write here: ",
    "![",
    "](",
    "../../etc/passwd",
    "evidence/a.png",
    "<b>",
    "http://example.org",
    "someone@example.com",
    "![](../evidence/none.png)",
    "[é](nowhere.md)",
    "\n\n## What I learnt\n\n",
    "07700 900123",
    "AB 12 34 56 C",
    "é🧾\u{202e}",
    "👩‍👩‍👧",
];

fn words() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => select(&PIECES[..]).prop_map(str::to_owned),
        1 => any::<String>(),
        1 => "[a-z]{1,8}",
    ];
    vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// A file that may be anything, or a record with something in the wrong place.
fn text() -> impl Strategy<Value = String> {
    let cut = (
        any::<proptest::sample::Index>(),
        any::<proptest::sample::Index>(),
    );
    prop_oneof![
        words(),
        (words(), words()).prop_map(|(front, body)| format!("---\n{front}\n---\n{body}")),
        (0..demo().len(), cut, words()).prop_map(|(at, (start, end), put)| {
            let text = &demo()[at].1;
            let start = text.floor_char_boundary(start.index(text.len() + 1));
            let end = text.floor_char_boundary((start + end.index(20)).min(text.len()));
            format!("{}{put}{}", &text[..start], &text[end.max(start)..])
        }),
    ]
}

fn today() -> NaiveDate {
    "2026-10-02".parse().expect("a day")
}

/// The demo with one file more, or with one file that says something else.
fn with(path: &str, content: Content) -> Portfolio {
    let others = demo().iter().filter(|(known, _)| known != path);
    let mut files: Vec<File> = others
        .map(|(path, text)| File {
            path: path.clone(),
            content: Content::Text(text.as_str().into()),
        })
        .collect();
    files.push(File {
        path: path.to_owned(),
        content,
    });
    Portfolio::load(Snapshot::new(files))
}

/// Nobody has a key; who people are is left to the portfolio that is checked.
static TRUST: LazyLock<Trust> = LazyLock::new(|| {
    let empty = Portfolio::load(Snapshot::default());
    Trust::from_worktree(&empty, Revision::WorkTree, &|_| None)
});

pub fn judged<'a>(portfolio: &'a Portfolio) -> CheckResult<'a> {
    check(CheckInput {
        portfolio,
        evidence: Evidence::in_memory(),
        trust: &TRUST,
        today: today(),
        focus: None,
        only: None,
    })
}

/// A span lies in its text and cuts no character in two.
fn lies_in(span: Span, text: &str) -> bool {
    span.start <= span.end && text.get(span.start..span.end).is_some()
}

fn points_somewhere(label: &Label, portfolio: &Portfolio) -> Result<(), TestCaseError> {
    match portfolio.text(&label.path) {
        Some(text) => prop_assert!(lies_in(label.span, &text), "{label:?}"),
        // A file that is no text, or is not there, is pointed at as a whole.
        None => prop_assert_eq!(label.span, Span::start_of_file(), "{:?}", label),
    }
    Ok(())
}

fn all_point_somewhere(portfolio: &Portfolio) -> Result<(), TestCaseError> {
    let result = judged(portfolio);
    for found in &result.diagnostics {
        points_somewhere(&found.at, portfolio)?;
        for label in &found.related {
            points_somewhere(label, portfolio)?;
        }
        prop_assert!(!found.message.is_empty(), "{found:?}");
    }
    let order: Vec<_> = result
        .diagnostics
        .iter()
        .map(|found| found.order())
        .collect();
    prop_assert!(order.is_sorted(), "findings are out of order");
    Ok(())
}

/// Paths of files: in known folders, settings, a scheme, and nowhere in particular.
const PLACES: [&str; 12] = [
    "activities/2026-02-20-any.md",
    "journals/2026-02-20-any.md",
    "statements/silver.md",
    "feedback/2026-02-20-any.md",
    "signoffs/lancaster/silver/2026-09-08T082900Z-sign-sam-carter.md",
    "profile.md",
    "cpd.yaml",
    "trust/people.yaml",
    "schemes/mine/scheme.yaml",
    "schemes/mine/kinds.yaml",
    "nowhere/what.md",
    "README.md",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 250, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_can_be_read_as_a_document(text in text()) {
        let document = ParsedFile::read(&text);
        prop_assert!(lies_in(document.body, &text));
        let outline = &document.outline;
        let spans = outline.headings.iter().flat_map(|each| [each.span, each.content])
            .chain(outline.links.iter().map(|each| each.span))
            .chain(outline.images.iter().map(|each| each.span))
            .chain(outline.tasks.iter().map(|each| each.span))
            .chain(outline.visible.iter().copied())
            .chain(outline.paragraphs.iter().copied());
        for span in spans {
            prop_assert!(lies_in(span, &text), "{span:?}");
        }
        for fault in &document.faults {
            if let SyntaxFault::UnclosedFrontMatter(span) | SyntaxFault::NotAMap(span) = fault {
                prop_assert!(lies_in(*span, &text), "{fault:?}");
            }
        }
    }

    #[test]
    fn every_finding_points_into_existing_text(
        place in select(&PLACES[..]),
        text in text(),
    ) {
        all_point_somewhere(&with(place, Content::Text(text.into())))?;
    }

    #[test]
    fn any_bytes_in_any_file_can_be_checked(
        place in select(&PLACES[..]),
        bytes in vec(any::<u8>(), 0..200),
    ) {
        all_point_somewhere(&with(place, Content::from_bytes(&bytes)))?;
    }
}
