//! Reads dates as people type them.

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::quantity::number;
use super::words::{Part, parts, simplify, without_doubt};
use super::{Doubt, Unclear, approximate, one_of};
use crate::base::calendar::{self, Length, Unit};

type ReadDate = Result<NaiveDate, Unclear<NaiveDate>>;

/// Days that typed words may be measured from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DateContext {
    /// The day on which the words are typed; without it, `yesterday` has no meaning.
    pub today: Option<NaiveDate>,
    /// The first day that can be meant, for a date without a year.
    pub not_before: Option<NaiveDate>,
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

const WEEKDAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Mon),
    ("tuesday", Weekday::Tue),
    ("wednesday", Weekday::Wed),
    ("thursday", Weekday::Thu),
    ("friday", Weekday::Fri),
    ("saturday", Weekday::Sat),
    ("sunday", Weekday::Sun),
];

/// Reads a date: `2026-02-03`, `13/2/2026`, `17 February`, `Tue 17th Feb 2026`, `yesterday`.
///
/// In figures, the day or the month may come first, so `3/2/2026` has 2 readings. With
/// points, as in `03.02.2026`, the day comes first: no country writes the month first so. A
/// date without a year is of this year, or of the last one if it is still to come.
pub fn read_date(text: &str, context: DateContext) -> ReadDate {
    let unknown = Unclear::none(Doubt::Unknown);
    let Some(simple) = simplify(text) else {
        return Err(unknown);
    };
    match (exactly(&simple, context), without_doubt(&simple)) {
        (
            Err(Unclear {
                doubt: Doubt::Unknown,
                ..
            }),
            Some(rest),
        ) => Err(approximate(exactly(rest, context))),
        (read, _) => read,
    }
}

fn exactly(simple: &str, context: DateContext) -> ReadDate {
    if let Some(date) = calendar::date(simple) {
        return Ok(date);
    }
    let parts = parts(without_time(simple), false);
    if let Some(read) = relative(&parts, context) {
        return read;
    }
    let Some(words) = DateParts::read(&parts) else {
        return Err(Unclear::none(Doubt::Unknown));
    };
    words.date(context)
}

/// Returns a text without the time of day that a table or a program put behind a date.
fn without_time(simple: &str) -> &str {
    let Some((date, time)) = simple
        .split_once(['t', ' '])
        .filter(|(date, _)| date.len() >= 8)
    else {
        return simple;
    };
    let is_time = time.contains(':')
        && time
            .bytes()
            .all(|b| b.is_ascii_digit() || matches!(b, b':' | b'.' | b'z'));
    if is_time { date } else { simple }
}

/// The parts of a date in the calendar.
struct DateParts<'t> {
    weekday: Option<Weekday>,
    month: Option<u32>,
    figures: Vec<&'t str>,
    /// The mark between figures.
    mark: Option<char>,
}

