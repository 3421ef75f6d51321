//! The text has a character in it that cannot be seen and changes how it reads.
//!
//! ## What it checks
//!
//! Control characters, marks that turn the direction of writing, unusual line breaks, and
//! the mark that Windows programs put at the start of a file, where it stands anywhere
//! else. Ordinary new lines and tabs are fine. The first in each record is shown.
//!
//! ## Why it matters
//!
//! Such characters come along unseen when text is pasted. They can make a sentence look
//! different from what it says.
//!
//! ## Example
//!
//! ```text
//! The budget was <U+202E>0051<U+202C> pounds.
//! ```
//!
//! Here `<U+202E>` and `<U+202C>` stand for marks that cannot be seen. What is between
//! them is shown back to front, so that 0051 looks like 1500.
//!
//! ## How to resolve
//!
//! Delete the character at the place that the finding gives, and type the words around it
//! again.
//!
//! To leave this out for one record, add `allow: [hidden-character]` to its front matter
//! (the details at the top). That is right when you quote a language such as Arabic or
//! Hebrew that needs the mark.

use super::{Context, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::text::{Span, safe};

pub const RULE: Rule = Rule {
    name: "hidden-character",
    severity: Severity::Warning,
    allowable: true,
    source: include_str!("hidden_character.rs"),
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for record in context.written() {
        let text = context.text_of(record);
        // The mark that Windows editors put first is harmless there.
        let start = if text.starts_with('\u{feff}') {
            '\u{feff}'.len_utf8()
        } else {
            0
        };
        let hidden = text[start..]
            .char_indices()
            .find(|(_, c)| safe::is_unsafe(*c) && !matches!(c, '\n' | '\r' | '\t'));
        if let Some((at, c)) = hidden {
            let span = Span::new(at, at + c.len_utf8()).shift(start);
            let message = format!("there is a hidden character here (U+{:04X})", u32::from(c));
            out.push(
                RULE.found(&record.path, span, message)
                    .help("delete it, and type the words around it again"),
            );
        }
    }
}
