//! `cpd register check`: what is wrong with the register.

use crate::app::register::Register;
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::format::{self, HUMAN};
use crate::cli::session::Session;
use crate::cli::workspace::CliWorkspace;
use crate::views::register::RegisterCheck;

/// Check the register: numbers, signatures, and that nothing was edited or removed
#[derive(Debug, clap::Args)]
#[command(
    after_help = "It exits with 1 if anything is wrong.\n\nExamples:\n  cpd register check\n  cpd register check --format json       for programs"
)]
pub struct RegisterCheckArgs {
    /// Output format
    #[arg(long, default_value = HUMAN, value_name = "FORMAT", value_parser = format::format_names::<RegisterCheck>())]
    pub format: String,
}

pub fn run(args: &RegisterCheckArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = CliWorkspace::open(session)?.without_caches();
    let check = Register::read(&workspace)?.check();
    format::print(&check, &args.format, session)?;
    Ok(match check.problems.is_empty() {
        true => ExitKind::Clean,
        false => ExitKind::Findings,
    })
}
