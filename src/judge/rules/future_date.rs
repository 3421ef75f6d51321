//! A date that has not come yet, of something that is not planned.

use super::{Context, Rule};
use crate::diagnostic::{Diagnostic, Severity};

pub const RULE: Rule = Rule {
    name: "future-date",
    severity: Severity::Error,
    allowable: false,
    source: include_str!("future_date.rs"),
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let today = context.case.today;
    for record in context.records().filter(|record| record.date.is_some_and(|date| date > today)) {
        if record.is_planned() {
            continue;
        }
        let Some(field) = record.kind.dated.as_deref().and_then(|name| record.field(name)) else { continue };
        let message = format!("`{}` is in the future (today is {today})", field.name);
        let help = match &record.kind.planned {
            Some((status, planned)) => format!("correct the date, or add `{status}: {planned}` until it has happened"),
            None => "correct the date, or keep this until the day has come".to_owned(),
        };
        out.push(RULE.found(&record.path, field.span, message).help(help));
    }
}
