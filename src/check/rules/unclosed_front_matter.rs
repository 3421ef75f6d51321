//! The details at the top of a record have no end. cpd reads neither the details nor the
//! text.
//!
//! The details are between 2 lines `---`. Here the second line is missing.
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
//! ## To correct it
//!
//! Add a line `---` after the last detail. Type 3 hyphens at the start of the line, and
//! nothing else.
//!
//! Some word processors change hyphens to a long dash, which does not count. Use a plain
//! text editor.

use super::missing_front_matter::fence_remedy;
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
            let message = "the details at the top start here and do not end";
            let help = "add a line `---` after the last detail";
            let remedy = fence_remedy(context, &found.path, help);
            out.push(RULE.finding(&found.path, *opening, message).remedy(remedy));
        }
    }
}
