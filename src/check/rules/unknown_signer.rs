//! A sign-off was made by a person, or with a key, that the portfolio does not know. It is
//! not valid.
//!
//! The id under `by` must be in `trust/people.yaml`. The key must be listed as that
//! person's key.
//!
//! ## Example
//!
//! ```yaml
//! signoff: endorse
//! by: p-shah
//! role: line-manager
//! ```
//!
//! In `trust/people.yaml`, the id of Priya Shah is `priya-shah`.
//!
//! ## To correct it
//!
//! - If the person is missing, check who they are. Then add them with `cpd new person`,
//!   under that id.
//! - If the key is missing, check that it is theirs. Then add it with `cpd trust key`.
//! - If the id is a typing mistake, do not edit the sign-off. The person signs again, for
//!   example with `cpd endorse silver`.

use super::{Rule, RuleContext, RuleSubject};
use crate::base::text::Safe;
use crate::check::signoff_findings;
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::ports::OpenPgpError;
use crate::domain::remedy::{Argument, Invocation, Remedy};
use crate::domain::signoff::signature::SignatureError;
use crate::domain::signoff::{ProofError, SignoffProblem};

pub const RULE: Rule = Rule {
    name: "unknown-signer",
    severity: Severity::Error,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("unknown_signer.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    signoff_findings::for_each_problem(context, |checked, problem| {
        let (message, remedy) = match problem {
            SignoffProblem::UnknownSigner { by } => (
                format!(
                    "{checked} is signed by `{}`, who is not in trust/people.yaml",
                    Safe(by)
                ),
                Remedy::invoke(
                    "check who this person is, then add them",
                    Invocation::AddPerson {
                        person: Argument::value(by.as_str()),
                    },
                ),
            ),
            SignoffProblem::Unproven(ProofError::Signature(SignatureError::UnknownSigner(key))) => {
                (
                    format!(
                        "{checked} is signed with the key {key}, which is not listed for this person"
                    ),
                    Remedy::invoke(
                        "if it is their key, add it to trust/allowed_signers",
                        Invocation::AddKey {
                            person: Argument::value(checked.taken.signoff.by),
                        },
                    ),
                )
            }
            SignoffProblem::Unproven(ProofError::OpenPgp(OpenPgpError::UnknownKey)) => (
                format!(
                    "{checked} is signed with an OpenPGP key that is not listed for this person"
                ),
                Remedy::advice(
                    "if it is their key, add it to trust/openpgp, in a file named for their id",
                ),
            ),
            _ => return,
        };
        let message = format!("{message}{}", context.trust_source_note());
        out.push(
            RULE.finding(checked.path(), checked.field_span("by"), message)
                .remedy(remedy),
        );
    });
}
