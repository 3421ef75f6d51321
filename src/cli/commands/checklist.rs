//! `cpd checklist [NAME]`: where somebody stands in each thing that a list asks for.

use crate::base::text::words;
use crate::cli::error::{ExitKind, Failure};
use crate::cli::format::{self, HUMAN};
use crate::cli::session::Session;
use crate::cli::workspace::Workspace;
use crate::domain::portfolio::{Portfolio, Record};
use crate::domain::schema::Kind;
use crate::views::checklist::ChecklistView;

/// Show where you stand in each thing that a list asks for
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd checklist                      every list\n  cpd checklist \"Subject leader\"\n  cpd checklist --format json        for programs"
)]
pub struct Args {
    /// The list, by name, title or path; all of them when left out
    #[arg(value_name = "NAME")]
    pub name: Option<String>,
    /// What to print: for people, or for programs
    #[arg(long, default_value = HUMAN, value_name = "FORMAT", value_parser = format::of::<ChecklistView<'static>>())]
    pub format: String,
}

pub fn run(args: &Args, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = Workspace::open(session)?;
    let portfolio = &workspace.portfolio;
    let records = match &args.name {
        Some(name) => vec![named(name, &workspace)?],
        None => with_table(portfolio),
    };
    let view = ChecklistView::of(records, portfolio, session.today);
    format::print(&view, &args.format, session)?;
    if format::is_for_people(&args.format) {
        super::say_if_unread(portfolio, session)?;
    }
    Ok(ExitKind::Clean)
}

fn tables(portfolio: &Portfolio) -> impl Iterator<Item = &Kind> {
    portfolio.kinds().iter().filter(|kind| kind.table.is_some())
}

fn with_table(portfolio: &Portfolio) -> Vec<&Record> {
    let records = portfolio.records.iter();
    records
        .filter(|record| record.kind.table.is_some())
        .collect()
}

/// The record that was named, which has to be one with rows.
fn named<'a>(name: &str, workspace: &'a Workspace) -> Result<&'a Record, Failure> {
    let record = workspace.record(name)?;
    if record.kind.table.is_some() {
        return Ok(record);
    }
    let kinds: Vec<String> = tables(&workspace.portfolio).map(Kind::noun).collect();
    let failure = Failure::failed(format!(
        "{} is {}, which has no rows",
        record.path,
        words::article(&record.kind.noun())
    ));
    Err(failure.hint(format!("rows are kept in: {}", kinds.join(", "))))
}
