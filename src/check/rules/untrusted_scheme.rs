//! A sign-off was made by a scheme that is not the trusted one.
//!
//! ## What it checks
//!
//! Who may sign, and what an award asks for, is taken from the trusted revision: in a pull
//! request the branch it goes into, else what the repository's own branch has. This finds a
//! sign-off that was made by other rules than those, such as a scheme that was changed in the
//! same pull request, or one that the trusted revision does not have at all.
//!
//! ## Why it matters
//!
//! Whoever could change the rules and be signed off by them at the same time would need no
//! rules.
//!
//! ## Example
//!
//! ```text
//! this pull request:  schemes/lancaster/1.0.0/scheme.yaml  asks for one journal
//! its base, main:     schemes/lancaster/1.0.0/scheme.yaml  asks for three
//! ```
//!
//! ## How to resolve
//!
//! Bring the new scheme in first, by a pull request of its own that those who look after it
//! approve. Then sign.

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
    signoff_findings::for_each_problem(context, |at, problem| {
        let SignoffProblem::UntrustedScheme = problem else {
            return;
        };
        let message = format!("{at} was made by a scheme that the trusted revision does not have");
        let help = "let the scheme be accepted first, then sign again";
        out.push(
            RULE.finding(at.path(), at.field_span("scheme"), message)
                .help(help),
        );
    });
}
