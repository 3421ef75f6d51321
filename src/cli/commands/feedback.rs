//! `cpd feedback JOURNAL`: one file for an assessor or mentor to fill in and send back.

use std::path::PathBuf;

use crate::app::signoff::feedback;
use crate::base::text::Safe;
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::session::Session;
use crate::cli::workspace::CliWorkspace;

/// Write a form for somebody to give feedback on a journal
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd feedback very-red\n  cpd feedback very-red --to ../for-lee.md"
)]
pub struct FeedbackArgs {
    /// The journal, by name, title or path
    #[arg(value_name = "JOURNAL")]
    pub journal: String,
    /// The file to write [default: packs/feedback-on-JOURNAL.md]
    #[arg(long, value_name = "FILE")]
    pub to: Option<PathBuf>,
}

pub fn run(args: &FeedbackArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = CliWorkspace::open(session)?;
    let record = workspace.record(&args.journal)?;
    let named = args.to.as_ref().map(|file| session.folder.join(file));
    let place = feedback::write(record, named.as_deref(), &workspace)?;
    let shown = place.strip_prefix(&session.folder).unwrap_or(&place);
    writeln!(session.out, "{}", Safe(&shown.display().to_string()))?;
    writeln!(
        session.err,
        "Send this file to the person who gives feedback. When it comes back: `cpd receive FILE`."
    )?;
    Ok(ExitKind::Clean)
}
