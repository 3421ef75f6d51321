//! A name that no record has.

use super::{Context, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::portfolio::Fault;
use crate::text::{Safe, did_you_mean};

pub const RULE: Rule = Rule {
    name: "broken-reference",
    severity: Severity::Error,
    allowable: false,
    source: include_str!("broken_reference.rs"),
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for (found, fault) in context.faults() {
        if let Fault::BrokenReference { kind, id, at } = fault {
            let kinds = &context.case.portfolio.kinds;
            let noun = kinds.get(kind).map_or_else(|| kind.clone(), crate::schema::Kind::noun);
            let ids: Vec<&str> = context.case.portfolio.of_kind(kind).map(|record| record.id.as_str()).collect();
            let shown = Safe(id).to_string();
            let diagnostic = RULE.found(&found.path, *at, format!("there is no {noun} called `{shown}`"));
            let folder = kinds.get(kind).map(crate::schema::Kind::path).unwrap_or_default();
            out.push(match did_you_mean::question(id, ids.iter().copied()) {
                Some(question) => diagnostic.label(question),
                None if ids.is_empty() => diagnostic.help(format!("make one with `cpd new {kind}`")),
                None => diagnostic.help(format!("use the name of a file in {folder}, without `.md`")),
            });
        }
    }
}
