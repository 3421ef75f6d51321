//! `cpd scheme show`: what a scheme asks for, in words.

use super::{schemes, workspace};
use crate::app::scheme::show::show;
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::format::{self, HUMAN};
use crate::cli::session::Session;
use crate::views::scheme_details::SchemeDetails;

/// Show what a scheme asks for
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd scheme show lancaster\n  cpd scheme show lancaster --format json"
)]
pub struct SchemeShowArgs {
    /// The id of a scheme, or the path of a scheme.yaml or its folder
    #[arg(value_name = "ID_OR_FILE")]
    pub id: String,
    /// Output format
    #[arg(long, default_value = HUMAN, value_name = "FORMAT", value_parser = format::format_names::<SchemeDetails>())]
    pub format: String,
}

pub fn run(args: &SchemeShowArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    let schemes = schemes(workspace(session)?.as_ref(), session);
    format::print(&show(&schemes, &args.id)?, &args.format, session)?;
    Ok(ExitKind::Clean)
}
