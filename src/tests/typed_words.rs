//! Promises for every record that a person can type: each word is read, or a finding shows where
//! it is, and no correction loses one.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::typed_records::{ACTIVITY, fixed, opened};
use crate::check::check;

/// Signs that mean something to YAML, to Markdown or to people.
const SIGNS: [&str; 44] = [
    "#",
    "!",
    "!!",
    "&",
    "*",
    "[",
    "]",
    "{",
    "}",
    "|",
    ">",
    "|-",
    "%",
    "@",
    "`",
    "\"",
    "'",
    ":",
    ": ",
    " - ",
    "- ",
    "-",
    "--",
    "—",
    "?",
    "? ",
    ",",
    ", ",
    " # ",
    " #",
    "“",
    "”",
    "’",
    "\u{a0}",
    "\u{200b}",
    "\t",
    "=",
    "~",
    "<<",
    "(",
    ")",
    "/",
    "...",
    "\u{1F600}",
];

/// None of their beginnings is a letter that has a meaning behind a backslash.
const WORDS: [&str; 10] = [
    "Law", "Seminar", "GDPR", "course", "3", "2E400", "yes", "null", "it", "Ünder",
];

/// Returns titles of words, with signs before, between and behind them.
fn title() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => select(&WORDS[..]).prop_map(str::to_owned),
        2 => select(&SIGNS[..]).prop_map(str::to_owned),
        2 => Just(" ".to_owned()),
        1 => select(&["\n  ", "\n", "\n\t", "\\"][..]).prop_map(str::to_owned),
    ];
    vec(piece, 1..8).prop_map(|pieces| pieces.concat())
}

/// Returns the words of a text, without signs. A zero-width space, which nobody sees, parts none.
fn words(text: &str) -> Vec<String> {
    let text = text.replace('\u{200b}', "");
    let words = text.split(|c: char| !c.is_alphanumeric());
    let words = words.filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

/// Returns true if each word stands among others in the same order.
fn are_in(words: &[String], others: &[String]) -> bool {
    let mut others = others.iter();
    words.iter().all(|word| others.any(|other| other == word))
}

/// The reading of a text.
struct Reading {
    /// The words of the title; `None` if there is none.
    title: Option<String>,
    /// The rules that have a finding, with the lines that it covers, from 0.
    findings: Vec<(String, usize, usize)>,
}

fn read(text: &str) -> Reading {
    let workspace = opened(ACTIVITY, text);
    let record = workspace.portfolio.at_path(ACTIVITY);
    let title = record.and_then(|record| record.field("title"));
    let title = title.and_then(|field| field.value.as_ref()?.text().map(str::to_owned));
    let found = check(workspace.check_input()).diagnostics;
    let found = found.iter().filter(|finding| finding.at.path == ACTIVITY);
    let line = |at: usize| text[..at].matches('\n').count();
    let found = found.map(|finding| {
        let span = finding.at.span;
        (
            finding.rule.as_str().to_owned(),
            line(span.start),
            line(span.end),
        )
    });
    Reading {
        title,
        findings: found.collect(),
    }
}

impl Reading {
    /// Returns true if the title has these words, or a finding is on one of these lines.
    fn has_or_shows(&self, typed: &[String], first: usize, last: usize) -> bool {
        let read = self.title.as_deref().unwrap_or_default();
        let shown = |(_, from, to): &(String, usize, usize)| *from <= last && *to >= first;
        are_in(typed, &words(read)) || self.findings.iter().any(shown)
    }

    fn has_fault_of_form(&self) -> bool {
        let rules = [
            "malformed-front-matter",
            "missing-front-matter",
            "unclosed-front-matter",
        ];
        self.findings
            .iter()
            .any(|(rule, ..)| rules.contains(&&**rule))
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn every_word_of_a_title_is_read_or_shown(title in title(), gap in select(&[" ", "", "\u{a0}", "\t", "  "][..])) {
        let text = format!("---\ndate: 2026-09-11\ntitle:{gap}{title}\ntype: networking\n---\n\nText.\n");
        // A line that begins with `#` is a comment, as everybody means it.
        let lines = title.split('\n').enumerate();
        let lines = lines.filter(|(n, line)| *n == 0 || !line.trim_start().starts_with('#'));
        let typed: Vec<String> = lines.flat_map(|(_, line)| words(line)).collect();
        // A fault that a line without a name opens may be found on the line below it.
        let below = usize::from(title.contains('\n'));
        let last = 2 + title.matches('\n').count() + below;
        prop_assert!(read(&text).has_or_shows(&typed, 2, last), "{text:?} {:?}", read(&text).findings);

        let right = fixed(ACTIVITY, &text);
        let after = read(&right);
        let last = right.lines().position(|line| line.starts_with("type:")).unwrap_or(3) - 1 + below;
        prop_assert!(after.has_or_shows(&typed, 2, last), "{text:?} {right:?} {:?}", after.title);
        prop_assert!(are_in(&typed, &words(&right)), "{text:?} {right:?}");
        prop_assert_eq!(fixed(ACTIVITY, &right), right.clone(), "{:?}", text);
        // A title on one line is always read after the correction.
        if !title.contains('\n') {
            prop_assert!(!after.has_fault_of_form(), "{text:?} {right:?} {:?}", after.findings);
        }
    }

    #[test]
    fn no_correction_of_a_file_loses_a_word(
        fence in select(&["---", "—", "+++", "----", "", "```yaml", "..."][..]),
        lines in vec(
            (
                select(&["", "\t", "  ", "- ", "**", "\u{a0}", "# "][..]),
                select(&["title", "Type", "date", "hours", "Titel", "provider", "location", "note", "allow"][..]),
                select(&[": ", ":", " : ", " = ", " - ", "\u{a0}: ", ":\u{a0}", " ", ":\t"][..]),
                select(&[
                    "Law", "networking", "Networking", "2026-09-11", "11 September 2026", "“3.5”", "45 mins",
                    "law: order", "'law", "[law] order", "[law]", "!law order", "&law order", "*law", "law #3",
                    "law # note", "#3", "", "~",
][..]),
                select(&["\n", "\n", "\n", "\r\n", "\n\n", "\n  more words\n", "\nmore words\n"][..]),
            ),
            1..6,
        ),
        closing in select(&["---", "---", "—", "+++", "", "..."][..]),
        body in select(&["", "\nText.\n", "Text.\n", "\n## A\n\nText.\n\n---\n\nMore.\n"][..]),
    ) {
        let lines: String = lines.iter().map(|(a, b, c, d, e)| format!("{a}{b}{c}{d}{e}")).collect();
        let text = format!("{fence}\n{lines}{closing}\n{body}");
        let right = fixed(ACTIVITY, &text);
        prop_assert_eq!(fixed(ACTIVITY, &right), right.clone(), "{:?}", text);
        let found = read(&text).findings;
        prop_assert!(right == text || !found.is_empty(), "{text:?}");
        // Names and dates may be written in another form, and a line that is there twice goes.
        let known = ["law", "order", "more", "words", "text", "networking"];
        let low = (text.to_lowercase(), right.to_lowercase());
        for word in words(&low.0).into_iter().filter(|word| known.contains(&&**word)) {
            prop_assert!(words(&low.1).contains(&word), "{word}: {text:?} {right:?}");
        }
    }
}
