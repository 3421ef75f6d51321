//! `cpd scheme diff`: what changes between two versions of a scheme, and what
//! that means for the portfolio at hand. Nothing is written.

use super::{schemes, workspace};
use crate::app::scheme::diff::{Versions, diff};
use crate::base::text::Safe;
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::format::{self, HUMAN, SHELL};
use crate::cli::session::Session;
use crate::formats::remedies::WordingFor;
use crate::views::scheme_diff::SchemeDiff;

/// Say in words what changes between two versions, and what that means for you
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd scheme diff lancaster 1.1.0                   from the version you follow\n  cpd scheme diff lancaster@1.0.0 lancaster@1.1.0\n  cpd scheme diff lancaster ../their-draft          a folder with a scheme.yaml"
)]
pub struct SchemeDiffArgs {
    /// An id (the version that you follow, or else the newest), ID@VERSION, or a folder
    #[arg(value_name = "FROM")]
    pub from: String,
    /// The same, or a version of that scheme; its newest when left out
    #[arg(value_name = "TO")]
    pub to: Option<String>,
    /// What to print: for people, or for programs
    #[arg(long, default_value = HUMAN, value_name = "FORMAT", value_parser = format::of::<SchemeDiff>())]
    pub format: String,
}

pub fn run(args: &SchemeDiffArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = workspace(session)?;
    let schemes = schemes(workspace.as_ref(), session);
    let versions = Versions {
        from: &args.from,
        to: args.to.as_deref(),
    };
    let case = workspace.as_ref().map(|here| here.case(session, None));
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
