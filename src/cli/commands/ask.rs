//! `cpd ask NAME`: what somebody needs to endorse an award, as a zip, a folder or a branch; or
//! the form on which they give feedback on a journal.

use std::path::{Path, PathBuf};

use super::feedback::{self, FeedbackArgs};
use crate::app::signoff::send_request::{
    self, RequestDestination, SendRequestError, SentPlace, SentRequest,
};
use crate::base::text::{Safe, words};
use crate::check::CheckResult;
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::format::SHELL;
use crate::cli::session::Session;
use crate::cli::workspace::CliWorkspace;
use crate::domain::id::AwardRef;
use crate::domain::remedy::{Action, Remedy};
use crate::formats::command_line::shell_command;

/// Prepare the files that somebody needs to endorse an award, or to give feedback on a journal
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd ask silver                       writes packs/ask-silver.zip\n  cpd ask silver --to ../for-priya\n  cpd ask silver --to ../review        a branch ask/silver, where that is a repository\n  cpd ask silver --person \"Priya Shah\"\n  cpd ask very-red                     writes packs/feedback-on-very-red.md"
)]
pub struct AskArgs {
    /// The award, or the journal [default: the award in progress]
    #[arg(value_name = "AWARD")]
    pub award: Option<String>,
    /// Write to this folder, or to a new branch if it is a git repository; for a journal, to
    /// this file
    #[arg(long, value_name = "FOLDER")]
    pub to: Option<PathBuf>,
    /// Write to this zip file
    #[arg(long, value_name = "FILE", conflicts_with = "to")]
    pub zip: Option<PathBuf>,
    /// Ask this person, by id or name, if several people can take the step
    #[arg(long, value_name = "PERSON")]
    pub person: Option<String>,
}

pub fn run(args: &AskArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = CliWorkspace::open(session)?;
    let result = workspace.check(session, None);
    let id = match workspace.award_or_current(args.award.as_deref(), &result) {
        Ok(id) => id,
        Err(error) => {
            return match args.journal(&workspace) {
                Some(journal) => ask_for_feedback(journal, args, session),
                None => Err(error.into()),
            };
        }
    };
    let zip = args.zip.as_ref().map(|file| session.folder.join(file));
    let folder = args.to.as_ref().map(|folder| session.folder.join(folder));
    let destination = match (&zip, &folder) {
        (Some(file), _) => RequestDestination::Zip(file),
        (None, Some(folder)) => RequestDestination::Folder(folder),
        (None, None) => RequestDestination::UsualZip,
    };
    let typed = Safe(
        &args
            .to
            .as_deref()
            .unwrap_or(Path::new(""))
            .display()
            .to_string(),
    )
    .to_string();
    let person = match &args.person {
        None if session.interactive => choose_person(&id, &result, &workspace, session)?,
        named => named.clone(),
    };
    let sent = send_request::send(&id, person.as_deref(), destination, &result, &workspace)
        .map_err(|error| failure(error, &typed))?;
    let award = workspace.files_of(&id);
    print_sent(&sent, award.award(), &typed, session)?;
    writeln!(
        session.err,
        "When it comes back: `cpd receive PATH`. If they answer by mail: `cpd receive --reply FILE`"
    )?;
    Ok(ExitKind::Clean)
}

impl AskArgs {
    /// Returns the journal that is meant, where no award has this name.
    fn journal(&self, workspace: &CliWorkspace) -> Option<String> {
        let named = self.award.as_deref()?;
        workspace.record(named).ok()?;
        Some(named.to_owned())
    }
}

/// Writes the form for feedback, as `cpd feedback` does.
fn ask_for_feedback(
    journal: String,
    args: &AskArgs,
    session: &mut Session,
) -> Result<ExitKind, Failure> {
    if args.zip.is_some() {
        return Err(
            Failure::failed("feedback is asked for in one file, not in a zip")
                .hint("leave out `--zip`, or name the file with `--to`"),
        );
    }
    let to = args.to.clone();
    feedback::run(&FeedbackArgs { journal, to }, session)
}

/// Returns the failure with the folder as it was typed.
fn failure(error: SendRequestError, typed: &str) -> Failure {
    match error {
        SendRequestError::InPortfolio => {
            Failure::from(error).hint("choose a folder outside it, as in `--to ../for-priya`")
        }
        SendRequestError::NotEmpty(_) => {
            Failure::from(error).with_message(format!("{typed} is not empty"))
        }
        error => error.into(),
    }
}

/// Asks which of several people is meant; no choice means all of them.
fn choose_person(
    award: &AwardRef,
    result: &CheckResult<'_>,
    workspace: &CliWorkspace,
    session: &mut Session,
) -> Result<Option<String>, Failure> {
    let people = send_request::people(award, result, workspace)?;
    if people.len() < 2 {
        return Ok(None);
    }
    let names = people.iter().map(|one| one.name().to_owned());
    let choices: Vec<String> = names.chain(["Any of them".to_owned()]).collect();
    let chosen = session.prompter.choose("Whom do you ask?", &choices)?;
    Ok(people.get(chosen).map(|one| one.id().to_string()))
}

fn print_sent(
    sent: &SentRequest,
    award: &str,
    typed: &str,
    session: &mut Session,
) -> Result<(), Failure> {
    let names: Vec<&str> = sent.people.iter().map(|(name, _)| name.as_str()).collect();
    let names = Safe(&words::join_alternatives(&names)).to_string();
    let path = match &sent.place {
        SentPlace::Branch(branch) => {
            writeln!(session.out, "{branch}")?;
            writeln!(
                session.err,
                "The files are on the branch {branch} of {typed}. Push it, open a pull request there, and ask {names} to review it."
            )?;
            return print_rest(sent, award, session);
        }
        SentPlace::Folder => typed.to_owned(),
        SentPlace::Zip(file) => {
            let shown = file.strip_prefix(&session.folder).unwrap_or(file);
            Safe(&shown.display().to_string()).to_string()
        }
    };
    writeln!(session.out, "{path}")?;
    writeln!(
        session.err,
        "Send it to {names}, for example with this mail:\n"
    )?;
    let people = sent.people.iter();
    let to: Vec<String> = people
        .map(|(name, address)| address_line(name, address))
        .collect();
    writeln!(session.err, "To: {}", Safe(&to.join(", ")))?;
    writeln!(session.err, "Attachment: {path}")?;
    let mail = sent.mail.as_deref().unwrap_or_default();
    writeln!(session.err, "{mail}")?;
    print_rest(sent, award, session)
}

/// Returns a person as they stand in the first lines of a mail.
fn address_line(name: &str, address: &Option<String>) -> String {
    match address {
        Some(address) => format!("{name} <{address}>"),
        None => name.to_owned(),
    }
}

/// Names the choice among several people, and the steps that nobody can take yet.
fn print_rest(sent: &SentRequest, award: &str, session: &mut Session) -> Result<(), Failure> {
    if sent.people.len() > 1 {
        writeln!(
            session.err,
            "To ask one of them only: `cpd ask {award} --person NAME`"
        )?;
    }
    print_later_steps(&sent.later, session)
}

/// Names the steps that come later and that nobody can take yet.
pub fn print_later_steps(later: &[Remedy], session: &mut Session) -> Result<(), Failure> {
    for remedy in later {
        let command = match &remedy.action {
            Action::Invoke(what) => shell_command(what, SHELL).unwrap_or_default(),
            _ => continue,
        };
        let says = words::capitalise(&remedy.says);
        writeln!(session.err, "{}: `{command}`", Safe(&says))?;
    }
    Ok(())
}
