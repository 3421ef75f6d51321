//! A record is dated before what it is about.
//!
//! ## What it checks
//!
//! A journal may not be dated before its activity, feedback not before its journal, and a
//! statement not before an activity that it speaks of; the same day is fine. Nor may the
//! last day of an activity (`until`) come before its first. A scheme may ask the same of
//! other details.
//!
//! ## Why it matters
//!
//! Nobody can reflect on what has not happened yet, so one of the dates is a slip. Dates
//! decide which record counts as the earlier one.
//!
//! ## Example
//!
//! ```yaml
//! title: What minutes are for
//! date: 2026-02-02
//! activity: 2026-02-11-committee-servicing
//! ```
//!
//! The journal is dated nine days before the activity that it reflects on.
//!
//! ## How to resolve
//!
//! Find out which of the two dates is wrong and correct it; the finding shows both. If
//! the name of the file begins with the wrong date, `cpd rename` then gives it the right
//! one and keeps whatever refers to it whole.

use chrono::NaiveDate;

use super::{Rule, RuleContext, RuleSubject};
use crate::domain::finding::{Diagnostic, Label, Severity};
use crate::domain::portfolio::{FieldValue, Record, Value};
use crate::domain::schema::ReferenceTarget;

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
                        .each()
                        .filter_map(|one| too_early(context, record, one)),
                ),
            }
        }
    }
}

/// A last day before the first.
fn ends_early(record: &Record, field: &FieldValue, date: NaiveDate) -> Option<Diagnostic> {
    let begins = record.date.filter(|begins| date < *begins)?;
    let message = format!(
        "`{}` is before {begins}, the date of this record",
        field.name
    );
    Some(
        RULE.finding(&record.path, field.span, message)
            .help("correct one of the two dates"),
    )
}

fn too_early(context: &RuleContext<'_>, record: &Record, value: &Value) -> Option<Diagnostic> {
    let Value::Reference {
        target: ReferenceTarget::Kind(kind),
        id,
    } = value
    else {
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
    let message = format!("this {noun} is dated {own}, before the {about} it is about ({other})");
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
