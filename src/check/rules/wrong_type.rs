//! A detail has a value of the wrong type. cpd cannot read it, so it does not count.
//!
//! Each detail takes one type of value, such as text, a number, hours, money, a length of
//! time, `true` or `false`, or a list. Write numbers in figures with a point, as in `3.5`.
//! Hours cannot be negative. Write money as `12.50 GBP`, and a length of time as `6 weeks`.
//!
//! ## Example
//!
//! ```yaml
//! title: Two days in the timetabling office
//! hours: twelve
//! ```
//!
//! cpd cannot add up words. Write `hours: 12`.
//!
//! ## To correct it
//!
//! Write the value as the finding shows. Write only the figures, such as `3.5`, without `h`
//! or `hours`. If a value such as `45 mins` has one meaning, the finding says what to write:
//! 0.75. To explain a value, use the text below the details.

use super::{Rule, RuleContext, RuleSubject};
use crate::base::calendar::human::DateContext;
use crate::base::document::write::readably_quoted;
use crate::base::text::Span;
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::portfolio::answer::read_answer;
use crate::domain::portfolio::{Fault, Found};
use crate::domain::remedy::Remedy;
use crate::domain::schema::FieldType;

pub const RULE: Rule = Rule {
    name: "wrong-type",
    severity: Severity::Error,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("wrong_type.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    for (found, fault) in context.faults() {
        if let Fault::WrongType {
            field,
            at,
            needed,
            found: what,
        } = fault
        {
            let expects = needed.describe_briefly();
            let (message, typed) = match what {
                Found::Word(word) => (
                    format!("`{field}` must be {expects}, not `{word}`"),
                    Some(word),
                ),
                Found::Other(what) => (format!("`{field}` must be {expects}, not {what}"), None),
            };
            let diagnostic = RULE.finding(&found.path, *at, message);
            let meant = typed.map(|typed| read_answer(needed, typed, DateContext::default()));
            out.push(match meant {
                // The value that stands there is wrong, so writing it again corrects nothing.
                Some(Ok(value)) if Some(&value) != typed => {
                    let says = format!("write {value}");
                    diagnostic.remedy(Remedy::edit(says, &found.path, *at, value))
                }
                Some(Err(unclear)) if !unclear.advice.is_empty() => diagnostic.help(unclear.advice),
                Some(_) => diagnostic,
                None => diagnostic.remedies(text_edit(context, &found.path, *at, needed)),
            });
        }
    }
}

/// Returns the edit that puts what was typed in quotation marks, where it is one line that was
/// read as a list or a group and should be text.
fn text_edit(
    context: &RuleContext<'_>,
    path: &str,
    at: Span,
    needed: &FieldType,
) -> Option<Remedy> {
    let text = context.input.portfolio.snapshot.text(path)?;
    let rest = text.get(at.end..)?.lines().next().unwrap_or_default();
    let at = Span::new(at.start, at.end + rest.trim_end().len());
    let typed = at.slice(text);
    let is_bracket = typed.starts_with(['[', '{']) && !typed.contains('\n');
    (is_bracket && *needed == FieldType::Text).then(|| {
        let whole = readably_quoted(typed);
        Remedy::edit(format!("write {whole}"), path, at, whole)
    })
}
