//! Amounts in words: hours and other units, and the nouns of what is counted.

use rust_decimal::Decimal;

use crate::base::text::words;
use crate::domain::id::KindId;
use crate::domain::phrases::{self, ValuePhrase};
use crate::domain::schema::Kinds;

/// The sort of things that are counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Counted {
    Records(KindId),
    /// The items of a catalogue, with its id.
    Items(String),
    /// The rows of a table in records.
    Rows,
    /// Values that differ.
    Values,
    /// Spans of time in each of which something is asked.
    Periods,
    /// The times between one record and the next.
    Intervals,
    /// The parts of a requirement that has several.
    Parts,
}

impl Counted {
    /// Formats a number of these, such as `3 journals`.
    pub(super) fn say(&self, count: &str, kinds: &Kinds) -> String {
        let named = |one: &str, several: &str| {
            let (one, several) = (&phrases::term(one), &phrases::term(several));
            ValuePhrase::CountNamed {
                count,
                one,
                several,
            }
            .say()
        };
        match self {
            Self::Records(kind) => match kinds.get(kind) {
                Some(kind) => named(&kind.noun(), &kind.plural_noun()),
                None => count.to_owned(),
            },
            Self::Items(catalogue) => named("item", &noun_of_items(catalogue)),
            Self::Rows => ValuePhrase::CountRows { count }.say(),
            Self::Values => ValuePhrase::CountValues { count }.say(),
            Self::Periods => ValuePhrase::CountPeriods { count }.say(),
            Self::Intervals => ValuePhrase::CountIntervals { count }.say(),
            Self::Parts => ValuePhrase::CountParts { count }.say(),
        }
    }
}

/// The unit of an outcome that adds up hours.
pub const HOURS: &str = "hours";

/// Formats a number with its unit, such as `20 hours`, `500 GBP` or `1 point`.
pub fn format_amount(number: Decimal, unit: Option<&str>) -> String {
    let one = |unit: &str| match number == Decimal::ONE {
        true => unit.strip_suffix('s').unwrap_or(unit).to_owned(),
        false => unit.to_owned(),
    };
    match unit {
        Some(HOURS) => phrases::format_hours(&number.to_string()),
        Some(unit) => ValuePhrase::Amount {
            amount: &number.to_string(),
            unit: &one(unit),
        }
        .say(),
        None => number.to_string(),
    }
}

/// Returns the word for several items of a catalogue: its name, if that is a plural.
pub fn noun_of_items(catalogue: &str) -> String {
    let name = words::with_spaces(catalogue);
    if name.ends_with('s') && !name.ends_with("ss") && !name.ends_with("ics") {
        return name;
    }
    "items".to_owned()
}
