//! A record refers to a record of the wrong kind. The award cannot count the two together.
//!
//! A detail that names another record takes one kind only. In a journal, for example,
//! `activity` must name an activity.
//!
//! ## Example
//!
//! ```yaml
//! title: What minutes are for
//! activity: 2026-02-16-meeting-with-my-mentor
//! ```
//!
//! This is the name of a meeting, not of an activity.
//!
//! ## To correct it
//!
//! Write the name of the right record: its file name without the folder and `.md`. If there
//! is no such record yet, create it, for example with `cpd new activity`.

use super::{Rule, RuleContext, RuleSubject};
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::portfolio::Fault;

pub const RULE: Rule = Rule {
    name: "wrong-reference-kind",
    severity: Severity::Error,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("wrong_reference_kind.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    for (found, fault) in context.faults() {
        if let Fault::WrongReferenceKind {
            wanted,
            found: other,
            id,
            at,
        } = fault
        {
            let (wanted, other) = (
                context.kind_with_article(Some(wanted)),
                context.kind_with_article(Some(other)),
            );
            let message = format!("`{id}` is {other}, and this must be {wanted}");
            out.push(RULE.finding(&found.path, *at, message));
        }
    }
}
