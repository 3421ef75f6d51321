//! Gathers what a line of the plan says beside the title.

use std::borrow::Cow;
use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::Measure;
use crate::domain::phrases::{self, ValuePhrase};
use crate::domain::portfolio::{Portfolio, Record, Value};
use crate::domain::record_view;
use crate::domain::schema::FieldType;

/// A field and its value.
#[derive(Debug)]
pub struct ShownField<'a> {
    pub field: &'a str,
    pub value: Cow<'a, Value>,
    what: Option<Measure>,
    /// True if the value says enough by itself, as `done` does.
    alone: bool,
}

/// The standing of a record: that it counts, or what it is instead.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum PlanState {
    /// Of a kind whose records all count.
    Always,
    /// Done, as it was planned.
    Counts,
    /// Planned, if it is to come; after that, in sums, stand words such as cancelled.
    Not { after: bool, word: String },
}

impl PlanState {
    pub(super) fn from_record(record: &Record) -> Self {
        let Some((field, _)) = &record.kind.counts else {
            return Self::Always;
        };
        if record.counts() {
            return Self::Counts;
        }
        let word = record.written_or_default(field).unwrap_or_default();
        // The first word of those that may lie ahead is the one for what is to come;
        // `cpd new` takes it, too.
        let planned = record.kind.planned.as_ref();
        let to_come =
            planned.is_some_and(|(by, words)| by == field && words.first() == Some(&word));
        Self::Not {
            after: !to_come,
            word,
        }
    }

    pub fn is_planned(&self) -> bool {
        matches!(self, Self::Not { after: false, .. })
    }

    /// `planned`, `cancelled`; nothing for what counts.
    pub fn word(&self) -> Option<&str> {
        match self {
            Self::Not { word, .. } => Some(word),
            Self::Always | Self::Counts => None,
        }
    }
}

/// The fields that the plan shows, by what they measure: where there
/// are several, each is said by name.
#[derive(Debug, Default)]
pub struct FieldLabels {
    hours: BTreeSet<String>,
    money: BTreeSet<String>,
}

impl FieldLabels {
    pub(super) fn new(records: &[&Record]) -> Self {
        let mut naming = Self::default();
        for record in records {
            let shown = record.kind.plan.iter().flat_map(|plan| &plan.show);
            for field in shown.filter(|field| record.get(field).is_some()) {
                let names = match record.kind.field(field).map(|field| &field.ty) {
                    Some(FieldType::Hours) => &mut naming.hours,
                    Some(FieldType::Money) => &mut naming.money,
                    _ => continue,
                };
                if !names.contains(field) {
                    names.insert(field.clone());
                }
            }
        }
        naming
    }

    /// Returns true if an amount of this field has to say which it is.
    pub fn needs_label(&self, what: &Measure) -> bool {
        match what {
            Measure::Hours => self.hours.len() > 1,
            Measure::Money(_) => self.money.len() > 1,
            Measure::Number => true,
        }
    }
}

/// The fields that the record's kind shows, as far as they are filled in.
pub(super) fn shown_fields<'a>(record: &'a Record, standing: &PlanState) -> Vec<ShownField<'a>> {
    let Some(plan) = &record.kind.plan else {
        return Vec::new();
    };
    let counts = record.kind.counts.as_ref().map(|(field, _)| field.as_str());
    let shown = plan.show.iter().filter_map(|field| {
        let value = match record.get(field) {
            Some(value) => Cow::Borrowed(value),
            None => Cow::Owned(record.default(field)?),
        };
        Some(ShownField {
            field,
            what: Measure::from_value(record, field, &value),
            alone: counts == Some(field),
            value,
        })
    });
    let mut shown: Vec<ShownField<'a>> = shown.collect();
    // That it does not count is always said.
    let words_of = |name: &str| record.kind.field(name)?.ty.vocabulary().cloned();
    if let (Some(field), PlanState::Not { word, .. }) = (counts, standing)
        && !shown.iter().any(|shown| shown.field == field)
        && let Some(of) = words_of(field)
    {
        let (word, rank) = (word.clone(), 0);
        shown.insert(
            0,
            ShownField {
                field,
                value: Cow::Owned(Value::Term { word, rank, of }),
                what: None,
                alone: true,
            },
        );
    }
    shown
}

impl ShownField<'_> {
    /// `done`, `2.5 hours`, `due 2026-03-31`, `by Tunde Bakare`, `effectiveness: strong`.
    pub fn words(
        &self,
        naming: &FieldLabels,
        portfolio: &Portfolio,
        day: fn(NaiveDate) -> String,
    ) -> String {
        let label = phrases::term(self.field);
        let value = record_view::value_text(&self.value, portfolio, day);
        if let (Some(what), Value::Number(amount) | Value::Money { amount, .. }) =
            (&self.what, &*self.value)
        {
            return what.format_amount(*amount, &label, naming);
        }
        match &*self.value {
            _ if self.alone => value,
            Value::Date(_) | Value::Person(_) => ValuePhrase::LabelledDate {
                label: &label,
                value: &value,
            }
            .say(),
            _ => ValuePhrase::Labelled {
                label: &label,
                value: &value,
            }
            .say(),
        }
    }
}
