//! A detail has a value of the wrong type. cpd cannot read it, so it does not count.
//!
//! Each detail takes one type of value, such as text, a number, hours, money, a length of
//! time, `true` or `false`, or a list. Write numbers in figures with a point, as in `3.5`.
//! Hours cannot be negative. Write money as `12.50 GBP`, and a length of time as `6 weeks`.
//!
//! ## Example
//!
//! ```yaml
//! title: Two days in the timetabling office
//! hours: twelve
//! ```
//!
//! cpd cannot add up words. Write `hours: 12`.
//!
//! ## To correct it
//!
//! Write the value as the finding shows. Write only the figures, such as `3.5`, without `h`
//! or `hours`. To explain a value, use the text below the details.

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
            let message = format!("`{field}` must be {needed}, not {what}");
            out.push(RULE.finding(&found.path, *at, message));
        }
    }
}
