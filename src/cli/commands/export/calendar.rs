//! `cpd export calendar`: everything that has a day, for a calendar program.

use std::path::PathBuf;

use super::single_file;
use crate::app::reports::calendar::calendar;
use crate::cli::commands;
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::format::SHELL;
use crate::cli::session::Session;
use crate::cli::workspace::CliWorkspace;
use crate::formats;

/// Take out everything that has a day, for a calendar
#[derive(Debug, clap::Args)]
#[command(
    after_help = "It has your records on their days, and what is planned, due or running out. If you open a newer\nfile in the same calendar, entries are replaced and none is doubled.\n\nExamples:\n  cpd export calendar -o cpd.ics"
)]
pub struct ExportCalendarArgs {
    /// The file to write [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

pub fn run(args: &ExportCalendarArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = CliWorkspace::open(session)?;
    let found = calendar(workspace.check_input_for(session, None));
    let mut bytes = Vec::new();
    formats::calendar::write(&found, SHELL, &mut bytes)?;
    single_file::write(&bytes, args.output.as_deref(), session)?;
    commands::print_unreadable_records(&workspace.portfolio, session)?;
    Ok(ExitKind::Clean)
}
