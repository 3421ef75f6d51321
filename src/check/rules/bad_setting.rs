//! A setting of the portfolio is missing or wrong. Sign-offs are valid for one portfolio
//! and one owner, so cpd needs to know both.
//!
//! In `cpd.yaml`, `portfolio` and `owner` are required, and every scheme needs its version.
//! If there is a line `cpd`, it must be 1. In `trust/people.yaml`, every person needs
//! details such as `id` and `name`.
//!
//! ## Example
//!
//! ```yaml
//! cpd: 1
//! portfolio: 0197e0c2-5b1e-7c3a-9d52-3f1f4f0a6b21
//! schemes: { lancaster: 1.0.0 }
//! ```
//!
//! There is no `owner`, so cpd does not know whose portfolio this is.
//!
//! ## To correct it
//!
//! Add or correct the line that the finding names. In a new portfolio, `cpd init` writes
//! all of them.
//!
//! Do not change the `portfolio` id after anybody has signed, because their sign-offs name
//! it. If `cpd` is not 1, use the version of cpd that made the portfolio.

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
