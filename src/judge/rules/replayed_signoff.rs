//! A sign-off that was made for another portfolio or person.

use super::{Context, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::judge::signoffs;
use crate::signoff::Problem;

pub const RULE: Rule = Rule {
    name: "replayed-signoff",
    severity: Severity::Error,
    allowable: false,
    source: include_str!("replayed_signoff.rs"),
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    signoffs::each_problem(context, |award, state, signoff, problem| {
        if let Problem::Replayed { what } = problem {
            let message = format!("{}: \u{201c}{}\u{201d} was signed for another {what}", award.award.title, state.step.id);
            out.push(RULE.found(&signoff.record.path, signoffs::place(signoff, "portfolio"), message).help("it counts only where it was made; sign here again"));
        }
    });
}
