//! The lists of a portfolio: records with rows.

use thiserror::Error;

use crate::app::error::{Explain, Explanation, Hint};
use crate::app::lookup;
use crate::base::text::{fold, words};
use crate::check::{CheckInput, verdicts};
use crate::domain::id::RecordKey;
use crate::domain::portfolio::{Portfolio, Record};
use crate::domain::remedy::Invocation;
use crate::domain::schema::Kind;
use crate::views::checklist::{ChecklistView, claimed_values, coverage_tables, sum_tables};
use crate::views::claimed_values::ClaimedValues;
use crate::views::confirmation_marks::ConfirmationMarks;
use crate::views::coverage::CoverageTable;
use crate::views::sums::SumTable;

/// The reason why a list cannot be shown.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ChecklistError {
    #[error("there is no checklist called {written}")]
    NotFound { written: String, known: Vec<String> },
    #[error("several checklists are called {written}")]
    Ambiguous { written: String, names: Vec<String> },
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
        let failed = Explanation::failed();
        match self {
            Self::NotFound { known, .. } if known.is_empty() => failed.hint(
                Hint::from("there is none yet; ")
                    .then(Invocation::ShowStatus)
                    .then(" shows what to do next"),
            ),
            Self::NotFound { written, known } => {
                failed.hint(Hint::similar(written, known, "choose from"))
            }
            Self::Ambiguous { names, .. } => {
                failed.hint(format!("choose from: {}", words::join_choices(names)))
            }
            Self::NoRows { with_rows, .. } => failed.hint(format!(
                "only these have one: {}",
                words::join_choices(with_rows)
            )),
        }
    }
}

/// Returns the list with this name, or every list, every requirement over a catalogue and every
/// amount that needs explaining, if none is named.
pub fn checklist(
    input: CheckInput<'_>,
    written: Option<&str>,
) -> Result<ChecklistView, ChecklistError> {
    let _span = tracing::info_span!("report.checklist").entered();
    let portfolio = input.portfolio;
    let records = portfolio.records.iter().filter(has_rows).collect();
    let result = verdicts(input);
    let lists = Lists {
        records,
        coverage: coverage_tables(&result, portfolio),
        sums: sum_tables(&result, portfolio),
        claims: claimed_values(&result, portfolio),
    };
    let Lists {
        records,
        coverage,
        sums,
        claims,
    } = match written {
        Some(written) => lists.called(written, portfolio)?,
        None => lists,
    };
    let mut view = ChecklistView {
        coverage,
        sums,
        claims,
        ..ChecklistView::new(records, portfolio, input.today)
    };
    view.mark(&ConfirmationMarks::new(&result, portfolio));
    Ok(view)
}

/// The records with rows, the requirements over catalogues, and the amounts.
struct Lists<'a> {
    records: Vec<&'a Record>,
    coverage: Vec<CoverageTable>,
    sums: Vec<SumTable>,
    claims: Vec<ClaimedValues>,
}

impl<'a> Lists<'a> {
    /// Returns the one list with a name: an id, a title or a path, or else a part of a title.
    fn called(self, written: &str, portfolio: &'a Portfolio) -> Result<Self, ChecklistError> {
        let names = self.names();
        let has_name = |name: &str| RecordKey::of(name) == RecordKey::of(written.trim());
        let wanted = fold(written.trim());
        let has_part = |title: &str| fold(title).contains(&*wanted);
        let named = lookup::matching(portfolio, written);
        let mut found = self.filter(
            |record| named.iter().any(|one| one.path == record.path),
            |table| table.names().into_iter().any(has_name),
            |sum| sum.names().into_iter().any(has_name),
            |claims| claims.names().into_iter().any(has_name),
        );
        if found.names().is_empty() && !wanted.is_empty() {
            found = self.filter(
                |record| has_part(record.title()),
                |table| has_part(&table.says) || has_part(&table.full_id),
                |sum| has_part(&sum.says) || has_part(&sum.full_id),
                |claims| has_part(&claims.title) || has_part(&claims.id),
            );
        }
        let written = written.to_owned();
        match (found.names().as_slice(), named.as_slice()) {
            ([_], _) => Ok(found),
            ([], [other, ..]) => Err(no_rows(other, portfolio)),
            ([], []) => Err(ChecklistError::NotFound {
                written,
                known: names,
            }),
            (names, _) => Err(ChecklistError::Ambiguous {
                written,
                names: names.to_vec(),
            }),
        }
    }

    fn filter(
        &self,
        is_record: impl Fn(&Record) -> bool,
        is_table: impl Fn(&CoverageTable) -> bool,
        is_sum: impl Fn(&SumTable) -> bool,
        is_claim: impl Fn(&ClaimedValues) -> bool,
    ) -> Self {
        let records = self.records.iter().filter(|record| is_record(record));
        let coverage = self.coverage.iter().filter(|table| is_table(table));
        Self {
            records: records.copied().collect(),
            coverage: coverage.cloned().collect(),
            sums: self
                .sums
                .iter()
                .filter(|sum| is_sum(sum))
                .cloned()
                .collect(),
            claims: self
                .claims
                .iter()
                .filter(|claims| is_claim(claims))
                .cloned()
                .collect(),
        }
    }

    /// Returns a name of each that stands for it alone: an id, or the path of one of several.
    fn names(&self) -> Vec<String> {
        let is_alone = |id: &str| self.records.iter().filter(|one| *one.id == *id).count() == 1;
        let records = self
            .records
            .iter()
            .map(|record| match is_alone(&record.id) {
                true => record.id.to_string(),
                false => record.path.clone(),
            });
        let tables = self.coverage.iter().map(|table| table.full_id.clone());
        let sums = self.sums.iter().map(|sum| sum.full_id.clone());
        let claims = self.claims.iter().map(|claims| claims.id.clone());
        records.chain(tables).chain(sums).chain(claims).collect()
    }
}

fn has_rows(record: &&Record) -> bool {
    record.kind.table.is_some()
}

fn no_rows(record: &Record, portfolio: &Portfolio) -> ChecklistError {
    let kinds = portfolio.kinds().iter();
    let with_rows = kinds.filter(|kind| kind.table.is_some()).map(Kind::noun);
    ChecklistError::NoRows {
        path: record.path.clone(),
        kind: record.kind.noun(),
        with_rows: with_rows.collect(),
    }
}
