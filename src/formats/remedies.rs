//! Says in words what to do about a finding: the help line of every text format.

use super::command_line::shell_command;
use crate::base::text::{Shell, words};
use crate::domain::finding::Diagnostic;
use crate::domain::remedy::{Action, Remedy};
use crate::views::scheme_diff::RemedyWording;

/// The words of this module for people at a shell, for a view that keeps them.
pub struct WordingFor(pub Shell);

impl RemedyWording for WordingFor {
    fn remedy(&self, remedy: &Remedy) -> Option<String> {
        remedy_text(remedy, self.0)
    }

    fn help(&self, finding: &Diagnostic) -> Option<String> {
        help(finding, self.0)
    }
}

/// Returns what to do about a finding, in one line.
pub fn help(diagnostic: &Diagnostic, shell: Shell) -> Option<String> {
    // A question beside the words asks for the edit already.
    let asked = !diagnostic.at.text.is_empty();
    let shown = diagnostic
        .remedies
        .iter()
        .filter(|remedy| !(asked && matches!(remedy.action, Action::Edit(_))));
    let texts: Vec<String> = shown
        .filter_map(|remedy| remedy_text(remedy, shell))
        .collect();
    (!texts.is_empty()).then(|| words::join_clauses(texts.iter().map(String::as_str)))
}

/// Returns a remedy with its command, such as ``sign again: `cpd sign silver` ``.
/// `None` if nothing of it can be shown.
pub fn remedy_text(remedy: &Remedy, shell: Shell) -> Option<String> {
    let command = match &remedy.action {
        Action::Invoke(what) => shell_command(what, shell).map(|command| format!("`{command}`")),
        Action::Edit(_) | Action::Look(_) | Action::Advice => None,
    };
    match (remedy.says.as_str(), command) {
        ("", command) => command,
        (says, None) => Some(says.to_owned()),
        (says, Some(command)) => Some(format!("{says}: {command}")),
    }
}
