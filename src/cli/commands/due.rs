//! `cpd due`: what is due, overdue or running out.

use crate::base::calendar::Length;
use crate::check::{Case, judge};
use crate::cli::args::{Output, parse_length};
use crate::cli::error::{ExitKind, Failure};
use crate::cli::session::Session;
use crate::cli::workspace::Workspace;
use crate::formats;
use crate::views::Report;
use crate::views::due::{Agenda, Entry};

/// Show what is due, overdue or running out, and the command for it
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd due\n  cpd due --all                      however far ahead\n  cpd due --notice \"2 weeks\"         fail when something falls due within two weeks\n  cpd due --format ics > due.ics     for a calendar\n\nExit code 1 when anything that a scheme insists on is overdue."
)]
pub struct Args {
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
}

/// How far ahead is looked, where nobody says.
const SOON: Length = Length {
    count: 3,
    unit: crate::base::calendar::Unit::Month,
};

pub fn run(args: &Args, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = Workspace::open(session)?;
    let only = args.scheme.as_deref();
    super::check::require_followed(&workspace, only)?;
    let judgement = judge(Case {
        only,
        ..workspace.case(session, None)
    });
    let report = Report {
        portfolio: &workspace.portfolio,
        judgement: &judgement,
        scheme: only,
        width: session.width,
    };
    let agenda = Agenda::of(&report, session.today);
    print(&agenda, args, &workspace, session)?;
    Ok(if agenda.presses(args.notice) {
        ExitKind::Findings
    } else {
        ExitKind::Clean
    })
}

fn print(
    agenda: &Agenda,
    args: &Args,
    workspace: &Workspace,
    session: &mut Session,
) -> Result<(), Failure> {
    let out = &mut session.out;
    if session.format == Output::Ics {
        let id = workspace.portfolio.id().unwrap_or_default();
        return Ok(formats::ics::write(agenda, id, out)?);
    }
    let shown: Vec<&Entry> = match args.all {
        true => agenda.entries.iter().collect(),
        false => agenda.within(args.within.unwrap_or(SOON)).collect(),
    };
    let later = agenda.entries.len() - shown.len();
    if session.format == Output::Json {
        // Programs get all of it, and choose by the days.
        let text = serde_json::to_string_pretty(agenda).map_err(std::io::Error::from)?;
        writeln!(out, "{}", formats::json::escaped(&text))?;
    } else if session.plain {
        formats::due::plain(&shown, later, out)?;
    } else {
        formats::due::human(&shown, later, out)?;
    }
    Ok(())
}
