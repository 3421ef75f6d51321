//! A character that cannot be seen and changes how text reads.

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
        let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let hidden = text[start..].char_indices().find(|(_, c)| safe::is_unsafe(*c) && !matches!(c, '\n' | '\r' | '\t'));
        if let Some((at, c)) = hidden {
            let span = Span::new(at, at + c.len_utf8()).shift(start);
            let message = format!("there is a hidden character here (U+{:04X})", u32::from(c));
            out.push(RULE.found(&record.path, span, message).help("delete it, and type the words around it again"));
        }
    }
}
