//! `cpd register show`: one entry whole.

use crate::app::register::Register;
use crate::app::register::error::RegisterError;
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::format::{self, HUMAN};
use crate::cli::session::Session;
use crate::cli::workspace::CliWorkspace;
use crate::views::register::RegisterDetails;

/// Show an entry of the register, and check it
#[derive(Debug, clap::Args)]
#[command(
    after_help = "It exits with 1 if anything is wrong with the entry.\n\nExamples:\n  cpd register show LPP-2026-0001\n  cpd register show LPP-2026-0001 --format json       for programs"
)]
pub struct RegisterShowArgs {
    /// The number, such as LPP-2026-0001
    #[arg(value_name = "NUMBER")]
    pub number: String,
    /// Output format
    #[arg(long, default_value = HUMAN, value_name = "FORMAT", value_parser = format::format_names::<RegisterDetails>())]
    pub format: String,
}

pub fn run(args: &RegisterShowArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = CliWorkspace::open(session)?;
    let register = Register::read(&workspace)?;
    let number = register.find(&args.number)?;
    let details = register.details(&number);
    let details = details.ok_or(RegisterError::NoEntry(number))?;
    format::print(&details, &args.format, session)?;
    Ok(match details.problems.is_empty() {
        true => ExitKind::Clean,
        false => ExitKind::Findings,
    })
}
