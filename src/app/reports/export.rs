//! Records as they are taken out of a portfolio: by their kinds, or in the forms of a body.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use thiserror::Error;

use crate::app::error::{Explain, Explanation, Hint};
use crate::app::lookup::{self, NotFollowed};
use crate::app::records::kind;
use crate::app::records::select::{RecordQuery, RecordSelection, SelectionError};
use crate::base::text::words;
use crate::domain::portfolio::{Portfolio, Record};
use crate::domain::query::{Scope, members};
use crate::domain::schema::{ExportForm, Scheme};
use crate::views::record_export::{ExportTable, RecordExport};

/// The records to take out.
#[derive(Debug, Clone, Default)]
pub struct ExportRequest<'r> {
    /// Names of kinds, or their plurals; every kind that has records if empty.
    pub kinds: &'r [String],
    /// The id of a scheme whose forms are filled, in place of kinds.
    pub body: Option<&'r str>,
    /// The conditions. Its kind is not looked at.
    pub query: RecordQuery<'r>,
    /// True if what stands beneath the details goes with them.
    pub with_text: bool,
}

/// The reason why records cannot be taken out.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ExportError {
    #[error(transparent)]
    Selection(#[from] SelectionError),
    #[error(transparent)]
    NotFollowed(#[from] NotFollowed),
    #[error("{title} describes no form to fill in")]
    NoForm {
        title: String,
        /// Schemes here that do.
        known: Vec<String>,
    },
}

impl Explain for ExportError {
    fn explain(&self) -> Explanation {
        match self {
            Self::Selection(error) => error.explain(),
            Self::NotFollowed(error) => error.explain(),
            Self::NoForm { known, .. } if known.is_empty() => {
                Explanation::failed().hint("name kinds of record instead, such as activities")
            }
            Self::NoForm { known, .. } => Explanation::failed().hint(Hint::from(format!(
                "choose from: {}",
                words::join_choices(known)
            ))),
        }
    }
}

/// Returns the records that were asked for, each kind or form a table.
pub fn export<'p>(
    portfolio: &'p Portfolio,
    request: &ExportRequest<'_>,
    today: NaiveDate,
) -> Result<RecordExport<'p>, ExportError> {
    let _span = tracing::info_span!("report.export").entered();
    let tables = match lookup::followed(portfolio, request.body)? {
        Some(id) => forms(portfolio, id, request, today)?,
        None => kinds(portfolio, request, today)?,
    };
    Ok(RecordExport { tables })
}

fn kinds<'p>(
    portfolio: &'p Portfolio,
    request: &ExportRequest<'_>,
    today: NaiveDate,
) -> Result<Vec<ExportTable<'p>>, SelectionError> {
    let of_all = kind::to_write(portfolio.kinds()).filter(|kind| !kind.is_in_rows());
    let of_all: Vec<&str> = of_all.map(|kind| &*kind.name).collect();
    let named: Vec<&str> = request.kinds.iter().map(String::as_str).collect();
    let kinds = if named.is_empty() { &of_all } else { &named };
    let mut tables: Vec<ExportTable<'p>> = Vec::new();
    for name in kinds {
        let query = RecordQuery {
            kind: Some(name),
            ..request.query.clone()
        };
        let selection = RecordSelection::new(portfolio, &query, today)?;
        let Some(kind) = selection.kinds.first() else {
            continue;
        };
        if named.is_empty() && selection.records.is_empty() {
            continue;
        }
        let table = ExportTable::of_kind(kind, selection.records, request.with_text);
        if !tables.iter().any(|known| known.name == table.name) {
            tables.push(table);
        }
    }
    Ok(tables)
}

fn forms<'p>(
    portfolio: &'p Portfolio,
    id: &str,
    request: &ExportRequest<'_>,
    today: NaiveDate,
) -> Result<Vec<ExportTable<'p>>, ExportError> {
    let has_forms = |scheme: &&Scheme| !scheme.exports.is_empty();
    let with_forms: Vec<&'p Scheme> = portfolio.schemes().iter().filter(has_forms).collect();
    let Some(scheme) = with_forms.iter().find(|scheme| *scheme.id == *id) else {
        let known = with_forms.iter().map(|scheme| scheme.id.to_string());
        let title = portfolio.scheme(id).map_or(id, |scheme| &scheme.title);
        return Err(ExportError::NoForm {
            title: title.to_owned(),
            known: known.collect(),
        });
    };
    let scope = Scope::for_duties(portfolio, scheme, today);
    let table = |form: &'p ExportForm| {
        let records = entered(form, scope, request, today)?;
        Ok(ExportTable::of_form(form, records, scope))
    };
    scheme.exports.iter().map(table).collect()
}

/// Returns the records that are entered in a form, of those that were asked for.
fn entered<'p>(
    form: &ExportForm,
    scope: Scope<'p>,
    request: &ExportRequest<'_>,
    today: NaiveDate,
) -> Result<Vec<&'p Record>, SelectionError> {
    let kind = form.of.written_kind();
    let query = RecordQuery {
        kind: kind.map(|kind| &**kind),
        ..request.query.clone()
    };
    let mut records = RecordSelection::new(scope.portfolio, &query, today)?.records;
    let members = members(&form.of, scope);
    let paths: BTreeSet<&str> = members
        .iter()
        .filter_map(|item| Some(item.record()?.path.as_str()))
        .collect();
    records.retain(|record| paths.contains(record.path.as_str()));
    Ok(records)
}
