//! A date is not a real day, or cpd cannot read it. Without a readable date, cpd cannot
//! tell which record came first.
//!
//! Write a date as year, month and day, as in `2026-02-20`. The rule checks every detail
//! that takes a date. It also checks `from` and `to` where a detail changes with time, such
//! as a grade.
//!
//! ## Example
//!
//! ```yaml
//! title: Servicing a committee
//! date: 13/2/2026
//! ```
//!
//! This has one meaning, so cpd suggests 2026-02-13. `3/2/2026` could be 3 February 2026 or
//! 2 March 2026. cpd names both and does not guess.
//!
//! ## To correct it
//!
//! Write the year with 4 figures, then the month and the day with 2 figures each.
//!
//! A date with points, such as `03.02.2026`, has the day first. If the day does not exist,
//! such as 30 February, look up the right one.

use super::{Rule, RuleContext, RuleSubject};
use crate::base::calendar::human::DateContext;
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::portfolio::Fault;
use crate::domain::portfolio::answer::read_answer;
use crate::domain::remedy::Remedy;
use crate::domain::schema::FieldType;

pub const RULE: Rule = Rule {
    name: "bad-date",
    severity: Severity::Error,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("bad_date.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    for (found, fault) in context.faults() {
        let Fault::BadDate { field, at, written } = fault else {
            continue;
        };
        let finding = |says: &str| RULE.finding(&found.path, *at, format!("`{field}` {says}"));
        out.push(
            match read_answer(&FieldType::Date, written, DateContext::default()) {
                Ok(date) => {
                    let says = format!("write {date}");
                    let edit = Remedy::edit(says, &found.path, *at, &date);
                    finding("is not a date that cpd can read")
                        .label(format!("did you mean {date}?"))
                        .remedy(edit)
                }
                Err(unclear) if unclear.advice.is_empty() => finding(&unclear.says),
                Err(unclear) => finding(&unclear.says).help(unclear.advice),
            },
        );
    }
}
