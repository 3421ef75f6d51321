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
//! `title: "Seminar #3 on statutes"`. `cpd check --fix` does this for you.
//!
//! If you want to keep a comment, put it on a line of its own, which begins with `#`:
//!
//! ```yaml
//! # the third of five
//! title: Seminar
//! ```
//!
//! ## Leave it out
//!
//! If you want to keep a comment beside the value, add `allow: [cut-value]` to the details at
//! the top.

use super::{Rule, RuleContext, RuleSubject};
use crate::base::document::CutValue;
use crate::base::document::write::readably_quoted;
use crate::base::text::words::truncate;
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::portfolio::{FieldValue, Record, Value};
use crate::domain::remedy::Remedy;
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
        match (&declared.ty, &field.value) {
            (FieldType::Text, _) => {
                let cut = CutValue::after_key(&record.text, field.key_span, field.span);
                let is_note = |cut: &CutValue| {
                    field.is_blank() && !declared.required && cut.is_note(&record.text)
                };
                out.extend(
                    cut.filter(|cut| !is_note(cut))
                        .map(|cut| finding(record, &field.name, &cut)),
                );
            }
            (FieldType::Map(known), Some(Value::Map(fields))) => {
                check_fields(record, fields, known, out);
            }
            (FieldType::List(of), Some(Value::List(items))) => {
                for item in items {
                    match (&**of, &item.value) {
                        (FieldType::Text, _) => {
                            let cut = CutValue::of_item(&record.text, item.span);
                            out.extend(cut.map(|cut| finding(record, &field.name, &cut)));
                        }
                        (FieldType::Map(known), Value::Map(fields)) => {
                            check_fields(record, fields, known, out);
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
}

fn finding(record: &Record, field: &str, cut: &CutValue) -> Diagnostic {
    let left_out = truncate(cut.cut.slice(&record.text), 60);
    let words: Vec<&str> = cut.typed.slice(&record.text).split_whitespace().collect();
    let whole = readably_quoted(&words.join(" "));
    let message = format!("`{left_out}` is left out of `{field}`");
    let says = format!(
        "to keep it, write {}; put a comment on a line of its own",
        truncate(&whole, 120)
    );
    RULE.finding(&record.path, cut.cut, message)
        .remedy(Remedy::edit(says, &record.path, cut.typed, whole))
}
