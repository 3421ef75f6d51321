//! The text contains a character that you cannot see and that can change how the text
//! reads. Such characters often arrive when text is pasted.
//!
//! The rule finds control characters, marks that change the direction of writing, and
//! unusual line breaks. Ordinary new lines and tabs are fine. It also finds characters without
//! any width, such as a zero-width space or a soft hyphen. With one of them in a word, a search
//! does not find the word. Emoji and scripts that need such characters keep them. Only the first
//! character of either sort in each record is shown.
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
//! again. `cpd check --fix` deletes characters without any width.
//!
//! ## Leave it out
//!
//! If you quote a language that needs the mark, such as Arabic or Hebrew, add
//! `allow: [hidden-character]` to the details at the top.

use super::{Rule, RuleContext, RuleSubject};
use crate::base::text::{Span, invisible, safe};
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::portfolio::Record;
use crate::domain::remedy::{Action, Remedy, TextEdit};

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
        if let Some((span, c)) = first_hidden(text) {
            let help = "delete it, and type the words around it again";
            out.push(finding(record, span, c).help(help));
        }
        out.extend(without_width(record, text));
    });
}

fn finding(record: &Record, span: Span, c: char) -> Diagnostic {
    let (name, number) = (invisible::name(c), u32::from(c));
    let message = format!("there is {name} here, which nobody sees (U+{number:04X})");
    RULE.finding(&record.path, span, message)
}

/// Returns the finding at the first character without any width, with the edit that removes
/// them all.
fn without_width(record: &Record, text: &str) -> Option<Diagnostic> {
    // Details that cannot be read have a finding with a correction of their own.
    let document = &record.document;
    let is_read = document.faults.is_empty();
    let from = if is_read { 0 } else { document.body.start };
    let found = invisible::without_width(text);
    let mut found = found.filter(|(span, _)| span.start >= from).peekable();
    let (span, c) = *found.peek()?;
    let remove = found.map(|(span, _)| TextEdit {
        path: record.path.clone(),
        span,
        text: String::new(),
        signed: false,
    });
    let remove: Vec<TextEdit> = remove.collect();
    let says = match remove.len() {
        1 => "delete it".to_owned(),
        all => format!("delete all {all} such characters of this file"),
    };
    let action = Action::Edit(remove);
    let remedy = Remedy { says, action };
    Some(finding(record, span, c).remedy(remedy))
}

/// Returns the first hidden character that may have changed the text.
fn first_hidden(text: &str) -> Option<(Span, char)> {
    let from = invisible::visible_len(text);
    let is_hidden = |c: char| {
        safe::is_unsafe(c) && !matches!(c, '\n' | '\r' | '\t' | invisible::BYTE_ORDER_MARK)
    };
    let rest = text[from..].char_indices().map(|(at, c)| (from + at, c));
    let (at, c) = rest.into_iter().find(|(_, c)| is_hidden(*c))?;
    Some((Span::new(at, at + c.len_utf8()), c))
}
