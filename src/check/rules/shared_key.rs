//! A sign-off was signed with a key that belongs to more than one person. It is not valid,
//! because nobody can tell who signed.
//!
//! A key is shared if a line in `trust/allowed_signers` names several people or a pattern
//! such as `*`. It is also shared if 2 lines give the same key to 2 people, or if 2 files in
//! `trust/openpgp` contain it.
//!
//! ## Example
//!
//! ```text
//! sam-carter,priya-shah ssh-ed25519 AAAA...
//! ```
//!
//! `ssh-keygen` accepts such a signature. cpd does not.
//!
//! ## To correct it
//!
//! 1. Give each person their own key, one to a line: `cpd trust key priya-shah`.
//! 2. The person signs again.

use super::{Rule, RuleContext, RuleSubject};
use crate::check::signoff_findings;
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::remedy::{Argument, Invocation, Remedy};
use crate::domain::signoff::signature::SignatureError;
use crate::domain::signoff::{ProofError, SignoffProblem};

pub const RULE: Rule = Rule {
    name: "shared-key",
    severity: Severity::Error,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("shared_key.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    signoff_findings::for_each_problem(context, |checked, problem| {
        let SignoffProblem::Unproven(ProofError::Signature(SignatureError::SharedKey(key))) =
            problem
        else {
            return;
        };
        let message = format!(
            "{checked} is signed with the key {key}, which more than one person has in trust/"
        );
        let key = Remedy::invoke(
            "give each person their own key",
            Invocation::AddKey {
                person: Argument::Blank,
            },
        );
        out.push(
            RULE.finding(checked.path(), checked.field_span("by"), message)
                .remedy(key),
        );
    });
}
