//! `cpd save`: check, then commit with a message that says what changed.

use std::collections::BTreeSet;

use crate::app::portfolio::save::{
    PreparedSave, SaveChoices, SaveError, SaveRequest, Saved, prepare_save,
};
use crate::app::ports::MissingFile;
use crate::base::text::{Safe, words};
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::format;
use crate::cli::session::Session;
use crate::cli::workspace::CliWorkspace;

/// Check what you wrote and save it in git
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd save\n  cpd save -m \"Tidy the bronze journals\"\n  cpd save --all"
)]
pub struct SaveArgs {
    /// The message of the save [default: what changed]
    #[arg(short, long, value_name = "WORDS")]
    pub message: Option<String>,
    /// Save even if there are errors
    #[arg(long)]
    pub anyway: bool,
    /// Save every change, also other files and the removal of whole folders
    #[arg(long)]
    pub all: bool,
}

pub fn run(args: &SaveArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = CliWorkspace::open(session)?;
    let request = SaveRequest {
        says: args.message.as_deref(),
        despite_errors: args.anyway,
    };
    let prepared = prepare_save(&workspace, request);
    if let Err(SaveError::Errors(errors)) = &prepared {
        format::print(&**errors, &session.format.clone(), session)?;
        session.out.flush()?;
    }
    let Some(prepared) = prepared? else {
        writeln!(session.out, "Nothing has changed since the last save.")?;
        return Ok(ExitKind::Clean);
    };
    let choices = choose(&prepared, args.all, session)?;
    let mut notes = describe_left_out(&prepared, choices);
    notes.extend(prepared.notices.iter().cloned());
    let is_incomplete = prepared.missing().next().is_some()
        || !session.interactive && !choices.vanished && !prepared.vanished().is_empty();
    let (errors, warnings) = (prepared.errors, prepared.warnings);
    match prepared.commit(choices)? {
        Some(saved) => print_saved(&saved, session)?,
        None => writeln!(session.out, "Nothing was saved.")?,
    }
    for line in notes {
        writeln!(session.err, "{}", Safe(&line))?;
    }
    print_remaining_findings(errors, warnings, session)?;
    Ok(if is_incomplete {
        ExitKind::Findings
    } else {
        ExitKind::Clean
    })
}

/// Names the files that a save renames and removes, before it is made. Asks about them, and about what
/// is not part of the portfolio, where somebody can be asked.
fn choose(
    prepared: &PreparedSave<'_>,
    all: bool,
    session: &mut Session,
) -> Result<SaveChoices, Failure> {
    let (others, removed, vanished) = (prepared.others(), prepared.removed(), prepared.vanished());
    if !prepared.renamed().is_empty() {
        let renamed = prepared.renamed().iter();
        let renamed: Vec<String> = renamed
            .map(|file| format!("{} to {}", file.from, file.to))
            .collect();
        let line = format!("This save renames {}.", words::some(&renamed));
        writeln!(session.err, "{}", Safe(&line))?;
    }
    if !removed.is_empty() {
        let line = format!("This save removes {}.", words::some(&removed));
        writeln!(session.err, "{}", Safe(&line))?;
    }
    if !vanished.is_empty() {
        writeln!(session.err, "{}", Safe(&describe_vanished(&vanished)))?;
    }
    if all || !session.interactive {
        return Ok(SaveChoices {
            others: all,
            removed: true,
            vanished: all,
        });
    }
    let mut ask = |files: &[&str], question: &str| {
        Ok::<_, Failure>(!files.is_empty() && session.prompter.confirm(question, false)?)
    };
    let unused = format!("No record uses {}. Save them too?", words::some(&others));
    Ok(SaveChoices {
        removed: ask(&removed, "Save that they were removed?")?,
        vanished: ask(&vanished, "Did you remove all of them yourself?")?,
        others: ask(&others, &unused)?,
    })
}

fn describe_vanished(files: &[&str]) -> String {
    let folders = files.iter().filter_map(|path| path.split('/').next());
    let folders: BTreeSet<&str> = folders.collect();
    let folders: Vec<&str> = folders.into_iter().collect();
    let (count, folders) = (
        words::count_noun(files.len(), "file", "files"),
        words::some(&folders),
    );
    format!(
        "All files are gone from {folders} ({count}). Is a disk or a shared folder not connected?"
    )
}

/// Returns a line for each sort of change that a save leaves out.
fn describe_left_out(prepared: &PreparedSave<'_>, choices: SaveChoices) -> Vec<String> {
    let (others, removed, vanished) = (prepared.others(), prepared.removed(), prepared.vanished());
    let mut lines = Vec::new();
    if !choices.others && !others.is_empty() {
        let others = words::some(&others);
        lines.push(format!(
            "Not saved, because no record uses them: {others}. To save them too: `cpd save --all`"
        ));
    }
    let kept: Vec<&str> = [(removed, choices.removed), (vanished, choices.vanished)]
        .into_iter()
        .filter(|(_, is_chosen)| !is_chosen)
        .flat_map(|(files, _)| files)
        .collect();
    if !kept.is_empty() {
        let kept = words::some(&kept);
        lines.push(format!(
            "Still in the portfolio: {kept}. To bring a file back: `git checkout HEAD -- FILE`. To remove them all: `cpd save --all`"
        ));
    }
    for (why, files) in prepared.missing() {
        let files = words::some(&files);
        lines.push(match why {
            MissingFile::NotDownloaded => format!(
                "Not downloaded, so not looked at: {files}. Let your shared folder keep them on this computer."
            ),
            MissingFile::NotCheckedOut => format!(
                "git was interrupted before it wrote {files}. To bring a file back: `git checkout HEAD -- FILE`"
            ),
        });
    }
    lines
}

fn print_saved(saved: &Saved, session: &mut Session) -> Result<(), Failure> {
    let files = words::count_noun(saved.files, "file", "files");
    writeln!(session.out, "Saved {files}: {}", Safe(&saved.summary))?;
    if saved.on_no_branch {
        writeln!(
            session.err,
            "This save is not on a branch (detached HEAD), so it is easily lost. Keep it with `git switch -c NAME`."
        )?;
    }
    if !saved.unfollowed.is_empty() {
        writeln!(
            session.err,
            "{}",
            Safe(&describe_unfollowed(&saved.unfollowed))
        )?;
    }
    Ok(())
}

fn describe_unfollowed(settings: &[String]) -> String {
    let settings: Vec<&str> = settings.iter().map(String::as_str).collect();
    format!(
        "cpd does not follow {} of git. If you need this, save with `git commit`.",
        words::join_all(&settings)
    )
}

fn print_remaining_findings(
    errors: usize,
    warnings: usize,
    session: &mut Session,
) -> Result<(), Failure> {
    let counted = |count, one, many| (count > 0).then(|| words::count_noun(count, one, many));
    let left = [
        counted(errors, "error", "errors"),
        counted(warnings, "warning", "warnings"),
    ];
    let left: Vec<String> = left.into_iter().flatten().collect();
    if !left.is_empty() {
        writeln!(
            session.err,
            "`cpd check` still shows {}.",
            words::join_all(&left)
        )?;
    }
    Ok(())
}
