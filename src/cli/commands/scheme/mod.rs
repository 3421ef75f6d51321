//! `cpd scheme`, one thing that can be done with a scheme to a file.

mod adopt;
mod check;
mod copy;
mod diff;
mod examples;
mod find;
mod list;
mod new;
mod show;
mod start;

use crate::cli::error::{ExitKind, Failure};
use crate::cli::session::Session;

/// See, start, check and compare schemes
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    List(list::Args),
    Show(show::Args),
    Adopt(adopt::Args),
    New(new::Args),
    Check(check::Args),
    Diff(diff::Args),
}

pub fn run(args: &Args, session: &mut Session) -> Result<ExitKind, Failure> {
    match &args.command {
        Command::List(_) => list::run(session),
        Command::Show(args) => show::run(&args.id, session),
        Command::Adopt(args) => adopt::run(&args.what, session),
        Command::New(args) => new::run(args, session),
        Command::Check(args) => check::run(args, session),
        Command::Diff(args) => diff::run(args, session),
    }
}
