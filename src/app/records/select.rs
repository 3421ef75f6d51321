//! Some of the records of a portfolio: of a kind, of some days, and by what their fields hold.

use chrono::NaiveDate;
use thiserror::Error;

use super::condition::{ConditionError, FieldCondition};
use super::kind::{self, KindLookupError};
use crate::app::error::{Explain, Explanation};
use crate::app::lookup::{self, AwardLookupError};
use crate::domain::id::AwardRef;
use crate::domain::portfolio::{Portfolio, Record, Value};
use crate::domain::schema::Kind;

/// The records that are asked for. A part that is left out leaves all.
#[derive(Debug, Clone, Default)]
pub struct RecordQuery<'q> {
    /// The name of a kind, or its plural.
    pub kind: Option<&'q str>,
    /// Conditions such as `type=course`, which all have to hold.
    pub conditions: &'q [String],
    /// Fields that have to be empty.
    pub missing: &'q [String],
    /// An award that the records name.
    pub award: Option<&'q str>,
    pub since: Option<NaiveDate>,
    pub until: Option<NaiveDate>,
}

/// The records that were asked for, by date and then by path.
#[derive(Debug, Clone)]
pub struct RecordSelection<'p> {
    /// The kinds that were looked through, in the order of the schema.
    pub kinds: Vec<&'p Kind>,
    /// True if one kind was asked for.
    pub is_of_one_kind: bool,
    pub records: Vec<&'p Record>,
}

/// The reason why records cannot be selected.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SelectionError {
    #[error(transparent)]
    Kind(#[from] KindLookupError),
    #[error(transparent)]
    Condition(#[from] ConditionError),
    #[error(transparent)]
    Award(#[from] AwardLookupError),
}

impl Explain for SelectionError {
    fn explain(&self) -> Explanation {
        match self {
            Self::Kind(error) => error.explain(),
            Self::Condition(error) => error.explain(),
            Self::Award(error) => error.explain(),
        }
    }
}

impl<'p> RecordSelection<'p> {
    /// Returns the records of a portfolio that a query asks for. Without a kind, those are the
    /// records that people write in files of their own.
    pub fn new(
        portfolio: &'p Portfolio,
        query: &RecordQuery<'_>,
        today: NaiveDate,
    ) -> Result<Self, SelectionError> {
        let kinds: Vec<&Kind> = match query.kind {
            Some(written) => vec![kind::kind_to_read(portfolio.kinds(), written)?],
            None => kind::to_write(portfolio.kinds())
                .filter(|kind| !kind.is_in_rows())
                .collect(),
        };
        let read = |written: &String| FieldCondition::read(written, &kinds, today);
        let mut conditions = query
            .conditions
            .iter()
            .map(read)
            .collect::<Result<Vec<_>, _>>()?;
        for field in query.missing {
            conditions.push(FieldCondition::missing(field, &kinds)?);
        }
        let award = query
            .award
            .map(|name| lookup::award(portfolio, None, name, today));
        let award = award.transpose()?;
        let is_asked = |record: &&Record| {
            is_within(record, query)
                && award
                    .as_ref()
                    .is_none_or(|award| names_award(record, award))
                && conditions.iter().all(|condition| condition.holds(record))
        };
        let of_kinds = kinds.iter().flat_map(|kind| portfolio.of_kind(&kind.name));
        let mut records: Vec<&Record> = of_kinds.filter(is_asked).collect();
        // Records without a day are last.
        let key = |record: &&Record| (record.date.unwrap_or(NaiveDate::MAX), record.path.clone());
        records.sort_by_cached_key(key);
        Ok(Self {
            is_of_one_kind: query.kind.is_some(),
            kinds,
            records,
        })
    }
}

/// Returns true for a record that is dated within the days that are asked for, if some are.
fn is_within(record: &Record, query: &RecordQuery<'_>) -> bool {
    match record.date {
        Some(day) => {
            query.since.is_none_or(|since| since <= day)
                && query.until.is_none_or(|until| day <= until)
        }
        None => query.since.is_none() && query.until.is_none(),
    }
}

/// Returns true if a record names an award. A round that is not named is any.
fn names_award(record: &Record, award: &AwardRef) -> bool {
    let values = record
        .fields
        .iter()
        .filter_map(|field| field.value.as_ref());
    let mut named = values.flat_map(Value::awards);
    named.any(|named| *named == award.award)
}
