//! The commands, one to a file.

pub mod ask;
mod attach;
pub mod certificate;
mod check;
mod checklist;
mod completions;
pub mod demo;
mod due;
mod edit;
mod effect;
pub mod endorse;
mod explain;
mod export;
mod feedback;
mod history;
mod import;
mod init;
#[cfg(test)]
mod invocation_tests;
mod list;
mod man;
pub mod new;
mod not_checked_out;
mod pack;
mod plan;
pub mod receive;
mod recover;
mod register;
mod remove;
mod rename;
mod report;
mod return_submission;
pub mod save;
mod schema;
mod scheme;
mod search;
mod signoff;
mod status;
pub mod step;
mod trust;
mod undo;
pub mod verify;
mod verify_certificate;
mod verify_files;
pub mod verify_pack;
mod withdraw;

use super::failure::{ExitKind, Failure};
use super::session::Session;
use crate::domain::portfolio::Portfolio;
use crate::domain::schema::confirmation::CONFIRM;

/// Every command, in the order in which `cpd --help` lists them.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    Init(init::InitArgs),
    New(new::NewArgs),
    Edit(edit::EditArgs),
    List(list::ListArgs),
    Search(search::SearchArgs),
    Import(import::ImportArgs),
    Export(export::ExportArgs),
    Check(check::CheckArgs),
    Status(status::StatusArgs),
    Due(due::DueArgs),
    Plan(plan::PlanArgs),
    Checklist(checklist::ChecklistArgs),
    Pack(pack::PackArgs),
    Verify(verify::VerifyArgs),
    /// Sign your statement and journals for an award
    #[command(
        after_help = "Examples:\n  cpd sign silver\n  cpd sign silver --message \"This is my own work.\""
    )]
    Sign(step::StepArgs),
    Endorse(endorse::EndorseArgs),
    /// Confirm a record of somebody else, or an award whose scheme asks for that
    #[command(
        after_help = "Examples:\n  cpd confirm \"A night away\" --as kit-moss\n  cpd confirm 2026-03-02-a-night-away --as kit-moss --message \"Agreed.\""
    )]
    Confirm(step::StepArgs),
    /// Make the pack of an award and record that you sent it
    #[command(
        after_help = "Examples:\n  cpd submit silver\n  cpd submit silver --yes            does not ask for confirmation"
    )]
    Submit(step::StepArgs),
    /// Grant an award as the awarding body
    #[command(
        after_help = "Examples:\n  cpd grant silver --as \"Organisation Development\" --message \"Granted by the panel of 3 March.\"\n  cpd grant silver --as organisation-development --message \"Well done.\""
    )]
    Grant(step::StepArgs),
    Return(return_submission::ReturnArgs),
    Report(Box<report::ReportArgs>),
    Register(register::RegisterArgs),
    Certificate(certificate::CertificateArgs),
    History(history::HistoryArgs),
    Signoff(signoff::SignoffArgs),
    Ask(ask::AskArgs),
    Feedback(feedback::FeedbackArgs),
    Receive(receive::ReceiveArgs),
    /// Withdraw a sign-off that you made, until the award is granted
    #[command(
        after_help = "Examples:\n  cpd withdraw silver --as priya-shah --message \"The figures have changed since.\"\n  cpd withdraw silver --as sam-carter"
    )]
    Withdraw(step::StepArgs),
    Trust(trust::TrustArgs),
    Save(save::SaveArgs),
    Undo(undo::UndoArgs),
    Recover(recover::RecoverArgs),
    Rename(rename::RenameArgs),
    Remove(remove::RemoveArgs),
    Attach(attach::AttachArgs),
    Explain(explain::ExplainArgs),
    Scheme(scheme::SchemeArgs),
    Schema(schema::SchemaArgs),
    Demo(demo::DemoArgs),
    Completions(completions::CompletionsArgs),
    Man(man::ManArgs),
}

/// Does what was asked.
pub fn run(command: Option<Command>, session: &mut Session) -> Result<ExitKind, Failure> {
    recover::check_for_interrupted_change(command.as_ref(), session)?;
    not_checked_out::print_note(command.as_ref(), session)?;
    match command {
        None => status::run_without_command(session),
        Some(Command::Init(args)) => init::run(&args, session),
        Some(Command::New(args)) => new::run(&args, session),
        Some(Command::Edit(args)) => edit::run(&args, session),
        Some(Command::List(args)) => list::run(&args, session),
        Some(Command::Search(args)) => search::run(&args, session),
        Some(Command::Import(args)) => import::run(&args, session),
        Some(Command::Export(args)) => export::run(&args, session),
        Some(Command::Check(args)) => check::run(&args, session),
        Some(Command::Status(args)) => status::run(&args, session),
        Some(Command::Due(args)) => due::run(&args, session),
        Some(Command::Checklist(args)) => checklist::run(&args, session),
        Some(Command::Plan(args)) => plan::run(&args, session),
        Some(Command::Pack(args)) => pack::run(&args, session),
        Some(Command::Verify(args)) => verify::run(&args, session),
        Some(Command::Sign(args)) => step::run("sign", &args, session),
        Some(Command::Endorse(args)) => endorse::run(&args, session),
        Some(Command::Confirm(args)) => step::run(CONFIRM, &args, session),
        Some(Command::Submit(args)) => step::run("submit", &args, session),
        Some(Command::Grant(args)) => step::run("grant", &args, session),
        Some(Command::Return(args)) => return_submission::run(&args, session),
        Some(Command::Register(args)) => register::run(&args, session),
        Some(Command::Report(args)) => report::run(&args, session),
        Some(Command::Certificate(args)) => certificate::run(&args, session),
        Some(Command::Signoff(args)) => signoff::run(&args, session),
        Some(Command::History(args)) => history::run(&args, session),
        Some(Command::Ask(args)) => ask::run(&args, session),
        Some(Command::Feedback(args)) => feedback::run(&args, session),
        Some(Command::Receive(args)) => receive::run(&args, session),
        Some(Command::Withdraw(args)) => withdraw::run(&args, session),
        Some(Command::Trust(args)) => trust::run(&args, session),
        Some(Command::Save(args)) => save::run(&args, session),
        Some(Command::Undo(_)) => undo::run(session),
        Some(Command::Recover(_)) => recover::run(session),
        Some(Command::Rename(args)) => rename::run(&args, session),
        Some(Command::Remove(args)) => remove::run(&args, session),
        Some(Command::Attach(args)) => attach::run(&args, session),
        Some(Command::Explain(args)) => explain::run(&args, session),
        Some(Command::Scheme(args)) => scheme::run(&args, session),
        Some(Command::Schema(args)) => schema::run(&args, session),
        Some(Command::Demo(args)) => demo::run(&args, session),
        Some(Command::Completions(args)) => completions::run(&args, session),
        Some(Command::Man(args)) => man::run(&args, session),
    }
}

/// Says that something may be missing if records could not be read, since nothing shows them.
fn print_unreadable_records(portfolio: &Portfolio, session: &mut Session) -> Result<(), Failure> {
    if !portfolio.faults.is_empty() {
        writeln!(
            session.err,
            "Some records have errors, so this may be incomplete. `cpd check` lists them."
        )?;
    }
    Ok(())
}
