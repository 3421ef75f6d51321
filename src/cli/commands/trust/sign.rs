//! `cpd trust sign`: the awarding body vouches for the people and keys.

use std::path::PathBuf;

use crate::app::trust::sign_list::{FILES, sign};
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::session::Session;
use crate::cli::workspace::CliWorkspace;

/// Vouch for the people and keys, as the awarding body
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  cpd trust sign --key ~/.ssh/awarding-body")]
pub struct TrustSignArgs {
    /// The awarding body's key; the key that git signs with here when left out
    #[arg(long, value_name = "FILE")]
    pub key: Option<PathBuf>,
}

pub fn run(args: &TrustSignArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = CliWorkspace::open(session)?;
    let key = args.key.as_ref().map(|file| session.folder.join(file));
    let mut salt = || uuid::Uuid::new_v4().simple().to_string();
    let signed = sign(&workspace, key.as_deref(), &mut salt)?;
    workspace.apply(&signed.changes)?;
    for path in FILES {
        writeln!(session.out, "{path}")?;
    }
    writeln!(
        session.err,
        "You vouch for the people and keys as they are now (sha256 {}). `cpd save` keeps it; any change to trust/ needs it again.",
        signed.sha256
    )?;
    Ok(ExitKind::Clean)
}
