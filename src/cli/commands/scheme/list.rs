//! `cpd scheme list`: the schemes that can be had.

use super::{schemes, workspace};
use crate::app::scheme::list::list;
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::format::{self, HUMAN};
use crate::cli::session::Session;
use crate::views::scheme_list::SchemeList;

/// List the schemes that can be had
#[derive(Debug, clap::Args)]
pub struct SchemeListArgs {
    /// What to print: for people, or for programs
    #[arg(long, default_value = HUMAN, value_name = "FORMAT", value_parser = format::of::<SchemeList>())]
    pub format: String,
}

pub fn run(args: &SchemeListArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    let schemes = schemes(workspace(session)?.as_ref(), session);
    format::print(&list(&schemes.library), &args.format, session)?;
    Ok(ExitKind::Clean)
}
