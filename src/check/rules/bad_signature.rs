//! The signature beside a sign-off is not one over that file.
//!
//! ## What it checks
//!
//! A sign-off that says `proof: ssh` has a signature beside it, in a file of the same name
//! that ends in `.sig`; one that says `proof: openpgp` has one that ends in `.asc`. This
//! finds a signature that is damaged, is none at all, or was made over other words than the
//! file now says.
//!
//! ## Why it matters
//!
//! The signature is what ties the words to the person. If a single letter was changed after
//! signing, it no longer fits, and the sign-off counts for nothing.
//!
//! ## Example
//!
//! ```text
//! signoffs/lancaster/silver/2026-06-01T101500Z-endorse-priya-shah.md    edited by hand
//! signoffs/lancaster/silver/2026-06-01T101500Z-endorse-priya-shah.sig   made before that
//! ```
//!
//! ## How to resolve
//!
//! Put the file back as it was signed, which git keeps: `git checkout COMMIT -- PATH`. If that
//! is not possible, ask the person to take the step again. To see for yourself, run the
//! commands that `cpd verify AWARD` prints.

use super::{Rule, RuleContext, RuleSubject};
use crate::check::signoff_findings;
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::ports::OpenPgpError;
use crate::domain::signoff::signature::SignatureError;
use crate::domain::signoff::{ProofError, SignoffProblem};

pub const RULE: Rule = Rule {
    name: "bad-signature",
    severity: Severity::Error,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("bad_signature.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    signoff_findings::for_each_problem(context, |at, problem| {
        let why = match problem {
            SignoffProblem::Unproven(ProofError::UnknownProof) => {
                "says a proof that cpd does not know and cannot check"
            }
            SignoffProblem::Unproven(ProofError::Signature(SignatureError::Bad)) => {
                "has a signature that is not one over this file"
            }
            SignoffProblem::Unproven(ProofError::OpenPgp(OpenPgpError::Bad)) => {
                "has an OpenPGP signature that is not one over this file"
            }
            SignoffProblem::Unproven(ProofError::OpenPgp(OpenPgpError::NoProgram)) => {
                "has an OpenPGP signature, and there is no `gpg` here to check it"
            }
            _ => return,
        };
        let says = "put the file back as it was signed, or take the step again";
        let found = RULE.finding(at.path(), at.field_span("proof"), format!("{at} {why}"));
        out.push(found.remedy(at.retake_remedy(says, context)));
    });
}
