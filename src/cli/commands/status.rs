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
    after_help = "Examples:\n  cpd status\n  cpd status --all                   list every open requirement"
)]
pub struct StatusArgs {
    /// List every open requirement
    #[arg(long)]
    pub all: bool,
    /// Show only this scheme
    #[arg(long, value_name = "SCHEME")]
    pub scheme: Option<String>,
    /// Output format
    #[arg(long, default_value = HUMAN, value_name = "FORMAT", value_parser = format::format_names::<StatusView>())]
    pub format: String,
}

pub fn run(args: &StatusArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = CliWorkspace::open(session)?;
    let only = lookup::followed(&workspace.portfolio, args.scheme.as_deref())?;
    show(&workspace, args.all, only, &args.format, session)
}

/// Bare `cpd`: the next step, wherever one stands.
pub fn run_without_command(session: &mut Session) -> Result<ExitKind, Failure> {
    if disk::find(&session.folder).is_none() {
        writeln!(session.out, "There is no portfolio here yet.")?;
        writeln!(
            session.out,
            "Create one with `cpd init`, or see a finished one with `cpd demo sample`."
        )?;
        writeln!(session.out, "`cpd --help` lists all commands.")?;
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
    let input = CheckInput {
        only,
        ..workspace.check_input_for(session, None)
    };
    let view = status(input, all, || {
        vec![anchor::describe_voucher(workspace, session)]
    });
    format::print(&view, asked, session)?;
    if format::is_for_people(asked) && view.may_be_incomplete() {
        writeln!(
            session.err,
            "Some records have errors, so this may be incomplete. `cpd check` lists them."
        )?;
    }
    Ok(ExitKind::Clean)
}
