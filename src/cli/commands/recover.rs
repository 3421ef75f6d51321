//! `cpd recover`: finish or take back a change that was interrupted.

use std::path::{Path, PathBuf};

use super::Command;
use super::effect::Effect;
use crate::adapters::disk;
use crate::adapters::work_tree::DiskWorkTree;
use crate::app::change::apply::{ApplyError, Recovered};
use crate::app::ports::WorkTree as _;
use crate::base::text::words;
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::session::Session;

/// Finish or undo a change that was interrupted, for example by a power cut
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  cpd recover\n  cpd -C sample recover")]
pub struct RecoverArgs {}

/// Said wherever a change was interrupted before.
const INTERRUPTED: &str = "A change to your files was interrupted. `cpd recover` completes it or undoes it. Nothing that you wrote is lost.";

pub fn run(session: &mut Session) -> Result<ExitKind, Failure> {
    let root = disk::find(&session.folder).or_else(|| interrupted_start(&session.folder));
    let Some(root) = root else {
        return Err(Failure::failed(
            "this is not a portfolio: there is no cpd.yaml here or above",
        ));
    };
    let files = |count| words::count_noun(count, "file", "files");
    let done = match DiskWorkTree::new(&root).recover() {
        Ok(Recovered::Nothing) => "No change was interrupted.".to_owned(),
        Ok(Recovered::Completed(count)) => {
            format!("Finished the interrupted change of {}.", files(count))
        }
        Ok(Recovered::Undone(count)) => {
            format!("Undid the interrupted change of {}.", files(count))
        }
        Err(ApplyError::Changed(path)) => {
            let says = format!("{path} was edited after the change was interrupted");
            return Err(Failure::refused(says)
                .hint("move your version to another folder, then run `cpd recover` again"));
        }
        Err(error) => return Err(error.into()),
    };
    writeln!(session.out, "{done}")?;
    Ok(ExitKind::Clean)
}

/// Returns the folder itself if `cpd init` was interrupted there before it wrote `cpd.yaml`.
fn interrupted_start(folder: &Path) -> Option<PathBuf> {
    let is_unfinished = DiskWorkTree::new(folder).is_unfinished();
    is_unfinished.then(|| folder.to_path_buf())
}

/// Says so where a change was interrupted before, and stops commands that write. Where none
/// was, these remove temporary files that a killed run left.
pub fn check_for_interrupted_change(
    command: Option<&Command>,
    session: &mut Session,
) -> Result<(), Failure> {
    let effect = command.map_or(Effect::Reads, Command::effect);
    let Some(root) = disk::find(&session.folder).filter(|_| effect != Effect::Apart) else {
        return Ok(());
    };
    let work_tree = DiskWorkTree::new(&root);
    if !work_tree.is_unfinished() {
        if effect == Effect::Writes {
            work_tree.sweep();
        }
        return Ok(());
    }
    if effect == Effect::Writes {
        return Err(Failure::refused(INTERRUPTED));
    }
    writeln!(session.err, "{INTERRUPTED}")?;
    Ok(())
}