impl<'t> DateParts<'t> {
    fn read(parts: &[Part<'t>]) -> Option<Self> {
        let mut read = Self {
            weekday: None,
            month: None,
            figures: Vec::new(),
            mark: None,
        };
        for part in parts {
            match part {
                Part::Figures(figures) => read.figures.push(figures),
                Part::Word("the" | "of" | "on" | "st" | "nd" | "rd" | "th") => {}
                Part::Word(word) => match (month(word), weekday(word)) {
                    (Some(found), _) if read.month.is_none() => read.month = Some(found),
                    (None, Some(found)) if read.weekday.is_none() => read.weekday = Some(found),
                    _ => return None,
                },
                Part::Mark(mark @ ('/' | '-' | '.')) => read.mark = Some(*mark),
                Part::Mark(',' | '\'') => {}
                Part::Mark(_) => return None,
            }
        }
        Some(read)
    }

    fn date(&self, context: DateContext) -> ReadDate {
        let unknown = || Err(Unclear::none(Doubt::Unknown));
        let read = match (self.month, &*self.figures) {
            (None, figures) => self.in_figures(figures, context),
            (Some(_), []) if self.weekday.is_some() => unknown(),
            (Some(_), []) => Err(Unclear::none(Doubt::NoDay)),
            (Some(_), [year]) if is_year(year) => Err(Unclear::none(Doubt::NoDay)),
            (Some(month), [day]) => without_year(&[(month, day)], context),
            (Some(month), [year, day]) if is_year(year) => dates([(read_year(year), month, *day)]),
            (Some(month), [day, year]) => dates([(read_year(year), month, *day)]),
            _ => unknown(),
        };
        match (read, self.weekday) {
            (Ok(date), Some(weekday)) if date.weekday() != weekday => Err(Unclear {
                readings: vec![date],
                doubt: Doubt::OtherWeekday(date.weekday()),
            }),
            (
                Err(Unclear {
                    readings,
                    doubt: Doubt::Ambiguous,
                }),
                Some(weekday),
            ) => {
                let fits = readings
                    .iter()
                    .copied()
                    .filter(|date| date.weekday() == weekday);
                let fits: Vec<NaiveDate> = fits.collect();
                one_of(if fits.is_empty() { readings } else { fits })
            }
            (read, _) => read,
        }
    }

    /// Reads a date that is all figures.
    fn in_figures(&self, figures: &[&str], context: DateContext) -> ReadDate {
        match *figures {
            [year, month, day] if is_year(year) => numbers(year, month, day),
            [day, month, year] if self.mark == Some('.') => {
                dates(figure(month).map(|month| (read_year(year), month, day)))
            }
            [first, second, last] => {
                let year = read_year(last);
                let day_first = figure(second).map(|month| (year, month, first));
                let month_first = figure(first).map(|month| (year, month, second));
                // 26-02-03 may begin with the year.
                let year_first =
                    figure(second).filter(|_| self.mark == Some('-') && !is_year(last));
                let year_first = year_first.map(|month| (read_year(first), month, last));
                dates([day_first, month_first, year_first].into_iter().flatten())
            }
            [year, month] if is_year(year) && figure(month).is_some_and(|month| month <= 12) => {
                Err(Unclear::none(Doubt::NoDay))
            }
            [_, year] if is_year(year) => Err(Unclear::none(Doubt::NoDay)),
            [first, second] if self.mark.is_some() => {
                let day_first = figure(second).map(|month| (month, first));
                let month_first = figure(first).filter(|_| self.mark != Some('.'));
                let month_first = month_first.map(|month| (month, second));
                let all: Vec<_> = day_first.into_iter().chain(month_first).collect();
                without_year(&all, context)
            }
            [all] if all.len() == 8 => numbers(&all[..4], &all[4..6], &all[6..]),
            [year] if is_year(year) => Err(Unclear::none(Doubt::NoDay)),
            _ => Err(Unclear::none(Doubt::Unknown)),
        }
    }
}

/// Returns a year of 4 or of 2 figures.
fn read_year(figures: &str) -> Option<i32> {
    let year: i32 = figures.parse().ok()?;
    match figures.len() {
        4 => Some(year),
        2 if year < 80 => Some(2000 + year),
        2 => Some(1900 + year),
        _ => None,
    }
}

/// Returns true if figures can only be a year.
fn is_year(figures: &str) -> bool {
    figures.len() == 4
}

fn figure(figures: &str) -> Option<u32> {
    (figures.len() <= 2).then(|| figures.parse().ok())?
}

/// Years that people have in mind.
const YEARS: std::ops::Range<i32> = 1900..2200;

fn numbers(year: &str, month: &str, day: &str) -> ReadDate {
    let (year, month) = (year.parse().ok(), figure(month));
    dates(month.map(|month| (year, month, day)))
}

/// Returns the one real day among some readings of year, month and day.
fn dates<'d>(readings: impl IntoIterator<Item = (Option<i32>, u32, &'d str)>) -> ReadDate {
    let known: Vec<(i32, u32, u32)> = readings
        .into_iter()
        .filter_map(|(year, month, day)| {
            let year = year.filter(|year| YEARS.contains(year))?;
            Some((year, month, figure(day)?))
        })
        .collect();
    let day = |(year, month, day): &(i32, u32, u32)| NaiveDate::from_ymd_opt(*year, *month, *day);
    let days: Vec<NaiveDate> = known.iter().filter_map(day).collect();
    if days.is_empty() && !known.is_empty() {
        return Err(no_such_day(known));
    }
    one_of(days)
}

/// Returns the doubt about days that no month has, with the last day of each month that is
/// named.
fn no_such_day(readings: impl IntoIterator<Item = (i32, u32, u32)>) -> Unclear<NaiveDate> {
    let is_too_late = |(.., day): &(i32, u32, u32)| *day > 28;
    let ends = readings.into_iter().filter(is_too_late);
    let ends = ends.filter_map(|(year, month, _)| {
        let first = NaiveDate::from_ymd_opt(year, month, 1)?;
        let days = first.num_days_in_month();
        first.with_day(days.into())
    });
    Unclear {
        readings: ends.collect(),
        doubt: Doubt::NoSuchDay,
    }
}

/// Reads a month and a day, in one or two ways, without a year.
fn without_year(readings: &[(u32, &str)], context: DateContext) -> ReadDate {
    let days = readings
        .iter()
        .filter_map(|(month, day)| Some((*month, figure(day)?)));
    // A leap year has every day that there is.
    let (days, others): (Vec<_>, Vec<_>) =
        days.partition(|(month, day)| NaiveDate::from_ymd_opt(2024, *month, *day).is_some());
    if days.is_empty() {
        let years = others.into_iter().filter_map(|(month, day)| {
            let firsts = years_of(month, 1, context.today?, context.not_before);
            Some((firsts.last()?.year(), month, day))
        });
        return Err(no_such_day(years));
    }
    let Some(today) = context.today else {
        return Err(Unclear::none(Doubt::NoYear));
    };
    one_of(
        days.into_iter()
            .flat_map(|(month, day)| years_of(month, day, today, context.not_before)),
    )
}

