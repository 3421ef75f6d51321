//! A sign-off was signed with a key that was not valid on that day. The sign-off is not
//! valid either.
//!
//! A line in `trust/allowed_signers` can say from when and until when a key is valid. A key
//! that was valid on the day of signing and expired later is fine.
//!
//! ## Example
//!
//! ```text
//! priya-shah valid-before="20260101" ssh-ed25519 AAAA...
//! ```
//!
//! The sign-off is dated 1 June 2026, after the key expired.
//!
//! ## To correct it
//!
//! 1. The person who manages the keys adds a new line, for example with
//!    `cpd trust key priya-shah --file new.pub`.
//! 2. The signer signs again.
//!
//! If the dates in the line are wrong, correct them.

use super::{Rule, RuleContext, RuleSubject};
use crate::base::calendar;
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
    signoff_findings::for_each_problem(context, |checked, problem| {
        let key = match problem {
            SignoffProblem::Unproven(ProofError::Signature(SignatureError::ExpiredKey(key))) => {
                key.to_string()
            }
            SignoffProblem::Unproven(ProofError::OpenPgp(OpenPgpError::Expired)) => {
                "OpenPGP".to_owned()
            }
            _ => return,
        };
        let on = calendar::format_long(checked.taken.signoff.on.date_naive());
        let message =
            format!("{checked} is signed with the key {key}, which was not valid on {on}");
        let help = "check the dates of the key in trust/allowed_signers";
        out.push(
            RULE.finding(checked.path(), checked.field_span("on"), message)
                .help(help),
        );
    });
}
