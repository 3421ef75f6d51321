//! A recorded review is not one that counts here.
//!
//! ## What it checks
//!
//! An approval on a forge such as GitHub counts once a recorder has written it down and
//! signed it. This finds a record where no recorder is named in `trust/forge.yaml`, where the
//! review was given on another forge or in another repository, or by an account that is not
//! the signer's in `trust/people.yaml`.
//!
//! ## Why it matters
//!
//! Anybody can write a file that says there was an approval. Names of accounts can be given
//! up and taken by somebody else; their numbers cannot.
//!
//! ## Example
//!
//! ```yaml
//! by: priya-shah
//! proof: github-review
//! review: { host: github.com, repository: 1296269, user: 583231 }
//! ```
//!
//! The entry of `priya-shah` has another account number.
//!
//! ## How to resolve
//!
//! If the account is theirs, enter its number: `cpd trust add PERSON --from-event FILE` takes it
//! from the forge's own file. Else the approval has to be recorded again by
//! `cpd endorse --from github`, run by the recorder.

use super::{Rule, RuleContext, RuleSubject};
use crate::check::signoff_findings;
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::remedy::{Invocation, Remedy};
use crate::domain::signoff::{ProofError, SignoffProblem};

pub const RULE: Rule = Rule {
    name: "unmatched-review",
    severity: Severity::Error,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("unmatched_review.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    signoff_findings::for_each_problem(context, |at, problem| {
        let why = match problem {
            SignoffProblem::Unproven(ProofError::NoRecorder) => {
                "no recorder is named in trust/forge.yaml, or that file cannot be read"
            }
            SignoffProblem::Unproven(ProofError::ReviewMismatch(why)) => why,
            _ => return,
        };
        let message = format!("{at} records a review that does not count: {why}");
        let look = Remedy::invoke("see what is wrong with trust/", Invocation::CheckTrust);
        out.push(
            RULE.finding(at.path(), at.field_span("review"), message)
                .remedy(look),
        );
    });
}
