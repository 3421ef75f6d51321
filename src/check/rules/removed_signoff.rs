//! A sign-off that was saved is missing or has been changed. Sign-offs must stay as they
//! are, so that nobody can hide a refusal or a withdrawal.
//!
//! Every file that was ever saved under `signoffs/` must still be there with the same
//! content. To take a sign-off back, use `cpd withdraw`. It adds a file that says so.
//!
//! ## Example
//!
//! ```text
//! git rm signoffs/lancaster/silver/2026-06-03T090000Z-withdraw-priya-shah.md
//! ```
//!
//! ## To correct it
//!
//! Put the file back. The finding gives the command, as in
//! `git checkout 3f2a91c -- signoffs/lancaster/silver/…`. The history of a portfolio that was
//! moved or copied inside its repository goes on: what was saved in its old folder counts.
//!
//! cpd cannot notice if the whole history was replaced. The settings of the forge decide
//! who may do that.

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
            (gone.path.as_str(), "has changed since it was saved in git")
        } else {
            (CONFIG, "was saved in git, but is missing now")
        };
        let message = format!("{} {what}", gone.path);
        let back = if gone.elsewhere {
            format!("git cat-file blob {:.10} > {}", gone.blob, gone.path)
        } else {
            format!("git checkout {:.10} -- {}", gone.commit, gone.path)
        };
        let help = format!("put it back: `{back}`");
        let found = RULE.finding(path, Span::start_of_file(), message);
        out.push(found.help(help));
    }
}
