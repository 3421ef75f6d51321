//! Conditions on the fields of records, as people type them: `type=course`, `hours>=3`, `date=`.

use std::cmp::Ordering;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use thiserror::Error;

use crate::app::error::{Explain, Explanation, Hint};
use crate::base::calendar::{self, human::DateContext};
use crate::base::text::{fold, words};
use crate::domain::id::KindId;
use crate::domain::portfolio::Record;
use crate::domain::portfolio::answer::{UnclearAnswer, read_answer};
use crate::domain::portfolio::value::{self, Value};
use crate::domain::query::Comparison;
use crate::domain::schema::{FieldType, Kind};

/// A condition that a record meets or not. Records of a kind without the field never do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldCondition {
    field: String,
    test: FieldTest,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum FieldTest {
    IsEmpty,
    IsSet,
    Compares(Comparison, Vec<WantedValue>),
}

/// The value to compare with, in the form that a field has in one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
struct WantedValue {
    kind: KindId,
    value: String,
}

/// The reason why a condition cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ConditionError {
    #[error("{} is not a condition", words::quoted(.written))]
    NotOne { written: String },
    #[error("no {} has a field called {written}", .nouns)]
    UnknownField {
        written: String,
        known: Vec<String>,
        /// The kinds that were looked through, in words.
        nouns: String,
    },
    #[error("{}", unclear_value(.field, .written, &.why.says))]
    Unclear {
        field: String,
        written: String,
        why: UnclearAnswer,
    },
    #[error("{} is not a word for {field}", words::quoted(.written))]
    UnknownTerm {
        field: String,
        written: String,
        known: Vec<String>,
    },
    #[error("{field} is {ty}, which is neither more nor less than another")]
    NotOrdered { field: String, ty: String },
}

fn unclear_value(field: &str, written: &str, says: &str) -> String {
    format!("{field}: {} {says}", words::quoted(written))
}

impl Explain for ConditionError {
    fn explain(&self) -> Explanation {
        let failed = Explanation::failed();
        match self {
            Self::NotOne { .. } => failed.hint(
                "write a field, a sign and a value: `type=course`, `hours>=3`, `type!=course`, \
                 or `type=` for records without one",
            ),
            Self::UnknownField { written, known, .. } => {
                failed.hint(Hint::similar(written, known, "choose from"))
            }
            Self::Unclear { why, .. } if why.advice.is_empty() => failed,
            Self::Unclear { why, .. } => failed.hint(why.advice.as_str()),
            Self::UnknownTerm { written, known, .. } => {
                failed.hint(Hint::similar(written, known, "choose from"))
            }
            Self::NotOrdered { .. } => failed.hint("compare it with `=` or `!=`"),
        }
    }
}

impl FieldCondition {
    /// Reads a condition on records of these kinds. Days are read as they are typed on `today`.
    pub fn read(written: &str, kinds: &[&Kind], today: NaiveDate) -> Result<Self, ConditionError> {
        let not_one = || ConditionError::NotOne {
            written: written.to_owned(),
        };
        let (name, comparison, typed) = Comparison::split(written).ok_or_else(not_one)?;
        let field = field_of_some(name, kinds)?;
        let test = match (comparison, typed) {
            (Comparison::Is, "") => FieldTest::IsEmpty,
            (Comparison::IsNot, "") => FieldTest::IsSet,
            (_, "") => return Err(not_one()),
            (comparison, typed) => {
                let wanted = wanted_values(&field, typed, comparison, kinds, today)?;
                FieldTest::Compares(comparison, wanted)
            }
        };
        Ok(Self { field, test })
    }

    /// Returns the condition that a field is empty.
    pub fn missing(field: &str, kinds: &[&Kind]) -> Result<Self, ConditionError> {
        Ok(Self {
            field: field_of_some(field.trim(), kinds)?,
            test: FieldTest::IsEmpty,
        })
    }

