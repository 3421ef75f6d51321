//! `cpd explain`: a page on a rule, on the fields of a kind, or on a requirement.

use crate::adapters::disk;
use crate::app::reports::explain;
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::format::{self, HUMAN};
use crate::cli::session::Session;
use crate::cli::workspace::CliWorkspace;
use crate::domain::schema::built_in;
use crate::views::explain::ReferencePage;

/// Explain a rule, a kind of record or a requirement
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd explain                        list every rule\n  cpd explain unknown-field\n  cpd explain journal\n  cpd explain gdc/statement          where a requirement was read, and how it is counted"
)]
pub struct ExplainArgs {
    /// A rule such as unknown-field, a kind such as journal, or a requirement such as gdc/statement
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
            None if disk::find(&session.folder).is_some() => {
                let workspace = CliWorkspace::open(session)?;
                let portfolio = &workspace.portfolio;
                explain::kind_or_requirement(name, portfolio.kinds(), portfolio.schemes())?
            }
            None => {
                let kinds = built_in::base_kinds(&mut Vec::new());
                explain::kind_or_requirement(name, &kinds, &[])?
            }
        },
    };
    format::print(&explained, &args.format, session)?;
    Ok(ExitKind::Clean)
}
