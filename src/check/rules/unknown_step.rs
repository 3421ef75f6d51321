//! A sign-off names a step that the scheme does not have. It is not valid, although the
//! signer believes that it is.
//!
//! A scheme names its steps, such as sign, endorse, submit and grant.
//!
//! ## Example
//!
//! ```yaml
//! signoff: endorsement
//! award: lancaster/bronze
//! ```
//!
//! The step is called `endorse`.
//!
//! ## To correct it
//!
//! Do not edit the file, because that changes what was signed.
//!
//! 1. Remove the file.
//! 2. Sign with its command, such as `cpd endorse bronze`.

use super::{Rule, RuleContext, RuleSubject};
use crate::base::text::{Safe, did_you_mean};
use crate::check::signoff_findings;
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::id::KindId;
use crate::domain::remedy::Remedy;
use crate::domain::signoff::{DECLINE, RETURN, Signoff, WITHDRAW};

pub const RULE: Rule = Rule {
    name: "unknown-step",
    severity: Severity::Error,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("unknown_step.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    let portfolio = context.input.portfolio;
    for signoff in portfolio
        .of_kind(KindId::signoff())
        .filter_map(Signoff::read)
    {
        let Some(scheme) = context.scheme(signoff.award.scheme()) else {
            continue;
        };
        let Some(scheme) = scheme.part_for(signoff.award) else {
            continue;
        };
        if scheme.step(signoff.step).is_some()
            || [WITHDRAW, RETURN, DECLINE].contains(&signoff.step)
        {
            continue;
        }
        let step = Safe(signoff.step);
        let message = format!("{} has no step called `{step}`", scheme.title);
        let known = scheme.steps.iter().map(|step| step.id.as_str());
        // An edit would change what was signed, so none is offered.
        let question = did_you_mean::question(signoff.step, known);
        let place = signoff_findings::field_span(&signoff, "signoff");
        out.push(
            RULE.finding(&signoff.record.path, place, message)
                .remedies(question.map(Remedy::advice)),
        );
    }
}
