//! Your entry has no date that a scheme needs to count its periods. Until you add it, cpd
//! cannot check what the scheme asks for in each period.
//!
//! A scheme can count its periods from a date of your own, such as the day that you joined
//! or that your registration ends.
//!
//! ## Example
//!
//! ```yaml
//! people:
//!   - id: sam-carter
//!     name: Sam Carter
//! ```
//!
//! The scheme has periods that begin on `owner.joined`, and this entry has no `joined`. A scheme of
//! a professional body counts from a date of your registration, such as `registration.renewal`.
//!
//! ## To correct it
//!
//! Add the date to your entry in `trust/people.yaml`, for example `joined: 2026-09-01`, or to your
//! registration in it.

use std::collections::BTreeSet;

use super::{Rule, RuleContext, RuleSubject, label_at};
use crate::base::text::Span;
use crate::check::{CriterionOutcome, MissingDetail};
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::portfolio::CONFIG;
use crate::domain::schema::OwnerDate;

pub const RULE: Rule = Rule {
    name: "undated-period",
    severity: Severity::Warning,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("undated_period.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    let owner = context.input.portfolio.owner();
    let (path, span) = owner.map_or((CONFIG, Span::start_of_file()), |owner| {
        (owner.0.path.as_str(), owner.0.place())
    });
    for scheme in context.verdicts {
        let criteria = scheme.awards.iter().flat_map(|award| &award.criteria);
        let mut reported = BTreeSet::new();
        for verdict in criteria.chain(&scheme.duties) {
            let CriterionOutcome::Undated { missing, .. } = &verdict.outcome else {
                continue;
            };
            let MissingDetail::Date(date) = missing else {
                continue;
            };
            if reported.insert(date.field()) {
                let (message, help) = describe(date, &scheme.scheme.title);
                let asked = label_at(
                    &verdict.criterion.origin,
                    "cpd cannot check this without it",
                );
                out.push(RULE.finding(path, span, message).related(asked).help(help));
            }
        }
    }
}

/// Returns the message about a date that is missing, and what to add.
fn describe(date: &OwnerDate, title: &str) -> (String, String) {
    let field = date.field();
    match date {
        OwnerDate::Entry(_) => (
            format!("{title} counts its periods from your `{field}`, which is missing"),
            format!("add `{field}: 2027-03-31`, with your own date, to your entry"),
        ),
        OwnerDate::Registration { with, .. } => (
            format!(
                "{title} counts its periods from the `{field}` of your registration, which is missing"
            ),
            format!(
                "add `{field}: 2027-03-31`, with your own date, to your registration with {}",
                with.body
            ),
        ),
    }
}
