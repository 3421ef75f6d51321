//! Two records of one kind, or two people, have the same name. Other records refer to them
//! by name, so cpd cannot tell which one is meant.
//!
//! The name of a record is its file name without the folder and `.md`. The name of a person
//! is the `id` in `trust/people.yaml`. Capital letters make no difference. Sign-offs are
//! not checked.
//!
//! ## Example
//!
//! ```text
//! activities/2026-02-11-committee-servicing.md
//! activities/earlier/2026-02-11-committee-servicing.md
//! ```
//!
//! The folders differ, but both records have the same name.
//!
//! ## To correct it
//!
//! - If both are about the same thing, remove one with `cpd remove`.
//! - If not, give one of them another title with `cpd rename`. It renames the file and
//!   changes the references.
//! - For 2 people, change one `id` in `trust/people.yaml`, and everywhere that the person
//!   is named.

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
            let label = Label::new(first, *first_at, "the other one is here");
            let rename = Remedy::invoke(
                "capital letters make no difference; rename one of them",
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
