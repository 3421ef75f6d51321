//! `cpd schema`: JSON Schema of a kind, for editors.

use crate::adapters::disk;
use crate::app::reports::schema::schema;
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::format::{self, HUMAN};
use crate::cli::session::Session;
use crate::cli::workspace::CliWorkspace;
use crate::domain::schema::{Kinds, built_in};
use crate::views::schema::SchemaView;

/// Print the JSON Schema of a kind, for editors
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd schema journal > journal.schema.json\n  cpd schema activity"
)]
pub struct SchemaArgs {
    /// The kind [default: all kinds]
    #[arg(value_name = "KIND")]
    pub kind: Option<String>,
    /// Output format; each one prints JSON
    #[arg(long, default_value = HUMAN, value_name = "FORMAT", value_parser = format::format_names::<SchemaView>())]
    pub format: String,
}

pub fn run(args: &SchemaArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    let view = schema(&kinds(session)?, args.kind.as_deref())?;
    format::print(&view, &args.format, session)?;
    Ok(ExitKind::Clean)
}

/// Returns the kinds of the portfolio that the session stands in, or else those that come
/// with cpd.
pub fn kinds(session: &Session) -> Result<Kinds, Failure> {
    if disk::find(&session.folder).is_some() {
        return Ok(CliWorkspace::open(session)?.portfolio.kinds().clone());
    }
    Ok(built_in::base_kinds(&mut Vec::new()))
}
