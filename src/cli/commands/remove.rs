//! `cpd remove`: take a record away, unless something would be lost by it.

use crate::app::records::remove::plan;
use crate::base::text::Safe;
use crate::cli::apply_change::DryRun;
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::session::Session;
use crate::cli::workspace::CliWorkspace;

/// Remove a record, unless others refer to it
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd remove 2026-02-20-what-minutes-are-for\n  cpd remove 2026-02-20-what-minutes-are-for --dry-run    shows what would happen"
)]
pub struct RemoveArgs {
    /// The record, by name, title or path
    pub record: String,
    /// Remove it even if other records refer to it or its latest text is not saved
    #[arg(long)]
    pub anyway: bool,
    #[command(flatten)]
    pub dry_run: DryRun,
}

pub fn run(args: &RemoveArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = CliWorkspace::open(session)?;
    let record = workspace.record(&args.record)?;
    let kept = is_saved_in_git(&workspace, &record.path)?;
    let (portfolio, base) = (&workspace.portfolio, workspace.base());
    let removal = plan(portfolio, base, record, kept, args.anyway)?;
    if !args
        .dry_run
        .apply_or_show(&removal.changes, &workspace, session)?
    {
        return Ok(ExitKind::Clean);
    }
    writeln!(session.out, "Removed {}", Safe(&record.path))?;
    for other in &removal.referring {
        writeln!(session.err, "{} still refers to it.", Safe(other))?;
    }
    if kept {
        writeln!(
            session.err,
            "Save this with `cpd save`. Earlier versions are kept in the history."
        )?;
    }
    Ok(ExitKind::Clean)
}

/// Returns true if git has the file just as it is.
fn is_saved_in_git(workspace: &CliWorkspace, path: &str) -> Result<bool, Failure> {
    let Some(repo) = workspace.repository_if_any()? else {
        return Ok(false);
    };
    let changed = repo.changes()?.iter().any(|change| change.path == path);
    Ok(!changed && repo.committed(path)?.is_some())
}
