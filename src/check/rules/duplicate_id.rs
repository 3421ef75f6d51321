//! Two records of one kind, or two people, have the same name.
//!
//! ## What it checks
//!
//! The name of a record is that of its file, without the folder and `.md`; for a person
//! it is the `id` in `trust/people.yaml`. Two of one kind may not share a name. Capital
//! letters make no difference, nor do the two ways in which computers store accented
//! letters. Sign-offs are not looked at.
//!
//! ## Why it matters
//!
//! Other records refer to these by name, and only one of the two can be meant. On many
//! computers two names that differ only in capitals cannot exist side by side.
//!
//! ## Example
//!
//! ```text
//! activities/2026-02-11-committee-servicing.md
//! activities/earlier/2026-02-11-committee-servicing.md
//! ```
//!
//! The folders differ, but the name of the record is the same.
//!
//! ## How to resolve
//!
//! If both are about the same thing, keep one and take the other away with `cpd remove`.
//! If not, give one of them another title with `cpd rename`, which names its file anew
//! and mends what refers to it. For two people, change one `id` in `trust/people.yaml`,
//! and wherever that person is named.

use super::{Rule, RuleContext, RuleSubject};
use crate::base::text::Safe;
use crate::domain::finding::{Diagnostic, Label, Severity};
use crate::domain::portfolio::{Fault, LocatedFault};
use crate::domain::remedy::{Argument, Invocation, Remedy};

pub const RULE: Rule = Rule {
    name: "duplicate-id",
    severity: Severity::Error,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("duplicate_id.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    for (found, fault) in context.faults() {
        if let Fault::DuplicateId {
            id,
            at,
            first,
            first_at,
        } = fault
        {
            let message = format!(
                "`{}` is also the name of another {}",
                Safe(id),
                noun(context, found)
            );
            let label = Label::new(first, *first_at, "the other one");
            let rename = Remedy::invoke(
                "names are compared without case; give one of them another",
                Invocation::Rename {
                    record: Argument::record(&found.path),
                },
            );
            out.push(
                RULE.finding(&found.path, *at, message)
                    .related(label)
                    .remedy(rename),
            );
        }
    }
}

fn noun(context: &RuleContext<'_>, found: &LocatedFault) -> String {
    let kind = found
        .kind
        .as_deref()
        .and_then(|name| context.input.portfolio.kinds().get(name));
    kind.map_or_else(|| "record".to_owned(), crate::domain::schema::Kind::noun)
}
