//! `cpd trust sign`: the awarding body vouches for the people and keys.

use std::path::PathBuf;

use crate::app::trust::anchor::EditionInWords;
use crate::app::trust::sign_list::{FILES, list_without_errors, sign};
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::format::{self, HUMAN};
use crate::cli::session::Session;
use crate::cli::workspace::CliWorkspace;

/// Sign the list of people and keys as the awarding body
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd trust sign --key ~/.ssh/awarding-body\n  cpd trust sign                     with the key that git signs with"
)]
pub struct TrustSignArgs {
    /// The awarding body's private key [default: the key that git signs with]
    #[arg(long, value_name = "FILE")]
    pub key: Option<PathBuf>,
}

pub fn run(args: &TrustSignArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = CliWorkspace::open(session)?;
    let key = args.key.as_ref().map(|file| session.folder.join(file));
    let list = list_without_errors(&workspace)?;
    format::print(&list, HUMAN, session)?;
    let question = "Sign this list of people and keys?";
    if session.interactive && !session.prompter.confirm(question, true)? {
        return Err(Failure::cancelled());
    }
    let mut salt = || uuid::Uuid::new_v4().as_u128();
    let signed = sign(&workspace, key.as_deref(), session.today, &mut salt)?;
    workspace.apply(&signed.changes)?;
    for path in FILES {
        writeln!(session.out, "{path}")?;
    }
    writeln!(
        session.err,
        "You have signed the list of people and keys as it is now: {} (sha256 {}). Save this with `cpd save`. Sign again after any change to trust/.",
        EditionInWords(signed.edition),
        signed.sha256
    )?;
    Ok(ExitKind::Clean)
}
