//! Adds up the records of a plan: hours, numbers and money, each by itself,
//! in exact decimals. Two currencies are two sums.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::{FieldLabels, PlanState};
use crate::domain::phrases::{self, PlanPhrase, ValuePhrase};
use crate::domain::portfolio::{Record, Value};
use crate::domain::schema::FieldType;

/// The measure of an amount.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    Hours,
    Number,
    /// In a currency, such as `GBP`.
    Money(String),
}

/// The sums of some records.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sums(BTreeMap<(Measure, String, PlanState), Option<Decimal>>);

/// One of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sum<'s> {
    pub what: &'s Measure,
    /// The field whose values were added up.
    pub field: &'s str,
    pub standing: &'s PlanState,
    /// None where it is beyond every number.
    pub amount: Option<Decimal>,
}

impl Measure {
    pub(super) fn from_value(record: &Record, field: &str, value: &Value) -> Option<Self> {
        match (value, &record.kind.field(field)?.ty) {
            (Value::Number(_), FieldType::Hours) => Some(Self::Hours),
            (Value::Number(_), _) => Some(Self::Number),
            (Value::Money { currency, .. }, _) => Some(Self::Money(currency.clone())),
            _ => None,
        }
    }

    /// `1 hour`, `12.50 GBP`, `places: 3`.
    pub(super) fn format_amount(
        &self,
        amount: Decimal,
        label: &str,
        naming: &FieldLabels,
    ) -> String {
        let plain = amount.normalize();
        let said = match self {
            Self::Hours => phrases::format_hours(&plain.to_string()),
            Self::Number => plain.to_string(),
            Self::Money(currency) => ValuePhrase::Amount {
                amount: &amount.to_string(),
                unit: currency,
            }
            .say(),
        };
        if naming.needs_label(self) {
            let value = said.as_str();
            ValuePhrase::Labelled { label, value }.say()
        } else {
            said
        }
    }
}

impl Sums {
    /// Adds whatever the plan shows of a record that can be added up.
    pub(super) fn add(&mut self, record: &Record) {
        let shown = record.kind.plan.iter().flat_map(|plan| &plan.show);
        for field in shown {
            let Some(value @ (Value::Number(amount) | Value::Money { amount, .. })) =
                record.get(field)
            else {
                continue;
            };
            if let Some(what) = Measure::from_value(record, field, value) {
                // Money that was spent needs no word for it.
                let standing = match (&what, PlanState::from_record(record)) {
                    (Measure::Number | Measure::Money(_), PlanState::Counts) => PlanState::Always,
                    (_, standing) => standing,
                };
                let key = (what, field.clone(), standing);
                let sum = self.0.entry(key).or_insert(Some(Decimal::ZERO));
                *sum = sum.and_then(|sum| sum.checked_add(*amount));
            }
        }
    }

    /// Hours first, then numbers, then money by currency; what counts before what is planned.
    pub fn iter(&self) -> impl Iterator<Item = Sum<'_>> {
        self.0.iter().map(|((what, field, standing), amount)| Sum {
            what,
            field,
            standing,
            amount: *amount,
        })
    }

    /// `14.5 hours done, 7 hours planned and 365.50 GBP`; nothing where nothing adds up.
    pub fn to_text(&self, naming: &FieldLabels) -> Option<String> {
        let each = self.to_texts(naming);
        (!each.is_empty()).then(|| phrases::join_all(&each))
    }

    /// The same, one by one.
    pub fn to_texts(&self, naming: &FieldLabels) -> Vec<String> {
        self.iter().map(|sum| sum.words(naming)).collect()
    }
}

impl Sum<'_> {
    pub(super) fn words(&self, naming: &FieldLabels) -> String {
        let label = phrases::term(self.field);
        let amount = match self.amount {
            Some(amount) => self.what.format_amount(amount, &label, naming),
            None => PlanPhrase::TooMuch { field: &label }.say(),
        };
        let said = amount.as_str();
        match self.standing {
            PlanState::Always => amount,
            PlanState::Counts => PlanPhrase::Done { amount: said }.say(),
            PlanState::Not { word, .. } => PlanPhrase::InState {
                amount: said,
                state: &phrases::term(word),
            }
            .say(),
        }
    }
}
