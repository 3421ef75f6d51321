//! `cpd receive PATH`: takes in what came back from somebody who was asked: their
//! sign-off, or their feedback.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::adapters::disk::{self, FolderFiles};
use crate::app::signoff::receive::{self, Received};
use crate::app::signoff::require_saved;
use crate::base::files::{LARGEST_EVIDENCE, LARGEST_TEXT};
use crate::base::text::{Safe, words};
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::next_step;
use crate::cli::session::Session;
use crate::cli::workspace::CliWorkspace;
use crate::domain::layout;
use crate::domain::ports::PortfolioFiles;

/// Add sign-offs and feedback that were sent back to you
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd receive ../for-priya\n  cpd receive ~/Downloads/ask-silver.zip\n  cpd receive ~/Downloads/feedback-on-very-red.md"
)]
pub struct ReceiveArgs {
    /// A folder or a zip that `cpd ask` made, or a file that `cpd feedback` made
    #[arg(value_name = "PATH")]
    pub path: PathBuf,
}

pub fn run(args: &ReceiveArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    let mut workspace = CliWorkspace::open(session)?;
    if session.interactive {
        workspace = next_step::offer_save(workspace, session)?;
    }
    let repo = workspace.repository()?;
    require_saved::require_saved(repo)?;
    let path = session.folder.join(&args.path);
    let received = if path.is_dir() {
        Received::Files(signoffs_in(&path)?)
    } else {
        let bytes = session.read(&args.path, LARGEST_EVIDENCE)?;
        Received::from_file(&args.path.display().to_string(), bytes)?
    };
    let intake = receive::plan(received, &workspace)?;
    if let Some(path) = &intake.outdated {
        writeln!(
            session.err,
            "This feedback is on an earlier version of {}, which has changed since.",
            Safe(path)
        )?;
    }
    if !intake.ignored.is_empty() {
        writeln!(
            session.err,
            "Not added, because they belong to no new sign-off: {}.",
            Safe(&words::some(&intake.ignored))
        )?;
    }
    if intake.changes.is_empty() {
        writeln!(session.out, "You already have everything in it.")?;
        return Ok(ExitKind::Clean);
    }
    for path in &intake.paths {
        // Nothing is read or written through a link that leads out of the portfolio.
        workspace.output_path(path)?;
    }
    receive::review(&intake, &workspace)?;
    workspace.apply_and_commit(&intake.changes, &intake.message())?;
    for path in &intake.paths {
        writeln!(session.out, "{}", Safe(path))?;
    }
    let has_signoff = |path: &String| path.starts_with(layout::SIGNOFFS);
    if session.interactive && intake.paths.iter().any(has_signoff) {
        offer_next_step(session)?;
    }
    Ok(ExitKind::Clean)
}

/// Offers the next step of the award in progress, now that its sign-offs are here.
fn offer_next_step(session: &mut Session) -> Result<(), Failure> {
    let workspace = CliWorkspace::open(session)?;
    let result = workspace.check(session, None);
    match workspace.award_or_current(None, &result) {
        Ok(award) => next_step::offer_step(&award, session),
        Err(_) => Ok(()),
    }
}

/// Reads the sign-offs in a folder that `cpd ask` made. What lies behind a link may be
/// anything of the person who receives it, and is not read.
fn signoffs_in(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>, Failure> {
    let snapshot = disk::snapshot(folder)?;
    let files = FolderFiles::new(folder);
    let read = snapshot.below(layout::SIGNOFFS).map(|file| {
        let bytes = files.bytes(&file.path);
        match bytes.filter(|bytes| bytes.len() as u64 <= LARGEST_TEXT) {
            Some(bytes) => Ok((file.path.clone(), bytes)),
            None => Err(unread(&file.path)),
        }
    });
    read.collect()
}

fn unread(path: &str) -> Failure {
    let path = Safe(path);
    Failure::refused(format!(
        "{path} was not read: it is a link, or larger than any sign-off"
    ))
    .hint("ask for the folder again, with the file itself in it")
}
