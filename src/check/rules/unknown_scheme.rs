//! The portfolio names a scheme, or a version of one, that is not to be found.
//!
//! ## What it checks
//!
//! `cpd.yaml` names the schemes of the portfolio, each with its version. This finds a
//! scheme or a version that neither comes with this cpd nor lies in the portfolio's own
//! folder `schemes`.
//!
//! ## Why it matters
//!
//! The scheme says which awards there are and what they ask for. Without it there is
//! nothing to judge by.
//!
//! ## Example
//!
//! ```yaml
//! owner: sam-carter
//! schemes: { lancaster: 9.0.0 }
//! ```
//!
//! There is a scheme called lancaster, but no version 9.0.0 of it.
//!
//! ## How to resolve
//!
//! `cpd scheme list` shows the schemes that there are. Correct the name or the version in
//! `cpd.yaml`, or use a later cpd that has it. A scheme of your own is a folder below
//! `schemes` with a file `scheme.yaml` in it.

use super::{Rule, RuleContext, RuleSubject};
use crate::base::document::write::scalar;
use crate::base::text::did_you_mean;
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::portfolio::Fault;

pub const RULE: Rule = Rule {
    name: "unknown-scheme",
    severity: Severity::Error,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("unknown_scheme.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    for (found, fault) in context.faults() {
        if let Fault::UnknownScheme {
            at,
            id,
            version,
            known,
        } = fault
        {
            let is_version = !context.input.portfolio.library.versions(id).is_empty();
            let message = if is_version {
                format!("there is no version {version} of the scheme `{id}` here")
            } else {
                format!("there is no scheme called `{id}` here")
            };
            let near = match is_version {
                true => Vec::new(),
                false => did_you_mean::near(id, known.iter().map(String::as_str)),
            };
            out.push(
                RULE.finding(&found.path, *at, message)
                    .ask(&near, |near| Some((*at, scalar(near))))
                    .choices("there is", known),
            );
        }
    }
}
