//! Reads periods as people type them: a year, a month, a day, or from one to another.

use chrono::{Datelike, Months, NaiveDate};

use super::date::month;
use super::words::{Part, parts, simplify};
use super::{DateContext, read_date};
use crate::base::calendar::{self, Length, Period, Unit};

/// The periods of a programme, by their names.
pub trait PeriodNames {
    /// Returns the period of a name that runs today.
    fn running(&self, name: &str) -> Option<Period>;
    /// Returns the period of a name before the one that runs today.
    fn previous(&self, name: &str) -> Option<Period>;
    /// Returns the year of the programme that begins in one calendar year and ends in the next.
    fn split_year(&self, first: i32) -> Option<Period>;
}

/// The reason why words name no period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotAPeriod {
    Unknown,
    /// It ends before it begins.
    Backwards,
    /// It is a year such as 2026/27, and nothing says on which day that begins.
    NoFirstDay,
}

/// Words and signs between the first and the last of several days.
const BETWEEN: [&str; 6] = ["..", " to ", " until ", " till ", " through ", " - "];

/// Reads a period: `2026`, `2026-10`, `October 2026`, `Oct–Nov 2026`, `2026-10 to 2026-11`,
/// `2026/27`, `this year`, or the name of a period of the programme. Each end is meant whole. A
/// month without a year is the last that has begun.
pub fn read_period(
    text: &str,
    today: NaiveDate,
    names: &dyn PeriodNames,
) -> Result<Period, NotAPeriod> {
    let simple = simplify(text).filter(|_| !text.trim_end().ends_with(".."));
    let simple = simple.ok_or(NotAPeriod::Unknown)?;
    let reader = PeriodReader { today, names };
    if let Some(named) = reader.named(&simple) {
        return Ok(named);
    }
    let both = BETWEEN.iter().find_map(|sign| simple.split_once(sign));
    if let Some((first, last)) = both {
        return reader.between(first.trim(), last.trim());
    }
    match reader.stretch(&simple) {
        Err(NotAPeriod::Unknown) => reader.between_dashes(&simple),
        read => read,
    }
}

struct PeriodReader<'r> {
    today: NaiveDate,
    names: &'r dyn PeriodNames,
}

impl PeriodReader<'_> {
    /// Reads `year`, `this year` or `last year`, whose name may be one of the programme's.
    fn named(&self, simple: &str) -> Option<Period> {
        match simple.split_once(' ') {
            Some(("this", name)) => self
                .names
                .running(name)
                .or_else(|| in_calendar(name, self.today)),
            Some(("last", name)) => self
                .names
                .previous(name)
                .or_else(|| in_calendar(name, self.a_while_ago(name)?)),
            _ => self.names.running(simple),
        }
    }

    /// Returns a day in the calendar's year or month before today's.
    fn a_while_ago(&self, unit: &str) -> Option<NaiveDate> {
        let months = if unit == "year" { 12 } else { 1 };
        self.today.checked_sub_months(Months::new(months))
    }

    /// Reads two ends with a dash between them, which dates have too.
    fn between_dashes(&self, simple: &str) -> Result<Period, NotAPeriod> {
        let dashes = simple.match_indices('-');
        let mut failed = NotAPeriod::Unknown;
        for (at, _) in dashes {
            match self.between(simple[..at].trim(), simple[at + 1..].trim()) {
                Err(NotAPeriod::Unknown) => {}
                Err(other) => failed = other,
                read => return read,
            }
        }
        Err(failed)
    }

    /// Reads two ends. What the first leaves out is said by the last, as in `1-15 October 2026`.
    fn between(&self, first: &str, last: &str) -> Result<Period, NotAPeriod> {
        let end = self.stretch(last)?;
        let has_year = parts(first, false).iter().any(is_year);
        let begin = match has_year {
            true => self.stretch(first)?,
            false => self.completed(first, last, end)?,
        };
        Period::new(begin.from, end.to).ok_or(NotAPeriod::Backwards)
    }

    /// Reads the first of two ends with the last words of the other.
    fn completed(&self, first: &str, last: &str, end: Period) -> Result<Period, NotAPeriod> {
        let words: Vec<&str> = last.split(' ').collect();
        let endings = (1..words.len()).rev().map(|at| words[at..].join(" "));
        let year = end.to.year();
        let endings = endings.chain([year.to_string()]);
        let read = endings.map(|ending| self.stretch(&format!("{first} {ending}")));
        let begin = read.filter_map(Result::ok).next();
        // November to January begins in the year before.
        let before = || self.stretch(&format!("{first} {}", year - 1)).ok();
        let begin = begin.or_else(before).ok_or(NotAPeriod::Unknown)?;
        match begin.from > end.to {
            true => before().ok_or(NotAPeriod::Backwards),
            false => Ok(begin),
        }
    }

    /// Reads a year, a month or a day.
    fn stretch(&self, simple: &str) -> Result<Period, NotAPeriod> {
        let parts = parts(simple, false);
        let found = match parts.as_slice() {
            [Part::Figures(year)] => year_number(year).and_then(|year| stretch_of(year, None)),
            [
                Part::Figures(year),
                Part::Mark('/' | '-'),
                Part::Figures(next),
            ] if is_split_year(year, next, simple) => {
                let first = year_number(year).ok_or(NotAPeriod::Unknown)?;
                let year = self.names.split_year(first);
                return year.ok_or(NotAPeriod::NoFirstDay);
            }
            [
                Part::Figures(year),
                Part::Mark('-' | '/'),
                Part::Figures(month),
            ]
            | [
                Part::Figures(month),
                Part::Mark('/' | '.'),
                Part::Figures(year),
            ] if year.len() == 4 && month.len() <= 2 => month_of(year, month.parse().ok()),
            [Part::Word(word)] => month(word).and_then(|month| self.latest_month(month)),
            [Part::Word(word), Part::Figures(year)] | [Part::Figures(year), Part::Word(word)]
                if year.len() == 4 =>
            {
                month_of(year, month(word))
            }
            _ => None,
        };
        found
            .or_else(|| self.day(simple))
            .ok_or(NotAPeriod::Unknown)
    }

    /// Returns the last month of a number that has begun.
    fn latest_month(&self, month: u32) -> Option<Period> {
        let year = self.today.year() - i32::from(month > self.today.month());
        stretch_of(year, Some(month))
    }

    fn day(&self, simple: &str) -> Option<Period> {
        let context = DateContext {
            today: Some(self.today),
            not_before: None,
        };
        let day = read_date(simple, context).ok()?;
        Period::new(day, day)
    }
}

