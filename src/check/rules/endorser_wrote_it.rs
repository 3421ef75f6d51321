//! Somebody signed for text that they wrote themselves. An endorsement is a second opinion,
//! so the sign-off is not valid.
//!
//! This applies to steps that belong to a role, such as the line manager. The history of
//! the portfolio shows who wrote what since the person last signed. Up to a tenth of the
//! words may be theirs. Merging another person's work does not count as writing it.
//!
//! ## Example
//!
//! ```text
//! 2026-05-30   Priya Shah   saves a new second half of statements/silver.md
//! 2026-06-01   Priya Shah   endorses Silver
//! ```
//!
//! ## To correct it
//!
//! 1. The owner rewrites those passages in their own words, saves, and signs again.
//! 2. Then the person can sign again. Or another person who holds the role signs.
//!
//! If the name in the history belongs to another person, correct the email addresses in
//! `trust/people.yaml`.

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
    signoff_findings::for_each_problem(context, |checked, problem| match problem {
        SignoffProblem::WroteIt(shares) => {
            for share in shares {
                let message = format!(
                    "{checked} is signed by somebody who wrote {} of the {} words in {} (commit {:.10})",
                    share.words, share.total, share.path, share.commit
                );
                let help =
                    "the owner rewrites it and signs again, or another person takes this step";
                out.push(
                    RULE.finding(checked.path(), checked.field_span("by"), message)
                        .help(help),
                );
            }
        }
        SignoffProblem::UnknownWriters(gap) => {
            let message = format!(
                "{checked}: cpd cannot tell who wrote the signed text: {}",
                gap.why
            );
            let found = RULE.finding(checked.path(), checked.field_span("by"), message);
            out.push(match &gap.advice {
                Some(advice) => found.help(advice.as_str()),
                None => found,
            });
        }
        _ => {}
    });
}
