//! A sign-off does not follow from the one before it.
//!
//! ## What it checks
//!
//! The steps of a sign-off form a chain: each names the exact sign-off before it. This
//! finds a step that does not name the one that stands before it now. It also finds a
//! step that covers other contents than the step before, where the scheme has both cover
//! the same records.
//!
//! ## Why it matters
//!
//! The chain shows that your manager endorsed the very words you signed, and not earlier
//! ones. A step that has come loose does not count.
//!
//! ## Example
//!
//! ```yaml
//! signoff: endorse
//! by: priya-shah
//! after: { path: signoffs/lancaster/silver/2026-06-01T090000Z-sign-sam-carter.md }
//! ```
//!
//! Sam signed again on 2 June, so this endorsement follows a sign-off that no longer
//! stands.
//!
//! ## How to resolve
//!
//! Take the step again with the command that the finding shows, such as
//! `cpd endorse silver`, and then each step after it. Each is taken by the person whose
//! step it is. The earlier file can stay: the newest that fits is the one that counts.

use super::{Rule, RuleContext, RuleSubject};
use crate::check::signoff_findings;
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
    signoff_findings::for_each_problem(context, |at, problem| {
        let why = match problem {
            SignoffProblem::NotAfter => "does not follow the sign-off that stands before it",
            SignoffProblem::OtherSubjects => "covers other contents than the step before it",
            _ => return,
        };
        let says = "when an earlier step is taken again, so are those after it";
        let found = RULE.finding(at.path(), at.field_span("after"), format!("{at} {why}"));
        let found = found.severity(at.severity(context));
        out.push(found.remedy(at.retake_remedy(says, context)));
    });
}
