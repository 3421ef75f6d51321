//! `cpd export everything`: a zip that can be read without cpd.

use std::path::PathBuf;

use super::single_file;
use crate::app::ports::{ExistingFile, OutputFile, OutputPlace};
use crate::app::reports::whole_export;
use crate::base::text::Safe;
use crate::cli::commands;
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::format::SHELL;
use crate::cli::session::Session;
use crate::cli::workspace::CliWorkspace;
use crate::views::whole_export::HistoryPart;

/// Take out everything as a zip that you can read without cpd
#[derive(Debug, clap::Args)]
#[command(
    after_help = "It has a table of each kind of record, the files, what was printed, certificates, a calendar, a CV\nand a README.txt that says how to read each.\n\nExamples:\n  cpd export everything --to leaver.zip\n  cpd export everything --to mine.zip --private   with private notes and details"
)]
pub struct ExportEverythingArgs {
    /// The zip to write
    #[arg(long, value_name = "FILE")]
    pub to: PathBuf,
    /// Take private notes and details along, and all that is known of other people
    #[arg(long)]
    pub private: bool,
}

pub fn run(args: &ExportEverythingArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = CliWorkspace::open(session)?;
    let place = session.folder.join(&args.to);
    // A name that is taken is told before the work is done.
    workspace.outputs().check(&[OutputFile {
        place: OutputPlace::Named(&place),
        bytes: &[],
        existing: ExistingFile::Keep,
    }])?;
    let input = workspace.check_input_for(session, None);
    let export = whole_export::whole_export(&workspace, input, args.private)?;
    whole_export::write(&export, &workspace, SHELL, &place)?;
    single_file::print_path(&place, session)?;
    for sentence in &export.left_out {
        writeln!(session.err, "{}", Safe(sentence))?;
    }
    if let Some(why) = export.history.why_left_out() {
        writeln!(
            session.err,
            "The earlier versions are not in it: {}.",
            Safe(why)
        )?;
    }
    if matches!(export.history, HistoryPart::Private(_)) {
        writeln!(
            session.err,
            "`--private` takes them along, with all that they hold."
        )?;
    }
    if args.private {
        writeln!(
            session.err,
            "Private notes and details are in it. Give it only to people who may read them."
        )?;
    }
    commands::print_unreadable_records(&workspace.portfolio, session)?;
    Ok(ExitKind::Clean)
}
