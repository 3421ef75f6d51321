//! `cpd undo`: take the last save back, keeping every word in its file.

use crate::base::text::Safe;
use crate::cli::error::{ExitKind, Failure};
use crate::cli::session::Session;
use crate::cli::workspace::Workspace;

/// Take the last save back, keeping every word
#[derive(Debug, clap::Args)]
pub struct Args {}

pub fn run(session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = Workspace::open(session)?;
    let repo = workspace.repository()?;
    let Some(last) = repo.last_commit()? else {
        return Err(Failure::refused("nothing has been saved yet"));
    };
    if repo.is_busy() {
        return Err(
            Failure::refused("a merge or rebase is half done").hint("finish it with git first")
        );
    }
    match repo.parents()? {
        0 => {
            return Err(Failure::refused(
                "the first save begins the portfolio and stays",
            ));
        }
        1 => {}
        _ => {
            return Err(Failure::refused(
                "the last save joins two histories, which undo does not take apart",
            )
            .hint("`git revert -m 1 HEAD` does"));
        }
    }
    if repo.is_pushed()? {
        return Err(
            Failure::refused("the last save has been pushed, so others may have it")
                .hint("make a new save that puts things right"),
        );
    }
    repo.undo()?;
    writeln!(session.out, "Took back: {}", Safe(&last.summary))?;
    writeln!(
        session.err,
        "Every file is as it was; `cpd save` keeps it again."
    )?;
    Ok(ExitKind::Clean)
}
