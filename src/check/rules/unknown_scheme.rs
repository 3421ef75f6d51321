//! The portfolio uses a scheme, or a version of it, that cpd cannot find. Without the
//! scheme, cpd cannot tell what your awards ask for.
//!
//! `cpd.yaml` names each scheme with its version. A scheme comes with cpd, or is in the
//! portfolio's own folder `schemes`.
//!
//! ## Example
//!
//! ```yaml
//! owner: sam-carter
//! schemes: { lancaster: 9.0.0 }
//! ```
//!
//! There is a scheme `lancaster`, but it has no version 9.0.0.
//!
//! ## To correct it
//!
//! 1. Run `cpd scheme list` to see the schemes that you have.
//! 2. Correct the name or the version in `cpd.yaml`, or install a later cpd.
//!
//! Your own scheme is a folder below `schemes` that contains a file `scheme.yaml`.

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
                false => did_you_mean::similar_names(id, known.iter().map(String::as_str)),
            };
            out.push(
                RULE.finding(&found.path, *at, message)
                    .ask(&near, |near| Some((*at, scalar(near))))
                    .with_choices("choose from", known),
            );
        }
    }
}
