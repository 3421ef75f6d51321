//! `cpd ask NAME`: what somebody needs to endorse an award, as a zip, a folder or a branch; or
//! the form on which they give feedback on a journal.

use std::path::{Path, PathBuf};

use super::feedback::{self, FeedbackArgs};
use crate::app::signoff::send_request::{self, RequestDestination, SendRequestError, SentRequest};
use crate::base::text::Safe;
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::session::Session;
use crate::cli::workspace::CliWorkspace;

/// Prepare the files that somebody needs to endorse an award, or to give feedback on a journal
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd ask silver                       writes packs/ask-silver.zip\n  cpd ask silver --to ../for-priya\n  cpd ask silver --to ../review        a branch ask/silver, where that is a repository\n  cpd ask very-red                     writes packs/feedback-on-very-red.md"
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
    let sent = send_request::send(&id, destination, &result, &workspace)
        .map_err(|error| failure(error, &typed))?;
    print_sent(&sent, &typed, session)?;
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

fn print_sent(sent: &SentRequest, typed: &str, session: &mut Session) -> Result<(), Failure> {
    let path = match sent {
        SentRequest::Branch(branch) => {
            writeln!(session.out, "{branch}")?;
            writeln!(
                session.err,
                "The files are on the branch {branch} of {typed}. Push it and open a pull request there."
            )?;
            return Ok(());
        }
        SentRequest::Folder => typed.to_owned(),
        SentRequest::Zip(file) => {
            let shown = file.strip_prefix(&session.folder).unwrap_or(file);
            Safe(&shown.display().to_string()).to_string()
        }
    };
    writeln!(session.out, "{path}")?;
    writeln!(session.err, "Send it to the person who signs next.")?;
    Ok(())
}
