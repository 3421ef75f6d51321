//! The lists of a portfolio: records with rows.

use thiserror::Error;

use crate::app::error::{Explain, Explanation};
use crate::app::lookup::{self, RecordLookupError};
use crate::base::text::words;
use crate::check::{CheckInput, verdicts};
use crate::domain::portfolio::{Portfolio, Record};
use crate::domain::schema::Kind;
use crate::views::checklist::{ChecklistView, coverage_tables};

/// The reason why a list cannot be shown.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ChecklistError {
    #[error(transparent)]
    Lookup(#[from] RecordLookupError),
    #[error("{path} is {}, which has no list of items", words::with_article(.kind))]
    NoRows {
        path: String,
        kind: String,
        /// The kinds whose records have rows.
        with_rows: Vec<String>,
    },
}

impl Explain for ChecklistError {
    fn explain(&self) -> Explanation {
        match self {
            Self::Lookup(error) => error.explain(),
            Self::NoRows { with_rows, .. } => Explanation::failed().hint(format!(
                "only these have one: {}",
                words::join_choices(with_rows)
            )),
        }
    }
}

/// Returns the list with this name, or every list, and every requirement over a catalogue, if
/// none is named.
pub fn checklist(
    input: CheckInput<'_>,
    written: Option<&str>,
) -> Result<ChecklistView, ChecklistError> {
    let _span = tracing::info_span!("report.checklist").entered();
    let portfolio = input.portfolio;
    if let Some(written) = written {
        let record = find_checklist(portfolio, written)?;
        return Ok(ChecklistView::new(vec![record], portfolio, input.today));
    }
    let records = portfolio.records.iter().filter(has_rows).collect();
    Ok(ChecklistView {
        coverage: coverage_tables(&verdicts(input), portfolio),
        ..ChecklistView::new(records, portfolio, input.today)
    })
}

fn has_rows(record: &&Record) -> bool {
    record.kind.table.is_some()
}

/// Returns the record with this name, which has to be one with rows.
fn find_checklist<'a>(
    portfolio: &'a Portfolio,
    written: &str,
) -> Result<&'a Record, ChecklistError> {
    let record = lookup::record(portfolio, written)?;
    if has_rows(&record) {
        return Ok(record);
    }
    let kinds = portfolio.kinds().iter();
    let with_rows = kinds.filter(|kind| kind.table.is_some()).map(Kind::noun);
    Err(ChecklistError::NoRows {
        path: record.path.clone(),
        kind: record.kind.noun(),
        with_rows: with_rows.collect(),
    })
}
