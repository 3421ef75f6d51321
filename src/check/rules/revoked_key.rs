//! A sign-off was signed with a key that is revoked, or nobody can tell.
//!
//! ## What it checks
//!
//! `trust/revoked_keys` lists the keys that count no longer. This finds a sign-off that was
//! signed with one of them. It also finds every signature where that list is missing or holds
//! anything but plain public keys, since it might have named any key. An earlier sign-off is
//! forgiven where a later step was signed by somebody else: they saw it while it was good.
//!
//! ## Why it matters
//!
//! A key that was stolen signs as well as one that was not.
//!
//! ## Example
//!
//! ```text
//! trust/revoked_keys:  ssh-ed25519 AAAA...   the key that signed the endorsement
//! ```
//!
//! ## How to resolve
//!
//! The person makes a new key and takes the step again. If the list is missing, make it with
//! `cpd trust check`, which says what is wrong with it; an empty one revokes nothing.

use super::{Rule, RuleContext, RuleSubject};
use crate::check::signoff_findings;
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::ports::OpenPgpError;
use crate::domain::remedy::{Invocation, Remedy};
use crate::domain::signoff::signature::SignatureError;
use crate::domain::signoff::{ProofError, SignoffProblem};

pub const RULE: Rule = Rule {
    name: "revoked-key",
    severity: Severity::Error,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("revoked_key.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    signoff_findings::for_each_problem(context, |at, problem| {
        let why = match problem {
            SignoffProblem::Unproven(ProofError::Signature(SignatureError::RevokedKey(key))) => {
                format!("is signed with the key {key}, which is revoked")
            }
            SignoffProblem::Unproven(ProofError::OpenPgp(OpenPgpError::Revoked)) => {
                "is signed with an OpenPGP key that is revoked".to_owned()
            }
            SignoffProblem::Unproven(ProofError::Signature(SignatureError::NoRevocations)) => {
                "is signed, and trust/revoked_keys is missing or holds more than plain keys"
                    .to_owned()
            }
            _ => return,
        };
        let look = Remedy::invoke(
            "see what is wrong with the lists of keys",
            Invocation::CheckTrust,
        );
        let found = RULE.finding(at.path(), at.field_span("proof"), format!("{at} {why}"));
        out.push(found.remedy(look));
    });
}
