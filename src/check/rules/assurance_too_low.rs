//! A sign-off has less proof than the scheme asks for. It is not valid, so the award stays
//! open.
//!
//! There are 3 levels of proof. `claimed` means that somebody wrote it down. `attested`
//! means that a review on a site such as GitHub was recorded. `signed` means that the
//! person used their own key.
//!
//! ## Example
//!
//! ```yaml
//! signoff: endorse
//! by: priya-shah
//! proof: none
//! ```
//!
//! The scheme asks for `assurance: signed` at this step. This sign-off is only `claimed`.
//!
//! ## To correct it
//!
//! 1. Take the sign-off back with `cpd withdraw AWARD`.
//! 2. The person sets up a key in git (`gpg.format ssh` and `user.signingkey`).
//! 3. List the key in `trust/allowed_signers` with `cpd trust key`.
//! 4. The person signs again.

use super::{Rule, RuleContext, RuleSubject};
use crate::check::signoff_findings;
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::remedy::{Invocation, Remedy};
use crate::domain::signoff::SignoffProblem;

pub const RULE: Rule = Rule {
    name: "assurance-too-low",
    severity: Severity::Error,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("assurance_too_low.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    signoff_findings::for_each_problem(context, |checked, problem| {
        let SignoffProblem::AssuranceTooLow { has, needs } = problem else {
            return;
        };
        let message = format!(
            "{checked} is only {}, and the scheme asks for {}",
            has.name(),
            needs.name()
        );
        let found = RULE.finding(checked.path(), checked.field_span("proof"), message);
        let award = signoff_findings::short_name(&checked.award.id, context.input.portfolio);
        let back = Remedy::invoke("take the sign-off back", Invocation::Withdraw { award });
        let again = checked.retake_remedy("", "sign this step again with a key", context);
        out.push(found.remedies([back, again]));
    });
}
