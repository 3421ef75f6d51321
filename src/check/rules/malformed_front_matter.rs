//! The details at the top of a file cannot be read.
//!
//! ## What it checks
//!
//! The details at the top (front matter) are lines of the form `name: value`. This finds
//! a quotation mark or bracket that is never closed, a colon within a value that has no
//! quotes around it, a tab at the beginning of a line, and lines of another form. More
//! than 16 levels or 5,000 values in one record are not read. `cpd.yaml` and
//! `trust/people.yaml` are looked at in the same way.
//!
//! ## Why it matters
//!
//! None of the details in the file are read until it is put right, not even those that
//! are correct.
//!
//! ## Example
//!
//! ```yaml
//! title: Minutes: what are they for?
//! date: 2026-02-20
//! ```
//!
//! The title has a colon in it, so cpd cannot tell where the name ends and the value
//! begins.
//!
//! ## How to resolve
//!
//! The finding points at the line and says what is most likely wrong with it. Here,
//! quotes are needed: `title: "Minutes: what are they for?"`. Long text belongs below the
//! details, not among them.

use super::{Rule, RuleContext, RuleSubject};
use crate::base::document;
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::portfolio::Fault;

pub const RULE: Rule = Rule {
    name: "malformed-front-matter",
    severity: Severity::Error,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("malformed_front_matter.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    for (found, fault) in context.faults() {
        let what = what(&found.path);
        match fault {
            Fault::Form(document::SyntaxFault::Malformed(malformed)) => {
                let message = format!("{what} cannot be read: {}", malformed.reason);
                out.push(
                    RULE.finding(&found.path, malformed.span, message)
                        .help(&malformed.help),
                );
            }
            Fault::Form(document::SyntaxFault::NotAMap(span)) => {
                let message = format!("{what} should be lines of the form `name: value`");
                let help = "write `title: …`, one detail to a line";
                out.push(RULE.finding(&found.path, *span, message).help(help));
            }
            _ => {}
        }
    }
}

/// What of the file is YAML.
fn what(path: &str) -> &'static str {
    if path.ends_with(".md") {
        "the details at the top (front matter)"
    } else {
        "this file"
    }
}
