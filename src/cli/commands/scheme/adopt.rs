//! `cpd scheme adopt`: follow another scheme, or another version of one.

use crate::app::scheme::adopt;
use crate::base::text::Safe;
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::owner_prompts::ask_among;
use crate::cli::session::Session;
use crate::cli::workspace::CliWorkspace;
use crate::domain::portfolio::{CONFIG, PEOPLE};

/// Follow another scheme, or another version of one, in this portfolio
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd scheme adopt rics                as well as your other schemes\n  cpd scheme adopt lancaster@1.1.0     after `cpd scheme diff lancaster 1.1.0`\n  cpd scheme adopt alt-valley --set employment=employed"
)]
pub struct SchemeAdoptArgs {
    /// ID for its newest version, or ID@VERSION
    #[arg(value_name = "SCHEME")]
    pub what: String,
    /// A detail of yours that the scheme asks for, as in employment=employed
    #[arg(long, value_name = "DETAIL=VALUE")]
    pub set: Vec<String>,
}

pub fn run(args: &SchemeAdoptArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = CliWorkspace::open(session)?;
    let portfolio = &workspace.portfolio;
    let asked = adopt::questions(portfolio, &args.what)?;
    let answers = ask_among(&asked.all, &asked.lacking, &args.set, session)?;
    let adoption = adopt::plan(portfolio, workspace.base(), &args.what, &answers)?;
    let (id, version) = (&adoption.id, &adoption.version);
    workspace.apply(&adoption.changes)?;
    if adoption.before.as_ref() == Some(version) {
        let (id, version) = (Safe(id), Safe(version));
        writeln!(
            session.out,
            "This portfolio already follows {id} {version}."
        )?;
        if !adoption.changes.is_empty() {
            writeln!(session.err, "Your entry in {PEOPLE} has the details now.")?;
        }
    } else {
        print_adopted(id, version, adoption.before.as_deref(), session)?;
    }
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
    if let Some(first) = adoption.lacking.first() {
        let field = Safe(first.of_registration().unwrap_or(&first.field));
        let id = Safe(id);
        writeln!(
            session.err,
            "To give it: `cpd scheme adopt {id} --set {field}=VALUE`."
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
