//! A sign-off was made by somebody the portfolio does not know.
//!
//! ## What it checks
//!
//! Every sign-off says who made it, under `by`. This finds an id that nobody in
//! `trust/people.yaml` has.
//!
//! ## Why it matters
//!
//! cpd cannot tell what role an unknown person held, so their sign-off does not count.
//!
//! ## Example
//!
//! ```yaml
//! signoff: endorse
//! by: p-shah
//! role: line-manager
//! ```
//!
//! `trust/people.yaml` has Priya Shah as `priya-shah`.
//!
//! ## How to resolve
//!
//! If somebody is missing and is who they say they are, add them to `trust/people.yaml`
//! under that id, with `cpd new person`. If the id has a slip in it, leave the sign-off
//! as it is, and have the person take the step again under their own id, for instance
//! with `cpd endorse silver`.

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
    signoff_findings::for_each_problem(context, |at, problem| {
        let (message, remedy) = match problem {
            SignoffProblem::UnknownSigner { by } => (
                format!(
                    "{at} is signed by `{}`, who is not in trust/people.yaml",
                    Safe(by)
                ),
                Remedy::invoke(
                    "add them, if they are who they say",
                    Invocation::AddPerson {
                        person: Argument::given(by.as_str()),
                    },
                ),
            ),
            SignoffProblem::Unproven(ProofError::Signature(SignatureError::UnknownSigner(key))) => {
                (
                    format!("{at} is signed with the key {key}, which is not listed as theirs"),
                    Remedy::invoke(
                        "if it is their key, list it in trust/allowed_signers",
                        Invocation::AddKey {
                            person: Argument::given(at.signoff.by),
                        },
                    ),
                )
            }
            SignoffProblem::Unproven(ProofError::OpenPgp(OpenPgpError::UnknownKey)) => (
                format!("{at} is signed with an OpenPGP key that is not listed as theirs"),
                Remedy::advice(
                    "if it is their key, put it into trust/openpgp, in a file with their id",
                ),
            ),
            _ => return,
        };
        let message = format!("{message}{}", context.trust_source_note());
        out.push(
            RULE.finding(at.path(), at.field_span("by"), message)
                .remedy(remedy),
        );
    });
}
