//! A standing obligation that is open.

use super::{Context, Rule, label_at};
use crate::diagnostic::{Diagnostic, Severity};
use crate::judge::{State, need};

pub const RULE: Rule = Rule {
    name: "unmet-duty",
    severity: Severity::Warning,
    allowable: false,
    source: include_str!("unmet_duty.rs"),
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for scheme in context.schemes {
        for duty in scheme.duties.iter().filter(|duty| duty.is_unmet()) {
            let (path, span) = context.pinned(&scheme.scheme.id);
            let message = format!("{}: {}", scheme.scheme.title, duty.criterion.says);
            let asked = label_at(&duty.criterion.origin, "the scheme says so here");
            let overdue = duty.outcome.state == State::Overdue && duty.criterion.severity == Severity::Error;
            let severity = if overdue { Severity::Error } else { duty.criterion.severity.min(Severity::Warning) };
            let mut diagnostic = RULE.found(path, span, message).severity(severity).related(asked);
            let need = duty.outcome.need.as_ref();
            diagnostic = diagnostic.maybe_help(need.map(|need| need::in_words(need, context.case.portfolio)));
            diagnostic.criterion = Some(format!("{}/{}", scheme.scheme.id, duty.criterion.id));
            out.push(diagnostic);
        }
    }
}
