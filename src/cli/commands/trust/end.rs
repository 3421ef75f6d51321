//! `cpd trust end`: the last day of a role.

use crate::app::trust::end_role::{RoleEnd, plan};
use crate::base::calendar;
use crate::base::text::{Safe, words};
use crate::cli::args::{TypedDay, parse_day};
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::session::Session;
use crate::cli::workspace::CliWorkspace;
use crate::domain::portfolio::PEOPLE;

/// End a role of a person, who stays in the list
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd trust end priya-shah --role line-manager --on 2026-09-30\n  cpd trust end lee-morgan --role assessor         today is the last day"
)]
pub struct TrustEndArgs {
    /// Their full name or their id
    #[arg(value_name = "PERSON")]
    pub person: String,
    /// The role that ends
    #[arg(long, value_name = "ROLE")]
    pub role: String,
    /// The person whose line manager they are [default: the owner of this portfolio]
    #[arg(long, value_name = "PERSON")]
    pub of: Option<String>,
    /// The last day on which they hold it [default: today]
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    pub on: Option<TypedDay>,
}

pub fn run(args: &TrustEndArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = CliWorkspace::open(session)?;
    let last_day = session.day(args.on.as_ref())?.unwrap_or(session.today);
    let end = RoleEnd {
        person: &args.person,
        role: &args.role,
        managed: args.of.as_deref(),
        last_day,
    };
    let planned = plan(&workspace, &end)?;
    workspace.apply(&planned.changes)?;
    writeln!(session.out, "{PEOPLE}")?;
    writeln!(
        session.err,
        "{} holds the role {} until {}. Save this with `cpd save`.",
        Safe(&planned.person),
        Safe(&words::with_spaces(&args.role)),
        calendar::format_long(last_day)
    )?;
    Ok(ExitKind::Clean)
}