/// Returns the year or the month of the calendar that a day is in.
fn in_calendar(unit: &str, day: NaiveDate) -> Option<Period> {
    match unit {
        "year" => stretch_of(day.year(), None),
        "month" => stretch_of(day.year(), Some(day.month())),
        _ => None,
    }
}

fn is_year(part: &Part<'_>) -> bool {
    matches!(part, Part::Figures(figures) if figures.len() == 4)
}

fn year_number(figures: &str) -> Option<i32> {
    figures.parse().ok().filter(|_| figures.len() == 4)
}

/// Returns true for a year and the next, as 2026/27. With a dash, 2009-10 is a month.
fn is_split_year(year: &str, next: &str, simple: &str) -> bool {
    let follows = year_number(year).is_some_and(|year| {
        let next_year = year + 1;
        next == next_year.to_string() || next == format!("{:02}", next_year % 100)
    });
    let is_month = next
        .parse()
        .is_ok_and(|month: u32| (1..=12).contains(&month));
    follows && (simple.contains('/') || !is_month)
}

fn month_of(year: &str, month: Option<u32>) -> Option<Period> {
    stretch_of(year_number(year)?, Some(month?))
}

/// Returns a whole year, or one of its months.
fn stretch_of(year: i32, month: Option<u32>) -> Option<Period> {
    let first = calendar::date(&format!("{year:04}-{:02}-01", month.unwrap_or(1)))?;
    let unit = if month.is_some() {
        Unit::Month
    } else {
        Unit::Year
    };
    let next = Length { count: 1, unit }.after(first)?;
    Period::new(first, next.pred_opt()?)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A programme whose year begins on 1 September.
    struct SchoolYear;

    impl PeriodNames for SchoolYear {
        fn running(&self, name: &str) -> Option<Period> {
            (name == "school year").then(|| self.split_year(2025))?
        }

        fn previous(&self, name: &str) -> Option<Period> {
            (name == "school year").then(|| self.split_year(2024))?
        }

        fn split_year(&self, first: i32) -> Option<Period> {
            let next = first + 1;
            let day = |text: String| calendar::date(&text);
            Period::new(
                day(format!("{first}-09-01"))?,
                day(format!("{next}-08-31"))?,
            )
        }
    }

    /// A programme without periods.
    struct NoNames;

    impl PeriodNames for NoNames {
        fn running(&self, _: &str) -> Option<Period> {
            None
        }

        fn previous(&self, _: &str) -> Option<Period> {
            None
        }

        fn split_year(&self, _: i32) -> Option<Period> {
            None
        }
    }

    fn today() -> NaiveDate {
        calendar::date("2026-03-05").unwrap()
    }

    fn read(text: &str) -> Result<String, NotAPeriod> {
        read_period(text, today(), &SchoolYear).map(|days| days.to_string())
    }

    #[test]
    fn what_people_write_is_read_and_each_end_is_whole() {
        for (text, days) in [
            ("2026", "2026-01-01 to 2026-12-31"),
            ("2024-02", "2024-02-01 to 2024-02-29"),
            ("2024/2", "2024-02-01 to 2024-02-29"),
            ("02/2024", "2024-02-01 to 2024-02-29"),
            ("2026-05-01", "2026-05-01 to 2026-05-01"),
            ("1 May 2026", "2026-05-01 to 2026-05-01"),
            ("13/5/2026", "2026-05-13 to 2026-05-13"),
            ("yesterday", "2026-03-04 to 2026-03-04"),
            ("2026-05..2026-06", "2026-05-01 to 2026-06-30"),
            ("2025-09-01..2026", "2025-09-01 to 2026-12-31"),
            ("2025 .. 2026-08", "2025-01-01 to 2026-08-31"),
            ("2026-10 to 2026-11", "2026-10-01 to 2026-11-30"),
            ("2026-10-2026-11", "2026-10-01 to 2026-11-30"),
            ("2026-10 \u{2013} 2026-11", "2026-10-01 to 2026-11-30"),
            ("October 2026", "2026-10-01 to 2026-10-31"),
            ("oct 2026", "2026-10-01 to 2026-10-31"),
            ("2026 October", "2026-10-01 to 2026-10-31"),
            ("Oct\u{2013}Nov 2026", "2026-10-01 to 2026-11-30"),
            ("October to November 2026", "2026-10-01 to 2026-11-30"),
            ("Nov 2025 - Jan 2026", "2025-11-01 to 2026-01-31"),
            ("Nov to Jan 2026", "2025-11-01 to 2026-01-31"),
            ("1\u{2013}15 October 2026", "2026-10-01 to 2026-10-15"),
            ("1 Oct to 15 Nov 2026", "2026-10-01 to 2026-11-15"),
            ("20 Dec to 6 Jan 2026", "2025-12-20 to 2026-01-06"),
            ("February", "2026-02-01 to 2026-02-28"),
            ("October", "2025-10-01 to 2025-10-31"),
            ("2026/27", "2026-09-01 to 2027-08-31"),
            ("2026/2027", "2026-09-01 to 2027-08-31"),
            ("2026-27", "2026-09-01 to 2027-08-31"),
            ("2009/10", "2009-09-01 to 2010-08-31"),
            ("2009-10", "2009-10-01 to 2009-10-31"),
            ("2024/25 to 2025/26", "2024-09-01 to 2026-08-31"),
            ("this year", "2026-01-01 to 2026-12-31"),
            ("last year", "2025-01-01 to 2025-12-31"),
            ("this month", "2026-03-01 to 2026-03-31"),
            ("last month", "2026-02-01 to 2026-02-28"),
            ("school year", "2025-09-01 to 2026-08-31"),
            ("This School Year", "2025-09-01 to 2026-08-31"),
            ("last school year", "2024-09-01 to 2025-08-31"),
        ] {
            assert_eq!(read(text).as_deref(), Ok(days), "{text}");
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
            "lately",
            "2026..",
            "+026",
            "3/2/2026",
            "next year",
            "2026/29",
            "to",
            "- -",
            "\u{e9}26",
        ] {
            assert_eq!(read(text), Err(NotAPeriod::Unknown), "{text}");
        }
        assert_eq!(read("2026-06..2026-05"), Err(NotAPeriod::Backwards));
        let split = read_period("2026/27", today(), &NoNames);
        assert_eq!(split, Err(NotAPeriod::NoFirstDay));
    }

    proptest! {
        /// Two months in every way of writing them are the same days.
        #[test]
        fn every_way_to_write_two_months_is_the_same(
            year in 1990i32..2090, first in 1u32..=12, more in 0u32..12,
        ) {
            let last = (first + more).min(12);
            let name = |month: u32| calendar::format_long(
                NaiveDate::from_ymd_opt(year, month, 1).unwrap(),
            )[2..].to_owned();
            let short = |month: u32| name(month)[..3].to_owned();
            let wanted = format!(
                "{year}-{first:02}-01 to {}",
                stretch_of(year, Some(last)).unwrap().to,
            );
            for text in [
                format!("{year}-{first:02}..{year}-{last:02}"),
                format!("{year}-{first:02} to {year}-{last:02}"),
                format!("{} to {}", name(first), name(last)),
                format!("{}-{} {year}", short(first), short(last)),
                format!("{first}/{year} - {last}/{year}"),
            ] {
                prop_assert_eq!(read(&text), Ok(wanted.clone()), "{}", text);
            }
        }

        #[test]
        fn no_text_panics_or_ends_before_it_begins(text in "[0-9a-z./ \u{2013}-]{0,24}|\\PC{0,40}") {
            if let Ok(days) = read_period(&text, today(), &SchoolYear) {
                prop_assert!(days.from <= days.to);
            }
        }
    }
}
