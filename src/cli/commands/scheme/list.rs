//! `cpd scheme list`: the schemes that can be had.

use super::{schemes, workspace};
use crate::app::scheme::list::list;
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::format::{self, HUMAN};
use crate::cli::session::Session;
use crate::views::scheme_list::SchemeList;

/// List the schemes that you can follow
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd scheme list\n  cpd scheme list --format json        for programs"
)]
pub struct SchemeListArgs {
    /// Output format
    #[arg(long, default_value = HUMAN, value_name = "FORMAT", value_parser = format::format_names::<SchemeList>())]
    pub format: String,
}

pub fn run(args: &SchemeListArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    let schemes = schemes(workspace(session)?.as_ref(), session);
    format::print(&list(&schemes.library), &args.format, session)?;
    Ok(ExitKind::Clean)
}
