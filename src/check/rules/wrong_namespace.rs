//! A signature was made for another purpose. It is not valid, so nobody can reuse a
//! signature from an email or another program.
//!
//! Every signature with an SSH key names its purpose. For sign-offs it is `signoff@cpd.v1`,
//! and for recorded reviews `record@cpd.v1`.
//!
//! ## Example
//!
//! ```text
//! ssh-keygen -Y sign -n file -f key endorse.md
//! ```
//!
//! The signature is valid, but its purpose is `file`.
//!
//! ## To correct it
//!
//! Ask the person to sign with `cpd`. To sign by hand, they use
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
    signoff_findings::for_each_problem(context, |checked, problem| {
        let SignoffProblem::Unproven(ProofError::Signature(SignatureError::WrongNamespace(found))) =
            problem
        else {
            return;
        };
        let message = format!(
            "{checked} has a signature for another purpose, \u{201c}{}\u{201d}",
            Safe(found)
        );
        let remedy = match checked.taken.signoff.review {
            Some(_) => Remedy::invoke(
                format!("the recorder signs for {RECORD_NAMESPACE}; record the review again"),
                Invocation::RecordReviews,
            ),
            None => checked.retake_remedy("", &format!("sign for {NAMESPACE}"), context),
        };
        out.push(
            RULE.finding(checked.path(), checked.field_span("proof"), message)
                .remedy(remedy),
        );
    });
}
