//! What pressing Approve on a pull request would cover, for whoever is about to: a few
//! lines of Markdown that a forge shows beside the result of the check.

use std::path::Path;

use super::error::Failure;
use super::session::Session;
use super::workspace::Workspace;
use crate::adapters::disk::{self, write};
use crate::app::signoff::eligibility::Eligibility;
use crate::app::signoff::preview::{covered, line};
use crate::app::signoff::record_reviews::awards;
use crate::base::files::LARGEST_EVIDENCE;
use crate::base::text::words;
use crate::check::Judgement;
use crate::domain::finding::Severity;
use crate::domain::id::AwardRef;
use crate::domain::schema::By;

/// Adds the summary to the end of a file.
pub fn write(
    file: &Path,
    base: &str,
    judgement: &Judgement<'_>,
    workspace: &Workspace,
    session: &Session,
) -> Result<(), Failure> {
    let text = text(base, judgement, workspace, session)?;
    let place = session.folder.join(file);
    let mut whole = disk::read_at_most(&place, LARGEST_EVIDENCE).unwrap_or_default();
    whole.extend_from_slice(text.as_bytes());
    write::overwrite(&place, &whole)?;
    Ok(())
}

fn text(
    base: &str,
    judgement: &Judgement<'_>,
    workspace: &Workspace,
    session: &Session,
) -> Result<String, Failure> {
    let repo = workspace.repo()?;
    let missing = |name: &str| {
        Failure::failed(format!("{name} is not in this clone"))
            .hint("fetch it first: `git fetch origin`")
    };
    let from = repo.commit_named(base).ok_or_else(|| missing(base))?;
    let head = repo.commit_named("HEAD").ok_or_else(|| missing("HEAD"))?;
    let awards = awards(&from, &head, &workspace.portfolio, &repo)?;
    let mut text = String::from("## What Approve would cover\n\n");
    if awards.is_empty() {
        text.push_str("This pull request asks for no award. Approving it endorses nothing.\n");
    }
    for award in &awards {
        text.push_str(&of_award(award, judgement, workspace, session));
    }
    text.push_str(&format!("\n{}\n", state(judgement)));
    Ok(text)
}

fn of_award(
    award: &AwardRef,
    judgement: &Judgement<'_>,
    workspace: &Workspace,
    session: &Session,
) -> String {
    let portfolio = &workspace.portfolio;
    let owner = portfolio.owner().map_or("the owner", |owner| owner.name());
    let scheme = portfolio.scheme(award.scheme());
    let step = scheme.and_then(|scheme| scheme.steps.iter().find(|step| step.by != By::Owner));
    let name = award.name();
    let title = judgement
        .award(award)
        .map_or(name.as_ref(), |verdict| verdict.title.as_str());
    let Some(step) = step else {
        return format!("**{}** needs nobody else's word.\n", escaped(title));
    };
    let eligible = match Eligibility::of(&step.id, award, judgement, portfolio) {
        Ok(eligible) => eligible,
        Err(failure) => {
            let why = Failure::from(failure).in_words();
            return format!(
                "**{}** cannot be endorsed as it is: {}. Approving would count for nothing.\n",
                escaped(title),
                escaped(&why)
            );
        }
    };
    let role = words::spaced(step.by.role());
    let mut text = format!(
        "Pressing **Approve** declares: \"I am {}'s {role}, and this is a fair account.\" It endorses **{}**, and covers:\n\n",
        escaped(owner),
        escaped(title)
    );
    for record in covered(&eligible, portfolio, session.today) {
        text.push_str(&format!("- {}\n", escaped(&line(record, portfolio))));
    }
    text
}

/// What the check found, in a sentence.
fn state(judgement: &Judgement<'_>) -> String {
    let errors = judgement.count(Severity::Error);
    if errors == 0 {
        return "The check found no errors.".to_owned();
    }
    let errors = words::counted(errors, "error", "errors");
    format!("The check found {errors}; they are marked beside the lines they are in.")
}

/// Words that mean nothing to Markdown or HTML.
fn escaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\n' | '\r') {
            plain.push(' ');
            continue;
        }
        if c.is_ascii_punctuation() && !matches!(c, '.' | ',' | ';' | ':' | '\'' | '"' | '-' | '?')
        {
            plain.push('\\');
        }
        plain.push(c);
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn a_title_is_only_words() {
        assert_eq!(
            escaped("a *b* <c> [d](e)\nf"),
            "a \\*b\\* \\<c\\> \\[d\\]\\(e\\) f"
        );
        assert_eq!(
            escaped("What minutes are for, 3.5 hours"),
            "What minutes are for, 3.5 hours"
        );
    }
}
