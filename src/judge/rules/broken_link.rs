//! A link in the text to a file that is not there.

use super::{Context, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::judge::links;
use crate::source;
use crate::text::{Safe, did_you_mean};

pub const RULE: Rule = Rule {
    name: "broken-link",
    severity: Severity::Warning,
    allowable: true,
    source: include_str!("broken_link.rs"),
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for record in context.written() {
        let base = source::folder(&record.path);
        for link in record.document.outline.links.iter().filter(|link| links::is_local(&link.target)) {
            let target = links::decoded(link.target.split('#').next().unwrap_or_default());
            if let Some(path) = source::resolve(base, &target)
                && !target.is_empty()
                && context.case.portfolio.snapshot.get(&path).is_none()
            {
                let message = format!("this link leads to `{}`, which is not there", Safe(&path));
                let near = context.records().map(|record| record.path.as_str());
                out.push(RULE.found(&record.path, link.span, message).maybe_help(did_you_mean::question(&path, near)));
            }
        }
    }
}
