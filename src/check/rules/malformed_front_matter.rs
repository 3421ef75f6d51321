//! cpd cannot read the details at the top of a file. Until you correct this, none of the
//! details in the file count.
//!
//! Details are lines of the form `name: value`. Common mistakes are an open quotation mark
//! or bracket, a colon inside a value, and a tab at the start of a line. A record can have
//! at most 5,000 values, in at most 16 levels. `cpd.yaml` and `trust/people.yaml` are
//! checked in the same way.
//!
//! ## Example
//!
//! ```yaml
//! title: Minutes: what are they for?
//! date: 2026-02-20
//! ```
//!
//! The title contains a colon, so cpd cannot tell where the value begins.
//!
//! ## To correct it
//!
//! Go to the line that the finding shows. It says what is most likely wrong. Here, put the
//! title in quotation marks: `title: "Minutes: what are they for?"`.
//!
//! Write long text below the details.

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
        let what = yaml_part_name(&found.path);
        match fault {
            Fault::Form(document::SyntaxFault::Malformed(malformed)) => {
                let message = format!("cpd cannot read {what}: {}", malformed.reason);
                out.push(
                    RULE.finding(&found.path, malformed.span, message)
                        .help(&malformed.help),
                );
            }
            Fault::Form(document::SyntaxFault::NotAMap(span)) => {
                let message = format!("{what} must be lines of the form `name: value`");
                let help = "write one detail on each line, as in `title: …`";
                out.push(RULE.finding(&found.path, *span, message).help(help));
            }
            _ => {}
        }
    }
}

/// Returns the name of the YAML part of a file.
fn yaml_part_name(path: &str) -> &'static str {
    if path.ends_with(".md") {
        "the details at the top"
    } else {
        "this file"
    }
}
