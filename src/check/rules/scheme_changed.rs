//! A sign-off was made under another version of the scheme.
//!
//! ## What it checks
//!
//! A sign-off records which version of the scheme it was made under, and exactly what
//! that version said. Until the award is closed, this finds a sign-off made under another
//! version than `cpd.yaml` names now, or under the same version before its words were
//! changed.
//!
//! ## Why it matters
//!
//! The person who signed had other requirements in front of them. Once an award is
//! closed, a new version makes no difference to it.
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
//! ## How to resolve
//!
//! See with `cpd scheme show lancaster` what is asked for now. Then take each step again,
//! from the first: `cpd sign silver`, `cpd endorse silver` and so on. If the version was
//! changed by mistake, put the earlier one back in `cpd.yaml`, and the sign-offs count
//! again.

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
    signoff_findings::for_each_problem(context, |at, problem| {
        let SignoffProblem::SchemeChanged { version } = problem else {
            return;
        };
        let message = format!(
            "{at} was signed under version {version} of the scheme, which has changed since"
        );
        let found = RULE.finding(at.path(), at.field_span("scheme"), message);
        out.push(
            found
                .severity(at.severity(context))
                .remedy(at.retake_remedy("sign again", context)),
        );
    });
}
