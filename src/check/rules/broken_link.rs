//! A link in the text leads to a file that is not there.
//!
//! ## What it checks
//!
//! Links in the text of a record that lead to a file of this portfolio. They are read
//! from the folder that the record is in. Web addresses are not tried, and links to a
//! place in the same page are left alone. Pictures are looked at by `missing-evidence`.
//!
//! ## Why it matters
//!
//! Somebody who follows the link, in the portfolio or in the pack, would find nothing.
//!
//! ## Example
//!
//! ```markdown
//! I wrote about this in [my first journal](2026-02-20-minutes.md).
//! ```
//!
//! The journal is called `2026-02-20-what-minutes-are-for.md`.
//!
//! ## How to resolve
//!
//! Correct the link, or take it out. From a journal, a file under evidence is written as
//! `../evidence/NAME`. If one file was clearly meant, the finding offers to write its name. To
//! bring in a file, use `cpd attach FILE --to ID`.
//!
//! To leave this out for one record, add `allow: [broken-link]` to its front matter (the
//! details at the top). That is right when the file is kept elsewhere on purpose and the
//! words around the link say so.

use super::{Rule, RuleContext, RuleSubject};
use crate::base::document::target;
use crate::base::files;
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
        let base = files::folder(&record.path);
        for link in &record.document.outline.links {
            let Some(path) = target::in_portfolio(base, &link.target) else {
                continue;
            };
            let is_folder = snapshot.below(&format!("{path}/")).next().is_some();
            if snapshot.get(&path).is_some() || is_folder {
                continue;
            }
            let message = format!("this link leads to `{}`, which is not there", Safe(&path));
            let near = similar_paths::closest(&path, &files);
            let written = |near: &str| {
                Some((
                    link.target_span?,
                    target::with_file(&link.target, base, near),
                ))
            };
            out.push(
                RULE.finding(&record.path, link.span, message)
                    .ask(&near, written),
            );
        }
    }
}
