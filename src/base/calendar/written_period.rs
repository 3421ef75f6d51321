//! Periods as a person writes them: a year, a month, a day, or from one to another.

use super::{Length, Period, Unit, date};

/// Returns the days that a text names: `2026`, `2026-05`, `2026-05-01`, or two of these with
/// `..` between them, each whole. Returns `None` if it names none, or ends before it begins.
pub fn period(text: &str) -> Option<Period> {
    let (first, last) = text.split_once("..").unwrap_or((text, text));
    Period::new(stretch(first.trim())?.from, stretch(last.trim())?.to)
}

/// Returns the days of a year, a month or a day.
fn stretch(text: &str) -> Option<Period> {
    let (first_day, unit) = match text.len() {
        4 => (format!("{text}-01-01"), Unit::Year),
        7 => (format!("{text}-01"), Unit::Month),
        _ => (text.to_owned(), Unit::Day),
    };
    let from = date(&first_day)?;
    let next = Length { count: 1, unit }.after(from)?;
    Period::new(from, next.pred_opt()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_a_month_and_a_day_are_whole() {
        for (text, days) in [
            ("2026", "2026-01-01 to 2026-12-31"),
            ("2024-02", "2024-02-01 to 2024-02-29"),
            ("2026-05-01", "2026-05-01 to 2026-05-01"),
            ("2026-05..2026-06", "2026-05-01 to 2026-06-30"),
            ("2025-09-01..2026", "2025-09-01 to 2026-12-31"),
            ("2025 .. 2026-08", "2025-01-01 to 2026-08-31"),
        ] {
            let found = period(text).map(|days| days.to_string());
            assert_eq!(found.as_deref(), Some(days), "{text}");
        }
    }

    #[test]
    fn a_text_that_names_no_days_is_refused() {
        for text in [
            "",
            "..",
            "26",
            "2026-13",
            "2026-02-30",
            "2026-06..2026-05",
            "last year",
            "2026..",
            "1.5.2026",
            "20260501",
            "2026-5",
            "+026",
            "2026-05-01..2026-05-02..2026-05-03",
            "\u{e9}26",
        ] {
            assert_eq!(period(text), None, "{text}");
        }
    }
}
