//! `cpd undo`: take the last save back, keeping every word in its file.

use crate::app::portfolio::undo::undo;
use crate::base::text::Safe;
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::session::Session;
use crate::cli::workspace::CliWorkspace;

/// Undo the last save; your files do not change
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  cpd undo\n  cpd -C sample undo")]
pub struct UndoArgs {}

pub fn run(session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = CliWorkspace::open(session)?;
    let summary = undo(&workspace)?;
    writeln!(session.out, "Undone: {}", Safe(&summary))?;
    writeln!(
        session.err,
        "What you wrote is still in your files. To save it again: `cpd save`"
    )?;
    Ok(ExitKind::Clean)
}
