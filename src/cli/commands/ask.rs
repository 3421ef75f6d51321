//! `cpd ask AWARD`: what somebody needs to endorse an award, as a zip, a folder or a branch.

use std::path::{Path, PathBuf};

use crate::app::signoff::send_request::{self, RequestDestination, SendRequestError, SentRequest};
use crate::base::text::Safe;
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::session::Session;
use crate::cli::workspace::CliWorkspace;

/// Prepare the files that somebody needs to endorse an award
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd ask silver                       writes packs/ask-silver.zip\n  cpd ask silver --to ../for-priya\n  cpd ask silver --to ../review        a branch ask/silver, where that is a repository"
)]
pub struct AskArgs {
    /// The award [default: the one in progress]
    #[arg(value_name = "AWARD")]
    pub award: Option<String>,
    /// Write to this folder, or to a new branch if it is a git repository
    #[arg(long, value_name = "FOLDER")]
    pub to: Option<PathBuf>,
    /// Write to this zip file
    #[arg(long, value_name = "FILE", conflicts_with = "to")]
    pub zip: Option<PathBuf>,
}

pub fn run(args: &AskArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = CliWorkspace::open(session)?;
    let result = workspace.check(session, None);
    let id = workspace.award_or_current(args.award.as_deref(), &result)?;
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
