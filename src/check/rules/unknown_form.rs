//! A criterion of a scheme has a form that cpd cannot judge.
//!
//! ## What it checks
//!
//! Each criterion and each duty of a scheme is judged by one form, such as `count` (there
//! are as many records as asked) or `each` (every record has what it should). This finds
//! the name of a form that cpd does not know.
//!
//! ## Why it matters
//!
//! A criterion that cannot be judged can never be met, and the award would stay open for
//! ever.
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
//! ## How to resolve
//!
//! This is for whoever looks after the scheme: correct the name, which the finding
//! suggests or lists, then run `cpd scheme check`. If the scheme was written for a later
//! version of cpd, use that version.

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
                format!("there is no form called `{name}`, so this criterion can never be met");
            let diagnostic = RULE.finding(&fault.at.path, fault.at.span, message);
            let near = did_you_mean::near(&name, known.iter().map(String::as_str));
            out.push(
                diagnostic
                    .ask(&near, |near| context.rename_edit(&fault.at, &name, near))
                    .choices("the forms are", &known),
            );
        }
    }
}