    /// Returns true if it holds of a record.
    pub fn holds(&self, record: &Record) -> bool {
        if record.kind.field(&self.field).is_none() {
            return false;
        }
        let default = record.default(&self.field);
        let value = record.get(&self.field).or(default.as_ref());
        match &self.test {
            FieldTest::IsEmpty => value.is_none_or(is_blank),
            FieldTest::IsSet => !value.is_none_or(is_blank),
            FieldTest::Compares(comparison, wanted) => {
                let own = wanted.iter().find(|one| one.kind == record.kind.name);
                let Some(wanted) = own.map(|one| &*one.value) else {
                    return *comparison == Comparison::IsNot;
                };
                let leaves = value.map(Value::leaves).unwrap_or_default();
                comparison.holds(
                    &leaves,
                    |value| is_same(value, wanted),
                    |value| order(value, wanted),
                )
            }
        }
    }
}

/// Returns true for a value of no words.
fn is_blank(value: &Value) -> bool {
    value.to_text().trim().is_empty()
}

/// Returns the field that some of the kinds have under this name.
pub fn field_of_some(written: &str, kinds: &[&Kind]) -> Result<String, ConditionError> {
    if kinds.iter().any(|kind| kind.field(written).is_some()) {
        return Ok(written.to_owned());
    }
    let names = kinds.iter().flat_map(|kind| &kind.fields);
    let mut known: Vec<String> = names.map(|field| field.name.clone()).collect();
    known.sort();
    known.dedup();
    let nouns = match kinds {
        [kind] => kind.noun(),
        _ => "record".to_owned(),
    };
    Err(ConditionError::UnknownField {
        written: written.to_owned(),
        known,
        nouns,
    })
}

/// Returns a value as each kind that has the field writes it. A kind that cannot have the value
/// is left out, unless none can.
fn wanted_values(
    field: &str,
    typed: &str,
    comparison: Comparison,
    kinds: &[&Kind],
    today: NaiveDate,
) -> Result<Vec<WantedValue>, ConditionError> {
    let (mut found, mut why) = (Vec::new(), None);
    for kind in kinds {
        let Some(field) = kind.field(field) else {
            continue;
        };
        match wanted_value(&field.name, &field.ty, typed, comparison, today) {
            Ok(value) => found.push(WantedValue {
                kind: kind.name.clone(),
                value,
            }),
            Err(error) => why = why.or(Some(error)),
        }
    }
    match why {
        Some(error) if found.is_empty() => Err(error),
        _ => Ok(found),
    }
}

fn wanted_value(
    field: &str,
    ty: &FieldType,
    typed: &str,
    comparison: Comparison,
    today: NaiveDate,
) -> Result<String, ConditionError> {
    let ty = match ty {
        FieldType::List(of) | FieldType::Dated(of) => of,
        other => other,
    };
    if comparison.is_ordering() && !is_ordered(ty) {
        return Err(ConditionError::NotOrdered {
            field: field.to_owned(),
            ty: ty.describe_briefly(),
        });
    }
    // An amount may be compared without its currency.
    if *ty == FieldType::Money && value::decimal(typed).is_some() {
        return Ok(typed.to_owned());
    }
    let dates = DateContext {
        today: Some(today),
        not_before: None,
    };
    let value = read_answer(ty, typed, dates).map_err(|why| ConditionError::Unclear {
        field: field.to_owned(),
        written: typed.to_owned(),
        why,
    })?;
    match ty.vocabulary() {
        Some(vocabulary) if vocabulary.position(&value).is_none() => {
            Err(ConditionError::UnknownTerm {
                field: field.to_owned(),
                written: typed.to_owned(),
                known: vocabulary.terms.clone(),
            })
        }
        _ => Ok(value),
    }
}

/// Returns true for values of which one is more than another.
fn is_ordered(ty: &FieldType) -> bool {
    matches!(
        ty,
        FieldType::Date
            | FieldType::Instant
            | FieldType::Number
            | FieldType::Hours
            | FieldType::Money
            | FieldType::Scale(_)
    )
}

/// Returns true if a value is the one that was typed. Letters count in any case.
fn is_same(value: &Value, wanted: &str) -> bool {
    match value {
        Value::Number(_) | Value::Money { .. } => order(value, wanted) == Some(Ordering::Equal),
        Value::Award(award) => {
            fold(&award.name()) == fold(wanted) || fold(&award.to_string()) == fold(wanted)
        }
        other => fold(&other.to_text()) == fold(wanted),
    }
}

