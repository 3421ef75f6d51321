//! `cpd trust`: who is who, whose key is whose, and who vouches for it. Nobody writes
//! OpenSSH's formats by hand.

mod add;
mod check;
mod end;
pub mod forge;
mod key;
mod sign;

use crate::app::trust::list::list;
use crate::base::text::Safe;
use crate::cli::anchor;
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::format::{self, HUMAN};
use crate::cli::session::Session;
use crate::cli::workspace::CliWorkspace;
use crate::views::trust_list::TrustList;

/// Show or change the list of people and their keys
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd trust                                       list people, roles and keys\n  cpd trust --format json                         for programs\n  cpd trust add \"Priya Shah\" --role assessor\n  cpd trust key priya-shah --file priya.pub"
)]
pub struct TrustArgs {
    #[command(subcommand)]
    pub command: Option<TrustCommand>,
    /// Output format
    #[arg(long, default_value = HUMAN, value_name = "FORMAT", value_parser = format::format_names::<TrustList>())]
    pub format: String,
}

#[derive(Debug, clap::Subcommand)]
pub enum TrustCommand {
    Add(add::TrustAddArgs),
    Key(key::TrustKeyArgs),
    End(end::TrustEndArgs),
    Forge(forge::TrustForgeArgs),
    Check(check::TrustCheckArgs),
    Sign(sign::TrustSignArgs),
}

pub fn run(args: &TrustArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    match &args.command {
        None => show(args, session),
        Some(TrustCommand::Add(args)) => add::run(args, session),
        Some(TrustCommand::Key(args)) => key::run(args, session),
        Some(TrustCommand::End(args)) => end::run(args, session),
        Some(TrustCommand::Forge(args)) => forge::run(args, session),
        Some(TrustCommand::Check(args)) => check::run(args, session),
        Some(TrustCommand::Sign(args)) => sign::run(args, session),
    }
}

/// Prints everybody, with their roles, accounts and keys; and who vouches for it.
fn show(args: &TrustArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = CliWorkspace::open(session)?;
    format::print(&list(&workspace), &args.format, session)?;
    if format::is_for_people(&args.format) {
        let vouched = anchor::describe_voucher(&workspace, session);
        writeln!(session.out, "{}", Safe(&vouched))?;
    }
    Ok(ExitKind::Clean)
}
