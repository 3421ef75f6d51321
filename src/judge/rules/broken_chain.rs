//! A sign-off that does not name the one before it.

use super::{Context, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::judge::signoffs;
use crate::signoff::Problem;

pub const RULE: Rule = Rule {
    name: "broken-chain",
    severity: Severity::Warning,
    allowable: false,
    source: include_str!("broken_chain.rs"),
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    signoffs::each_problem(context, |award, state, signoff, problem| {
        if let Problem::NotAfter | Problem::OtherSubjects = problem {
            let message = match problem {
                Problem::OtherSubjects => format!("{}: \u{201c}{}\u{201d} covers other contents than the step before it", award.award.title, state.step.id),
                _ => format!("{}: \u{201c}{}\u{201d} does not follow the sign-off that stands before it", award.award.title, state.step.id),
            };
            out.push(RULE.found(&signoff.record.path, signoffs::place(signoff, "after"), message).help(format!("when an earlier step is signed again, so are those after it: `{}`", signoffs::command(state.step, &award.id, context.case.portfolio))));
        }
    });
}
