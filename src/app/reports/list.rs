//! Records as rows of a table.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use thiserror::Error;

use crate::app::error::{Explain, Explanation, Hint};
use crate::app::records::condition::{ConditionError, SortOrder, field_of_some};
use crate::app::records::select::{RecordQuery, RecordSelection, SelectionError};
use crate::base::text::words;
use crate::domain::portfolio::{Portfolio, Record, Value};
use crate::domain::schema::{Field, FieldType, Kind};
use crate::views::record_list::{ListColumn, ListSum, ListedRecord, RecordList};

/// The rows, their order and their columns.
#[derive(Debug, Clone, Default)]
pub struct ListRequest<'r> {
    pub query: RecordQuery<'r>,
    /// A field, with `-` in front for the greatest first. By date if none is named.
    pub sort: Option<&'r str>,
    /// Names of fields, `id`, `kind` and `path`; those that are usual for the kind if empty.
    pub columns: &'r [String],
    /// Fields whose values are added up.
    pub sums: &'r [String],
}

/// The reason why records cannot be listed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ListError {
    #[error(transparent)]
    Selection(#[from] SelectionError),
    #[error(transparent)]
    Field(#[from] ConditionError),
    #[error("{field} cannot be added up: it is {ty}")]
    NoAmount {
        field: String,
        ty: String,
        /// The fields that can be.
        known: Vec<String>,
    },
}

impl Explain for ListError {
    fn explain(&self) -> Explanation {
        match self {
            Self::Selection(error) => error.explain(),
            Self::Field(error) => error.explain(),
            Self::NoAmount { known, .. } if known.is_empty() => Explanation::failed(),
            Self::NoAmount { known, .. } => Explanation::failed().hint(Hint::from(format!(
                "choose from: {}",
                words::join_choices(known)
            ))),
        }
    }
}

/// Returns the records that were asked for, as rows.
pub fn list(
    portfolio: &Portfolio,
    request: &ListRequest<'_>,
    today: NaiveDate,
) -> Result<RecordList, ListError> {
    let _span = tracing::info_span!("report.list").entered();
    let RecordSelection {
        kinds,
        is_of_one_kind,
        mut records,
    } = RecordSelection::new(portfolio, &request.query, today)?;
    if let Some(sort) = request.sort {
        let order = SortOrder::read(sort, &kinds)?;
        records.sort_by(|one, other| order.compare(one, other));
    }
    let columns = match request.columns {
        [] => usual_columns(&kinds, is_of_one_kind),
        names => {
            let columns = names.iter().map(|name| column(name.trim(), &kinds));
            columns.collect::<Result<Vec<_>, _>>()?
        }
    };
    let sums = request
        .sums
        .iter()
        .map(|field| sum(field.trim(), &kinds, &records));
    let sums = sums.collect::<Result<Vec<_>, _>>()?;
    let row = |record: &&Record| ListedRecord {
        kind: record.kind.name.clone(),
        id: record.id.clone(),
        path: record.path.clone(),
        values: columns
            .iter()
            .map(|column| value(record, &column.name))
            .collect(),
    };
    Ok(RecordList {
        version: 1,
        records: records.iter().map(row).collect(),
        sums: sums.into_iter().flatten().collect(),
        columns,
        nouns: match &*kinds {
            [kind] => (kind.noun(), kind.plural_noun()),
            _ => ("record".to_owned(), "records".to_owned()),
        },
    })
}

/// The column of the name that other commands take.
const ID: &str = "id";
const KIND: &str = "kind";
const PATH: &str = "path";

/// Returns the day, the title and the columns of the kind. Records of several kinds have their
/// kind in place of columns of their own. Commands take the title for a name.
fn usual_columns(kinds: &[&Kind], is_of_one_kind: bool) -> Vec<ListColumn> {
    let (first, own): (Vec<&Field>, Vec<&Field>) = match kinds {
        [kind] if is_of_one_kind => {
            let day = kind.dated.as_deref().and_then(|name| kind.field(name));
            let own = kind.fields.iter().filter(|field| field.column);
            (
                day.into_iter().chain(kind.title_field()).collect(),
                own.collect(),
            )
        }
        _ => {
            let date = kinds.iter().find_map(|kind| kind.field("date"));
            let title = kinds.iter().find_map(|kind| kind.title_field());
            (date.into_iter().chain(title).collect(), Vec::new())
        }
    };
    let mut columns: Vec<ListColumn> = first
        .iter()
        .chain(&own)
        .map(|field| of_field(field))
        .collect();
    if !is_of_one_kind {
        columns.push(of_record(KIND));
    }
    columns
}

fn of_field(field: &Field) -> ListColumn {
    ListColumn {
        name: field.name.clone(),
        title: words::capitalise(&words::with_spaces(&field.name)),
        is_number: matches!(
            field.ty,
            FieldType::Hours | FieldType::Number | FieldType::Money
        ),
    }
}

/// Returns the column of something that every record has and no field gives.
fn of_record(name: &str) -> ListColumn {
    ListColumn {
        name: name.to_owned(),
        title: words::capitalise(if name == ID { "name" } else { name }),
        is_number: false,
    }
}

fn column(name: &str, kinds: &[&Kind]) -> Result<ListColumn, ConditionError> {
    let named = kinds.iter().find_map(|kind| kind.field(name));
    match named {
        Some(field) => Ok(of_field(field)),
        None if [ID, KIND, PATH].contains(&name) => Ok(of_record(name)),
        None => field_of_some(name, kinds).map(|name| of_record(&name)),
    }
}

/// Returns a value of a record in words, for the column with a name.
fn value(record: &Record, column: &str) -> Option<String> {
    if record.kind.field(column).is_none() {
        return match column {
            ID => Some(record.id.to_string()),
            KIND => Some(record.kind.noun()),
            PATH => Some(record.path.clone()),
            // The title of a kind that calls it otherwise.
            "title" => Some(record.title().to_owned()),
            "date" => record.date.map(|date| date.to_string()),
            _ => None,
        };
    }
    record
        .written_or_default(column)
        .filter(|text| !text.is_empty())
}

/// Returns what a field adds up to, in each unit that it has.
fn sum(field: &str, kinds: &[&Kind], records: &[&Record]) -> Result<Vec<ListSum>, ListError> {
    let field = field_of_some(field, kinds)?;
    let types = kinds
        .iter()
        .filter_map(|kind| Some(&kind.field(&field)?.ty));
    let mut types = types.map(|ty| (ty, unit_of(ty)));
    let first = types.next();
    let unit = match first {
        Some((_, Some(unit))) => unit,
        other => {
            let ty = other
                .map(|(ty, _)| ty.describe_briefly())
                .unwrap_or_default();
            let known = amounts(kinds);
            return Err(ListError::NoAmount { field, ty, known });
        }
    };
    let mut sums: BTreeMap<Option<String>, Option<Decimal>> = BTreeMap::new();
    for record in records {
        let (unit, amount) = match record.get(&field) {
            Some(Value::Number(number)) => (unit.map(str::to_owned), *number),
            Some(Value::Money { amount, currency }) => (Some(currency.clone()), *amount),
            _ => continue,
        };
        let sum = sums.entry(unit).or_insert(Some(Decimal::ZERO));
        *sum = sum.and_then(|sum| sum.checked_add(amount));
    }
    if sums.is_empty() {
        sums.insert(unit.map(str::to_owned), Some(Decimal::ZERO));
    }
    let sums = sums.into_iter().map(|(unit, amount)| ListSum {
        field: field.clone(),
        unit,
        amount: amount.map(|amount| amount.normalize().to_string()),
    });
    Ok(sums.collect())
}

/// Returns the unit of a type whose values add up, which money has by itself; `None` for a type
/// whose values do not.
fn unit_of(ty: &FieldType) -> Option<Option<&'static str>> {
    match ty {
        FieldType::Hours => Some(Some("hours")),
        FieldType::Number | FieldType::Money => Some(None),
        _ => None,
    }
}

