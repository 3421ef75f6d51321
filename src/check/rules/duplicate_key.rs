//! A detail is written twice. Only the first line counts, so what the second line says is
//! lost.
//!
//! The rule checks the details at the top of a record, `cpd.yaml` and `trust/people.yaml`.
//!
//! ## Example
//!
//! ```yaml
//! title: Servicing a committee
//! date: 2026-02-11
//! title: Committee servicing, part one
//! ```
//!
//! `title` is written twice. The second title is not read.
//!
//! ## To correct it
//!
//! Decide which line is right, and delete the other one.
//!
//! If you need both, and the detail takes a list, write them in one line:
//! `evidence: [evidence/one.pdf, evidence/two.pdf]`.

use super::{Rule, RuleContext, RuleSubject};
use crate::base::document;
use crate::domain::finding::{Diagnostic, Label, Severity};
use crate::domain::portfolio::Fault;

pub const RULE: Rule = Rule {
    name: "duplicate-key",
    severity: Severity::Error,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("duplicate_key.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    for (found, fault) in context.faults() {
        if let Fault::Form(document::SyntaxFault::DuplicateKey { key, again, first }) = fault {
            let message = format!("`{key}` is written twice, and only the first counts");
            let first = Label::new(&found.path, *first, "first written here");
            let diagnostic = RULE
                .finding(&found.path, *again, message)
                .label("written again")
                .related(first);
            out.push(diagnostic.help("delete one of the two lines"));
        }
    }
}
