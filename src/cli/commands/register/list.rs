//! `cpd register list`: the entries as rows.

use crate::app::register::Register;
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::format::{self, HUMAN};
use crate::cli::session::Session;
use crate::cli::workspace::CliWorkspace;
use crate::views::register::RegisterList;

/// List the awards in the register
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd register list\n  cpd register list --format csv > register.csv\n  cpd register list --format json       for programs"
)]
pub struct RegisterListArgs {
    /// Output format
    #[arg(long, default_value = HUMAN, value_name = "FORMAT", value_parser = format::format_names::<RegisterList>())]
    pub format: String,
}

pub fn run(args: &RegisterListArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = CliWorkspace::open(session)?;
    let list = Register::read(&workspace)?.list();
    format::print(&list, &args.format, session)?;
    if list.problems > 0 {
        writeln!(
            session.err,
            "Something is wrong with this register. `cpd register check` says what."
        )?;
    }
    Ok(ExitKind::Clean)
}
