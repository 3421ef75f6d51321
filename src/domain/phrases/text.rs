//! Dates, numbers and lists in the words of the language.

use chrono::{Datelike, NaiveDate};

use super::{ValuePhrase, language};
use crate::base::text::words::MOST_NAMED;

/// Returns a date in words: `1 June 2026`.
pub fn format_date(date: NaiveDate) -> String {
    ValuePhrase::Date {
        day: date.day(),
        month: month_name(date.month()),
        year: date.year(),
    }
    .say()
}

/// Returns the first and the last of some days in words, without repeating what they share: `18 to
/// 19 January 2027`, `30 January to 2 February 2027`.
pub fn format_days(from: NaiveDate, to: NaiveDate) -> String {
    let (from_month, to_month) = (month_name(from.month()), month_name(to.month()));
    let (first, last, year) = (from.day(), to.day(), to.year());
    if from >= to {
        format_date(from)
    } else if from.year() != year {
        let (from, to) = (&format_date(from), &format_date(to));
        ValuePhrase::Days { from, to }.say()
    } else if from.month() == to.month() {
        ValuePhrase::DaysInMonth {
            from: first,
            to: last,
            month: to_month,
            year,
        }
        .say()
    } else {
        ValuePhrase::DaysInYear {
            from: first,
            from_month,
            to: last,
            to_month,
            year,
        }
        .say()
    }
}

/// Returns the name of a month, of which January is 1.
pub fn month_name(number: u32) -> &'static str {
    let months = language().months.iter();
    let mut months = (1..).zip(months);
    let found = months.find(|(month, _)| *month == number);
    found.map_or("", |(_, name)| name)
}

/// Returns hours in words: `1 hour`, `2.5 hours`. Takes the number in digits.
pub fn format_hours(count: &str) -> String {
    ValuePhrase::Hours { count }.say()
}

/// Returns the size of a file: `840 bytes`, `12 kB`, `3.4 MB`.
pub fn format_size(bytes: u64) -> String {
    match bytes {
        0..1_000 => ValuePhrase::Bytes { count: bytes }.say(),
        1_000..999_500 => ValuePhrase::Kilobytes {
            number: (bytes + 500) / 1_000,
        }
        .say(),
        _ => {
            let tenths = (bytes + 50_000) / 100_000;
            ValuePhrase::Megabytes {
                number: format!("{}.{}", tenths / 10, tenths % 10),
            }
            .say()
        }
    }
}

/// Returns a whole list in words: `a`, `a and b`, `a, b and c`.
pub fn join_all<S: AsRef<str>>(items: &[S]) -> String {
    match items {
        [] => String::new(),
        [only] => only.as_ref().to_owned(),
        [before @ .., last] => ValuePhrase::ListLast {
            before: &in_row(before),
            next: last.as_ref(),
        }
        .say(),
    }
}

/// Returns the first of the items, and how many more there are: `a, b, c and 7 more`.
pub fn join_first<S: AsRef<str>>(items: &[S]) -> String {
    if items.len() <= MOST_NAMED {
        return join_all(items);
    }
    let count = items.len() - MOST_NAMED;
    let items = in_row(&items[..MOST_NAMED]);
    ValuePhrase::ListMore { items, count }.say()
}

/// Joins items by the words that stand between two of them: a list may be long, and is not
/// filled in one item at a time.
fn in_row<S: AsRef<str>>(items: &[S]) -> String {
    let (before, next) = ("", "");
    let between = ValuePhrase::ListNext { before, next }.say();
    let items: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
    items.join(&between)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::calendar;

    #[test]
    fn dates_read_as_in_the_terminal() {
        for month in 1..=12 {
            let day = NaiveDate::from_ymd_opt(2026, month, 9).unwrap();
            assert_eq!(format_date(day), calendar::format_long(day));
        }
    }

    #[test]
    fn days_say_once_what_they_share() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let said = |from, to| format_days(day(from), day(to));
        assert_eq!(said("2027-01-18", "2027-01-19"), "18 to 19 January 2027");
        assert_eq!(
            said("2027-01-30", "2027-02-02"),
            "30 January to 2 February 2027"
        );
        assert_eq!(
            said("2026-12-31", "2027-01-02"),
            "31 December 2026 to 2 January 2027"
        );
        assert_eq!(said("2027-01-18", "2027-01-18"), "18 January 2027");
        // A last day before the first is a slip, and no span.
        assert_eq!(said("2027-01-18", "2027-01-17"), "18 January 2027");
    }

    #[test]
    fn lists_read_as_in_the_terminal() {
        use crate::base::text::words;
        let items = ["a", "b", "c", "d", "e"];
        for n in 0..=items.len() {
            assert_eq!(join_all(&items[..n]), words::join_all(&items[..n]));
            assert_eq!(join_first(&items[..n]), words::some(&items[..n]));
        }
    }

    #[test]
    fn sizes_are_rounded_to_what_a_person_says() {
        let said = [0, 1, 999, 1_499, 999_499, 999_500, 3_449_999, 3_450_000].map(format_size);
        let expected = [
            "0 bytes",
            "1 byte",
            "999 bytes",
            "1 kB",
            "999 kB",
            "1.0 MB",
            "3.4 MB",
            "3.5 MB",
        ];
        assert_eq!(said, expected);
    }

    #[test]
    fn an_hour_is_one_and_no_other_number() {
        let said = ["1", "0.5", "2", "0"].map(format_hours);
        assert_eq!(said, ["1 hour", "0.5 hours", "2 hours", "0 hours"]);
    }
}
