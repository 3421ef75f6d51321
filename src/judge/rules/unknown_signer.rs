//! A sign-off by somebody the portfolio does not know.

use super::{Context, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::judge::signoffs;
use crate::signoff::Problem;

pub const RULE: Rule = Rule {
    name: "unknown-signer",
    severity: Severity::Error,
    allowable: false,
    source: include_str!("unknown_signer.rs"),
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    signoffs::each_problem(context, |award, state, signoff, problem| {
        if let Problem::UnknownSigner { by } = problem {
            let message = format!("{}: \u{201c}{}\u{201d} is signed by `{by}`, who is not in trust/people.yaml", award.award.title, state.step.id);
            out.push(RULE.found(&signoff.record.path, signoffs::place(signoff, "by"), message).help("add them with `cpd new person`, if they are who they say"));
        }
    });
}
