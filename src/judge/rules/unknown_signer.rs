//! A sign-off was made by somebody the portfolio does not know.
//!
//! ## What it checks
//!
//! Every sign-off says who made it, under `by`. This finds an id that nobody in
//! `trust/people.yaml` has.
//!
//! ## Why it matters
//!
//! cpd cannot tell what role an unknown person held, so their sign-off does not count.
//!
//! ## Example
//!
//! ```yaml
//! signoff: endorse
//! by: p-shah
//! role: line-manager
//! ```
//!
//! `trust/people.yaml` has Priya Shah as `priya-shah`.
//!
//! ## How to resolve
//!
//! If somebody is missing and is who they say they are, add them to `trust/people.yaml`
//! under that id, with `cpd new person`. If the id has a slip in it, leave the sign-off
//! as it is, and have the person take the step again under their own id, for instance
//! with `cpd endorse silver`.

use super::{Context, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::judge::signoffs;
use crate::signoff::Problem;
use crate::text::Safe;

pub const RULE: Rule = Rule {
    name: "unknown-signer",
    severity: Severity::Error,
    allowable: false,
    source: include_str!("unknown_signer.rs"),
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    signoffs::each_problem(context, |at, problem| {
        let Problem::UnknownSigner { by } = problem else {
            return;
        };
        let message = format!(
            "{at} is signed by `{}`, who is not in trust/people.yaml",
            Safe(by)
        );
        let found = RULE.found(at.path(), at.place("by"), message);
        out.push(found.help("add them with `cpd new person`, if they are who they say"));
    });
}
