//! A sign-off has less proof behind it than the scheme asks for.
//!
//! ## What it checks
//!
//! A scheme may ask for a certain proof at each step: `claimed` (somebody says so),
//! `attested` (a review on a site such as GitHub, recorded) or `signed` (made with the
//! person's own key). This finds a sign-off with less.
//!
//! ## Why it matters
//!
//! A claim is a line of text that anybody could have typed. Where a scheme asks for more,
//! a claim alone must not close the award.
//!
//! ## Example
//!
//! ```yaml
//! signoff: endorse
//! by: priya-shah
//! proof: none
//! ```
//!
//! The scheme says `assurance: signed` for this step, and the sign-off counts only as
//! `claimed`.
//!
//! ## How to resolve
//!
//! The person takes the step again with a key: git has to know it (`gpg.format ssh` and
//! `user.signingkey`), and `trust/allowed_signers` has to list it, which `cpd trust key`
//! does. Take the claim back first: `cpd withdraw AWARD`.

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
    signoff_findings::for_each_problem(context, |at, problem| {
        let SignoffProblem::AssuranceTooLow { has, needs } = problem else {
            return;
        };
        let message = format!(
            "{at} is {}; the scheme asks for {}",
            has.name(),
            needs.name()
        );
        let found = RULE.finding(at.path(), at.field_span("proof"), message);
        let award = signoff_findings::short_name(&at.award.id, context.input.portfolio);
        let back = Remedy::invoke("take it back", Invocation::Withdraw { award });
        let again = at.retake_remedy("take the step again with a key", context);
        out.push(found.remedies([back, again]));
    });
}
