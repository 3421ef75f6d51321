//! `cpd trust sign`: the awarding body vouches for the people and keys.

use std::path::PathBuf;

use crate::app::change::{ChangeSet, checked};
use crate::app::trust::anchor::ToSign;
use crate::cli::error::{ExitKind, Failure};
use crate::cli::session::Session;
use crate::cli::vouching;
use crate::cli::workspace::Workspace;
use crate::domain::layout::TRUST_SIGNATURE;
use crate::domain::signoff::ProofKind;
use crate::domain::signoff::roll::ROLL;
use crate::domain::signoff::signature::TRUST_NAMESPACE;

/// Vouch for the people and keys, as the awarding body
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  cpd trust sign --key ~/.ssh/awarding-body")]
pub struct Args {
    /// The awarding body's key; the key that git signs with here when left out
    #[arg(long, value_name = "FILE")]
    pub key: Option<PathBuf>,
}

pub fn run(args: &Args, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = Workspace::open(session)?;
    let signers = workspace.signers();
    let key = match &args.key {
        Some(file) => signers.in_file(&session.folder.join(file)),
        None => {
            workspace.repository()?;
            let own = signers.own().filter(|key| key.proof() == ProofKind::Ssh);
            own.ok_or_else(|| {
                Failure::failed("git has no SSH key to sign with here").hint("name one with --key")
            })?
        }
    };
    let ToSign { text, sha256 } = vouching::to_sign(&workspace);
    let signature = key
        .sign(TRUST_NAMESPACE, format!("{sha256}\n").as_bytes())
        .map_err(|error| Failure::failed(format!("nothing was signed: {error}")))?;
    let mut changes = ChangeSet::default();
    let files = [(ROLL, text.as_bytes()), (TRUST_SIGNATURE, &signature)];
    for (path, bytes) in files {
        changes.write(workspace.base(), checked(path)?, bytes)?;
    }
    workspace.apply(&changes)?;
    for (path, _) in files {
        writeln!(session.out, "{path}")?;
    }
    writeln!(
        session.err,
        "You vouch for the people and keys as they are now (sha256 {sha256}). `cpd save` keeps it; any change to trust/ needs it again."
    )?;
    Ok(ExitKind::Clean)
}
