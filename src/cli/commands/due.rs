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

/// Show what is due, overdue or about to expire, and what to do
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd due\n  cpd due --all                      show all dates\n  cpd due --notice \"2 weeks\"         fail if anything is due within 2 weeks\n  cpd due --format ics > due.ics     write a calendar file\n\nThe exit code is 1 if anything required is overdue."
)]
pub struct DueArgs {
    /// Show all dates, however far ahead
    #[arg(long)]
    pub all: bool,
    /// Look this far ahead, as in "6 weeks" [default: 3 months]
    #[arg(long, value_name = "TIME", value_parser = parse_length, conflicts_with = "all")]
    pub within: Option<Length>,
    /// Fail if anything is due within this time, as in "2 weeks"
    #[arg(long, value_name = "TIME", value_parser = parse_length)]
    pub notice: Option<Length>,
    /// Show only this scheme
    #[arg(long, value_name = "SCHEME")]
    pub scheme: Option<String>,
    /// Output format
    #[arg(long, default_value = HUMAN, value_name = "FORMAT", value_parser = format::format_names::<Agenda>())]
    pub format: String,
}

pub fn run(args: &DueArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = CliWorkspace::open(session)?;
    let input = CheckInput {
        only: lookup::followed(&workspace.portfolio, args.scheme.as_deref())?,
        ..workspace.check_input_for(session, None)
    };
    let mut agenda = due(input, (!args.all).then(|| args.within.unwrap_or(SOON)));
    // Programs get everything, unless a time is named.
    if let Some(within) = args.within.filter(|_| !format::is_for_people(&args.format)) {
        agenda.limit_to(within);
    }
    format::print(&agenda, &args.format, session)?;
    Ok(if agenda.has_urgent(args.notice) {
        ExitKind::Findings
    } else {
        ExitKind::Clean
    })
}
