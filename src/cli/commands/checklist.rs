//! `cpd checklist [NAME]`: where somebody stands in each thing that a list asks for.

use crate::app::reports::checklist::checklist;
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::format::{self, HUMAN};
use crate::cli::session::Session;
use crate::cli::workspace::CliWorkspace;
use crate::views::checklist::ChecklistView;

/// Show which items of your checklists are done, which records show each item of a catalogue, and how amounts add up
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd checklist                      list every checklist\n  cpd checklist \"Subject leader\"\n  cpd checklist --format json        for programs"
)]
pub struct ChecklistArgs {
    /// The list, by name, title or path [default: all lists]
    #[arg(value_name = "NAME")]
    pub name: Option<String>,
    /// Output format
    #[arg(long, default_value = HUMAN, value_name = "FORMAT", value_parser = format::format_names::<ChecklistView>())]
    pub format: String,
}

pub fn run(args: &ChecklistArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = CliWorkspace::open(session)?;
    let portfolio = &workspace.portfolio;
    let input = workspace.check_input_for(session, None);
    let view = checklist(input, args.name.as_deref())?;
    format::print(&view, &args.format, session)?;
    if format::is_for_people(&args.format) {
        super::print_unreadable_records(portfolio, session)?;
    }
    Ok(ExitKind::Clean)
}
