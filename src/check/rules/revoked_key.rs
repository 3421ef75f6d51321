//! A sign-off was signed with a revoked key, or cpd cannot tell if the key is revoked. It
//! is not valid, because a stolen key signs as well as any other.
//!
//! `trust/revoked_keys` lists the revoked keys. If it is missing, or contains anything but
//! public keys, no signature is valid. An earlier sign-off is still valid if another person
//! signed a later step with a valid key. The history of git has to show that this was before
//! the key was revoked. A pack has no history.
//!
//! ## Example
//!
//! ```text
//! trust/revoked_keys:  ssh-ed25519 AAAA...   the key that signed the endorsement
//! ```
//!
//! ## To correct it
//!
//! 1. The person makes a new key.
//! 2. The person signs again.
//!
//! If the list is the problem, run `cpd trust check`. It says what is wrong. An empty list
//! revokes no keys.

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
    signoff_findings::for_each_problem(context, |checked, problem| {
        let why = match problem {
            SignoffProblem::Unproven(ProofError::Signature(SignatureError::RevokedKey(key))) => {
                format!("is signed with the key {key}, which is revoked")
            }
            SignoffProblem::Unproven(ProofError::OpenPgp(OpenPgpError::Revoked)) => {
                "is signed with an OpenPGP key that is revoked".to_owned()
            }
            SignoffProblem::Unproven(ProofError::Signature(SignatureError::NoRevocations)) => {
                "is signed, but trust/revoked_keys is missing or contains other text than public keys"
                    .to_owned()
            }
            _ => return,
        };
        let look = Remedy::invoke(
            "see what is wrong with the lists of keys",
            Invocation::CheckTrust,
        );
        let found = RULE.finding(
            checked.path(),
            checked.field_span("proof"),
            format!("{checked} {why}"),
        );
        out.push(found.remedy(look));
    });
}
