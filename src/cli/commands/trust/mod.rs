//! `cpd trust`: who is who, whose key is whose, and who vouches for it. Nobody writes
//! OpenSSH's formats by hand.

mod add;
mod check;
mod key;
mod sign;

use crate::cli::failure::{ExitKind, Failure};
use crate::cli::session::Session;

/// Show or change the list of people and their keys
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd trust                                       list people, roles and keys\n  cpd trust add \"Priya Shah\" --role assessor\n  cpd trust key priya-shah --file priya.pub"
)]
pub struct TrustArgs {
    #[command(subcommand)]
    pub command: Option<TrustCommand>,
}

#[derive(Debug, clap::Subcommand)]
pub enum TrustCommand {
    Add(add::TrustAddArgs),
    Key(key::TrustKeyArgs),
    Check(check::TrustCheckArgs),
    Sign(sign::TrustSignArgs),
}

pub fn run(args: &TrustArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    match &args.command {
        None => check::show(session),
        Some(TrustCommand::Add(args)) => add::run(args, session),
        Some(TrustCommand::Key(args)) => key::run(args, session),
        Some(TrustCommand::Check(args)) => check::run(args, session),
        Some(TrustCommand::Sign(args)) => sign::run(args, session),
    }
}
