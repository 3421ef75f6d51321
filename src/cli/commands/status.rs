//! `cpd status`, and bare `cpd`: where each award stands and what is next.

use crate::adapters::disk;
use crate::app::lookup;
use crate::app::reports::status::status;
use crate::check::CheckInput;
use crate::cli::anchor;
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::format::{self, HUMAN};
use crate::cli::session::Session;
use crate::cli::workspace::CliWorkspace;
use crate::views::status::StatusView;

/// Show where each award stands and what to do next
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd status\n  cpd status --all                   every requirement that is still open"
)]
pub struct StatusArgs {
    /// List every requirement that is still open
    #[arg(long)]
    pub all: bool,
    /// Show this scheme alone
    #[arg(long, value_name = "SCHEME")]
    pub scheme: Option<String>,
    /// What to print: for people, or for programs
    #[arg(long, default_value = HUMAN, value_name = "FORMAT", value_parser = format::of::<StatusView>())]
    pub format: String,
}

pub fn run(args: &StatusArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = CliWorkspace::open(session)?;
    let only = lookup::followed(&workspace.portfolio, args.scheme.as_deref())?;
    show(&workspace, args.all, only, &args.format, session)
}

/// Bare `cpd`: the next step, wherever one stands.
pub fn bare(session: &mut Session) -> Result<ExitKind, Failure> {
    if disk::find(&session.folder).is_none() {
        writeln!(session.out, "There is no portfolio here yet.")?;
        writeln!(
            session.out,
            "Begin one with `cpd init`, look at a finished one with `cpd demo sample`,"
        )?;
        writeln!(session.out, "or see what there is with `cpd --help`.")?;
        return Ok(ExitKind::Clean);
    }
    let asked = session.format.clone();
    show(&CliWorkspace::open(session)?, false, None, &asked, session)
}

fn show(
    workspace: &CliWorkspace,
    all: bool,
    only: Option<&str>,
    asked: &str,
    session: &mut Session,
) -> Result<ExitKind, Failure> {
    let case = CheckInput {
        only,
        ..workspace.case(session, None)
    };
    let view = status(case, all, || vec![anchor::in_words(workspace, session)]);
    format::print(&view, asked, session)?;
    if format::is_for_people(asked) && view.may_be_incomplete() {
        writeln!(
            session.err,
            "Some records have errors, so this may not be the whole truth: see `cpd check`."
        )?;
    }
    Ok(ExitKind::Clean)
}
