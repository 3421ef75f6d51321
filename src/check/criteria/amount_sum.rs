//! Sums record by record, such that a person can add them up again on paper.

use rust_decimal::Decimal;

use super::amount::format_amount;
use super::amount_note::{AmountNote, AmountReason};
use crate::domain::phrases::ValuePhrase;

/// A sum record by record, such that a person can add it up again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AmountSum {
    pub entries: Vec<SumEntry>,
    /// The unit of the field, such as `hours`.
    pub given_in: Option<String>,
    /// The unit of what is added up, such as `points`.
    pub unit: Option<String>,
    /// The amount that is asked of a whole post in the whole period, if the owner's share is another.
    pub whole: Option<Decimal>,
}

/// A record in a sum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SumEntry {
    pub path: String,
    /// The amount that it gives, if a field is added up.
    pub given: Option<Decimal>,
    /// The part of it that belongs to the period, if it is not the whole.
    pub inside: Option<PartInside>,
    pub weight: Option<SumWeight>,
    /// The part of it that counts, with its weight and under all caps.
    pub counted: Decimal,
    /// The part of it that does not count, and the cap that it is over.
    pub over: Option<AmountReason>,
}

/// The part of a record's amount that belongs to a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartInside {
    pub amount: Decimal,
    /// The days of the record that lie in the period, of how many.
    pub days: i64,
    pub of: i64,
}

/// The amount that a record counts by what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SumWeight {
    /// So much for each hour, or whatever is added up.
    Times(Decimal),
    /// So much for each record.
    Each(Decimal),
}

impl AmountSum {
    /// Returns true if what is asked, or what counts of a record, is other than what is written.
    pub fn is_weighed(&self) -> bool {
        let mut entries = self.entries.iter();
        self.whole.is_some() || entries.any(|one| one.given != Some(one.counted))
    }
}

impl SumEntry {
    /// Says what its amount was made of: `7 hours × 0.5`, `120 of 300 hours, 61 of 153 days
    /// inside`. `unit` is that of the field, `counts_in` that of the sum.
    pub fn steps(&self, unit: Option<&str>, counts_in: Option<&str>) -> Vec<String> {
        let words = |amount: Decimal| format_amount(amount.normalize(), unit);
        let given = self.inside.map(|inside| inside.say(self.given, unit));
        let given = given.or_else(|| self.given.map(words));
        let amount = match self.weight {
            Some(SumWeight::Times(weight)) => given.map(|amount| {
                let weight = &weight.normalize().to_string();
                let amount = &amount;
                ValuePhrase::Weighed { amount, weight }.say()
            }),
            Some(SumWeight::Each(weight)) => {
                let amount = &format_amount(weight.normalize(), counts_in);
                Some(ValuePhrase::WeighedEach { amount }.say())
            }
            None => given,
        };
        let note = |reason: &AmountReason| {
            let unit = counts_in.map(str::to_owned);
            let reason = reason.clone();
            AmountNote { reason, unit }.say()
        };
        amount
            .into_iter()
            .chain(self.over.as_ref().map(note))
            .collect()
    }
}

impl PartInside {
    pub(super) fn say(self, given: Option<Decimal>, unit: Option<&str>) -> String {
        let given = given.unwrap_or_default().normalize();
        ValuePhrase::PartInside {
            part: &self.amount.normalize().to_string(),
            whole: &format_amount(given, unit),
            days: &self.days.to_string(),
            of: &self.of.to_string(),
        }
        .say()
    }
}