/// Returns the names of the fields whose values add up.
fn amounts(kinds: &[&Kind]) -> Vec<String> {
    let fields = kinds.iter().flat_map(|kind| &kind.fields);
    let mut names: Vec<String> = fields
        .filter(|field| unit_of(&field.ty).is_some())
        .map(|field| field.name.clone())
        .collect();
    names.sort();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;
    use crate::base::files::{Content, File, Snapshot};

    fn portfolio(files: &[(&str, &str)]) -> Portfolio {
        let config = (
            "cpd.yaml",
            "cpd: 1\nowner: sam\nschemes: { lancaster: 1.0.0 }\n",
        );
        let files = std::iter::once(&config)
            .chain(files)
            .map(|(path, text)| File {
                path: (*path).to_owned(),
                content: Content::Text((*text).into()),
            });
        Portfolio::load(Snapshot::new(files.collect()))
    }

    fn sam() -> Portfolio {
        portfolio(&[
            (
                "activities/2026-01-10-first-aid.md",
                "---\ntitle: First aid\ndate: 2026-01-10\ntype: workshop\nhours: 6\n---\n",
            ),
            (
                "activities/2026-02-20-minutes.md",
                "---\ntitle: Minutes\ndate: 2026-02-20\ntype: networking\nhours: 1.5\nlinks: [https://example.org/a]\n---\n",
            ),
            (
                "activities/2026-12-01-a-talk.md",
                "---\ntitle: A talk\ndate: 2026-12-01\nstatus: planned\nprovider: É Reed\n---\n",
            ),
            (
                "journals/2026-02-21-on-minutes.md",
                "---\ntitle: On minutes\ndate: 2026-02-21\naward: bronze\nactivity: 2026-02-20-minutes\n---\n\nWords.\n",
            ),
            (
                "expenses/2026-02-20-train.md",
                "---\ntitle: Train\ndate: 2026-02-20\namount: 12.50 GBP\n---\n",
            ),
            (
                "expenses/2026-03-01-hotel.md",
                "---\ntitle: Hotel\ndate: 2026-03-01\namount: 80 EUR\n---\n",
            ),
        ])
    }

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 10, 2).unwrap()
    }

    /// The titles of what is listed, in order.
    fn titles(query: RecordQuery<'_>, sort: Option<&str>) -> Vec<String> {
        let request = ListRequest {
            query,
            sort,
            columns: &["title".to_owned()],
            sums: &[],
        };
        let list = list(&sam(), &request, today()).unwrap();
        let values = list
            .records
            .into_iter()
            .map(|record| record.values[0].clone());
        values.map(Option::unwrap).collect()
    }

    #[test]
    fn records_are_selected_by_kind_conditions_award_and_days() {
        let words = |words: &[&str]| {
            words
                .iter()
                .map(|word| (*word).to_owned())
                .collect::<Vec<_>>()
        };
        let activities = |conditions: &[&str]| {
            let conditions = words(conditions);
            let query = RecordQuery {
                kind: Some("activities"),
                conditions: &conditions,
                ..RecordQuery::default()
            };
            titles(query, None)
        };
        for (conditions, expected) in [
            (&[][..], &["First aid", "Minutes", "A talk"][..]),
            (&["type=workshop"], &["First aid"]),
            (&["type!=workshop"], &["Minutes", "A talk"]),
            (&["hours>=90 mins"], &["First aid", "Minutes"]),
            (&["hours<=1.50"], &["Minutes"]),
            (&["hours="], &["A talk"]),
            (&["hours!="], &["First aid", "Minutes"]),
            (&["status=done"], &["First aid", "Minutes"]),
            (&["provider=é reed"], &["A talk"]),
            (&["date>=20 Feb 2026", "date<=2026-02-20"], &["Minutes"]),
            (&["links=https://example.org/a"], &["Minutes"]),
        ] {
            assert_eq!(activities(conditions), expected, "{conditions:?}");
        }
        let by = |query| titles(query, None);
        let query = RecordQuery::default;
        assert_eq!(
            by(RecordQuery {
                award: Some("bronze"),
                ..query()
            }),
            ["On minutes"]
        );
        let since = NaiveDate::from_ymd_opt(2026, 2, 21);
        let until = NaiveDate::from_ymd_opt(2026, 3, 1);
        let days = RecordQuery {
            since,
            until,
            ..query()
        };
        assert_eq!(by(days), ["On minutes", "Hotel"]);
        let missing = ["type".to_owned()];
        assert_eq!(
            by(RecordQuery {
                missing: &missing,
                ..query()
            }),
            ["A talk"]
        );
    }

    #[test]
    fn records_are_sorted_by_a_field_with_those_that_lack_it_last() {
        let activities = RecordQuery {
            kind: Some("activity"),
            ..RecordQuery::default()
        };
        assert_eq!(
            titles(activities.clone(), Some("hours")),
            ["Minutes", "First aid", "A talk"]
        );
        assert_eq!(
            titles(activities, Some("-hours")),
            ["First aid", "Minutes", "A talk"]
        );
    }

    #[test]
    fn money_is_added_up_in_each_currency() {
        let sums = ["amount".to_owned()];
        let request = ListRequest {
            query: RecordQuery {
                kind: Some("expense"),
                ..RecordQuery::default()
            },
            sums: &sums,
            ..ListRequest::default()
        };
        let list = list(&sam(), &request, today()).unwrap();
        let sums: Vec<(&str, &str)> = list
            .sums
            .iter()
            .map(|sum| (sum.unit.as_deref().unwrap(), sum.amount.as_deref().unwrap()))
            .collect();
        assert_eq!(sums, [("EUR", "80"), ("GBP", "12.5")]);
    }

    #[test]
    fn words_cannot_be_added_up() {
        let sums = ["title".to_owned()];
        let request = ListRequest {
            query: RecordQuery {
                kind: Some("activity"),
                ..RecordQuery::default()
            },
            sums: &sums,
            ..ListRequest::default()
        };
        let error = list(&sam(), &request, today()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "title cannot be added up: it is a line of text"
        );
        assert_eq!(error.explain().hint, Some(Hint::from("choose from: hours")));
    }

    proptest! {
        #[test]
        fn hours_are_selected_and_added_up_as_by_hand(
            hours in vec(proptest::option::of(0_i64..200), 0..8),
            least in 0_i64..200,
        ) {
            let texts: Vec<(String, String)> = hours.iter().enumerate().map(|(at, tenths)| {
                let hours = tenths.map(|tenths| format!("hours: {}.{}\n", tenths / 10, tenths % 10));
                let text = format!("---\ntitle: T{at}\ndate: 2026-01-{:02}\n{}---\n", at + 1, hours.unwrap_or_default());
                (format!("activities/2026-01-{:02}-t.md", at + 1), text)
            }).collect();
            let files: Vec<(&str, &str)> = texts.iter().map(|(path, text)| (&**path, &**text)).collect();
            let conditions = [format!("hours>={}.{}", least / 10, least % 10)];
            let sums = ["hours".to_owned()];
            let request = ListRequest {
                query: RecordQuery { kind: Some("activity"), conditions: &conditions, ..RecordQuery::default() },
                sums: &sums,
                ..ListRequest::default()
            };
            let list = list(&portfolio(&files), &request, today()).unwrap();
            let kept: Vec<i64> = hours.iter().flatten().copied().filter(|tenths| *tenths >= least).collect();
            prop_assert_eq!(list.records.len(), kept.len());
            let sum: i64 = kept.iter().sum();
            let expected = Decimal::new(sum, 1).normalize().to_string();
            prop_assert_eq!(list.sums[0].amount.as_deref(), Some(&*expected));
        }
    }
}
