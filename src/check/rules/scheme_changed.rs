//! A sign-off was made for another version of the scheme. It is not valid, because the
//! signer had other requirements in front of them.
//!
//! The rule applies until the award is granted. It also finds a sign-off for the same
//! version if the text of that version has changed since.
//!
//! ## Example
//!
//! ```yaml
//! signoff: sign
//! award: lancaster/silver
//! scheme: { id: lancaster, version: 1.0.0 }
//! ```
//!
//! `cpd.yaml` now says `lancaster: 1.1.0`.
//!
//! ## To correct it
//!
//! 1. See what the scheme asks for now: `cpd scheme show lancaster`.
//! 2. Have every step signed again, from the first: `cpd sign silver`, `cpd endorse silver`
//!    and so on.
//!
//! If the version was changed by mistake, put the earlier one back in `cpd.yaml`. The
//! sign-offs are then valid again.

use super::{Rule, RuleContext, RuleSubject};
use crate::check::signoff_findings;
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::signoff::SignoffProblem;

pub const RULE: Rule = Rule {
    name: "scheme-changed",
    severity: Severity::Warning,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("scheme_changed.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    signoff_findings::for_each_problem(context, |checked, problem| {
        let SignoffProblem::SchemeChanged { version } = problem else {
            return;
        };
        let message = format!(
            "{checked} was signed for version {version} of the scheme, which has changed since"
        );
        let found = RULE.finding(checked.path(), checked.field_span("scheme"), message);
        out.push(
            found
                .severity(checked.severity(context))
                .remedy(checked.retake_remedy("", "sign again", context)),
        );
    });
}
