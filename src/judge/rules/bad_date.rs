//! A date that is not one, or is written another way.

use super::{Context, Rule};
use crate::calendar;
use crate::diagnostic::{Diagnostic, Severity};
use crate::portfolio::Fault;

pub const RULE: Rule = Rule {
    name: "bad-date",
    severity: Severity::Error,
    allowable: false,
    source: include_str!("bad_date.rs"),
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for (found, fault) in context.faults() {
        if let Fault::BadDate { field, at, written } = fault {
            let message = format!("`{field}` is not a date: write the year, the month and the day, as in 2026-02-20");
            let meant = calendar::guess(written).map(|date| format!("did you mean {date}?"));
            let diagnostic = RULE.found(&found.path, *at, message);
            out.push(match meant {
                Some(question) => diagnostic.label(question),
                None => diagnostic.label("there is no such day"),
            });
        }
    }
}
