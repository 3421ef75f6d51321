//! The value of a cell as a person reads it.

use calamine::{Data, ExcelDateTime};
use chrono::{NaiveDateTime, NaiveTime};
use rust_decimal::Decimal;
use rust_decimal::prelude::FromPrimitive;

/// The words of a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellText {
    pub text: String,
    /// True if the program that made the file took it for a date.
    pub is_date: bool,
}

/// Returns the words of a cell; `None` if it has none.
pub fn cell_text(value: &Data) -> Option<CellText> {
    let (text, is_date) = match value {
        Data::Empty => return None,
        Data::Int(number) => (number.to_string(), false),
        Data::Float(number) => (number_text(*number), false),
        Data::String(text) => (text.trim().to_owned(), false),
        Data::Bool(yes) => (yes.to_string(), false),
        Data::DateTime(moment) => date_text(moment),
        Data::DateTimeIso(text) => (iso_text(text), true),
        Data::DurationIso(text) => (iso_duration_text(text), false),
        Data::Error(error) => (error.to_string(), false),
    };
    (!text.is_empty()).then_some(CellText { text, is_date })
}

/// Returns a number without the digits that only come from its binary form.
fn number_text(number: f64) -> String {
    match Decimal::from_f64(number) {
        Some(exact) => exact.normalize().to_string(),
        None => number.to_string(),
    }
}

/// Returns a date, with the time if it has one, or a length of time such as 1:30. A time without
/// a day is a length of time.
fn date_text(moment: &ExcelDateTime) -> (String, bool) {
    if moment.is_duration() || moment.as_f64() < 1.0 {
        return (minutes_text(moment.as_f64() * 24.0 * 60.0), false);
    }
    let (year, month, day, hour, minute, _, _) = moment.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    match (hour, minute) {
        (0, 0) => (date, true),
        _ => (format!("{date} {hour:02}:{minute:02}"), true),
    }
}

/// Returns hours and minutes as 1:30.
fn minutes_text(minutes: f64) -> String {
    let minutes = Decimal::from_f64(minutes).unwrap_or_default().round();
    let hours = (minutes / Decimal::from(60)).floor();
    let rest = minutes - hours * Decimal::from(60);
    format!("{}:{:0>2}", hours.normalize(), rest.normalize().to_string())
}

/// Returns a moment such as 2026-02-03T00:00:00 without a time of nothing.
fn iso_text(text: &str) -> String {
    let moment = text.parse::<NaiveDateTime>().ok();
    match moment {
        Some(moment) if moment.time() == NaiveTime::MIN => moment.date().to_string(),
        Some(moment) => moment.format("%Y-%m-%d %H:%M").to_string(),
        None => text.to_owned(),
    }
}

/// Returns a length such as PT01H30M00S as 1:30.
fn iso_duration_text(text: &str) -> String {
    let parts = || {
        let (hours, rest) = text.strip_prefix("PT")?.split_once('H')?;
        let (minutes, _) = rest.split_once('M')?;
        Some((hours.parse::<u32>().ok()?, minutes.parse::<u32>().ok()?))
    };
    match parts() {
        Some((hours, minutes)) => format!("{hours}:{minutes:02}"),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use calamine::ExcelDateTimeType;

    use super::*;

    fn text(value: &Data) -> String {
        cell_text(value).map_or_else(String::new, |cell| cell.text)
    }

    #[test]
    fn values_are_written_as_people_read_them() {
        let days = |days: f64| {
            Data::DateTime(ExcelDateTime::new(days, ExcelDateTimeType::DateTime, false))
        };
        let length = |days: f64| {
            Data::DateTime(ExcelDateTime::new(
                days,
                ExcelDateTimeType::TimeDelta,
                false,
            ))
        };
        for (value, expected) in [
            (Data::Float(3.5), "3.5"),
            (Data::Float(0.1 + 0.2), "0.3"),
            (Data::Float(44_000.0), "44000"),
            (Data::Float(1e300), "1000000000000000000"),
            (Data::Int(-2), "-2"),
            (Data::String("  Two words ".into()), "Two words"),
            (Data::Bool(true), "true"),
            (days(46_056.0), "2026-02-03"),
            (days(46_056.5), "2026-02-03 12:00"),
            // A time of 1:30 and a length of 26 hours.
            (days(0.0625), "1:30"),
            (length(26.0 / 24.0), "26:00"),
            (
                Data::DateTimeIso("2026-02-03T00:00:00".into()),
                "2026-02-03",
            ),
            (Data::DateTimeIso("2026-02-03".into()), "2026-02-03"),
            (Data::DurationIso("PT01H30M00S".into()), "1:30"),
            (Data::String(" ".into()), ""),
        ] {
            let found = text(&value);
            assert!(found.starts_with(expected), "{found} is not {expected}");
            assert!(
                found == expected || expected.len() > 15,
                "{found} is not {expected}"
            );
        }
    }
}
