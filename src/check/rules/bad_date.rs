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
//! date: 11/02/2026
//! ```
//!
//! This date has the day first. cpd suggests 2026-02-11.
//!
//! ## To correct it
//!
//! Write the year with 4 figures, then the month and the day with 2 figures each.
//!
//! If cpd suggests a date, check it first. It assumes that the day comes first, as in
//! Britain. If the day does not exist, such as 30 February, look up the right one.

use super::{Rule, RuleContext, RuleSubject};
use crate::base::calendar;
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::portfolio::Fault;
use crate::domain::remedy::Remedy;

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
        if let Fault::BadDate { field, at, written } = fault {
            let message = format!("`{field}` is not a date that cpd can read");
            let diagnostic = RULE.finding(&found.path, *at, message);
            out.push(match calendar::guess_date(written) {
                Some(date) => {
                    let says = format!("write {date}");
                    let edit = Remedy::edit(says, &found.path, *at, date.to_string());
                    diagnostic
                        .label(format!("did you mean {date}?"))
                        .remedy(edit)
                }
                None if has_form_of_date(written) => diagnostic.label("this day does not exist"),
                None => diagnostic.help("write the year, month and day, as in 2026-02-20"),
            });
        }
    }
}

/// Returns true if only the day is wrong, as in 2026-02-30.
fn has_form_of_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    lengths == [4, 2, 2]
        && parts
            .iter()
            .all(|part| part.bytes().all(|b| b.is_ascii_digit()))
}
