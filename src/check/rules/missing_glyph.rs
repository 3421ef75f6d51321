//! The pack cannot print a character in the text. It prints the number of the character
//! instead, as in `[U+1F600]`.
//!
//! Packs contain their own fonts, so they look the same on every computer. These cover
//! Latin, Greek and Cyrillic letters and the usual symbols. They do not cover emoji, the
//! accents of ancient Greek or other scripts. Only the first such character in each record
//! is shown.
//!
//! ## Example
//!
//! ```text
//! The committee liked it 😀
//! ```
//!
//! The pack prints: The committee liked it [U+1F600]
//!
//! ## To correct it
//!
//! Replace the character with words.
//!
//! ## Leave it out
//!
//! If a name has to be written in this way, add `allow: [missing-glyph]` to the details at
//! the top.

use std::collections::BTreeSet;

use super::{Rule, RuleContext, RuleSubject};
use crate::base::paper::{missing_glyphs, spell_unprintable};
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
    context.for_each_written_record(out, |record, text, out| {
        let mut lacked = missing_glyphs(text);
        let Some((at, first)) = lacked.next() else {
            return;
        };
        let others: BTreeSet<&str> = lacked.map(|(_, c)| c).filter(|c| *c != first).collect();
        let as_number = spell_unprintable(first);
        let message = format!("the pack cannot print {first}; it prints {as_number} instead");
        let span = Span::new(at, at + first.len());
        let found = RULE.finding(&record.path, span, message);
        let others = words::count_noun(others.len(), "other character", "other characters");
        out.push(if others.starts_with("0 ") {
            found.help("replace it with words")
        } else {
            found.help(format!(
                "replace it with words; the pack cannot print {others} here either"
            ))
        });
    });
}
