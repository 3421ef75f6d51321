//! A sign-off judged by another version of the scheme.

use super::{Context, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::judge::signoffs;
use crate::signoff::Problem;

pub const RULE: Rule = Rule {
    name: "scheme-changed",
    severity: Severity::Warning,
    allowable: false,
    source: include_str!("scheme_changed.rs"),
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    signoffs::each_problem(context, |award, state, signoff, problem| {
        if let Problem::SchemeChanged { version } = problem {
            let message = format!("{}: \u{201c}{}\u{201d} was signed under version {version} of the scheme, which has changed since", award.award.title, state.step.id);
            out.push(RULE.found(&signoff.record.path, signoffs::place(signoff, "scheme"), message).help(format!("sign again: `{}`", signoffs::command(state.step, &award.id, context.case.portfolio))));
        }
    });
}
