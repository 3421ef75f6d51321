//! `cpd save`: check, then commit with a message that says what changed.

use crate::app::ports::Head;
use crate::base::text::{Safe, words};
use crate::check::Judgement;
use crate::cli::error::{ExitKind, Failure};
use crate::cli::format;
use crate::cli::save;
use crate::cli::session::Session;
use crate::cli::workspace::Workspace;
use crate::domain::finding::Severity;
use crate::views::check::Check;

/// Keep what you wrote: check it, then commit it to git
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  cpd save\n  cpd save -m \"Tidy the bronze journals\"")]
pub struct Args {
    /// Say what changed, instead of having it said
    #[arg(short, long, value_name = "WORDS")]
    pub message: Option<String>,
    /// Save even though there are errors
    #[arg(long)]
    pub anyway: bool,
}

pub fn run(args: &Args, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = Workspace::open(session)?;
    let repo = workspace.repository()?;
    if repo.is_busy() {
        return Err(
            Failure::refused("a merge or rebase is half done").hint("finish it with git first")
        );
    }
    let changes = repo.changes()?;
    if changes.is_empty() {
        writeln!(session.out, "Nothing has changed since the last save.")?;
        return Ok(ExitKind::Clean);
    }
    let judgement = workspace.judge(session, None);
    if judgement.has_errors() && !args.anyway {
        show_errors(&workspace, judgement, session)?;
        return Err(Failure::refused("not saved, since there are errors")
            .hint("mend them, or save with `--anyway`"));
    }
    let message = args
        .message
        .clone()
        .unwrap_or_else(|| save::message(&changes, &workspace.portfolio));
    let commit = repo.commit_all(&message, &workspace.author())?;
    let files = words::counted(changes.len(), "file", "files");
    writeln!(session.out, "Saved {files}: {}", Safe(&commit.summary))?;
    if repo.head()? == Head::Detached {
        writeln!(
            session.err,
            "You are on no branch (detached HEAD), so this save is easily lost: `git switch -c NAME` gives it one."
        )?;
    }
    let counted = |severity, one, many| {
        let count = judgement.count(severity);
        (count > 0).then(|| words::counted(count, one, many))
    };
    let still: Vec<String> = [
        counted(Severity::Error, "error", "errors"),
        counted(Severity::Warning, "warning", "warnings"),
    ]
    .into_iter()
    .flatten()
    .collect();
    if !still.is_empty() {
        writeln!(
            session.err,
            "There is still something to look at: `cpd check` shows {}.",
            words::list(&still)
        )?;
    }
    Ok(ExitKind::Clean)
}

/// The errors alone: warnings do not keep anything from being saved.
fn show_errors(
    workspace: &Workspace,
    judgement: Judgement<'_>,
    session: &mut Session,
) -> Result<(), Failure> {
    let check = Check::of(&workspace.portfolio, judgement);
    let errors = check.only(|found| found.severity == Severity::Error);
    format::print(&errors, &session.format.clone(), session)?;
    session.out.flush()?;
    Ok(())
}
