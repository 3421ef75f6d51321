//! `cpd undo`: take the last save back, keeping every word in its file.

use crate::app::portfolio::undo::undo;
use crate::base::text::Safe;
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::session::Session;
use crate::cli::workspace::CliWorkspace;

/// Take the last save back, keeping every word
#[derive(Debug, clap::Args)]
pub struct UndoArgs {}

pub fn run(session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = CliWorkspace::open(session)?;
    let summary = undo(&workspace)?;
    writeln!(session.out, "Took back: {}", Safe(&summary))?;
    writeln!(
        session.err,
        "Every file is as it was; `cpd save` keeps it again."
    )?;
    Ok(ExitKind::Clean)
}
