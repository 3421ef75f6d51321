//! A link in the text leads to a file that is not there. A reader who follows it finds
//! nothing.
//!
//! The rule checks links to files of this portfolio, starting from the folder of the
//! record. It does not check web addresses or links within the same page.
//! `missing-evidence` checks pictures.
//!
//! ## Example
//!
//! ```markdown
//! I wrote about this in [my first journal](2026-02-20-minutes.md).
//! ```
//!
//! The journal is called `2026-02-20-what-minutes-are-for.md`.
//!
//! ## To correct it
//!
//! - Correct the link, or delete it. If only one file can be meant, the finding suggests
//!   it.
//! - From a journal, write a file under evidence as `../evidence/NAME`.
//! - To add a file, use `cpd attach FILE --to ID`.
//!
//! ## Leave it out
//!
//! If the file is kept elsewhere on purpose, and the text says so, add
//! `allow: [broken-link]` to the details at the top.

use super::{Rule, RuleContext, RuleSubject};
use crate::base::files;
use crate::base::markdown::target;
use crate::base::text::Safe;
use crate::check::similar_paths;
use crate::domain::finding::{Diagnostic, Severity};

pub const RULE: Rule = Rule {
    name: "broken-link",
    severity: Severity::Warning,
    allowable: true,
    subject: RuleSubject::Content,
    source: include_str!("broken_link.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    let snapshot = &context.input.portfolio.snapshot;
    let files = similar_paths::link_targets(context.input.portfolio);
    for record in context.written_records() {
        let base = files::folder_of(&record.path);
        for link in &record.document.outline.links {
            let Some(path) = context.input.portfolio.linked_file(record, &link.target) else {
                continue;
            };
            if snapshot.find(&path).is_some() || snapshot.has_folder(&path) {
                continue;
            }
            let message = format!("this link leads to `{}`, which does not exist", Safe(&path));
            let near = files.most_similar(&path);
            let written = |near: &str| {
                Some((
                    link.target_span?,
                    target::replace_file(&link.target, base, near),
                ))
            };
            out.push(
                RULE.finding(&record.path, link.span, message)
                    .ask(&near, written),
            );
        }
    }
}