/// Returns how a value compares with the one that was typed, if it does.
fn order(value: &Value, wanted: &str) -> Option<Ordering> {
    match value {
        Value::Date(day) => Some(day.cmp(&calendar::date(wanted)?)),
        Value::Instant(moment) => Some(moment.cmp(&calendar::instant(wanted)?)),
        Value::Number(number) => Some(number.cmp(&value::decimal(wanted)?)),
        Value::Money { amount, currency } => match value::amount(wanted) {
            Some(Value::Money {
                amount: other,
                currency: in_currency,
            }) => (in_currency == *currency).then(|| amount.cmp(&other)),
            _ => Some(amount.cmp(&value::decimal(wanted)?)),
        },
        Value::Term { rank, of, .. } => Some(rank.cmp(&of.position(wanted)?)),
        _ => None,
    }
}

/// The order of records by a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SortOrder {
    field: String,
    is_descending: bool,
}

impl SortOrder {
    /// Reads the name of a field, with `-` in front for the greatest first.
    pub fn read(written: &str, kinds: &[&Kind]) -> Result<Self, ConditionError> {
        let name = written.trim();
        let (name, is_descending) = match name.strip_prefix('-') {
            Some(name) => (name, true),
            None => (name, false),
        };
        Ok(Self {
            field: field_of_some(name, kinds)?,
            is_descending,
        })
    }

    /// Compares two records. Those that lack the field are last in either direction.
    pub fn compare(&self, one: &Record, other: &Record) -> Ordering {
        match (one.get(&self.field), other.get(&self.field)) {
            (None, None) => Ordering::Equal,
            (None, Some(_)) => Ordering::Greater,
            (Some(_), None) => Ordering::Less,
            (Some(one), Some(other)) if self.is_descending => compare_values(other, one),
            (Some(one), Some(other)) => compare_values(one, other),
        }
    }
}

fn compare_values(one: &Value, other: &Value) -> Ordering {
    let amount = |value: &Value| -> Option<Decimal> {
        match value {
            Value::Number(number) => Some(*number),
            Value::Money { amount, .. } => Some(*amount),
            _ => None,
        }
    };
    match (one, other) {
        (Value::Date(one), Value::Date(other)) => one.cmp(other),
        (Value::Instant(one), Value::Instant(other)) => one.cmp(other),
        (Value::Term { rank: one, .. }, Value::Term { rank: other, .. }) => one.cmp(other),
        (one, other) => match (amount(one), amount(other)) {
            (Some(one), Some(other)) => one.cmp(&other),
            _ => fold(&one.to_text()).cmp(&fold(&other.to_text())),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::schema::{Kinds, built_in};

    fn kinds() -> Kinds {
        built_in::base_kinds(&mut Vec::new())
    }

    fn error(written: &str, kind: &str) -> ConditionError {
        let kinds = kinds();
        let kind = kinds.get(kind).unwrap();
        let today = NaiveDate::from_ymd_opt(2026, 10, 2).unwrap();
        FieldCondition::read(written, &[kind], today).unwrap_err()
    }

    #[test]
    fn what_is_no_condition_says_what_one_is() {
        for written in ["type", "hours>3", "type!course", "hours>="] {
            let expected = ConditionError::NotOne {
                written: written.to_owned(),
            };
            assert_eq!(error(written, "activity"), expected, "{written}");
        }
    }

    #[test]
    fn an_unknown_field_or_term_offers_a_similar_one() {
        for (written, said, hint) in [
            (
                "tipe=course",
                "no activity has a field called tipe",
                "did you mean `type`?",
            ),
            (
                "delivery=internl",
                "\u{201c}internl\u{201d} is not a word for delivery",
                "did you mean `internal`?",
            ),
        ] {
            let error = error(written, "activity");
            assert_eq!(error.to_string(), said);
            assert_eq!(error.explain().hint, Some(Hint::from(hint)));
        }
    }

    #[test]
    fn a_value_that_is_none_of_its_field_is_refused() {
        for (written, said) in [
            (
                "hours=lots",
                "hours: \u{201c}lots\u{201d} is not a number of hours such as 3.5",
            ),
            (
                "date>=3/2/2026",
                "date: \u{201c}3/2/2026\u{201d} could be 3 February 2026 or 2 March 2026",
            ),
            (
                "title>=a",
                "title is a line of text, which is neither more nor less than another",
            ),
        ] {
            assert_eq!(error(written, "activity").to_string(), said);
        }
    }
}
