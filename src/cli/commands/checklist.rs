//! `cpd checklist [NAME]`: where somebody stands in each thing that a list asks for.

use crate::base::text::{Safe, words};
use crate::cli::error::{ExitKind, Failure};
use crate::cli::session::Session;
use crate::cli::workspace::Workspace;
use crate::domain::portfolio::{Portfolio, Record};
use crate::domain::record_view::Table;
use crate::domain::schema::Kind;
use crate::formats::checklist as emit;

/// Show where you stand in each thing that a list asks for
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd checklist                      every list\n  cpd checklist \"Subject leader\"\n  cpd checklist --format json        for programs"
)]
pub struct Args {
    /// The list, by name, title or path; all of them when left out
    #[arg(value_name = "NAME")]
    pub name: Option<String>,
}

pub fn run(args: &Args, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = Workspace::open(session)?;
    let portfolio = &workspace.portfolio;
    let records = match &args.name {
        Some(name) => vec![named(name, &workspace)?],
        None => with_table(portfolio),
    };
    let tables: Vec<(&Record, Table<'_>)> = records
        .into_iter()
        .filter_map(|record| Some((record, Table::of(record, portfolio, session.today)?)))
        .collect();
    let views: Vec<emit::View<'_>> = tables
        .iter()
        .map(|(record, table)| emit::View {
            record,
            table,
            portfolio,
            width: session.width,
        })
        .collect();
    if session.json() {
        emit::json(&views, portfolio, &mut session.out)?;
        return Ok(ExitKind::Clean);
    }
    for (at, view) in views.iter().enumerate() {
        if session.plain {
            emit::plain(view, &mut session.out)?;
            continue;
        }
        if at > 0 {
            writeln!(session.out)?;
        }
        emit::human(view, &mut session.out)?;
    }
    if views.is_empty() {
        begin(portfolio, session)?;
    }
    super::say_if_unread(portfolio, session)?;
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

/// What to do where there is nothing to show.
fn begin(portfolio: &Portfolio, session: &mut Session) -> Result<(), Failure> {
    let Some(kind) = tables(portfolio).next() else {
        writeln!(session.out, "No kind of record here has rows.")?;
        return Ok(());
    };
    let says = format!(
        "There is no {} yet. Begin one: cpd new {}",
        kind.noun(),
        kind.name
    );
    writeln!(session.out, "{}", Safe(&says))?;
    Ok(())
}
