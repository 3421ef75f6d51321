//! A record gives a detail that its kind does not have.
//!
//! ## What it checks
//!
//! Each kind of record has its own list of details, and a scheme may add to it. This
//! finds a name that is not on the list. Spelling and capital letters have to be exact.
//! The settings in `cpd.yaml` and the people in `trust/people.yaml` are looked at in the
//! same way.
//!
//! ## Why it matters
//!
//! A name that cpd does not know is not read, so what stands beside it would be lost
//! without a word.
//!
//! ## Example
//!
//! ```yaml
//! title: Servicing a committee
//! hors: 3.5
//! ```
//!
//! cpd asks whether `hours` was meant. As it stands, this activity took no time at all.
//!
//! ## How to resolve
//!
//! Correct the name as the finding suggests, or use one of those it lists;
//! `cpd explain activity` tells what an activity may hold. If the kind has no place for
//! what you want to say, write it in the text below the details.

use super::{Rule, RuleContext, RuleSubject};
use crate::base::document::write::scalar;
use crate::base::text::did_you_mean;
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::portfolio::Fault;

pub const RULE: Rule = Rule {
    name: "unknown-field",
    severity: Severity::Error,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("unknown_field.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    for (found, fault) in context.faults() {
        if let Fault::UnknownField { name, at, known } = fault {
            let message = format!(
                "`{name}` is not a field of {}",
                context.kind_with_article(found.kind.as_deref())
            );
            let diagnostic = RULE.finding(&found.path, *at, message);
            out.push(
                match &did_you_mean::near(name, known.iter().map(String::as_str))[..] {
                    [] => diagnostic.choices("it may have", known),
                    near => diagnostic.ask(near, |near| {
                        // Two lines for one field would be another fault.
                        let is_written = is_written(context, &found.path, near);
                        (!is_written).then(|| (*at, scalar(near)))
                    }),
                },
            );
        }
    }
}

fn is_written(context: &RuleContext<'_>, path: &str, field: &str) -> bool {
    let mut here = context.records().filter(|record| record.path == path);
    here.any(|record| record.document.front.entry(field).is_some())
}
