//! The details at the top of a record are opened and never closed.
//!
//! ## What it checks
//!
//! The details at the top (front matter) stand between two lines `---`. This finds a
//! record that begins with one such line and has no second.
//!
//! ## Why it matters
//!
//! Without the second line, cpd cannot tell where the details end and the text begins. It
//! reads neither.
//!
//! ## Example
//!
//! ```markdown
//! ---
//! title: What minutes are for
//! date: 2026-02-20
//!
//! On 11 February I went to a workshop on servicing committees.
//! ```
//!
//! There is no line `---` between the date and the text.
//!
//! ## How to resolve
//!
//! Add a line `---` after the last of the details: three hyphens at the beginning of the
//! line, and nothing else on it. Some word processors turn hyphens into a long dash,
//! which does not count; a plain text editor leaves them alone.

use super::{Rule, RuleContext, RuleSubject};
use crate::base::document;
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::portfolio::Fault;

pub const RULE: Rule = Rule {
    name: "unclosed-front-matter",
    severity: Severity::Error,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("unclosed_front_matter.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    for (found, fault) in context.faults() {
        if let Fault::Form(document::SyntaxFault::UnclosedFrontMatter(opening)) = fault {
            let message = "the details at the top (front matter) are opened here and never closed";
            let help = "add a line `---` after the last of the details";
            out.push(RULE.finding(&found.path, *opening, message).help(help));
        }
    }
}
