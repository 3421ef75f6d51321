//! A date is not a real day, or is written in another way than cpd reads.
//!
//! ## What it checks
//!
//! A date is written as year, month and day with hyphens, as in `2026-02-20`, and has to
//! be a real day. This looks at every detail that takes a date, and at the `from` and
//! `to` of details that change with time, such as a grade.
//!
//! ## Why it matters
//!
//! Dates decide which record came first. `03/04/2026` is a day in April to some readers
//! and in March to others.
//!
//! ## Example
//!
//! ```yaml
//! title: Servicing a committee
//! date: 11/02/2026
//! ```
//!
//! The day comes first here. cpd asks whether 2026-02-11 was meant.
//!
//! ## How to resolve
//!
//! Write the date again as year, month and day, with two figures each for the month and
//! the day. Where cpd suggests a date, check it before you use it: it takes the day to
//! come first, as in Britain. A day that does not exist, such as 30 February, has to be
//! looked up.

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
            let message = format!("`{field}` is not a date");
            let diagnostic = RULE.finding(&found.path, *at, message);
            out.push(match calendar::guess(written) {
                Some(date) => {
                    let says = format!("write {date}");
                    let edit = Remedy::edit(says, &found.path, *at, date.to_string());
                    diagnostic
                        .label(format!("did you mean {date}?"))
                        .remedy(edit)
                }
                None if has_form_of_date(written) => diagnostic.label("there is no such day"),
                None => diagnostic.help("write the year, the month and the day, as in 2026-02-20"),
            });
        }
    }
}

/// Whether only the day is wrong, as in 2026-02-30.
fn has_form_of_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    lengths == [4, 2, 2]
        && parts
            .iter()
            .all(|part| part.bytes().all(|b| b.is_ascii_digit()))
}
