//! Files that an institution adds to a report: its staff, its budgets, similar schools, and the
//! words that decide a sample or make pseudonyms.

use std::path::Path;

use super::ReportArgs;
use crate::app::institution_table::{PlacedProblem, TableFile};
use crate::app::reports::schools::OwnSchool;
use crate::app::reports::staff::add_roster;
use crate::app::reports::{budgets, schools};
use crate::app::roster;
use crate::cli::commands::import;
use crate::cli::failure::Failure;
use crate::cli::session::Session;
use crate::views::portfolio_line::PortfolioLine;
use crate::views::report::{SampleRequest, SchoolComparison, Stratum, TeamBudget};

/// Returns the sample that was asked for.
pub fn sample_request(
    args: &ReportArgs,
    session: &Session,
) -> Result<Option<SampleRequest>, Failure> {
    let (Some(percent), Some(seed)) = (args.sample, &args.seed) else {
        return Ok(None);
    };
    let mut not = Vec::new();
    for file in &args.not {
        let bytes = import::read_file(file, session)?;
        let text = String::from_utf8_lossy(&bytes);
        // A list of ids, or a table that has them in a column.
        let words = text.split([',', ';', '"', '\t', '\r', '\n']).map(str::trim);
        not.extend(words.filter(|word| !word.is_empty()).map(str::to_owned));
    }
    Ok(Some(SampleRequest {
        percent,
        seed: seed.clone(),
        by: match args.shape.by.as_deref() {
            Some("team") => Stratum::Team,
            Some(_) => Stratum::Scheme,
            None => Stratum::All,
        },
        not,
    }))
}

/// Fewest bytes of a secret: shorter ones can be guessed.
const SHORTEST_SECRET: usize = 16;

/// Reads the secret of pseudonyms, without blanks and ends of lines around it.
pub fn read_secret(file: &Path, session: &Session) -> Result<Vec<u8>, Failure> {
    let bytes = import::read_file(file, session)?;
    let secret = bytes.trim_ascii();
    if secret.len() < SHORTEST_SECRET {
        let says = format!("the secret in {} is too short", file.display());
        return Err(
            Failure::failed(says).hint("write at least 16 characters that nobody can guess")
        );
    }
    Ok(secret.to_vec())
}

/// Adds the people of a roster to the lines, and returns what is wrong in it.
pub fn add_roster_file(
    file: &Path,
    args: &ReportArgs,
    lines: &mut Vec<PortfolioLine>,
    session: &Session,
) -> Result<Vec<String>, Failure> {
    let (name, bytes) = named_bytes(file, session)?;
    let read = roster::read(&TableFile {
        date_order: args.dates,
        ..table_file(&name, &bytes)
    })?;
    Ok(add_roster(lines, &read, session.today))
}

/// Returns the name and the bytes of a file.
fn named_bytes(file: &Path, session: &Session) -> Result<(String, Vec<u8>), Failure> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    Ok((name.into_owned(), import::read_file(file, session)?))
}

const fn table_file<'f>(name: &'f str, bytes: &'f [u8]) -> TableFile<'f> {
    TableFile {
        name,
        bytes,
        sheet: None,
        date_order: None,
    }
}

/// Reads budgets. A note says of each row that is left out what is wrong in it.
pub fn read_budgets(
    file: &Path,
    notes: &mut Vec<String>,
    session: &Session,
) -> Result<Vec<TeamBudget>, Failure> {
    let (name, bytes) = named_bytes(file, session)?;
    let read = budgets::read(&table_file(&name, &bytes))?;
    let problems = read.problems.iter();
    notes.extend(problems.map(|problem| problem_note("Budgets", problem)));
    Ok(read.budgets)
}

fn problem_note(table: &str, (row, problem): &PlacedProblem) -> String {
    let column = problem.column.as_deref().unwrap_or_default();
    format!("{table}, row {row}, {column}: {}.", problem.says)
}

/// Reads the schools to compare with, if any file has them.
pub fn read_comparison(
    args: &ReportArgs,
    notes: &mut Vec<String>,
    session: &Session,
) -> Result<Option<SchoolComparison>, Failure> {
    let Some(urn) = &args.school else {
        return Ok(None);
    };
    let files = args.comparator.iter();
    let files = files.map(|file| named_bytes(file, session));
    let files = files.collect::<Result<Vec<_>, _>>()?;
    let tables: Vec<TableFile<'_>> = files
        .iter()
        .map(|(name, bytes)| table_file(name, bytes))
        .collect();
    let own = OwnSchool {
        urn,
        spend_cpd: args.own,
        similar_percent: args.similar,
    };
    let (comparison, said) = schools::read(&tables, own)?;
    notes.extend(said);
    Ok(Some(comparison))
}
