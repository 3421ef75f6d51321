//! `cpd save`: check, then commit with a message that says what changed.

use crate::app::portfolio::save::{SaveError, SaveRequest, Saved, save};
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
    let saved = save(&workspace, request);
    if let Err(SaveError::Errors(errors)) = &saved {
        format::print(&**errors, &session.format.clone(), session)?;
        session.out.flush()?;
    }
    match saved? {
        Saved::Nothing => {
            writeln!(session.out, "Nothing has changed since the last save.")?;
        }
        Saved::Committed {
            files,
            summary,
            on_no_branch,
            errors,
            warnings,
        } => {
            let files = words::count_noun(files, "file", "files");
            writeln!(session.out, "Saved {files}: {}", Safe(&summary))?;
            if on_no_branch {
                writeln!(
                    session.err,
                    "This save is not on a branch (detached HEAD), so it is easily lost. Keep it with `git switch -c NAME`."
                )?;
            }
            print_remaining_findings(errors, warnings, session)?;
        }
    }
    Ok(ExitKind::Clean)
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
