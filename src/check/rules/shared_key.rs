//! A sign-off was signed with a key that several people could have.
//!
//! ## What it checks
//!
//! A key in `trust/allowed_signers` has to be one person's: a line that names several people,
//! or a pattern such as `*`, or two lines for two people with the same key, makes it shared.
//!
//! ## Why it matters
//!
//! With a key that two people have, nobody can tell which of them signed. `ssh-keygen` says
//! that such a signature is good; here it is not.
//!
//! ## Example
//!
//! ```text
//! sam-carter,priya-shah ssh-ed25519 AAAA...
//! ```
//!
//! ## How to resolve
//!
//! Give each person a key of their own, one line to each: `cpd trust key priya-shah`. Then the
//! step is taken again with it.

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
    signoff_findings::for_each_problem(context, |at, problem| {
        let SignoffProblem::Unproven(ProofError::Signature(SignatureError::SharedKey(key))) =
            problem
        else {
            return;
        };
        let message = format!(
            "{at} is signed with the key {key}, which trust/allowed_signers does not give to one person alone"
        );
        let key = Remedy::invoke(
            "give each person a key of their own",
            Invocation::AddKey {
                person: Argument::Blank,
            },
        );
        out.push(
            RULE.finding(at.path(), at.field_span("by"), message)
                .remedy(key),
        );
    });
}
