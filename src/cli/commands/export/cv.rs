//! `cpd export cv`: a CV in the JSON Resume format.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;

use super::single_file;
use crate::app::reports::cv::cv;
use crate::base::text::{Safe, words};
use crate::cli::commands;
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::session::Session;
use crate::cli::workspace::CliWorkspace;
use crate::formats::json;
use crate::views::cv::section_names;

/// Take out your CV in the JSON Resume format
#[derive(Debug, clap::Args)]
#[command(
    after_help = "It is your record cv.yaml. Your name, job, profile and interests are added where that does not\nsay them.\n\nExamples:\n  cpd export cv -o cv.json\n  cpd export cv --with awards,certificates -o cv.json"
)]
pub struct ExportCvArgs {
    /// Add what you recorded elsewhere to these sections
    #[arg(long, value_name = "SECTION", value_delimiter = ',', value_parser = PossibleValuesParser::new(section_names()))]
    pub with: Vec<String>,
    /// The file to write [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

pub fn run(args: &ExportCvArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = CliWorkspace::open(session)?;
    let made = cv(workspace.check_input_for(session, None), &args.with);
    let mut bytes = Vec::new();
    json::write(&made.document, &mut bytes)?;
    single_file::write(&bytes, args.output.as_deref(), session)?;
    for note in &made.notes {
        writeln!(session.err, "{}", Safe(note))?;
    }
    let sections = section_names();
    let is_empty = sections
        .iter()
        .all(|name| !made.document.contains_key(*name));
    if args.with.is_empty() && is_empty {
        let sections = words::join_all(&sections);
        writeln!(
            session.err,
            "What you recorded elsewhere is not in it. `--with` adds {sections}."
        )?;
    }
    commands::print_unreadable_records(&workspace.portfolio, session)?;
    Ok(ExitKind::Clean)
}
