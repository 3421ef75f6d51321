//! A setting of the portfolio is missing or cannot be right.
//!
//! ## What it checks
//!
//! In `cpd.yaml`: `portfolio` and `owner` have to be there, `cpd` has to be 1 where it is
//! given, and every scheme needs its version. In `trust/people.yaml`: everybody in the
//! list needs named details, such as `id` and `name`.
//!
//! ## Why it matters
//!
//! A sign-off counts for one portfolio and one owner only, and the version of a scheme
//! decides what is asked for. cpd has to know all three.
//!
//! ## Example
//!
//! ```yaml
//! cpd: 1
//! portfolio: 0197e0c2-5b1e-7c3a-9d52-3f1f4f0a6b21
//! schemes: { lancaster: 1.0.0 }
//! ```
//!
//! There is no `owner`, so cpd cannot tell whose portfolio this is.
//!
//! ## How to resolve
//!
//! Add or correct the line that the finding names; `cpd init` writes all of them in a new
//! portfolio. Keep the `portfolio` id once anybody has signed, since their sign-offs name
//! it. If `cpd` is another number than 1, use the version of cpd that made the portfolio.

use super::{Rule, RuleContext, RuleSubject};
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::portfolio::Fault;

pub const RULE: Rule = Rule {
    name: "bad-setting",
    severity: Severity::Error,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("bad_setting.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    for (found, fault) in context.faults() {
        if let Fault::Config { at, message, help } = fault {
            out.push(RULE.finding(&found.path, *at, message).help(help));
        }
    }
}
