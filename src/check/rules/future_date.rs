//! A record is dated in the future and is not marked as planned. It does not count until that
//! day, for any requirement. The year is often a typing mistake.
//!
//! Some kinds of record can be planned. An activity with `status: planned` can have a date
//! in the future. An activity without `status` counts as done.
//!
//! A sign-off with such a date does not count, whoever signed it. One day is allowed,
//! because the date of a sign-off is in UTC.
//!
//! ## Example
//!
//! ```yaml
//! title: Spring conference
//! date: 2027-03-26
//! status: done
//! ```
//!
//! In February 2026, this date is a year ahead, but the record says `done`.
//!
//! ## To correct it
//!
//! - If the date is wrong, correct it. If the file name begins with the date, use
//!   `cpd rename` as well.
//! - If the activity is still to come, write `status: planned`. Change it to `status: done`
//!   afterwards.
//! - For other kinds, add the record when the day has come.

use super::{Rule, RuleContext, RuleSubject};
use crate::base::calendar;
use crate::domain::finding::{Diagnostic, Severity};

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
    for record in context.records().filter(|record| record.is_ahead_of(today)) {
        let Some(field) = record
            .kind
            .dated
            .as_deref()
            .and_then(|name| record.field(name))
        else {
            continue;
        };
        let message = format!(
            "`{}` is in the future (today is {})",
            field.name,
            calendar::format_long(today)
        );
        let help = match &record.kind.planned {
            Some((status, planned)) => {
                let planned = planned.first().map_or("", String::as_str);
                format!("correct the date, or write `{status}: {planned}` until it has happened")
            }
            None => "correct the date, or add this record when the day has come".to_owned(),
        };
        out.push(RULE.finding(&record.path, field.span, message).help(help));
    }
}
