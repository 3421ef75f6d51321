//! The record that somebody means, however they name it.

use super::failure::Failure;
use super::session::Session;
use super::workspace::CliWorkspace;
use crate::app::lookup;
use crate::domain::portfolio::Record;

/// Returns the record of this name or, if there is none, the one with these words in its title.
pub fn find_record<'w>(
    name: &str,
    workspace: &'w CliWorkspace,
    session: &mut Session,
) -> Result<&'w Record, Failure> {
    let portfolio = &workspace.portfolio;
    let mut found = lookup::matching(portfolio, name);
    if found.is_empty() {
        found = lookup::with_title_words(portfolio, name);
    }
    match found.as_slice() {
        [one] => Ok(one),
        several if several.len() > 1 && session.interactive => {
            let options: Vec<String> = several
                .iter()
                .map(|record| format!("{} ({})", record.title(), record.path))
                .collect();
            let question = "Which record do you mean?";
            let chosen = session.prompter.choose(question, &options)?;
            Ok(several[chosen])
        }
        [] => Ok(lookup::record(portfolio, name)?),
        several => Err(lookup::ambiguous(name, several).into()),
    }
}
