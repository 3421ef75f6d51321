//! The command line: arguments in, one command each to a file, exit code out.
//! Only here are the environment, the clock and the terminal looked at.

mod args;
mod ask;
mod commands;
mod covering;
mod draft;
mod editor;
mod error;
mod outside;
mod packing;
mod printing;
mod prompt;
mod recording;
mod save;
mod session;
mod signing;
mod since;
pub mod summarise;
mod summary;
mod template;
mod trusting;
mod turn;
mod vouching;
mod workspace;

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;

pub use args::Args;
pub use error::{ExitKind, Failure};
#[cfg(test)]
pub use outside::{Carryable, Outside};
use session::Session;

/// Runs the program on the arguments and the terminal it was started with.
pub fn main() -> ExitCode {
    let args = Args::parse();
    let mut session = match Session::start(&args.global) {
        Ok(session) => session,
        Err(failure) => return report(&failure, &mut anstream::stderr(), false),
    };
    let outcome = commands::run(args.command, &mut session).and_then(|outcome| {
        session.out.flush()?;
        Ok(outcome)
    });
    match outcome {
        Ok(ExitKind::Clean) => ExitCode::SUCCESS,
        Ok(ExitKind::Findings) => ExitCode::from(1),
        Err(failure) => report(&failure, &mut session.err, session.plain),
    }
}

/// Returns the definition of the arguments, for completions and man pages.
#[must_use]
pub fn command() -> clap::Command {
    use clap::CommandFactory;
    Args::command()
}

/// Makes the demo's portfolio in a folder as it stood at a mark of its history:
/// the portfolios in examples/ are these.
#[cfg(test)]
pub fn demo_at(folder: &std::path::Path, mark: &str) -> Result<(), Failure> {
    let global = args::Global {
        directory: None,
        today: None,
        plain: true,
        no_input: true,
        trust_ref: None,
        format: args::Output::Human,
    };
    commands::demo::replay(folder, Some(mark), &Session::start(&global)?)
}

/// Says why the work stopped, and what to do about it.
fn report(failure: &Failure, err: &mut dyn Write, plain: bool) -> ExitCode {
    // There is nowhere left to say that saying it failed.
    let _ = failure.write(err, plain);
    ExitCode::from(failure.exit_code())
}
