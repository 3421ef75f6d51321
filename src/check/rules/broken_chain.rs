//! A sign-off does not follow the sign-off before it. It is not valid, because the signer
//! may have seen other text than the text that is there now.
//!
//! Each step names the exact sign-off before it. Where the scheme says so, both steps must
//! also cover the same records.
//!
//! ## Example
//!
//! ```yaml
//! signoff: endorse
//! by: priya-shah
//! after: { path: signoffs/lancaster/silver/2026-06-01T090000Z-sign-sam-carter.md }
//! ```
//!
//! Sam signed again on 2 June. The endorsement follows the signature of 1 June, which is no
//! longer valid.
//!
//! ## To correct it
//!
//! 1. Run the command in the finding. It signs a step of yours again. For a step of somebody
//!    else, such as `cpd ask silver`, it prepares what they need to sign again.
//! 2. Then have each later step signed again.
//!
//! Each person signs their own step. You can keep the earlier file: cpd uses the newest
//! sign-off that fits.
//!
//! The rule also finds a return that names no submission made before it, or one that was
//! granted. Such a return changes nothing.

use super::{Rule, RuleContext, RuleSubject};
use crate::check::signoff_findings::{self, CheckedSignoff};
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::signoff::SignoffProblem;

pub const RULE: Rule = Rule {
    name: "broken-chain",
    severity: Severity::Warning,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("broken_chain.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    signoff_findings::for_each_problem(context, |checked, problem| {
        let why = match problem {
            SignoffProblem::NotAfter => "does not follow the latest sign-off of the step before it",
            SignoffProblem::OtherSubjects => {
                "covers other files or other text than the step before it"
            }
            SignoffProblem::NoSubmission | SignoffProblem::AfterGrant => {
                out.push(misplaced_return(checked, problem));
                return;
            }
            _ => return,
        };
        let lead = "the step before it was signed again, so ";
        let found = RULE.finding(
            checked.path(),
            checked.field_span("after"),
            format!("{checked} {why}"),
        );
        let found = found.severity(checked.severity(context));
        out.push(found.remedy(checked.retake_remedy(lead, "sign this step again too", context)));
    });
}

/// Returns the finding of a return that changes nothing, so that no award is held up by it.
fn misplaced_return(checked: &CheckedSignoff<'_>, problem: &SignoffProblem) -> Diagnostic {
    let why = match problem {
        SignoffProblem::AfterGrant => "names a submission that was granted",
        _ => "does not name a submission that was made before it",
    };
    let message = format!("{checked} {why}, so it changes nothing");
    RULE.finding(checked.path(), checked.field_span("returns"), message)
}
