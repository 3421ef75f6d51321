//! A sign-off was signed with a key that was not valid at the time.
//!
//! ## What it checks
//!
//! A line of `trust/allowed_signers` may say from when and until when a key is valid. This
//! compares that with the moment the sign-off gives. A key that was valid then and has run
//! out since is no fault.
//!
//! ## Why it matters
//!
//! Keys are given an end so that one that was lost or forgotten cannot sign for ever.
//!
//! ## Example
//!
//! ```text
//! priya-shah valid-before="20260101" ssh-ed25519 AAAA...
//! ```
//!
//! The sign-off is of 1 June 2026.
//!
//! ## How to resolve
//!
//! Whoever looks after the keys gives the person a new line, for instance with
//! `cpd trust key priya-shah --file new.pub`; then the person takes the step again. If the
//! dates in the line are wrong, mend them.

use super::{Rule, RuleContext, RuleSubject};
use crate::check::signoff_findings;
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::ports::OpenPgpError;
use crate::domain::signoff::signature::SignatureError;
use crate::domain::signoff::{ProofError, SignoffProblem};

pub const RULE: Rule = Rule {
    name: "expired-key",
    severity: Severity::Error,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("expired_key.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    signoff_findings::for_each_problem(context, |at, problem| {
        let key = match problem {
            SignoffProblem::Unproven(ProofError::Signature(SignatureError::ExpiredKey(key))) => {
                key.to_string()
            }
            SignoffProblem::Unproven(ProofError::OpenPgp(OpenPgpError::Expired)) => {
                "OpenPGP".to_owned()
            }
            _ => return,
        };
        let on = at.signoff.on.date_naive();
        let message = format!("{at} is signed with the key {key}, which was not valid on {on}");
        let help = "see the dates beside the key in trust/allowed_signers";
        out.push(
            RULE.finding(at.path(), at.field_span("on"), message)
                .help(help),
        );
    });
}
