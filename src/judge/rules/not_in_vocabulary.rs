//! A word that is none of those the field takes.

use super::{Context, Rule, label_at};
use crate::diagnostic::{Diagnostic, Severity};
use crate::portfolio::Fault;
use crate::text::did_you_mean;

pub const RULE: Rule = Rule {
    name: "not-in-vocabulary",
    severity: Severity::Error,
    allowable: false,
    source: include_str!("not_in_vocabulary.rs"),
    check,
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for (found, fault) in context.faults() {
        if let Fault::NotInVocabulary { field, word, at, known, origin } = fault {
            let message = format!("`{word}` is not one of the words for `{field}`");
            let mut diagnostic = RULE.found(&found.path, *at, message).help(format!("it may be: {}", known.join(", ")));
            if let Some(question) = did_you_mean::question(word, known.iter().map(String::as_str)) {
                diagnostic = diagnostic.label(question);
            }
            if let Some(origin) = origin {
                diagnostic = diagnostic.related(label_at(origin, "the words are listed here"));
            }
            out.push(diagnostic);
        }
    }
}
