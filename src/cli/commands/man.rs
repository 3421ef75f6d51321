//! `cpd man`: the pages of the manual as files, for those who make packages.

use std::path::PathBuf;

use crate::adapters::outputs::DiskOutputs;
use crate::app::ports::{ExistingFile, OutputFile, OutputPlace, Outputs};
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::manual;
use crate::cli::session::Session;

/// Write the pages of the manual, for packages
#[derive(Debug, clap::Args)]
#[command(hide = true)]
pub struct ManArgs {
    /// The folder to write them into
    #[arg(long, value_name = "FOLDER")]
    pub to: PathBuf,
}

pub fn run(args: &ManArgs, session: &Session) -> Result<ExitKind, Failure> {
    let folder = session.folder.join(&args.to);
    let pages = manual::pages(crate::cli::command())?;
    let places: Vec<PathBuf> = pages.iter().map(|(name, _)| folder.join(name)).collect();
    let files = pages.iter().zip(&places);
    let files = files.map(|((_, bytes), place)| OutputFile {
        place: OutputPlace::Named(place),
        bytes,
        existing: ExistingFile::Replace,
    });
    DiskOutputs::new(&folder).write(&files.collect::<Vec<_>>())?;
    Ok(ExitKind::Clean)
}
