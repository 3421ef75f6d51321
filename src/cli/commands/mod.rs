//! The commands, one to a file.

mod ask;
mod attach;
mod check;
mod checklist;
pub mod demo;
mod due;
mod explain;
mod feedback;
mod history;
mod init;
mod init_ci;
mod new;
mod pack;
mod plan;
mod receive;
mod remove;
mod rename;
mod save;
mod schema;
mod scheme;
mod status;
mod step;
mod trust;
mod undo;
mod verify;
mod verify_pack;
mod withdraw;

use super::args::{Command, Output};
use super::error::{Outcome, Stop};
use super::printing::PRINTERS;
use super::session::Session;
use crate::domain::portfolio::Portfolio;

/// Does what was asked.
pub fn run(command: Option<Command>, session: &mut Session) -> Result<Outcome, Stop> {
    let prints = matches!(command, Some(Command::Pack(_)));
    if !prints
        && PRINTERS
            .iter()
            .any(|printer| printer.output == session.format)
    {
        return Err(Stop::failed("only `cpd pack` prints html, pdf and zip")
            .hint("leave `--format` out, or ask for json"));
    }
    let checks = matches!(command, Some(Command::Check(_)));
    if !checks && matches!(session.format, Output::Github | Output::Gitlab) {
        return Err(Stop::failed("only `cpd check` prints for a forge")
            .hint("leave `--format` out, or ask for json"));
    }
    let calendars = matches!(command, Some(Command::Due(_)));
    if !calendars && session.format == Output::Ics {
        return Err(Stop::failed("only `cpd due` makes a calendar")
            .hint("leave `--format` out, or ask for json"));
    }
    match command {
        None => status::bare(session),
        Some(Command::Init(args)) => init::run(&args, session),
        Some(Command::New(args)) => new::run(&args, session),
        Some(Command::Check(args)) => check::run(&args, session),
        Some(Command::Status(args)) => status::run(&args, session),
        Some(Command::Due(args)) => due::run(&args, session),
        Some(Command::Checklist(args)) => checklist::run(&args, session),
        Some(Command::Plan) => plan::run(session),
        Some(Command::Pack(args)) => pack::run(&args, session),
        Some(Command::Verify(args)) => verify::run(&args, session),
        Some(Command::Sign(args)) => step::run("sign", &args, session),
        Some(Command::Endorse(args)) if args.forge.from.is_some() => {
            super::recording::run(&args.forge, session)
        }
        Some(Command::Endorse(args)) => step::run("endorse", &args.step, session),
        Some(Command::Submit(args)) => step::run("submit", &args, session),
        Some(Command::Grant(args)) => step::run("grant", &args, session),
        Some(Command::Signoff(args)) => step::run(
            &args.step,
            &super::args::StepArgs {
                award: args.award,
                how: args.how,
            },
            session,
        ),
        Some(Command::History(args)) => history::run(&args, session),
        Some(Command::Ask(args)) => ask::run(&args, session),
        Some(Command::Feedback(args)) => feedback::run(&args, session),
        Some(Command::Receive(args)) => receive::run(&args, session),
        Some(Command::Withdraw(args)) => withdraw::run(&args, session),
        Some(Command::Trust(args)) => trust::run(&args, session),
        Some(Command::Save(args)) => save::run(&args, session),
        Some(Command::Undo) => undo::run(session),
        Some(Command::Rename(args)) => rename::run(&args, session),
        Some(Command::Remove(args)) => remove::run(&args, session),
        Some(Command::Attach(args)) => attach::run(&args, session),
        Some(Command::Explain(args)) => explain::run(&args, session),
        Some(Command::Scheme(args)) => scheme::run(&args.command, session),
        Some(Command::Schema(args)) => schema::run(&args, session),
        Some(Command::Demo(args)) => demo::run(&args, session),
    }
}

/// What could not be read is shown nowhere, so it is said that something is missing.
fn say_if_unread(portfolio: &Portfolio, session: &mut Session) -> Result<(), Stop> {
    if !portfolio.faults.is_empty() {
        writeln!(
            session.err,
            "Some records have errors, so this may not be the whole truth: see `cpd check`."
        )?;
    }
    Ok(())
}

/// Formats of packs are for `pack` alone.
fn report_format(output: Output, plain: bool) -> &'static str {
    match output {
        Output::Json => "json",
        Output::Github => "github",
        Output::Gitlab => "gitlab",
        _ if plain => "plain",
        Output::Human | Output::Html | Output::Pdf | Output::Zip | Output::Ics => "human",
    }
}
