//! cpd leaves out part of what you typed after the name of a detail.
//!
//! In the details at the top, some signs have a meaning of their own. ` #` begins a comment,
//! which cpd does not read. `!` and `&` at the start mark the word that they begin. `|` and
//! `>` alone say that the text follows on the next lines. You may lose words without noticing,
//! so this rule shows what is left out of a text, such as a title.
//!
//! ## Example
//!
//! ```yaml
//! title: Seminar #3 on statutes
//! ```
//!
//! cpd reads the title as "Seminar".
//!
//! ## To correct it
//!
//! Put the whole value in quotation marks, as the finding shows:
//! `title: "Seminar #3 on statutes"`. `cpd check --fix` does this for you, but not where `#`
//! stands alone. Then it may be a comment, and you decide.
//!
//! If you want to keep a comment, put it on a line of its own, which begins with `#`:
//!
//! ```yaml
//! # the third of five
//! title: Seminar
//! ```
//!
//! Between double quotation marks, `\` and the letter after it stand for something else. In
//! `"C:\new\table.pdf"`, `\n` is read as the end of a line and `\t` as a tab. Put the value in
//! single quotation marks, which keep it as you typed it: `'C:\new\table.pdf'`.
//! `cpd check --fix` does this for you.
//!
//! ## Leave it out
//!
//! If you want to keep a comment beside the value, or mean `\n` as a line end, add
//! `allow: [cut-value]` to the details at the top.

use super::{Rule, RuleContext, RuleSubject};
use crate::base::document::write::readably_quoted;
use crate::base::document::{CutValue, EscapedValue, Node, NodeValue};
use crate::base::text::Span;
use crate::base::text::words::truncate;
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::portfolio::{FieldValue, Record, Spanned, Value};
use crate::domain::remedy::{Action, Remedy, TextEdit};
use crate::domain::schema::{Field, FieldType};

pub const RULE: Rule = Rule {
    name: "cut-value",
    severity: Severity::Warning,
    allowable: true,
    subject: RuleSubject::Content,
    source: include_str!("cut_value.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    context.for_each_written_record(out, |record, _, out| {
        check_fields(record, &record.fields, &record.kind.fields, out);
        for entry in record.document.front.entries() {
            check_escapes(record, &entry.key, &entry.value, out);
        }
    });
}

fn check_fields(
    record: &Record,
    fields: &[FieldValue],
    known: &[Field],
    out: &mut Vec<Diagnostic>,
) {
    for field in fields {
        let Some(declared) = known.iter().find(|known| known.name == field.name) else {
            continue;
        };
        check_value(record, field, declared, out);
        match (&declared.ty, &field.value) {
            (FieldType::Map(known), Some(Value::Map(fields))) => {
                check_fields(record, fields, known, out);
            }
            (FieldType::List(of), Some(Value::List(items))) => {
                for item in items {
                    check_item(record, field, of, item, out);
                }
            }
            _ => {}
        }
    }
}

/// Checks what stands after the colon.
fn check_value(record: &Record, field: &FieldValue, declared: &Field, out: &mut Vec<Diagnostic>) {
    let text = &record.text;
    let Some(cut) = CutValue::after_key(text, field.key_span, field.span) else {
        return;
    };
    let is_text = declared.ty == FieldType::Text;
    // Beside anything but text, and where nothing has to be, it is a comment as YAML means it.
    let may_be_note = !is_text || field.is_blank() && !declared.required;
    if !(may_be_note && cut.is_note(text)) {
        out.push(finding(record, &field.name, &cut));
    }
}

fn check_item(
    record: &Record,
    field: &FieldValue,
    of: &FieldType,
    item: &Spanned<Value>,
    out: &mut Vec<Diagnostic>,
) {
    if let (FieldType::Map(known), Value::Map(fields)) = (of, &item.value) {
        return check_fields(record, fields, known, out);
    }
    let cut = CutValue::of_item(&record.text, item.span);
    let is_note = |cut: &CutValue| *of != FieldType::Text && cut.is_note(&record.text);
    out.extend(
        cut.filter(|cut| !is_note(cut))
            .map(|cut| finding(record, &field.name, &cut)),
    );
}

fn finding(record: &Record, field: &str, cut: &CutValue) -> Diagnostic {
    let text = &record.text;
    let left_out = truncate(cut.cut.slice(text), 60);
    let words: Vec<&str> = cut.typed.slice(text).split_whitespace().collect();
    let whole = readably_quoted(&words.join(" "));
    let message = format!("`{left_out}` is left out of `{field}`");
    let says = format!("to keep it, write {}", truncate(&whole, 120));
    let comment = move_comment(record, cut);
    let keep = Remedy::edit(says, &record.path, cut.typed, whole);
    RULE.finding(&record.path, cut.cut, message)
        .remedy(keep)
        .remedies(comment)
}

/// Checks every value of a detail, those too that its type does not allow.
fn check_escapes(record: &Record, field: &str, node: &Node, out: &mut Vec<Diagnostic>) {
    match &node.value {
        NodeValue::Null => {}
        NodeValue::Scalar(_) => out.extend(escaped(record, field, node.span)),
        NodeValue::List(items) => {
            for item in items {
                check_escapes(record, field, item, out);
            }
        }
        NodeValue::Map(entries) => {
            for entry in entries {
                check_escapes(record, &entry.key, &entry.value, out);
            }
        }
    }
}

/// Returns the finding for a value in which `\` and a letter are read as something else.
fn escaped(record: &Record, field: &str, value: Span) -> Option<Diagnostic> {
    let found = EscapedValue::find(&record.text, value)?;
    let shown = truncate(&found.shown, 120);
    let message = format!("`{field}` is read as `{shown}`");
    let finding = RULE.finding(&record.path, value, message);
    Some(match found.as_typed {
        Some(typed) => {
            let says = format!(
                "to keep it as you typed it, write {}",
                truncate(&typed, 120)
            );
            finding.remedy(Remedy::edit(says, &record.path, value, typed))
        }
        None => finding.help("put it in single quotes to keep each sign as you typed it"),
    })
}

/// Returns the edit that puts what looks like a comment on a line of its own.
fn move_comment(record: &Record, cut: &CutValue) -> Option<Remedy> {
    let text = &record.text;
    if !cut.is_note(text) {
        return None;
    }
    let (start, line) = cut.comment_line(text)?;
    let edits = [
        (Span::new(start, start), line),
        (cut.cut_with_blanks(text), String::new()),
    ];
    let edits = edits.into_iter().map(|(span, text)| TextEdit {
        path: record.path.clone(),
        span,
        text,
        signed: false,
    });
    Some(Remedy {
        says: "or put the comment on a line of its own".to_owned(),
        action: Action::Edit(edits.collect()),
    })
}
