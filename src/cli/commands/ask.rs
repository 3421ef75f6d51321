//! `cpd ask NAME`: what somebody needs to endorse an award, or to give feedback on a journal, as a
//! zip, a folder or a branch.

use std::path::{Path, PathBuf};

use crate::app::signoff::feedback_request::{self, FeedbackRequestError};
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
    after_help = "Examples:\n  cpd ask silver                       writes packs/ask-silver.zip\n  cpd ask silver --to ../for-priya\n  cpd ask silver --to ../review        a branch ask/silver, where that is a repository\n  cpd ask silver --person \"Priya Shah\"\n  cpd ask very-red                     writes packs/ask-feedback-on-very-red.zip"
)]
pub struct AskArgs {
    /// The award, or the journal [default: the award in progress]
    #[arg(value_name = "AWARD")]
    pub award: Option<String>,
    /// Write to this folder, or to a new branch if it is a git repository
    #[arg(long, value_name = "FOLDER")]
    pub to: Option<PathBuf>,
    /// Write to this zip file
    #[arg(long, value_name = "FILE", conflicts_with = "to")]
    pub zip: Option<PathBuf>,
    /// Ask this person, by id or name, if several people can take the step or give feedback
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
                Some(journal) => ask_for_feedback(&journal, args, &workspace, session),
                None => Err(error.into()),
            };
        }
    };
    let place = args.place(session);
    let person = match &args.person {
        None if session.interactive => choose_person(&id, &result, &workspace, session)?,
        named => named.clone(),
    };
    let sent = send_request::send(
        &id,
        person.as_deref(),
        place.destination(),
        &result,
        &workspace,
    )
    .map_err(|error| failure(error, &place.typed))?;
    let award = workspace.files_of(&id);
    print_sent(&sent, award.award(), &place.typed, session)?;
    writeln!(
        session.err,
        "When it comes back: `cpd receive PATH`. If they answer by mail: `cpd receive --reply FILE`"
    )?;
    Ok(ExitKind::Clean)
}

/// The place that a request goes to.
struct AskedPlace {
    zip: Option<PathBuf>,
    folder: Option<PathBuf>,
    /// The folder as it was typed.
    typed: String,
}

impl AskedPlace {
    fn destination(&self) -> RequestDestination<'_> {
        match (&self.zip, &self.folder) {
            (Some(file), _) => RequestDestination::Zip(file),
            (None, Some(folder)) => RequestDestination::Folder(folder),
            (None, None) => RequestDestination::UsualZip,
        }
    }
}

impl AskArgs {
    fn place(&self, session: &Session) -> AskedPlace {
        let typed = self.to.as_deref().unwrap_or(Path::new(""));
        AskedPlace {
            zip: self.zip.as_ref().map(|file| session.folder.join(file)),
            folder: self.to.as_ref().map(|folder| session.folder.join(folder)),
            typed: Safe(&typed.display().to_string()).to_string(),
        }
    }

    /// Returns the journal that is meant, where no award has this name.
    fn journal(&self, workspace: &CliWorkspace) -> Option<String> {
        let named = self.award.as_deref()?;
        workspace.record(named).ok()?;
        Some(named.to_owned())
    }
}

/// Writes what somebody needs to give feedback on a journal.
fn ask_for_feedback(
    journal: &str,
    args: &AskArgs,
    workspace: &CliWorkspace,
    session: &mut Session,
) -> Result<ExitKind, Failure> {
    let record = workspace.record(journal)?;
    let place = args.place(session);
    let person = match &args.person {
        None if session.interactive => choose_reader(workspace, session)?,
        named => named.clone(),
    };
    let sent = feedback_request::send(record, person.as_deref(), place.destination(), workspace);
    let sent = sent.map_err(|error| match error {
        FeedbackRequestError::Send(error) => failure(error, &place.typed),
        error => error.into(),
    })?;
    print_sent(&sent, journal, &place.typed, session)?;
    writeln!(
        session.err,
        "When it comes back: `cpd receive PATH`. If they answer by mail: `cpd receive --reply FILE`"
    )?;
    Ok(ExitKind::Clean)
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

/// Asks which of the people who are listed is asked for feedback; no choice means somebody else.
fn choose_reader(
    workspace: &CliWorkspace,
    session: &mut Session,
) -> Result<Option<String>, Failure> {
    let people = feedback_request::readers(workspace);
    if people.is_empty() {
        return Ok(None);
    }
    let names = people.iter().map(|one| one.name().to_owned());
    let choices: Vec<String> = names.chain(["Somebody else".to_owned()]).collect();
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
    let names = match names.is_empty() {
        true => "the person whom you ask".to_owned(),
        false => Safe(&words::join_alternatives(&names)).to_string(),
    };
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
    if !to.is_empty() {
        writeln!(session.err, "To: {}", Safe(&to.join(", ")))?;
    }
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
