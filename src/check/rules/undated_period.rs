//! A period is counted from a date that your entry does not give.
//!
//! ## What it checks
//!
//! A scheme may count its periods from a person's own date, such as the day a registration
//! is next renewed or the day somebody joined. This finds each such date that your entry in
//! `trust/people.yaml` lacks.
//!
//! ## Why it matters
//!
//! Without the date nobody can tell which records belong to the period, or when it ends, so
//! nothing that is asked in it can be judged.
//!
//! ## Example
//!
//! ```yaml
//! people:
//!   - id: sam-carter
//!     name: Sam Carter
//! ```
//!
//! The scheme has periods that end on `owner.renewal`, and there is no `renewal` here.
//!
//! ## How to resolve
//!
//! Add the date to your entry, such as `renewal: 2027-03-31`.

use std::collections::BTreeSet;

use super::{Rule, RuleContext, RuleSubject, label_at};
use crate::base::text::Span;
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
        let mut told = BTreeSet::new();
        for verdict in criteria.chain(&scheme.duties) {
            let Some(field) = verdict.outcome.undated.as_deref() else {
                continue;
            };
            if told.insert(field) {
                let title = &scheme.scheme.title;
                let message =
                    format!("{title} counts its periods from your `{field}`, which is missing");
                let asked = label_at(
                    &verdict.criterion.origin,
                    "this cannot be judged without it",
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
