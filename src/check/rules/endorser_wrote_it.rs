//! Somebody signed for words that they wrote themselves.
//!
//! ## What it checks
//!
//! A step that belongs to a role, such as the line manager's, is taken for the owner's own
//! words. This looks in git's history for commits by the signer, as author or co-author, that
//! changed what they signed, since they last signed it. Up to a tenth of the words may be
//! theirs: an accepted suggestion is help. Merging somebody's work does not count as writing it.
//!
//! ## Why it matters
//!
//! An endorsement is a second pair of eyes on somebody's own account. It is worth nothing on
//! an account that the endorser wrote.
//!
//! ## Example
//!
//! ```text
//! 2026-05-30   Priya Shah   commits a new second half of statements/silver.md
//! 2026-06-01   Priya Shah   endorses Silver
//! ```
//!
//! ## How to resolve
//!
//! The owner says those passages again in their own words, saves, and signs again; then the
//! step can be taken again. Or somebody else who holds the role takes it. If the name in git
//! belongs to somebody else, put the right addresses into `trust/people.yaml`.

use super::{Rule, RuleContext, RuleSubject};
use crate::check::signoff_findings;
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::signoff::SignoffProblem;

pub const RULE: Rule = Rule {
    name: "endorser-wrote-it",
    severity: Severity::Error,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("endorser_wrote_it.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    signoff_findings::for_each_problem(context, |at, problem| match problem {
        SignoffProblem::WroteIt(shares) => {
            for share in shares {
                let message = format!(
                    "{at} is signed by somebody who wrote {} of the {} words of {} (commit {:.10})",
                    share.words, share.total, share.path, share.commit
                );
                let help = "the owner says it in their own words and signs again, or somebody else takes this step";
                out.push(
                    RULE.finding(at.path(), at.field_span("by"), message)
                        .help(help),
                );
            }
        }
        SignoffProblem::UnknownWriters(why) => {
            let message = format!("{at}: nobody can tell who wrote what is signed: {why}");
            let help = "fetch the whole history, with every file: `git fetch --unshallow`";
            out.push(
                RULE.finding(at.path(), at.field_span("by"), message)
                    .help(help),
            );
        }
        _ => {}
    });
}
