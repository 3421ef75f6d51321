//! A record is in the folder of another kind. cpd reads it as that kind, so it does not
//! count as what it is.
//!
//! The folder of a record says which kind it is: a file in `journals` is a journal. The
//! rule finds records whose details are unknown to the kind of their folder, and are
//! exactly those of another kind.
//!
//! ## Example
//!
//! ```text
//! activities/2026-02-20-what-minutes-are-for.md
//! ```
//!
//! The file has the details of a journal: `award` and `activity`.
//!
//! ## To correct it
//!
//! Move the file to the folder that the finding names. Do not write the record again: its
//! words are in this file.

use super::{Rule, RuleContext, RuleSubject};
use crate::base::files;
use crate::base::text::{Safe, Span};
use crate::check::remedies::move_advice;
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::portfolio::Fault;

pub const RULE: Rule = Rule {
    name: "wrong-folder",
    severity: Severity::Error,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("wrong_folder.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    let kinds = context.input.portfolio.kinds();
    for (found, fault) in context.faults() {
        if let Fault::WrongFolder { seems } = fault {
            let kind = context.kind_with_article(found.kind.as_deref());
            let folder = files::folder_of(&found.path);
            let message = format!(
                "this file is in `{}`, but does not have the details of {kind}",
                Safe(folder)
            );
            out.push(
                RULE.finding(&found.path, Span::start_of_file(), message)
                    .help(move_advice(seems, kinds)),
            );
        }
    }
}
