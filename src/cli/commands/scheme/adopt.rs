//! `cpd scheme adopt`: follow another scheme, or another version of one.

use super::find;
use crate::app::change::{ChangeSet, checked};
use crate::base::document::write_map::set_in_map;
use crate::cli::error::{ExitKind, Failure};
use crate::cli::session::Session;
use crate::cli::workspace::Workspace;
use crate::domain::portfolio::{CONFIG, load};
use crate::domain::remedy::{Invocation, Remedy};

/// Follow another scheme in this portfolio, or another version of one
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd scheme adopt rics                beside what you follow already\n  cpd scheme adopt lancaster@1.1.0     once you have seen `cpd scheme diff lancaster 1.1.0`"
)]
pub struct Args {
    /// An id (its newest version), or ID@VERSION
    #[arg(value_name = "SCHEME")]
    pub what: String,
}

pub fn run(what: &str, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = Workspace::open(session)?;
    let library = &workspace.portfolio.library;
    let files = match what.split_once('@') {
        Some((id, version)) => find::version(id, version, library)?,
        None => find::newest(what, library)?,
    };
    let (id, version) = (files.id.clone(), files.version.clone());
    let read = load::with_scheme(files.clone());
    if read.schemes().is_empty() || find::has_mistakes(&read) {
        return Err(Failure::refused(format!(
            "{id} has mistakes, so nothing could be judged by it"
        ))
        .remedy(&Remedy::invoke(
            "nothing was written; to see which",
            Invocation::CheckScheme {
                what: id.to_string(),
            },
        )));
    }
    if workspace.portfolio.config.version(&id) == Some(version.as_str()) {
        writeln!(
            session.out,
            "This portfolio follows {id} {version} already."
        )?;
        return Ok(ExitKind::Clean);
    }
    pin(&id, &version, &workspace, session)?;
    Ok(ExitKind::Clean)
}

/// Names a version of a scheme in cpd.yaml, where everything else stays as it is.
pub fn pin(
    id: &str,
    version: &str,
    workspace: &Workspace,
    session: &mut Session,
) -> Result<(), Failure> {
    let by_hand = format!("write `{id}: {version}` under `schemes:` in {CONFIG} yourself");
    let cannot = || Failure::failed(format!("{CONFIG} cannot be changed")).hint(by_hand.clone());
    let text = workspace
        .portfolio
        .snapshot
        .text(CONFIG)
        .ok_or_else(cannot)?;
    let after = set_in_map(text, "schemes", id, version).ok_or_else(cannot)?;
    let mut changes = ChangeSet::default();
    changes.edit(workspace.base(), &checked(CONFIG)?, after.into_bytes())?;
    workspace.apply(&changes)?;
    let was = workspace.portfolio.config.version(id);
    let was = was
        .map(|version| format!(", was {version}"))
        .unwrap_or_default();
    writeln!(session.out, "{CONFIG}")?;
    writeln!(
        session.err,
        "This portfolio follows {id} {version} now{was}. `cpd status` says what it asks for."
    )?;
    Ok(())
}
