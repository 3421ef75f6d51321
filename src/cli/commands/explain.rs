//! `cpd explain`: a page on a rule, or on the fields of a kind.

use crate::app::reports::explain;
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::format::{self, HUMAN};
use crate::cli::session::Session;
use crate::views::explain::ReferencePage;

/// Explain a rule or a kind of record
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd explain                        list every rule\n  cpd explain unknown-field\n  cpd explain journal"
)]
pub struct ExplainArgs {
    /// A rule such as unknown-field, or a kind such as journal
    #[arg(value_name = "NAME")]
    pub name: Option<String>,
    /// Output format
    #[arg(long, default_value = HUMAN, value_name = "FORMAT", value_parser = format::format_names::<ReferencePage>())]
    pub format: String,
}

pub fn run(args: &ExplainArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    let explained = match args.name.as_deref() {
        None => explain::rules(),
        Some(name) => match explain::rule(name) {
            Some(page) => page,
            None => explain::kind(name, &super::schema::kinds(session)?)?,
        },
    };
    format::print(&explained, &args.format, session)?;
    Ok(ExitKind::Clean)
}
