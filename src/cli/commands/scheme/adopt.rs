//! `cpd scheme adopt`: follow another scheme, or another version of one.

use crate::app::scheme::adopt::plan;
use crate::base::text::Safe;
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::session::Session;
use crate::cli::workspace::CliWorkspace;
use crate::domain::portfolio::CONFIG;

/// Follow another scheme in this portfolio, or another version of one
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd scheme adopt rics                beside what you follow already\n  cpd scheme adopt lancaster@1.1.0     once you have seen `cpd scheme diff lancaster 1.1.0`"
)]
pub struct SchemeAdoptArgs {
    /// An id (its newest version), or ID@VERSION
    #[arg(value_name = "SCHEME")]
    pub what: String,
}

pub fn run(args: &SchemeAdoptArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = CliWorkspace::open(session)?;
    let adoption = plan(&workspace.portfolio, workspace.base(), &args.what)?;
    let (id, version) = (&adoption.id, &adoption.version);
    if adoption.changes.is_empty() {
        let (id, version) = (Safe(id), Safe(version));
        writeln!(
            session.out,
            "This portfolio follows {id} {version} already."
        )?;
        return Ok(ExitKind::Clean);
    }
    workspace.apply(&adoption.changes)?;
    say(id, version, adoption.before.as_deref(), session)?;
    Ok(ExitKind::Clean)
}

/// Says that a portfolio follows a version of a scheme now.
pub fn say(
    id: &str,
    version: &str,
    before: Option<&str>,
    session: &mut Session,
) -> Result<(), Failure> {
    let was = before.map(|version| format!(", was {version}"));
    let was = was.unwrap_or_default();
    let says = format!(
        "This portfolio follows {id} {version} now{was}. `cpd status` says what it asks for."
    );
    writeln!(session.out, "{CONFIG}")?;
    writeln!(session.err, "{}", Safe(&says))?;
    Ok(())
}
