//! A step of somebody else taken by the owner.

use super::{Context, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::judge::signoffs;
use crate::signoff::Problem;
use crate::text::words;

pub const RULE: Rule = Rule {
    name: "self-endorsement",
    severity: Severity::Error,
    allowable: false,
    source: include_str!("self_endorsement.rs"),
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    signoffs::each_problem(context, |award, state, signoff, problem| {
        if let Problem::SelfEndorsement = problem {
            let message = format!("{}: \u{201c}{}\u{201d} cannot be signed by the owner of the portfolio", award.award.title, state.step.id);
            out.push(RULE.found(&signoff.record.path, signoffs::place(signoff, "by"), message).help(format!("ask whoever is your {}", words::spaced(state.step.by.role()))));
        }
    });
}
