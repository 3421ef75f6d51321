//! `cpd save`: check, then commit with a message that says what changed.

use crate::app::portfolio::save::{SaveError, SaveRequest, prepare_save};
use crate::base::text::{Safe, words};
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::format;
use crate::cli::session::Session;
use crate::cli::workspace::CliWorkspace;

/// Check what you wrote and save it in git
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  cpd save\n  cpd save -m \"Tidy the bronze journals\"")]
pub struct SaveArgs {
    /// The message of the save [default: what changed]
    #[arg(short, long, value_name = "WORDS")]
    pub message: Option<String>,
    /// Save even if there are errors
    #[arg(long)]
    pub anyway: bool,
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
    print_removed(&prepared.removed(), session)?;
    let (errors, warnings) = (prepared.errors, prepared.warnings);
    let saved = prepared.commit()?;
    let files = words::count_noun(saved.files, "file", "files");
    writeln!(session.out, "Saved {files}: {}", Safe(&saved.summary))?;
    if saved.on_no_branch {
        writeln!(
            session.err,
            "This save is not on a branch (detached HEAD), so it is easily lost. Keep it with `git switch -c NAME`."
        )?;
    }
    print_remaining_findings(errors, warnings, session)?;
    Ok(ExitKind::Clean)
}

/// Most removed files that are named.
const MOST_REMOVED: usize = 10;

/// Names the files that a save removes, before it is made.
fn print_removed(removed: &[&str], session: &mut Session) -> Result<(), Failure> {
    for path in removed.iter().take(MOST_REMOVED) {
        writeln!(session.err, "This save removes {}.", Safe(path))?;
    }
    if removed.len() > MOST_REMOVED {
        let others = words::count_noun(removed.len() - MOST_REMOVED, "other file", "other files");
        writeln!(session.err, "It also removes {others}.")?;
    }
    Ok(())
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
