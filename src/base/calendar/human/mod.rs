//! Dates and lengths of time as people type them. One meaning is read; where there are
//! several, all are returned and none is guessed. Knows no fields and no clock.

mod date;
mod hours;
mod period;
mod quantity;
mod words;

pub use date::{DateContext, read_date};
pub use hours::{read_hours, read_length, read_number};
pub use period::{NotAPeriod, PeriodNames, read_period};
pub use quantity::number_word;

use chrono::Weekday;

/// Typed words without one certain meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unclear<T> {
    /// The values that may have been meant, the likeliest first.
    pub readings: Vec<T>,
    pub doubt: Doubt,
}

/// The reason why typed words have no certain meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// They are written in no known form.
    Unknown,
    /// They have more than one meaning, such as 3/2/2026.
    Ambiguous,
    /// They say that they are not exact, such as "about 4".
    Approximate,
    /// The calendar has no such day. The readings are the last days of the months that are named.
    NoSuchDay,
    /// The day is another day of the week than they say.
    OtherWeekday(Weekday),
    /// They name a week, a month or a year.
    NoDay,
    /// They name no year, and nothing says which is meant.
    NoYear,
    /// They depend on the day on which they are read, such as "yesterday".
    Relative,
    /// They count in days, which are as long as a contract says.
    WorkingDays,
    /// A length of time is below zero.
    Negative,
}

impl<T> Unclear<T> {
    const fn none(doubt: Doubt) -> Self {
        Self {
            readings: Vec::new(),
            doubt,
        }
    }

    /// Returns the readings in another form.
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Unclear<U> {
        Unclear {
            readings: self.readings.into_iter().map(change).collect(),
            doubt: self.doubt,
        }
    }
}

/// Returns the one value that is left, or the doubt with all of them.
fn one_of<T: PartialEq>(values: impl IntoIterator<Item = T>) -> Result<T, Unclear<T>> {
    let mut readings: Vec<T> = Vec::new();
    for value in values {
        if !readings.contains(&value) {
            readings.push(value);
        }
    }
    match (readings.pop(), readings.is_empty()) {
        (None, _) => Err(Unclear::none(Doubt::Unknown)),
        (Some(one), true) => Ok(one),
        (Some(last), false) => {
            readings.push(last);
            Err(Unclear {
                readings,
                doubt: Doubt::Ambiguous,
            })
        }
    }
}

/// Returns a reading of words that say that they are not exact.
fn approximate<T>(read: Result<T, Unclear<T>>) -> Unclear<T> {
    match read {
        Ok(value) => Unclear {
            readings: vec![value],
            doubt: Doubt::Approximate,
        },
        Err(unclear) => unclear,
    }
}

#[cfg(test)]
mod tests;
