//! `cpd scheme drop`: stop following a scheme.

use crate::app::scheme::drop::plan;
use crate::base::text::{Safe, words};
use crate::cli::apply_change::DryRun;
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::session::Session;
use crate::cli::workspace::CliWorkspace;
use crate::domain::portfolio::CONFIG;

/// Stop following a scheme in this portfolio, and keep its records
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd scheme drop rics\n  cpd scheme drop rics --dry-run    shows what would happen"
)]
pub struct SchemeDropArgs {
    /// The scheme, by its id
    #[arg(value_name = "SCHEME")]
    pub id: String,
    #[command(flatten)]
    pub dry_run: DryRun,
}

pub fn run(args: &SchemeDropArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = CliWorkspace::open(session)?;
    let drop = plan(&workspace.portfolio, workspace.base(), &args.id)?;
    if !drop.unread.is_empty() {
        let says = format!(
            "No other scheme has records of this kind, so cpd will keep these files and no longer \
             read them: {}.",
            words::some(&drop.unread)
        );
        writeln!(session.err, "{}", Safe(&says))?;
    }
    if !args
        .dry_run
        .apply_or_show(&drop.changes, &workspace, session)?
    {
        return Ok(ExitKind::Clean);
    }
    writeln!(session.out, "{CONFIG}")?;
    writeln!(
        session.err,
        "This portfolio no longer follows {0}. To follow it again: `cpd scheme adopt {0}`.",
        Safe(&args.id)
    )?;
    Ok(ExitKind::Clean)
}
