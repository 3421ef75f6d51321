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

use super::{Rule, RuleContext, RuleSubject};
use crate::base::text::{Span, safe};
use crate::domain::finding::{Diagnostic, Severity};

pub const RULE: Rule = Rule {
    name: "hidden-character",
    severity: Severity::Warning,
    allowable: true,
    subject: RuleSubject::Content,
    source: include_str!("hidden_character.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    context.for_each_written(out, |record, text, out| {
        if let Some((at, c)) = first_hidden(text) {
            let span = Span::new(at, at + c.len_utf8());
            let message = format!("there is a hidden character here (U+{:04X})", u32::from(c));
            let help = "delete it, and type the words around it again";
            out.push(RULE.finding(&record.path, span, message).help(help));
        }
    });
}

/// The first hidden character; the mark that Windows editors put first is harmless there.
fn first_hidden(text: &str) -> Option<(usize, char)> {
    // Most texts have only plain bytes, which are quickly looked through.
    let odd = |b: &u8| *b >= 0x7F || *b < b' ' && !matches!(b, b'\n' | b'\r' | b'\t');
    let from = text.as_bytes().iter().position(odd)?;
    let is_hidden = |at: usize, c: char| {
        safe::is_unsafe(c) && !matches!(c, '\n' | '\r' | '\t') && !(at == 0 && c == '\u{feff}')
    };
    let rest = text[from..].char_indices().map(|(at, c)| (from + at, c));
    rest.into_iter().find(|(at, c)| is_hidden(*at, *c))
}
