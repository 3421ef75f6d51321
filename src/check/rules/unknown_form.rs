//! A criterion of a scheme has a form that cpd does not know. Nobody can ever meet it, so
//! the award would stay open.
//!
//! Each criterion and each duty has one form, such as `count` (how many records there are)
//! or `each` (what every record must have).
//!
//! ## Example
//!
//! ```yaml
//! id: journals
//! says: Three reflective journals
//! counts: { of: journals, at_least: 3 }
//! ```
//!
//! The form is called `count`.
//!
//! ## To correct it
//!
//! This is for the author of the scheme:
//!
//! 1. Correct the name. The finding suggests one or lists them all.
//! 2. Run `cpd scheme check`.
//!
//! If the scheme was written for a later version of cpd, use that version.

use super::{Rule, RuleContext, RuleSubject};
use crate::base::text::did_you_mean;
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::schema::SchemaFaultKind;

pub const RULE: Rule = Rule {
    name: "unknown-form",
    severity: Severity::Error,
    allowable: false,
    subject: RuleSubject::Scheme,
    source: include_str!("unknown_form.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    for fault in context.schema_faults() {
        if let SchemaFaultKind::UnknownForm { name, known } = fault.trouble {
            let message =
                format!("there is no form called `{name}`, so nobody can meet this criterion");
            let diagnostic = RULE.finding(&fault.at.path, fault.at.span, message);
            let near = did_you_mean::similar_names(&name, known.iter().map(String::as_str));
            out.push(
                diagnostic
                    .ask(&near, |near| context.rename_edit(&fault.at, &name, near))
                    .with_choices("the forms are", &known),
            );
        }
    }
}
