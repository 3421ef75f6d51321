//! The reasons why an amount is another than the sum of what was recorded, and their words.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::amount::format_amount;
use super::amount_sum::PartInside;
use crate::domain::phrases::{self, ValuePhrase};

/// A reason why an amount is another than the sum of what was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AmountNote {
    pub reason: AmountReason,
    /// The unit of its amounts.
    pub unit: Option<String>,
}

/// A reason why an amount is lower or higher than the records alone make it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AmountReason {
    /// Some records have more than may count of them.
    OverCap {
        /// The part that does not count.
        amount: Decimal,
        /// The records, such as `self study`.
        of: String,
        at_most: Decimal,
        /// The sort of thing that the limit is for, each by itself, such as `record`.
        each: Option<String>,
    },
    /// An amount beyond the target of an earlier period counts here.
    CarriedIn {
        amount: Decimal,
        /// The last day of that period.
        ended: NaiveDate,
    },
    /// An amount beyond this period's target can count in the next.
    CarriedOn { amount: Decimal },
    /// Some days of a record lie outside the period.
    Spread {
        title: String,
        given: Option<Decimal>,
        inside: PartInside,
    },
    /// Some days of several records lie outside the period.
    SpreadAll {
        records: usize,
        amount: Decimal,
        given: Decimal,
    },
    /// Somebody granted that less is asked, or later.
    Granted {
        what: GrantedRelief,
        by: Option<String>,
        on: Option<NaiveDate>,
        standing: GrantStanding,
    },
}

/// An adjustment as somebody granted it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GrantedRelief {
    Exemption,
    Less(Decimal),
    /// A part of the whole.
    LessShare(Decimal),
    /// A later last day.
    Until(NaiveDate),
}

/// The confirmation of an adjustment, as far as there is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GrantStanding {
    /// The scheme asks for no confirmation.
    Recorded,
    Confirmed,
    /// It does not count until it is confirmed.
    Unconfirmed,
}

impl GrantedRelief {
    fn say(&self, unit: Option<&str>) -> String {
        match self {
            Self::Exemption => ValuePhrase::Exempt {}.say(),
            Self::Less(amount) => ValuePhrase::AmountLess {
                amount: &format_amount(amount.normalize(), unit),
            }
            .say(),
            Self::LessShare(share) => ValuePhrase::ShareLess {
                percent: &share
                    .saturating_mul(Decimal::ONE_HUNDRED)
                    .normalize()
                    .to_string(),
            }
            .say(),
            Self::Until(day) => ValuePhrase::MoreTime {
                date: &phrases::format_date(*day),
            }
            .say(),
        }
    }
}

impl AmountNote {
    pub(super) fn say(&self) -> String {
        let words = |amount: &Decimal| format_amount(amount.normalize(), self.unit.as_deref());
        match &self.reason {
            AmountReason::OverCap {
                amount,
                of,
                at_most,
                each,
            } => {
                let (amount, most) = (&words(amount), &words(at_most));
                match each {
                    None => ValuePhrase::OverCap { amount, of, most }.say(),
                    Some(each) => ValuePhrase::OverCapEach {
                        amount,
                        of,
                        most,
                        each: &phrases::term(each),
                    }
                    .say(),
                }
            }
            AmountReason::CarriedIn { amount, ended } => ValuePhrase::CarriedIn {
                amount: &words(amount),
                date: &phrases::format_date(*ended),
            }
            .say(),
            AmountReason::CarriedOn { amount } => ValuePhrase::CarriedOn {
                amount: &words(amount),
            }
            .say(),
            AmountReason::Spread {
                title,
                given,
                inside,
            } => {
                let value = &inside.say(*given, self.unit.as_deref());
                let label = title;
                ValuePhrase::Labelled { label, value }.say()
            }
            AmountReason::SpreadAll {
                records,
                amount,
                given,
            } => ValuePhrase::PartsInside {
                count: *records,
                part: &amount.normalize().to_string(),
                whole: &words(given),
            }
            .say(),
            AmountReason::Granted {
                what,
                by,
                on,
                standing,
            } => {
                let what = &what.say(self.unit.as_deref());
                let date = &on.map(phrases::format_date).unwrap_or_default();
                let granted = match by {
                    Some(by) => ValuePhrase::GrantedBy { what, by, date }.say(),
                    None => ValuePhrase::GrantedOn { what, date }.say(),
                };
                let granted = &*granted;
                match standing {
                    GrantStanding::Recorded => granted.to_owned(),
                    GrantStanding::Confirmed => ValuePhrase::GrantConfirmed { granted }.say(),
                    GrantStanding::Unconfirmed => ValuePhrase::GrantUnconfirmed { granted }.say(),
                }
            }
        }
    }
}
