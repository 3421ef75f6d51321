//! `cpd scheme check`: a scheme's own files, and its examples.

use super::{schemes, workspace};
use crate::app::scheme::check::check;
use crate::app::scheme::find::FoundScheme;
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::format::{self, HUMAN};
use crate::cli::session::Session;
use crate::views::scheme_check::SchemeCheck;

/// Check the files of a scheme, and judge its examples
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd scheme check lancaster\n  cpd scheme check my-scheme/scheme.yaml\n  cpd scheme check                      check every scheme"
)]
pub struct SchemeCheckArgs {
    /// The id of a scheme, or the path of a scheme.yaml or its folder
    #[arg(value_name = "ID_OR_FILE")]
    pub what: Option<String>,
    /// Output format
    #[arg(long, default_value = HUMAN, value_name = "FORMAT", value_parser = format::format_names::<SchemeCheck>())]
    pub format: String,
}

pub fn run(args: &SchemeCheckArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    let schemes = schemes(workspace(session)?.as_ref(), session);
    let found: Vec<FoundScheme> = match &args.what {
        Some(what) => vec![schemes.named(what)?],
        None => schemes.all().collect(),
    };
    let mut outcome = ExitKind::Clean;
    for found in &found {
        let view = check(found, schemes.folders, session.today)?;
        format::print(&view, &args.format, session)?;
        if !view.is_clean() {
            outcome = ExitKind::Findings;
        }
    }
    Ok(outcome)
}
