//! `cpd due`: what is due, overdue or running out.

use crate::app::lookup;
use crate::app::reports::due::{SOON, due};
use crate::base::calendar::Length;
use crate::check::CheckInput;
use crate::cli::args::parse_length;
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::format::{self, HUMAN};
use crate::cli::session::Session;
use crate::cli::workspace::CliWorkspace;
use crate::views::due::Agenda;

/// Show what is due, overdue or running out, and the command for it
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd due\n  cpd due --all                      however far ahead\n  cpd due --notice \"2 weeks\"         fail when something falls due within two weeks\n  cpd due --format ics > due.ics     for a calendar\n\nExit code 1 when anything that a scheme insists on is overdue."
)]
pub struct DueArgs {
    /// Show everything that has a day, however far ahead
    #[arg(long)]
    pub all: bool,
    /// Look so far ahead, as in "6 weeks"; three months when left out
    #[arg(long, value_name = "TIME", value_parser = parse_length, conflicts_with = "all")]
    pub within: Option<Length>,
    /// Fail also when something falls due within this time, as in "2 weeks"
    #[arg(long, value_name = "TIME", value_parser = parse_length)]
    pub notice: Option<Length>,
    /// Look at this scheme alone
    #[arg(long, value_name = "SCHEME")]
    pub scheme: Option<String>,
    /// What to print: for people, or for programs
    #[arg(long, default_value = HUMAN, value_name = "FORMAT", value_parser = format::of::<Agenda>())]
    pub format: String,
}

pub fn run(args: &DueArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = CliWorkspace::open(session)?;
    let case = CheckInput {
        only: lookup::followed(&workspace.portfolio, args.scheme.as_deref())?,
        ..workspace.case(session, None)
    };
    let agenda = due(case, (!args.all).then(|| args.within.unwrap_or(SOON)));
    format::print(&agenda, &args.format, session)?;
    Ok(if agenda.has_urgent(args.notice) {
        ExitKind::Findings
    } else {
        ExitKind::Clean
    })
}
