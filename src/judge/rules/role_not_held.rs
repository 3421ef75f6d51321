//! A sign-off by somebody who did not hold the role that day.

use super::{Context, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::judge::signoffs;
use crate::signoff::Problem;
use crate::text::words;

pub const RULE: Rule = Rule {
    name: "role-not-held",
    severity: Severity::Error,
    allowable: false,
    source: include_str!("role_not_held.rs"),
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    signoffs::each_problem(context, |award, state, signoff, problem| {
        if let Problem::RoleNotHeld { by, role } = problem {
            let message = format!("{}: {by} was not {} on {}", award.award.title, words::spaced(role), signoff.on.date_naive());
            out.push(RULE.found(&signoff.record.path, signoffs::place(signoff, "by"), message).help(format!("the step \u{201c}{}\u{201d} is for whoever holds that role; trust/people.yaml says who and when", state.step.id)));
        }
    });
}
