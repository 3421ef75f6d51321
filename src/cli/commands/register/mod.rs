//! `cpd register`: the register of an awarding body, one signed file for each award.

mod check;
mod init;
mod list;
mod revoke;
mod show;

use crate::cli::failure::{ExitKind, Failure};
use crate::cli::session::Session;

/// Keep the awarding body's register of the awards that it granted
#[derive(Debug, clap::Args)]
#[command(
    after_help = "In a folder with a register, `cpd grant FILE` adds an entry. Nothing is ever deleted.\n\nExamples:\n  cpd register list\n  cpd register show LPP-2026-0001\n  cpd register check"
)]
pub struct RegisterArgs {
    #[command(subcommand)]
    pub command: RegisterCommand,
}

#[derive(Debug, clap::Subcommand)]
pub enum RegisterCommand {
    Init(init::RegisterInitArgs),
    List(list::RegisterListArgs),
    Show(show::RegisterShowArgs),
    Check(check::RegisterCheckArgs),
    Revoke(revoke::RegisterRevokeArgs),
}

pub fn run(args: &RegisterArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    match &args.command {
        RegisterCommand::Init(args) => init::run(args, session),
        RegisterCommand::List(args) => list::run(args, session),
        RegisterCommand::Show(args) => show::run(args, session),
        RegisterCommand::Check(args) => check::run(args, session),
        RegisterCommand::Revoke(args) => revoke::run(args, session),
    }
}
