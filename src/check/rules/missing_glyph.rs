//! The text has a character that the pack cannot print.
//!
//! ## What it checks
//!
//! A pack carries its own typefaces, so that it looks the same on every computer. They
//! hold nearly all the letters of the European languages that are written in Latin, Greek
//! or Cyrillic script, and the usual signs; they hold no emoji, no accents of ancient
//! Greek and no other scripts. The first character of each record that they lack is shown.
//!
//! ## Why it matters
//!
//! In place of such a character, the page and the PDF print its number, as in `[U+1F600]`
//! for a smiling face. Nothing is lost, but it does not read well.
//!
//! ## Example
//!
//! ```text
//! The committee liked it 😀
//! ```
//!
//! The pack prints: The committee liked it [U+1F600]
//!
//! ## How to resolve
//!
//! Say it in words: the committee liked it, and smiled.
//!
//! To leave this out for one record, add `allow: [missing-glyph]` to its front matter
//! (the details at the top). That is right for a name that has to be written as it is.

use std::collections::BTreeSet;

use super::{Rule, RuleContext, RuleSubject};
use crate::base::paper::{missing, printable};
use crate::base::text::{Span, words};
use crate::domain::finding::{Diagnostic, Severity};

pub const RULE: Rule = Rule {
    name: "missing-glyph",
    severity: Severity::Warning,
    allowable: true,
    subject: RuleSubject::Content,
    source: include_str!("missing_glyph.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    context.for_each_written(out, |record, text, out| {
        let mut lacked = missing(text);
        let Some((at, first)) = lacked.next() else {
            return;
        };
        let others: BTreeSet<&str> = lacked.map(|(_, c)| c).filter(|c| *c != first).collect();
        let as_number = printable(first);
        let message = format!("no typeface of the pack has {first}, which prints as {as_number}");
        let span = Span::new(at, at + first.len());
        let found = RULE.finding(&record.path, span, message);
        let others = words::counted(others.len(), "other character", "other characters");
        out.push(if others.starts_with("0 ") {
            found.help("say it in words")
        } else {
            found.help(format!(
                "say it in words; {others} here cannot be printed either"
            ))
        });
    });
}
