//! The command line: arguments in, one command each to a file, exit code out.
//! Only here are the environment, the clock and the terminal looked at.

mod added_files;
mod anchor;
mod apply_change;
mod args;
mod clear_answers;
mod commands;
mod completion;
mod editor;
mod failure;
mod find_record;
mod fixes;
mod format;
mod log;
mod manual;
mod next_step;
mod owner_prompts;

mod piped_input;
pub mod portfolio_line;
mod preview;
mod progress;
mod prompt;
mod pull_request_summary;
mod record_drafts;
mod record_feedback;
mod record_prompts;
mod record_query;
mod record_reply;
mod record_reviews;
mod registration;
mod repeated_records;
mod request_zip;
mod sent_file;
mod sent_request;
mod session;
#[cfg(unix)]
mod typed_lines;
pub mod workspace;

use std::io::Write;
use std::process::ExitCode;
use std::thread;

use clap::{CommandFactory, FromArgMatches};

pub use args::Cli;
pub use failure::{ExitKind, Failure};
use session::Session;

use crate::domain::schema::built_in;

/// Runs the program on the arguments and the terminal it was started with.
pub fn main() -> ExitCode {
    let mut program = Cli::command();
    let matches = program.get_matches_mut();
    let args =
        format::refuse_unknown(&program, &matches).and_then(|()| Cli::from_arg_matches(&matches));
    let mut args = match args {
        Ok(args) => args,
        Err(error) => return report(&Failure::from(error), &mut anstream::stderr(), false),
    };
    args.global.format_given = format::is_given(&matches);
    // Nearly every command needs the kinds, and they take as long as the files of a usual
    // portfolio. Without another thread they are read when they are asked for.
    drop(thread::Builder::new().spawn(built_in::read_ahead));
    let started = log::start(args.global.verbose).and_then(|()| Session::start(&args.global));
    let mut session = match started {
        Ok(session) => session,
        Err(failure) => return report(&failure, &mut anstream::stderr(), false),
    };
    let outcome = commands::run(args.command, &mut session).and_then(|outcome| {
        session.out.flush()?;
        session.err.flush()?;
        Ok(outcome)
    });
    match outcome {
        Ok(ExitKind::Clean) => ExitCode::SUCCESS,
        Ok(ExitKind::Findings) => ExitCode::from(1),
        Ok(ExitKind::Draft) => ExitCode::from(3),
        Err(failure) => {
            let failure = failure.answers(session.command_with_answers());
            report(&failure, &mut session.err, session.plain)
        }
    }
}

/// Returns the definition of the arguments, for completions and man pages.
#[must_use]
pub fn command() -> clap::Command {
    Cli::command()
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
        verbose: 0,
        trust_ref: None,
        format: format::HUMAN.to_owned(),
        format_given: false,
    };
    Ok(commands::demo::create_at(
        folder,
        mark,
        &Session::start(&global)?,
    )?)
}

/// Says why the work stopped, and what to do about it.
fn report(failure: &Failure, err: &mut dyn Write, plain: bool) -> ExitCode {
    // There is nowhere left to say that saying it failed.
    let _ = failure.write(err, plain).and_then(|()| err.flush());
    ExitCode::from(failure.exit_code())
}
