//! A file still contains two versions of the same text, with the marks of git around them.
//!
//! Git leaves lines such as `<<<<<<< HEAD` where it could not join two versions.
//! Nobody can sign a record in this state, and no pack prints it. `cpd save` refuses it.
//! The rule also finds marks that were left over when the others were deleted, and the
//! marks of other programs. It does not look into fenced code, so you can quote a conflict
//! there.
//!
//! ## Example
//!
//! ```text
//! <<<<<<< HEAD
//! I took the minutes myself.
//! =======
//! I took the minutes with Priya.
//! >>>>>>> laptop
//! ```
//!
//! One computer has the first sentence, and the other has the second.
//!
//! ## To correct it
//!
//! 1. Keep the words that are right.
//! 2. Delete the lines that begin with `<<<<<<<`, `=======` and `>>>>>>>`.

use super::{Rule, RuleContext, RuleSubject};
use crate::base::document::{CONFLICT, CONFLICT_HELP, SyntaxFault};
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::portfolio::Fault;

pub const RULE: Rule = Rule {
    name: "conflict-marker",
    severity: Severity::Error,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("conflict_marker.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    for (found, fault) in context.faults() {
        if let Fault::Form(SyntaxFault::Conflict(span)) = fault {
            out.push(
                RULE.finding(&found.path, *span, CONFLICT)
                    .help(CONFLICT_HELP),
            );
        }
    }
}
