//! `cpd schema`: JSON Schema of a kind, for editors.

use crate::adapters::disk;
use crate::app::portfolio::{added_files, editor_files};
use crate::app::reports::schema::schema;
use crate::cli::added_files as print_added;
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::format::{self, HUMAN};
use crate::cli::session::Session;
use crate::cli::workspace::CliWorkspace;
use crate::domain::schema::{Kinds, built_in};
use crate::views::schema::SchemaView;

/// Print the JSON Schema of a kind, for editors
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd schema journal > journal.schema.json\n  cpd schema activity\n  cpd schema --write                 write all of them into the portfolio"
)]
pub struct SchemaArgs {
    /// The kind [default: all kinds]
    #[arg(value_name = "KIND")]
    pub kind: Option<String>,
    /// Write the schemas into the portfolio, for editors that check records (see
    /// docs/editors.md)
    #[arg(long, conflicts_with_all = ["kind", "format"])]
    pub write: bool,
    /// Output format; each one prints JSON
    #[arg(long, default_value = HUMAN, value_name = "FORMAT", value_parser = format::format_names::<SchemaView>())]
    pub format: String,
}

pub fn run(args: &SchemaArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    if args.write {
        return write(session);
    }
    let view = schema(&kinds(session)?, args.kind.as_deref())?;
    format::print(&view, &args.format, session)?;
    Ok(ExitKind::Clean)
}

/// `cpd schema --write`: the schemas as files, with a map of the records that each is for.
fn write(session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = CliWorkspace::open(session)?;
    let files = editor_files::files(workspace.portfolio.kinds());
    let added = added_files::add(&workspace, &files)?;
    print_added::print(&added, session)?;
    Ok(print_added::exit_kind(&added))
}

/// Returns the kinds of the portfolio that the session stands in, or else those that come
/// with cpd.
pub fn kinds(session: &Session) -> Result<Kinds, Failure> {
    if disk::find(&session.folder).is_some() {
        return Ok(CliWorkspace::open(session)?.portfolio.kinds().clone());
    }
    Ok(built_in::base_kinds(&mut Vec::new()))
}
