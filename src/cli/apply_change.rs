//! A planned change at the terminal: shown, or asked about and made.

use super::failure::Failure;
use super::session::Session;
use super::workspace::CliWorkspace;
use crate::app::change::ChangeSet;
use crate::app::change::review::{LapsingSignoff, SignoffEffects};
use crate::base::calendar;
use crate::base::files::Sha256;
use crate::base::text::{Safe, words};
use crate::domain::finding::Diagnostic;

/// The cause of what happens to sign-offs, in a sentence.
const THIS_CHANGE: &str = "This change";

/// The options of commands that can show a change without making it.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct DryRun {
    /// Show what would change without changing it
    #[arg(long)]
    dry_run: bool,
    /// Make the change only if it is still the one that --dry-run showed
    #[arg(long, value_name = "DIGEST", value_parser = parse_digest)]
    expect: Option<Sha256>,
}

/// Reads the digest of a change as `--dry-run` or `--diff` prints it.
pub fn parse_digest(text: &str) -> Result<Sha256, String> {
    let digest = text.strip_prefix("sha256:").and_then(Sha256::parse);
    digest.ok_or_else(|| "copy the digest that was printed, from sha256: on".to_owned())
}

impl DryRun {
    /// Makes a change, or shows it where nothing is to be changed. Returns true if it was
    /// made.
    pub fn apply_or_show(
        self,
        changes: &ChangeSet,
        workspace: &CliWorkspace,
        session: &mut Session,
    ) -> Result<bool, Failure> {
        if let Some(shown) = self.expect {
            changes.require(shown)?;
        }
        if self.dry_run {
            show(changes, workspace, session)?;
        } else {
            apply(changes, workspace, session)?;
        }
        Ok(!self.dry_run)
    }
}

/// Says what a set of changes would do to sign-offs, asks whether to go on where somebody
/// can be asked, and applies it.
pub fn apply(
    changes: &ChangeSet,
    workspace: &CliWorkspace,
    session: &mut Session,
) -> Result<(), Failure> {
    confirm_effects(changes, workspace, session)?;
    Ok(workspace.apply(changes)?)
}

/// Says what a set of changes would do to sign-offs, and asks whether to go on where somebody
/// can be asked.
pub fn confirm_effects(
    changes: &ChangeSet,
    workspace: &CliWorkspace,
    session: &mut Session,
) -> Result<(), Failure> {
    let effects = workspace.signoff_effects(changes);
    confirm_any(&effects, THIS_CHANGE, "Make this change?", session)
}

/// Says what would happen to sign-offs, and asks whether to go on where somebody can be asked.
/// Says and asks nothing if nothing would.
pub fn confirm_any(
    effects: &SignoffEffects,
    cause: &str,
    question: &str,
    session: &mut Session,
) -> Result<(), Failure> {
    print_effects(effects, cause, session)?;
    if !effects.is_none() && session.interactive && !session.prompter.confirm(question, false)? {
        return Err(Failure::cancelled());
    }
    Ok(())
}

/// Asks whether to do something, which is named as in `write 3 activities`.
pub fn confirm(is_agreed: bool, what: &str, session: &mut Session) -> Result<(), Failure> {
    if is_agreed {
        return Ok(());
    }
    if !session.interactive {
        return Err(
            Failure::refused("nothing was written yet").hint(format!("to {what}, add `--yes`"))
        );
    }
    let question = format!("{}?", words::capitalise(what));
    match session.prompter.confirm(&question, true)? {
        true => Ok(()),
        false => Err(Failure::cancelled()),
    }
}

/// Shows the difference to each file, and what a check would say of it.
pub fn show(
    changes: &ChangeSet,
    workspace: &CliWorkspace,
    session: &mut Session,
) -> Result<(), Failure> {
    for file in changes.diff(workspace.base()) {
        for line in file.to_string().lines() {
            writeln!(session.out, "{}", Safe(line))?;
        }
    }
    let review = workspace.review(changes);
    list_findings("New finding", &review.new, session)?;
    list_findings("No longer found", &review.gone, session)?;
    print_effects(&review.signoffs, THIS_CHANGE, session)?;
    let digest = changes.digest();
    writeln!(
        session.err,
        "Nothing was changed. The digest of this change is sha256:{digest}."
    )?;
    Ok(())
}

/// Lists findings, three at most.
fn list_findings(title: &str, found: &[Diagnostic], session: &mut Session) -> Result<(), Failure> {
    for found in found.iter().take(words::MOST_NAMED) {
        let (path, message, rule) = (&found.at.path, &found.message, found.rule);
        let line = format!("{title}: {path}: {message} ({rule})");
        writeln!(session.err, "{}", Safe(&line))?;
    }
    if let Some(more @ 1..) = found.len().checked_sub(words::MOST_NAMED) {
        writeln!(
            session.err,
            "{title}: {} more",
            words::format_thousands(more)
        )?;
    }
    Ok(())
}

fn print_effects(
    effects: &SignoffEffects,
    cause: &str,
    session: &mut Session,
) -> Result<(), Failure> {
    if !effects.lapsing.is_empty() {
        let says = describe_lapsing(&effects.lapsing, cause);
        writeln!(session.err, "{}", Safe(&says))?;
    }
    for award in &effects.closed {
        writeln!(
            session.err,
            "{} is still granted, but its records will no longer match what was signed.",
            Safe(award)
        )?;
    }
    Ok(())
}

/// Returns one sentence about sign-offs that a change would void; names three at most.
fn describe_lapsing(lapsing: &[LapsingSignoff], cause: &str) -> String {
    let named = lapsing.iter().take(words::MOST_NAMED).map(|one| {
        let (award, step) = (&one.award, &one.step);
        format!(
            "{award} \u{201c}{step}\u{201d} of {}",
            calendar::format_long(one.on)
        )
    });
    let named: Vec<String> = named.collect();
    let (count, named) = (
        words::count_noun(lapsing.len(), "sign-off", "sign-offs"),
        words::join_some(&named, lapsing.len()),
    );
    format!("{cause} means that {count} will no longer be valid: {named}.")
}
