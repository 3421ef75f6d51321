//! `cpd scheme`, one thing that can be done with a scheme to a file.

mod check;
mod copy;
mod diff;
mod examples;
mod find;
mod list;
mod new;
mod show;
mod start;

use crate::cli::args::SchemeCommand;
use crate::cli::error::{Outcome, Stop};
use crate::cli::session::Session;

pub fn run(command: &SchemeCommand, session: &mut Session) -> Result<Outcome, Stop> {
    match command {
        SchemeCommand::List => list::run(session),
        SchemeCommand::Show { id } => show::run(id, session),
        SchemeCommand::New(args) => new::run(args, session),
        SchemeCommand::Check { what } => check::run(what.as_deref(), session),
        SchemeCommand::Diff { from, to } => diff::run(from, to.as_deref(), session),
    }
}
