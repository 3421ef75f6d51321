//! A record is dated before the thing that it is about. One of the 2 dates is wrong, and
//! dates decide which record came first.
//!
//! A journal cannot be dated before its activity, feedback before its journal, or a
//! statement before an activity that it mentions. The same day is allowed. The last day of
//! an activity (`until`) cannot be before its first day. A scheme can ask the same of other
//! details.
//!
//! ## Example
//!
//! ```yaml
//! title: What minutes are for
//! date: 2026-02-02
//! activity: 2026-02-11-committee-servicing
//! ```
//!
//! The journal is dated 9 days before its activity.
//!
//! ## To correct it
//!
//! 1. Find out which date is wrong. The finding shows both.
//! 2. Correct it.
//! 3. If the file name begins with the wrong date, use `cpd rename`. It changes the
//!    references too.

use chrono::NaiveDate;

use super::{Rule, RuleContext, RuleSubject};
use crate::base::calendar;
use crate::domain::finding::{Diagnostic, Label, Severity};
use crate::domain::portfolio::{FieldValue, Record, Value};

pub const RULE: Rule = Rule {
    name: "date-too-early",
    severity: Severity::Error,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("date_too_early.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    for record in context.records() {
        for field in record.kind.fields.iter().filter(|field| field.not_before) {
            let Some(value) = record.field(&field.name) else {
                continue;
            };
            let Some(given) = &value.value else { continue };
            match given {
                Value::Date(date) => out.extend(ends_early(record, value, *date)),
                references => out.extend(
                    references
                        .items()
                        .filter_map(|one| too_early(context, record, one)),
                ),
            }
        }
    }
}

/// Reports a last day that is before the first.
fn ends_early(record: &Record, field: &FieldValue, date: NaiveDate) -> Option<Diagnostic> {
    let begins = record.date.filter(|begins| date < *begins)?;
    let message = format!(
        "`{}` is before {}, the date of this record",
        field.name,
        calendar::format_long(begins)
    );
    Some(
        RULE.finding(&record.path, field.span, message)
            .help("correct one of the two dates"),
    )
}

fn too_early(context: &RuleContext<'_>, record: &Record, value: &Value) -> Option<Diagnostic> {
    let Value::Reference { kind, id } = value else {
        return None;
    };
    let earlier = context.input.portfolio.find(kind, id)?;
    let (own, other) = (record.date?, earlier.date?);
    if own >= other {
        return None;
    }
    let dated = |record: &Record| {
        record
            .kind
            .dated
            .as_deref()
            .and_then(|name| record.field(name))
            .map(|field| field.span)
    };
    let (noun, about) = (record.kind.noun(), earlier.kind.noun());
    let message = format!(
        "this {noun} is dated {}, before its {about} ({})",
        calendar::format_long(own),
        calendar::format_long(other)
    );
    let label = Label::new(
        &earlier.path,
        dated(earlier)?,
        format!("the {about} is dated here"),
    );
    Some(
        RULE.finding(&record.path, dated(record)?, message)
            .related(label)
            .help("correct one of the two dates"),
    )
}
