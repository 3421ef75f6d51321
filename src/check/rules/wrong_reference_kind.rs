//! A record refers to a record of another kind than the detail takes.
//!
//! ## What it checks
//!
//! A detail that names another record takes one kind only: `activity` in a journal takes
//! an activity. This finds the name of a record that exists, but is of another kind.
//!
//! ## Why it matters
//!
//! Awards are counted by following these names. A journal that leads to a meeting brings
//! no activity with it.
//!
//! ## Example
//!
//! ```yaml
//! title: What minutes are for
//! activity: 2026-02-16-meeting-with-my-mentor
//! ```
//!
//! There is a meeting of that name, but a journal reflects on an activity.
//!
//! ## How to resolve
//!
//! Write the name of the record that you mean: the name of its file, without folder and
//! without `.md`. If there is none of the right kind yet, make it, for instance with
//! `cpd new activity`.

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
            let message = format!("`{id}` is {other}; {wanted} is needed here");
            out.push(RULE.finding(&found.path, *at, message));
        }
    }
}
