//! Details that identify somebody else.

use super::{Context, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::judge::identifiers;

pub const RULE: Rule = Rule {
    name: "personal-data",
    severity: Severity::Error,
    allowable: true,
    source: include_str!("personal_data.rs"),
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let own: Vec<&str> = context.case.portfolio.people().flat_map(|person| person.emails()).collect();
    for record in context.written() {
        let text = context.text_of(record);
        for finding in identifiers::find(text).into_iter().filter(|finding| !own.contains(&finding.span.of(text))) {
            // The value itself is never printed, in any format.
            let message = format!("this looks like {}", finding.what);
            let help = "take it out before it becomes history; if it is meant to be here, add `allow: [personal-data]` at the top";
            out.push(RULE.found(&record.path, finding.span, message).help(help).secret());
        }
    }
}