/// Returns the days that a month and a day may be: the first that is not too early, or the one
/// of this year, and that of last year too while this year's is still to come.
fn years_of(
    month: u32,
    day: u32,
    today: NaiveDate,
    not_before: Option<NaiveDate>,
) -> Vec<NaiveDate> {
    let in_year = |year: i32| NaiveDate::from_ymd_opt(year, month, day);
    if let Some(first) = not_before {
        let mut days = (first.year()..first.year() + 9).filter_map(in_year);
        return days.find(|day| *day >= first).into_iter().collect();
    }
    // 29 February is not in every year.
    let past = (today.year() - 8..=today.year())
        .rev()
        .filter_map(in_year)
        .find(|day| *day <= today);
    let next = in_year(today.year()).filter(|day| *day > today);
    next.into_iter().chain(past).collect()
}

/// Reads words that are measured from today; nothing if they are none.
fn relative(parts: &[Part<'_>], context: DateContext) -> Option<ReadDate> {
    let words: Vec<&str> = parts
        .iter()
        .map(|part| match part {
            Part::Word(word) | Part::Figures(word) => Some(*word),
            Part::Mark(_) => None,
        })
        .collect::<Option<_>>()?;
    let words = match &*words {
        ["on" | "the", rest @ ..] => rest,
        all => all,
    };
    let days_away = match words {
        ["today" | "now" | "tonight"] | ["this", "morning" | "afternoon" | "evening"] => Some(0),
        ["yesterday"] | ["last", "night"] | ["yesterday", "morning" | "afternoon" | "evening"] => {
            Some(-1)
        }
        ["tomorrow"] => Some(1),
        ["day", "before", "yesterday"] => Some(-2),
        ["day", "after", "tomorrow"] => Some(2),
        _ => None,
    };
    let needs = |read: &dyn Fn(NaiveDate) -> ReadDate| {
        Some(
            context
                .today
                .map_or(Err(Unclear::none(Doubt::Relative)), read),
        )
    };
    if let Some(away) = days_away {
        return needs(&|today| moved(today, away, Unit::Day));
    }
    if let [
        "this" | "last" | "next",
        "week" | "month" | "year" | "weekend" | "term",
    ] = words
    {
        return Some(Err(Unclear::none(Doubt::NoDay)));
    }
    if let Some((count, unit)) = away(parts) {
        return needs(&|today| moved(today, count, unit));
    }
    let (which, name) = match words {
        [name] => ("", *name),
        [which @ ("last" | "this" | "next"), name] => (*which, *name),
        _ => return None,
    };
    let weekday = weekday(name)?;
    needs(&|today| one_of(weekdays(which, weekday, today)))
}

/// Reads `3 days ago` and `in 2 weeks`.
fn away(parts: &[Part<'_>]) -> Option<(i64, Unit)> {
    let (parts, sign) = match parts {
        [Part::Word("in"), rest @ ..] => (rest, 1),
        [rest @ .., Part::Word("ago")] => (rest, -1),
        _ => return None,
    };
    let (count, rest) = number(parts)?;
    let [Part::Word(unit)] = rest else {
        return None;
    };
    let (unit, times) = match *unit {
        "day" | "days" => (Unit::Day, 1),
        "week" | "weeks" => (Unit::Week, 1),
        "fortnight" | "fortnights" => (Unit::Week, 2),
        "month" | "months" => (Unit::Month, 1),
        "year" | "years" => (Unit::Year, 1),
        _ => return None,
    };
    let count = count.is_integer().then(|| i64::try_from(count).ok())??;
    Some((count.checked_mul(sign * times)?, unit))
}

fn moved(today: NaiveDate, count: i64, unit: Unit) -> ReadDate {
    let day = Length { count: 1, unit }.times_after(count, today);
    let day = day.filter(|day| YEARS.contains(&day.year()));
    day.ok_or(Unclear::none(Doubt::NoSuchDay))
}

/// Returns the days that a day of the week may be. `last Friday` on a Saturday may be
/// yesterday or the Friday of last week; on a Tuesday it has one meaning.
fn weekdays(which: &str, weekday: Weekday, today: NaiveDate) -> Vec<NaiveDate> {
    let monday = today.week(Weekday::Mon).first_day();
    let this = monday + Days::new(weekday.num_days_from_monday().into());
    let (last, next) = (this - Days::new(7), this + Days::new(7));
    match which {
        "this" => vec![this],
        "last" if this < today => vec![this, last],
        "last" => vec![last],
        "next" if this > today => vec![this, next],
        "next" => vec![next],
        _ if this < today => vec![this, next],
        _ if this > today => vec![last, this],
        _ => vec![this, last],
    }
}

/// Returns the number of a month by its name, or by 3 letters or more of it.
pub(super) fn month(word: &str) -> Option<u32> {
    let at = MONTHS.iter().position(|name| is_short_for(word, name))?;
    u32::try_from(at + 1).ok()
}

fn weekday(word: &str) -> Option<Weekday> {
    let found = WEEKDAYS.iter().find(|(name, _)| is_short_for(word, name));
    found.map(|(_, weekday)| *weekday)
}

fn is_short_for(word: &str, name: &str) -> bool {
    word.len() >= 3 && name.starts_with(word)
}
