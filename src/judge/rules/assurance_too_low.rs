//! A sign-off with less proof than the scheme asks for.

use super::{Context, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::judge::signoffs;
use crate::signoff::Problem;

pub const RULE: Rule = Rule {
    name: "assurance-too-low",
    severity: Severity::Error,
    allowable: false,
    source: include_str!("assurance_too_low.rs"),
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    signoffs::each_problem(context, |award, state, signoff, problem| {
        if let Problem::AssuranceTooLow { has, needs } = problem {
            let message = format!("{}: \u{201c}{}\u{201d} is {}; the scheme asks for {}", award.award.title, state.step.id, has.name(), needs.name());
            out.push(RULE.found(&signoff.record.path, signoffs::place(signoff, "proof"), message).help("sign with a key, which this version of cpd cannot verify yet"));
        }
    });
}
