//! A scheme uses a word that means nothing where it stands.
//!
//! ## What it checks
//!
//! Each part of a scheme, and of the kinds of record that it adds, takes certain words.
//! An award, for instance, takes `id`, `title` and `after`. This finds any others.
//!
//! ## Why it matters
//!
//! A word that is not understood has no effect. Whoever wrote it thinks that something is
//! asked for, and it is not.
//!
//! ## Example
//!
//! ```yaml
//! awards:
//! - { id: bronze, title: Bronze }
//! - { id: silver, title: Silver, aftr: bronze }
//! ```
//!
//! `aftr` should be `after`. As it stands, Silver could be taken before Bronze.
//!
//! ## How to resolve
//!
//! This is for whoever looks after the scheme: correct the word, for which the finding
//! suggests another or lists those that may stand there. Then run `cpd scheme check`.

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
                format!("`{key}` means nothing here"),
            );
            out.push(
                match &did_you_mean::near(&key, known.iter().map(String::as_str))[..] {
                    [] => diagnostic.choices("here may be", &known),
                    near => diagnostic.ask(near, |near| context.rename_edit(&fault.at, &key, near)),
                },
            );
        }
    }
}
