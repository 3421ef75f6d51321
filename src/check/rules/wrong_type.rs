//! A value is of another sort than the detail takes.
//!
//! ## What it checks
//!
//! Each detail takes one sort of value: a line of text, a number, hours, an amount of
//! money, a length of time, `true` or `false`, a list, and so on. This finds any other.
//! Numbers are written in figures with a point, as in `3.5`, and hours cannot be less
//! than nothing. An amount is written as `12.50 GBP`, and a length of time as `6 weeks`.
//!
//! ## Why it matters
//!
//! A value that cannot be read does not count, however clear it is to you.
//!
//! ## Example
//!
//! ```yaml
//! title: Two days in the timetabling office
//! hours: twelve
//! ```
//!
//! cpd cannot add up words. It should be `hours: 12`.
//!
//! ## How to resolve
//!
//! Write the value as the finding shows. Figures stand alone: `3.5`, without `h` or
//! `hours` after them. If you need to explain a value, do so in the text below the
//! details.

use super::{Rule, RuleContext, RuleSubject};
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::portfolio::Fault;

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
            let message = format!("`{field}` should be {needed}, not {what}");
            out.push(RULE.finding(&found.path, *at, message));
        }
    }
}
