//! `cpd scheme diff`: what changes between two versions of a scheme, and what
//! that means for the portfolio in this folder. Nothing is written.

use super::{schemes, workspace};
use crate::app::scheme::diff::{Versions, diff};
use crate::base::text::Safe;
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::format::{self, HUMAN, SHELL};
use crate::cli::session::Session;
use crate::formats::remedies::WordingFor;
use crate::views::scheme_diff::SchemeDiff;

/// Show what changes between 2 versions of a scheme, and what that means for you
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd scheme diff lancaster 1.1.0                   compare with the version you follow\n  cpd scheme diff lancaster@1.0.0 lancaster@1.1.0\n  cpd scheme diff lancaster ../their-draft          compare with a folder"
)]
pub struct SchemeDiffArgs {
    /// ID for the version that you follow or else the newest, ID@VERSION, or a folder
    #[arg(value_name = "FROM")]
    pub from: String,
    /// ID, ID@VERSION, folder, or a version of the first scheme [default: its newest]
    #[arg(value_name = "TO")]
    pub to: Option<String>,
    /// Output format
    #[arg(long, default_value = HUMAN, value_name = "FORMAT", value_parser = format::format_names::<SchemeDiff>())]
    pub format: String,
}

pub fn run(args: &SchemeDiffArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = workspace(session)?;
    let schemes = schemes(workspace.as_ref(), session);
    let versions = Versions {
        from: &args.from,
        to: args.to.as_deref(),
    };
    let case = workspace
        .as_ref()
        .map(|here| here.check_input_for(session, None));
    let difference = diff(versions, &schemes, case, &WordingFor(SHELL))?;
    if workspace.is_some() && difference.person.is_none() {
        let id = Safe(&difference.from.id);
        writeln!(
            session.err,
            "This portfolio does not follow {id}, so only the schemes are compared."
        )?;
    }
    format::print(&difference, &args.format, session)?;
    Ok(ExitKind::Clean)
}
