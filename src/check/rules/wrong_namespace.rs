//! A signature was made for another purpose.
//!
//! ## What it checks
//!
//! Whoever signs with an SSH key says what for. Sign-offs are signed for `signoff@cpd.v1`,
//! records of reviews for `record@cpd.v1`. This finds a signature that says anything else,
//! such as `git` or `file`.
//!
//! ## Why it matters
//!
//! A signature that somebody gave to a commit or an email must not pass for an endorsement.
//!
//! ## Example
//!
//! ```text
//! ssh-keygen -Y sign -n file -f key endorse.md
//! ```
//!
//! The signature is good, and it was made for `file`.
//!
//! ## How to resolve
//!
//! Ask the person to take the step with `cpd`, which names the purpose, or by hand with
//! `ssh-keygen -Y sign -n signoff@cpd.v1`.

use super::{Rule, RuleContext, RuleSubject};
use crate::base::text::Safe;
use crate::check::signoff_findings;
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::remedy::{Invocation, Remedy};
use crate::domain::signoff::signature::{NAMESPACE, RECORD_NAMESPACE, SignatureError};
use crate::domain::signoff::{ProofError, SignoffProblem};

pub const RULE: Rule = Rule {
    name: "wrong-namespace",
    severity: Severity::Error,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("wrong_namespace.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    signoff_findings::for_each_problem(context, |at, problem| {
        let SignoffProblem::Unproven(ProofError::Signature(SignatureError::WrongNamespace(found))) =
            problem
        else {
            return;
        };
        let message = format!(
            "{at} has a signature that was made for \u{201c}{}\u{201d}",
            Safe(found)
        );
        let remedy = match at.signoff.review {
            Some(_) => Remedy::invoke(
                format!("the recorder signs for {RECORD_NAMESPACE}; record the review again"),
                Invocation::RecordReviews,
            ),
            None => at.retake_remedy(format!("sign for {NAMESPACE}"), context),
        };
        out.push(
            RULE.finding(at.path(), at.field_span("proof"), message)
                .remedy(remedy),
        );
    });
}
