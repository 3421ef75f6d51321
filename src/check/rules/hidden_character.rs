//! The text contains a character that you cannot see and that can change how the text
//! reads. Such characters often arrive when text is pasted.
//!
//! The rule finds control characters, marks that change the direction of writing, and
//! unusual line breaks. Ordinary new lines and tabs are fine. Only the first such character
//! in each record is shown.
//!
//! ## Example
//!
//! ```text
//! The budget was <U+202E>0051<U+202C> pounds.
//! ```
//!
//! `<U+202E>` and `<U+202C>` stand for invisible marks. The text between them is shown
//! backwards, so 0051 looks like 1500.
//!
//! ## To correct it
//!
//! Delete the character at the place that the finding gives. Then type the words around it
//! again.
//!
//! ## Leave it out
//!
//! If you quote a language that needs the mark, such as Arabic or Hebrew, add
//! `allow: [hidden-character]` to the details at the top.

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
    context.for_each_written_record(out, |record, text, out| {
        if let Some((at, c)) = first_hidden(text) {
            let span = Span::new(at, at + c.len_utf8());
            let message = format!(
                "there is an invisible character here (U+{:04X})",
                u32::from(c)
            );
            let help = "delete it, and type the words around it again";
            out.push(RULE.finding(&record.path, span, message).help(help));
        }
    });
}

/// Returns the first hidden character. The byte order mark at the start of a file is ignored.
fn first_hidden(text: &str) -> Option<(usize, char)> {
    // Most texts have only ASCII bytes, which are fast to search.
    let odd = |b: &u8| *b >= 0x7F || *b < b' ' && !matches!(b, b'\n' | b'\r' | b'\t');
    let from = text.as_bytes().iter().position(odd)?;
    let is_hidden = |at: usize, c: char| {
        safe::is_unsafe(c) && !matches!(c, '\n' | '\r' | '\t') && !(at == 0 && c == '\u{feff}')
    };
    let rest = text[from..].char_indices().map(|(at, c)| (from + at, c));
    rest.into_iter().find(|(at, c)| is_hidden(*at, *c))
}
