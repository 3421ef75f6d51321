//! A scheme refers to something that does not exist.
//!
//! ## What it checks
//!
//! A scheme speaks by name of kinds of record and their details, of lists of words, of
//! its own sets, catalogues and awards, and of types of value. This finds a name that
//! belongs to none. A set may only be used below the place where it is defined.
//!
//! ## Why it matters
//!
//! A criterion that asks for something that does not exist cannot do what its author
//! meant.
//!
//! ## Example
//!
//! ```yaml
//! id: journals
//! says: Three reflective journals
//! count: { of: jurnals, at_least: 3 }
//! ```
//!
//! The set is called `journals`.
//!
//! ## How to resolve
//!
//! This is for whoever looks after the scheme: correct the name, which the finding
//! suggests or lists, or define what is missing. Then run `cpd scheme check`.

use super::{Rule, RuleContext, RuleSubject};
use crate::base::text::did_you_mean;
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::schema::SchemaFaultKind;

pub const RULE: Rule = Rule {
    name: "unknown-scheme-name",
    severity: Severity::Error,
    allowable: false,
    subject: RuleSubject::Scheme,
    source: include_str!("unknown_scheme_name.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    for fault in context.schema_faults() {
        if let SchemaFaultKind::UnknownName { noun, name, known } = fault.trouble {
            let diagnostic = RULE.finding(
                &fault.at.path,
                fault.at.span,
                format!("there is no {noun} called `{name}`"),
            );
            out.push(
                match &did_you_mean::near(&name, known.iter().map(String::as_str))[..] {
                    [] if known.is_empty() => diagnostic,
                    [] => diagnostic.choices("there is", &known),
                    near => {
                        diagnostic.ask(near, |near| context.rename_edit(&fault.at, &name, near))
                    }
                },
            );
        }
    }
}
