//! A sign-off that was committed once is gone, or was changed.
//!
//! ## What it checks
//!
//! Every file that any commit ever had under `signoffs/` has to be there still, with the same
//! content. A sign-off that was taken back is not deleted: `cpd withdraw` adds a file that says
//! so, and deleting that file does not undo it.
//!
//! ## Why it matters
//!
//! Whoever could delete a sign-off could make a refusal, a withdrawal or an earlier version
//! disappear.
//!
//! ## Example
//!
//! ```text
//! git rm signoffs/lancaster/silver/2026-06-03T090000Z-withdraw-priya-shah.md
//! ```
//!
//! ## How to resolve
//!
//! Put the file back as it was first committed, from the commit that the finding names, as in
//! `git checkout 3f2a91c -- signoffs/lancaster/silver/…`. A history that was rewritten as a
//! whole cannot be noticed; who may do that is a setting of the forge.

use super::{Rule, RuleContext, RuleSubject};
use crate::base::text::Span;
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::portfolio::CONFIG;
use crate::domain::signoff::removed;

pub const RULE: Rule = Rule {
    name: "removed-signoff",
    severity: Severity::Error,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("removed_signoff.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    let portfolio = context.input.portfolio;
    for gone in removed(portfolio, context.input.evidence.history) {
        let there = portfolio.snapshot.get(&gone.path).is_some();
        let (path, what) = if there {
            (gone.path.as_str(), "was changed since it was committed")
        } else {
            (CONFIG, "was committed once and is gone")
        };
        let message = format!("{} {what}", gone.path);
        let help = format!(
            "put it back: `git checkout {:.10} -- {}`",
            gone.commit, gone.path
        );
        let found = RULE.finding(path, Span::start_of_file(), message);
        out.push(found.help(help));
    }
}
