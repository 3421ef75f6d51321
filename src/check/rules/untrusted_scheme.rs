//! A sign-off was made by a scheme that is not the trusted one. It is not valid: nobody may
//! change the requirements and be signed off by them at the same time.
//!
//! cpd takes the people and the requirements from the trusted revision. In a pull request,
//! that is the branch that it goes into. Otherwise it is the repository's own branch.
//!
//! ## Example
//!
//! ```text
//! this pull request:  schemes/lancaster/1.0.0/scheme.yaml  asks for one journal
//! its base, main:     schemes/lancaster/1.0.0/scheme.yaml  asks for three
//! ```
//!
//! ## To correct it
//!
//! 1. Propose the new scheme in its own pull request.
//! 2. Wait until the people who look after the scheme have approved it.
//! 3. Sign.

use super::{Rule, RuleContext, RuleSubject};
use crate::check::signoff_findings;
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::signoff::SignoffProblem;

pub const RULE: Rule = Rule {
    name: "untrusted-scheme",
    severity: Severity::Error,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("untrusted_scheme.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    signoff_findings::for_each_problem(context, |checked, problem| {
        let SignoffProblem::UntrustedScheme = problem else {
            return;
        };
        let message = format!("{checked} was made by a scheme that is not the trusted one");
        let help = "have the scheme approved first, then sign again";
        out.push(
            RULE.finding(checked.path(), checked.field_span("scheme"), message)
                .help(help),
        );
    });
}
