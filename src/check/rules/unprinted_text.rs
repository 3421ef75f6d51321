//! A text has words that the pack does not print. You may have meant a reader to see them.
//!
//! The rule finds:
//!
//! - comments (`<!-- … -->`), which a pack leaves out. This is a note, once for each record;
//! - footnotes that nothing refers to;
//! - lines such as `[Marta]: yes`, which Markdown takes for the address of a link;
//! - titles of links, as in `[a page](a.md "title")`;
//! - labels of links and footnotes that say more than a label has to, as in `[^this-is-by-Lee]`;
//! - words behind the line that begins code;
//! - cells of a table for which the first row has no column.
//!
//! ## Example
//!
//! ```markdown
//! | What | Hours |
//! | --- | --- |
//! | Workshop | 3 | in Leeds |
//! ```
//!
//! The table has 2 columns, so `in Leeds` is not printed.
//!
//! ## To correct it
//!
//! - Write the words as ordinary text, or delete them.
//! - If a line begins with words in square brackets and a colon, write `\\[Marta]: yes`.
//! - If a cell contains a `|`, write `\\|`.
//! - To keep a footnote, write its mark in the text, as in `[^1]`.
//!
//! ## Leave it out
//!
//! If the words are for yourself, add `allow: [unprinted-text]` to the details at the top.

use super::{Rule, RuleContext, RuleSubject};
use crate::base::document::{Unprinted, UnprintedText};
use crate::base::text::words;
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::portfolio::Record;

pub const RULE: Rule = Rule {
    name: "unprinted-text",
    severity: Severity::Warning,
    allowable: true,
    subject: RuleSubject::Content,
    source: include_str!("unprinted_text.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    context.for_each_written_record(out, |record, _, out| {
        let unprinted = record.document.outline.unprinted.iter();
        let (comments, others): (Vec<_>, Vec<_>) =
            unprinted.partition(|one| one.why == Unprinted::Comment);
        out.extend(comments_finding(record, &comments));
        out.extend(others.iter().map(|one| finding(record, one)));
    });
}

/// Returns one finding for all comments of a record.
fn comments_finding(record: &Record, comments: &[&UnprintedText]) -> Option<Diagnostic> {
    let (first, others) = comments.split_first()?;
    let message = match others.len() {
        0 => "the pack leaves this comment out".to_owned(),
        n => {
            let others = words::count_noun(n, "other comment", "other comments");
            format!("the pack leaves this comment out, and {others} in this text")
        }
    };
    let help = "if a reader should see it, write it as ordinary text";
    let found = RULE.finding(&record.path, first.span, message).help(help);
    Some(found.severity(Severity::Note))
}

fn finding(record: &Record, unprinted: &UnprintedText) -> Diagnostic {
    let (message, help) = match unprinted.why {
        Unprinted::Comment | Unprinted::Other => (
            "the pack does not print these words",
            "write them as ordinary text, or delete them",
        ),
        Unprinted::Note => (
            "no text refers to this footnote, so the pack does not print it",
            "write its mark where it belongs, or make it ordinary text",
        ),
        Unprinted::Definition => (
            "Markdown takes this line for the address of a link, so the pack does not print it",
            "if it is text, write `\\[` for the first bracket; if not, delete it",
        ),
        Unprinted::Title => (
            "the pack does not print the title of a link or a picture",
            "write it as ordinary text, or delete it",
        ),
        Unprinted::Label => (
            "the pack does not print the label of a link or a footnote",
            "choose a short label, and write the words as ordinary text",
        ),
        Unprinted::CodeInfo => (
            "the pack does not print the words on the line that begins code",
            "write them on a line of their own",
        ),
        Unprinted::Cell => (
            "the table has no column for this, so the pack does not print it",
            "add a column to the first 2 lines of the table; if the text contains a `|`, write `\\|`",
        ),
    };
    RULE.finding(&record.path, unprinted.span, message)
        .help(help)
}
