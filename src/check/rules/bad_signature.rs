//! A signature does not match its sign-off. The file may have been changed after signing,
//! so the sign-off is not valid.
//!
//! A sign-off with `proof: ssh` has its signature in a file with the same name that ends in
//! `.sig`. With `proof: openpgp`, that file ends in `.asc`. The rule finds signatures that
//! are damaged, are not signatures, or were made for other text.
//!
//! A `.sig` file with Windows line endings (CRLF) is damaged too: `ssh-keygen` cannot read
//! it. Git for Windows can cause this. The line `signoffs/** -text` in `.gitattributes`
//! stops it. Clone the repository again afterwards. `cpd init` writes that line.
//!
//! ## Example
//!
//! ```text
//! signoffs/lancaster/silver/2026-06-01T101500Z-endorse-priya-shah.md    edited by hand
//! signoffs/lancaster/silver/2026-06-01T101500Z-endorse-priya-shah.sig   made before that
//! ```
//!
//! ## To correct it
//!
//! 1. Put the signed version of the file back: `git checkout COMMIT -- PATH`.
//! 2. If you cannot, ask the person to sign again.
//!
//! To check the signature yourself, run the commands that `cpd verify AWARD` prints.

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

const LEAVE_BYTES: &str =
    "put `signoffs/** -text` in .gitattributes, save, and clone the repository again";

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    signoff_findings::for_each_problem(context, |checked, problem| {
        let why = match problem {
            SignoffProblem::Unproven(ProofError::UnknownProof) => {
                "has a kind of proof that cpd cannot check"
            }
            SignoffProblem::Unproven(ProofError::Signature(SignatureError::Bad)) => {
                "has a signature that does not match this file"
            }
            SignoffProblem::Unproven(ProofError::Signature(SignatureError::CrLf)) => {
                let says =
                    format!("{checked} has a signature file with Windows line endings (CRLF)");
                let found = RULE.finding(checked.path(), checked.field_span("proof"), says);
                out.push(found.help(LEAVE_BYTES));
                return;
            }
            SignoffProblem::Unproven(ProofError::OpenPgp(OpenPgpError::Bad)) => {
                "has an OpenPGP signature that does not match this file"
            }
            SignoffProblem::Unproven(ProofError::OpenPgp(OpenPgpError::OtherTime)) => {
                "has an OpenPGP signature that was made at another time than the file says"
            }
            SignoffProblem::Unproven(ProofError::OpenPgp(OpenPgpError::NoProgram)) => {
                "has an OpenPGP signature, but `gpg` is not installed here to check it"
            }
            SignoffProblem::Unproven(ProofError::OpenPgp(OpenPgpError::TooMany)) => {
                "has an OpenPGP signature that was not checked, because there are too many here"
            }
            _ => return,
        };
        let lead = "put the signed version of the file back, or ";
        let found = RULE.finding(
            checked.path(),
            checked.field_span("proof"),
            format!("{checked} {why}"),
        );
        out.push(found.remedy(checked.retake_remedy(lead, "sign this step again", context)));
    });
}
