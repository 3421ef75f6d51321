//! `cpd rename`: another title or a name that fits, with every reference updated.

use crate::app::records::rename::plan;
use crate::base::text::Safe;
use crate::cli::apply_change::DryRun;
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::session::Session;
use crate::cli::workspace::CliWorkspace;

/// Change the title of a record, and update the records that refer to it
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd rename what-minutes-are-for \"What minutes are really for\"\n  cpd rename journals/2026-02-20-what-minutes-are-for.md"
)]
pub struct RenameArgs {
    /// The record, by name, title or path
    pub record: String,
    /// Its new title [default: keep the title, and name the file after its date and title]
    #[arg(value_name = "TITLE")]
    pub title: Option<String>,
    #[command(flatten)]
    pub dry_run: DryRun,
}

pub fn run(args: &RenameArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = CliWorkspace::open(session)?;
    let record = workspace.record(&args.record)?;
    let (portfolio, base) = (&workspace.portfolio, workspace.base());
    let renaming = plan(portfolio, base, record, args.title.as_deref())?;
    if !args
        .dry_run
        .apply_or_show(&renaming.changes, &workspace, session)?
    {
        return Ok(ExitKind::Clean);
    }
    writeln!(session.out, "{}", Safe(&renaming.path))?;
    for other in &renaming.updated {
        writeln!(session.err, "Updated the reference in {}.", Safe(other))?;
    }
    Ok(ExitKind::Clean)
}
