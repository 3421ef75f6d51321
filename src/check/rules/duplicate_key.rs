//! A detail is given twice in the same place.
//!
//! ## What it checks
//!
//! In the details at the top of a record (front matter), in `cpd.yaml` and in
//! `trust/people.yaml`, a name may be given only once in each group of details. Only the
//! first one counts; what comes later is not read.
//!
//! ## Why it matters
//!
//! Whoever wrote the second line meant it to count, and it does not.
//!
//! ## Example
//!
//! ```yaml
//! title: Servicing a committee
//! date: 2026-02-11
//! title: Committee servicing, part one
//! ```
//!
//! `title` is given twice, and the second one is not read.
//!
//! ## How to resolve
//!
//! Decide which of the two is right and delete the other line. If you need both, and the
//! detail takes a list, write them in one line:
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
            let message = format!("`{key}` is given twice; only the first counts");
            let first = Label::new(&found.path, *first, "first given here");
            let diagnostic = RULE
                .finding(&found.path, *again, message)
                .label("given again")
                .related(first);
            out.push(diagnostic.help("keep one of the two"));
        }
    }
}
