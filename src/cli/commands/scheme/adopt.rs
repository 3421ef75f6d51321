//! `cpd scheme adopt`: follow another scheme, or another version of one.

use crate::app::scheme::adopt::plan;
use crate::base::text::Safe;
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::session::Session;
use crate::cli::workspace::CliWorkspace;
use crate::domain::portfolio::{CONFIG, PEOPLE};

/// Follow another scheme, or another version of one, in this portfolio
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd scheme adopt rics                as well as your other schemes\n  cpd scheme adopt lancaster@1.1.0     after `cpd scheme diff lancaster 1.1.0`"
)]
pub struct SchemeAdoptArgs {
    /// ID for its newest version, or ID@VERSION
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
            "This portfolio already follows {id} {version}."
        )?;
        return Ok(ExitKind::Clean);
    }
    workspace.apply(&adoption.changes)?;
    print_adopted(id, version, adoption.before.as_deref(), session)?;
    for detail in &adoption.lacking {
        let (field, place) = match detail.of_registration() {
            Some(field) => (field, "your registration"),
            None => (&*detail.field, "your entry"),
        };
        let (field, help) = (Safe(field), Safe(&detail.help));
        writeln!(
            session.err,
            "It needs `{field}` in {place} in {PEOPLE}. {help}."
        )?;
    }
    Ok(ExitKind::Clean)
}

/// Says that a portfolio follows a version of a scheme now.
pub fn print_adopted(
    id: &str,
    version: &str,
    before: Option<&str>,
    session: &mut Session,
) -> Result<(), Failure> {
    let was = before.map(|version| format!(", before {version}"));
    let was = was.unwrap_or_default();
    let says = format!(
        "This portfolio now follows {id} {version}{was}. `cpd status` shows what it asks for."
    );
    writeln!(session.out, "{CONFIG}")?;
    writeln!(session.err, "{}", Safe(&says))?;
    Ok(())
}
