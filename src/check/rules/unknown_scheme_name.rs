//! A scheme refers to something that does not exist. The criterion cannot ask for what its
//! author meant.
//!
//! A scheme can refer to kinds of record, their details, lists of words, sets, catalogues,
//! awards and types of value. A set can be used only below the place where it is defined.
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
//! ## To correct it
//!
//! This is for the author of the scheme:
//!
//! 1. Correct the name, or define what is missing. The finding suggests a name or lists
//!    them all.
//! 2. Run `cpd scheme check`.

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
                match &did_you_mean::similar_names(&name, known.iter().map(String::as_str))[..] {
                    [] if known.is_empty() => diagnostic,
                    [] => diagnostic.with_choices("choose from", &known),
                    near => {
                        diagnostic.ask(near, |near| context.rename_edit(&fault.at, &name, near))
                    }
                },
            );
        }
    }
}
