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
//! The scheme has periods that end on `owner.renewal`, and this entry has no `renewal`.
//!
//! ## To correct it
//!
//! Add the date to your entry in `trust/people.yaml`, for example `renewal: 2027-03-31`.

use std::collections::BTreeSet;

use super::{Rule, RuleContext, RuleSubject, label_at};
use crate::base::text::Span;
use crate::check::CriterionOutcome;
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::portfolio::CONFIG;

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
            let CriterionOutcome::Undated { field, .. } = &verdict.outcome else {
                continue;
            };
            if reported.insert(field) {
                let title = &scheme.scheme.title;
                let message =
                    format!("{title} counts its periods from your `{field}`, which is missing");
                let asked = label_at(
                    &verdict.criterion.origin,
                    "cpd cannot check this without it",
                );
                out.push(
                    RULE.finding(path, span, message)
                        .related(asked)
                        .help(format!(
                            "add `{field}: 2027-03-31`, with your own date, to your entry"
                        )),
                );
            }
        }
    }
}
