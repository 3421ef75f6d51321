//! A recorded review does not count for this sign-off. Anybody could write such a record,
//! so it must match what the portfolio knows.
//!
//! An approval on a forge such as GitHub counts after a recorder has recorded and signed
//! it. `trust/forge.yaml` must name that recorder, the forge and the repository. The
//! account number must be the signer's in `trust/people.yaml`. Numbers are used because an
//! account name can pass to another person.
//!
//! ## Example
//!
//! ```yaml
//! by: priya-shah
//! proof: github-review
//! review: { host: github.com, repository: 1296269, user: 583231 }
//! ```
//!
//! In `trust/people.yaml`, `priya-shah` has another account number.
//!
//! ## To correct it
//!
//! - If the account is theirs, add its number with
//!   `cpd trust add PERSON --from-event FILE`.
//! - If not, the recorder records the approval again with `cpd endorse --from github`.

use super::{Rule, RuleContext, RuleSubject};
use crate::check::signoff_findings;
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::remedy::{Invocation, Remedy};
use crate::domain::signoff::{ProofError, SignoffProblem};

pub const RULE: Rule = Rule {
    name: "unmatched-review",
    severity: Severity::Error,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("unmatched_review.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    signoff_findings::for_each_problem(context, |checked, problem| {
        let why = match problem {
            SignoffProblem::Unproven(ProofError::NoRecorder) => {
                "trust/forge.yaml names no recorder, or cpd cannot read it"
            }
            SignoffProblem::Unproven(ProofError::ReviewMismatch(why)) => why,
            _ => return,
        };
        let message = format!("{checked} has a recorded review that does not count: {why}");
        let look = Remedy::invoke("see what is wrong in trust/", Invocation::CheckTrust);
        out.push(
            RULE.finding(checked.path(), checked.field_span("review"), message)
                .remedy(look),
        );
    });
}
