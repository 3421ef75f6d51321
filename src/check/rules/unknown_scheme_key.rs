//! A scheme contains a word that has no meaning at that place. It has no effect, so the
//! scheme may not ask for what its author meant.
//!
//! Each part of a scheme has its own words. An award, for example, can have `id`, `title`
//! and `after`. The kinds of record that a scheme adds are checked too.
//!
//! ## Example
//!
//! ```yaml
//! awards:
//! - { id: bronze, title: Bronze }
//! - { id: silver, title: Silver, aftr: bronze }
//! ```
//!
//! `aftr` should be `after`. As it is, Silver could be taken before Bronze.
//!
//! ## To correct it
//!
//! This is for the author of the scheme:
//!
//! 1. Correct the word. The finding suggests one or lists them all.
//! 2. Run `cpd scheme check`.

use super::{Rule, RuleContext, RuleSubject};
use crate::base::text::did_you_mean;
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::schema::SchemaFaultKind;

pub const RULE: Rule = Rule {
    name: "unknown-scheme-key",
    severity: Severity::Error,
    allowable: false,
    subject: RuleSubject::Scheme,
    source: include_str!("unknown_scheme_key.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    for fault in context.schema_faults() {
        if let SchemaFaultKind::UnknownKey { key, known } = fault.trouble {
            let diagnostic = RULE.finding(
                &fault.at.path,
                fault.at.span,
                format!("`{key}` has no meaning here"),
            );
            out.push(
                match &did_you_mean::similar_names(&key, known.iter().map(String::as_str))[..] {
                    [] => diagnostic.with_choices("choose from", &known),
                    near => diagnostic.ask(near, |near| context.rename_edit(&fault.at, &key, near)),
                },
            );
        }
    }
}
