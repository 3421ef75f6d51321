//! `cpd plan`: needs, what is done about them, and what came of it, as one view.

use crate::app::reports::plan::plan;
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::format::{self, HUMAN};
use crate::cli::session::Session;
use crate::cli::workspace::CliWorkspace;
use crate::views::plan::PlanView;

/// Show your plan: targets, activities and outcomes, with hours and spending
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd plan\n  cpd plan --plain                   print one sentence on each line\n  cpd plan --format json             for programs"
)]
pub struct PlanArgs {
    /// Output format
    #[arg(long, default_value = HUMAN, value_name = "FORMAT", value_parser = format::format_names::<PlanView>())]
    pub format: String,
}

pub fn run(args: &PlanArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = CliWorkspace::open(session)?;
    let view = plan(&workspace.portfolio, session.today);
    format::print(&view, &args.format, session)?;
    if format::is_for_people(&args.format) {
        super::print_unreadable_records(&workspace.portfolio, session)?;
    }
    Ok(ExitKind::Clean)
}
