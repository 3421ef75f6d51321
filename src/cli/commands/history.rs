//! `cpd history [AWARD]`: who did what, when, in which commit, and how it is known.

use crate::app::reports::history::{award_of, history};
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::format::{self, HUMAN};
use crate::cli::session::Session;
use crate::cli::workspace::CliWorkspace;
use crate::views::history::Timeline;

/// Show who wrote, signed and withdrew what, when, and how it is proven
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  cpd history silver\n  cpd history --format json")]
pub struct HistoryArgs {
    /// The award [default: all records and awards]
    #[arg(value_name = "AWARD")]
    pub award: Option<String>,
    /// Output format
    #[arg(long, default_value = HUMAN, value_name = "FORMAT", value_parser = format::format_names::<Timeline>())]
    pub format: String,
}

pub fn run(args: &HistoryArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = CliWorkspace::open(session)?;
    let repo = workspace.repository()?;
    let case = workspace.check_input_for(session, None);
    let award = award_of(case, args.award.as_deref())?;
    let timeline = history(case, &repo.log()?, award.as_ref());
    format::print(&timeline, &args.format, session)?;
    if let Some(gap) = repo.lacks() {
        writeln!(session.err, "The history is incomplete: {gap}.")?;
        return Ok(ExitKind::Findings);
    }
    Ok(ExitKind::Clean)
}
