//! Civil dates, lengths of time and periods. No clock: `today` is always handed in.

pub mod human;
pub mod period;

pub use period::{Cycle, DaySet, Period, Windows};

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, Utc};

/// Reads `2026-02-20`, and nothing else. By hand, since every record has one and a
/// general reader of formats takes ten times as long.
pub fn date(text: &str) -> Option<NaiveDate> {
    let bytes = text.as_bytes();
    let [_, _, _, _, b'-', _, _, b'-', _, _] = bytes else {
        return None;
    };
    let number = |from: usize, to: usize| {
        bytes[from..to].iter().try_fold(0, |sum, byte| {
            byte.is_ascii_digit()
                .then(|| sum * 10 + u32::from(byte - b'0'))
        })
    };
    let year = i32::try_from(number(0, 4)?).ok()?;
    NaiveDate::from_ymd_opt(year, number(5, 7)?, number(8, 10)?)
}

/// Reads `2026-06-01T10:15:00Z`: a moment in UTC, to the second.
pub fn instant(text: &str) -> Option<DateTime<Utc>> {
    let text = text.strip_suffix('Z')?;
    chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S")
        .ok()
        .map(|moment| moment.and_utc())
}

/// Seconds by which two computers' clocks may differ.
pub const CLOCK_TOLERANCE_SECONDS: i64 = 300;

/// Returns true if a moment is after a day wherever on earth that day is: in UTC it may be a
/// day ahead.
pub fn is_after_day(moment: DateTime<Utc>, day: NaiveDate) -> bool {
    day.succ_opt()
        .is_some_and(|next| moment.date_naive() > next)
}

/// `2026-06-01T10:15:00Z`.
pub fn format_instant(moment: DateTime<Utc>) -> String {
    moment.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// `1 June 2026`.
pub fn format_long(date: NaiveDate) -> String {
    format!("{} {}", date.day(), date.format("%B %Y"))
}

/// A length of time in one unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Length {
    pub count: u32,
    pub unit: Unit,
}

/// The units that schemes count in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    Day,
    Week,
    Month,
    Year,
}

impl Length {
    /// The date this long after another; the last day of a shorter month stands
    /// for a day it lacks (a year after 29 February is 28 February).
    pub fn after(self, date: NaiveDate) -> Option<NaiveDate> {
        match self.unit {
            Unit::Day => date.checked_add_days(Days::new(self.count.into())),
            Unit::Week => date.checked_add_days(Days::new(u64::from(self.count) * 7)),
            Unit::Month => date.checked_add_months(Months::new(self.count)),
            Unit::Year => date.checked_add_months(Months::new(self.count.checked_mul(12)?)),
        }
    }

    /// The date so many times this long after another, or before it where the
    /// number is negative.
    pub fn times_after(self, number: i64, date: NaiveDate) -> Option<NaiveDate> {
        let count = i64::from(self.count).checked_mul(number)?;
        let longer = Self {
            count: u32::try_from(count.unsigned_abs()).ok()?,
            ..self
        };
        if count < 0 {
            longer.before(date)
        } else {
            longer.after(date)
        }
    }

    /// Days that it has at least, whatever the month.
    pub fn days_at_least(self) -> i64 {
        let count = i64::from(self.count);
        match self.unit {
            Unit::Day => count,
            Unit::Week => count * 7,
            Unit::Month => count * 28,
            Unit::Year => count * 365,
        }
    }

    /// Days that it has at most, whatever the month.
    pub fn days_at_most(self) -> i64 {
        let count = i64::from(self.count);
        match self.unit {
            Unit::Day => count,
            Unit::Week => count * 7,
            Unit::Month => count * 31,
            Unit::Year => count * 366,
        }
    }

    /// The date this long before another.
    pub fn before(self, date: NaiveDate) -> Option<NaiveDate> {
        match self.unit {
            Unit::Day => date.checked_sub_days(Days::new(self.count.into())),
            Unit::Week => date.checked_sub_days(Days::new(u64::from(self.count) * 7)),
            Unit::Month => date.checked_sub_months(Months::new(self.count)),
            Unit::Year => date.checked_sub_months(Months::new(self.count.checked_mul(12)?)),
        }
    }
}

impl FromStr for Length {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (count, unit) = text.trim().split_once(' ').ok_or(())?;
        let unit = match unit.trim() {
            "day" | "days" => Unit::Day,
            "week" | "weeks" => Unit::Week,
            "month" | "months" => Unit::Month,
            "year" | "years" => Unit::Year,
            _ => return Err(()),
        };
        Ok(Self {
            count: count.parse().map_err(|_| ())?,
            unit,
        })
    }
}

impl Unit {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Year => "year",
        }
    }
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = self.unit.name();
        write!(
            f,
            "{} {unit}{}",
            self.count,
            if self.count == 1 { "" } else { "s" }
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_way_of_writing_a_date_is_read() {
        assert!(date("2026-02-28").is_some());
        for wrong in [
            "2026-02-30",
            "2026-2-3",
            "20/02/2026",
            "+026-02-01",
            "２０２６-02-01",
            "",
        ] {
            assert_eq!(date(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn adding_months_stops_at_the_last_day_of_a_month() {
        let after =
            |length: &str, from: &str| length.parse::<Length>().unwrap().after(date(from).unwrap());
        assert_eq!(after("1 year", "2024-02-29"), date("2025-02-28"));
        assert_eq!(after("1 month", "2026-01-31"), date("2026-02-28"));
        assert_eq!(after("2 weeks", "2026-12-25"), date("2027-01-08"));
        assert!("six weeks".parse::<Length>().is_err());
    }

    #[test]
    fn moments_are_in_utc() {
        let text = "2026-06-01T10:15:00Z";
        assert_eq!(format_instant(instant(text).unwrap()), text);
        assert_eq!(instant("2026-06-01T10:15:00+01:00"), None);
    }
}
