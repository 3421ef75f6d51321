//! Sentences about work of git that is not finished and about copies that shared folders
//! make. Each command that shows where a portfolio stands says the same.

use crate::base::text::words;
use crate::check::rules::{cannot_save, conflict_copy};
use crate::domain::finding::Diagnostic;

/// Returns a sentence for each such finding, three at most, and one for the rest.
pub fn repository_notices(findings: &[Diagnostic]) -> Vec<String> {
    let rules = [cannot_save::RULE.id(), conflict_copy::RULE.id()];
    let found = findings.iter().filter(|found| rules.contains(&found.rule));
    let found: Vec<&Diagnostic> = found.collect();
    let mut notices: Vec<String> = found
        .iter()
        .take(words::MOST_NAMED)
        .map(|found| sentence(found))
        .collect();
    if let Some(more @ 1..) = found.len().checked_sub(words::MOST_NAMED) {
        let more = words::count_noun(more, "other file", "other files");
        notices.push(format!("The same is true of {more}."));
    }
    notices
}

fn sentence(found: &Diagnostic) -> String {
    let advice = found.remedies.first().map(|remedy| remedy.says.as_str());
    let message = if found.rule == conflict_copy::RULE.id() {
        format!("{}: {}", found.at.path, found.message)
    } else {
        words::capitalise(&found.message)
    };
    match advice {
        Some(advice) => format!("{message}; {advice}."),
        None => format!("{message}."),
    }
}
