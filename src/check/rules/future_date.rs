//! A record is dated in the future, and nothing says that it is only planned.
//!
//! ## What it checks
//!
//! A record may not be dated after today. Kinds that can be planned are the exception for
//! as long as they say so: an activity with `status: planned` may lie ahead. An activity
//! that gives no `status` counts as done.
//!
//! ## Why it matters
//!
//! What has not happened yet cannot count towards an award. More often, a date in the
//! future is a slip in the year.
//!
//! ## Example
//!
//! ```yaml
//! title: Spring conference
//! date: 2027-03-26
//! status: done
//! ```
//!
//! Seen in February 2026, this lies a year ahead and yet is said to be done.
//!
//! ## How to resolve
//!
//! Correct the date; if the name of the file begins with it, `cpd rename` then puts that
//! right too. If the activity is still to come, write `status: planned`, and change it to
//! `status: done` afterwards. Records of other kinds are best kept back until the day has
//! come.

use chrono::NaiveDate;

use super::{Rule, RuleContext, RuleSubject};
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::portfolio::{Record, Value};

pub const RULE: Rule = Rule {
    name: "future-date",
    severity: Severity::Error,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("future_date.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    let today = context.input.today;
    for record in context
        .records()
        .filter(|record| is_ahead(record, today) && !record.is_planned())
    {
        let Some(field) = record
            .kind
            .dated
            .as_deref()
            .and_then(|name| record.field(name))
        else {
            continue;
        };
        let message = format!("`{}` is in the future (today is {today})", field.name);
        let help = match &record.kind.planned {
            Some((status, planned)) => {
                let planned = planned.first().map_or("", String::as_str);
                format!("correct the date, or add `{status}: {planned}` until it has happened")
            }
            None => "correct the date, or keep this until the day has come".to_owned(),
        };
        out.push(RULE.finding(&record.path, field.span, message).help(help));
    }
}

/// A moment is in UTC, which may be a day ahead of where a person is.
fn is_ahead(record: &Record, today: NaiveDate) -> bool {
    let dated = record
        .kind
        .dated
        .as_deref()
        .and_then(|name| record.get(name));
    let latest = match dated {
        Some(Value::Instant(_)) => today.succ_opt().unwrap_or(today),
        _ => today,
    };
    record.date.is_some_and(|date| date > latest)
}
