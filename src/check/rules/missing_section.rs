//! A record lacks a heading that its kind is expected to have.
//!
//! ## What it checks
//!
//! Some kinds of record are expected to have certain headings, such as `What I did` and
//! `What I learnt` in a journal. This finds one that is not there. A heading of any size
//! will do, and capital letters make no difference.
//!
//! ## Why it matters
//!
//! Readers look for the same parts in every record, and an award may ask for them.
//!
//! ## Example
//!
//! ```markdown
//! ## What I did
//!
//! ## What I learned
//! ```
//!
//! The second heading is expected as `What I learnt`, and is not recognised as it is.
//!
//! ## How to resolve
//!
//! Add the heading as the finding gives it, and write beneath it. If you have the section
//! under another name, change its heading.
//!
//! To leave this out for one record, add `allow: [missing-section]` to its front matter
//! (the details at the top). That is right when a record is better told in parts of its
//! own. An award that asks for every section to be written still asks for it.

use super::{Context, Rule, label_at};
use crate::base::text::did_you_mean;
use crate::check::sections;
use crate::domain::finding::{Diagnostic, Severity};

pub const RULE: Rule = Rule {
    name: "missing-section",
    severity: Severity::Warning,
    allowable: true,
    source: include_str!("missing_section.rs"),
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for record in context.written().filter(|record| record.document.has_front) {
        let headings: Vec<&str> = record
            .document
            .outline
            .headings
            .iter()
            .map(|heading| heading.text.trim())
            .collect();
        for title in sections::missing(record) {
            let message = format!("the section \u{201c}{title}\u{201d} is missing");
            let near = did_you_mean::nearest(title, headings.iter().copied());
            let help = match near {
                Some(heading) => {
                    format!("the heading \u{201c}{heading}\u{201d} is close: name it `## {title}`")
                }
                None => format!("add a line `## {title}` and write beneath it"),
            };
            let asked = label_at(&record.kind.origin, "this kind is expected to have it");
            out.push(
                RULE.found(&record.path, record.place(), message)
                    .related(asked)
                    .help(help),
            );
        }
    }
}
