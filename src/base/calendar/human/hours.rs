//! Reads hours, numbers and lengths of time as people type them.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::quantity::number;
use super::words::{Part, parts, simplify, without_doubt};
use super::{Doubt, Unclear, approximate, one_of};
use crate::base::calendar::{Length, Unit};

type ReadNumber<T> = Result<T, Unclear<T>>;

/// Reads a number of hours: `3.5`, `3,5 hours`, `3h30`, `45 mins`, `1:30`, `an hour and a
/// half`. Minutes are rounded to a hundredth of an hour.
pub fn read_hours(text: &str) -> ReadNumber<Decimal> {
    read(text, hours)
}

/// Reads a number: `5`, `0,6`, `3/5`, `60%`, `five`.
pub fn read_number(text: &str) -> ReadNumber<Decimal> {
    read(text, |simple| {
        if let Some(rest) = simple.strip_prefix('-') {
            return plain_number(rest).map(|value| -value);
        }
        plain_number(simple)
    })
}

/// Reads a length of time in days, weeks, months or years: `6 weeks`, `a fortnight`, `18
/// months`, `a year and a half`.
pub fn read_length(text: &str) -> ReadNumber<Length> {
    read(text, |simple| {
        length(simple).ok_or(Unclear::none(Doubt::Unknown))
    })
}

/// Reads a text, and what is left of one that says that it is not exact.
fn read<T: PartialEq>(text: &str, exactly: impl Fn(&str) -> ReadNumber<T>) -> ReadNumber<T> {
    let unknown = Unclear::none(Doubt::Unknown);
    let Some(simple) = simplify(text) else {
        return Err(unknown);
    };
    match (exactly(&simple), without_doubt(&simple)) {
        (
            Err(Unclear {
                doubt: Doubt::Unknown,
                ..
            }),
            Some(rest),
        ) => Err(approximate(exactly(rest))),
        (read, _) => read,
    }
}

fn hours(simple: &str) -> ReadNumber<Decimal> {
    if simple
        .strip_prefix('-')
        .is_some_and(|rest| sum(rest).is_some())
    {
        return Err(Unclear::none(Doubt::Negative));
    }
    if let Some(readings) = thousands(simple) {
        let readings = readings.iter().filter_map(|one| sum(one));
        return one_of(readings.map(in_hundredths));
    }
    if let Some(time) = clock(simple).or_else(|| sum(simple)) {
        return Ok(in_hundredths(time));
    }
    if let Some(readings) = range(simple) {
        return Err(Unclear {
            readings,
            doubt: Doubt::Ambiguous,
        });
    }
    let days = [
        "day",
        "days",
        "week",
        "weeks",
        "morning",
        "mornings",
        "afternoon",
        "afternoons",
        "evening",
        "evenings",
    ];
    let is_day = |part: &Part<'_>| matches!(part, Part::Word(word) if days.contains(word));
    let counts_days = parts(simple, true).iter().any(is_day);
    Err(Unclear::none(if counts_days {
        Doubt::WorkingDays
    } else {
        Doubt::Unknown
    }))
}

/// Returns both readings of `1,500`, which is a thousand to some and one and a half to others.
fn thousands(simple: &str) -> Option<[String; 2]> {
    let (before, after) = simple.split_once(',')?;
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (group, _) = after.split_at_checked(3)?;
    let is_group = digits(group)
        && !after[3..].starts_with(|c: char| c.is_ascii_digit() || c == ',' || c == '.');
    let is_first = digits(before) && (1..=3).contains(&before.len()) && !before.starts_with('0');
    (is_group && is_first).then(|| [format!("{before}{after}"), format!("{before}.{after}")])
}

/// Reads `1:30` and `01:30 h`.
fn clock(simple: &str) -> Option<Decimal> {
    let (time, unit) = simple.split_once(' ').unwrap_or((simple, "h"));
    let time = time.strip_suffix('h').unwrap_or(time);
    let (hours, minutes) = time.split_once(':')?;
    let minutes = minutes.strip_suffix(":00").unwrap_or(minutes);
    let digits = |text: &str, most: usize| {
        let fits = (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        fits.then(|| text.parse::<u32>().ok())?
    };
    let (hours, minutes) = (
        digits(hours, 3)?,
        digits(minutes, 2).filter(|_| minutes.len() == 2)?,
    );
    let fits = minutes < 60 && time_unit(unit) == Some(60);
    fits.then(|| in_hours(Decimal::from(hours * 60 + minutes)))
}

/// Reads the values of a range, `3-4`, `3 or 4 hours`, or the time between `10:00-12:30`.
fn range(simple: &str) -> Option<Vec<Decimal>> {
    let between = ["-", " to ", " or "];
    let (first, last) = between
        .iter()
        .find_map(|between| simple.split_once(between))?;
    let (first, last) = (first.trim(), last.trim());
    if let (Some(from), Some(to)) = (clock(first), clock(last)) {
        return (from < to).then(|| vec![in_hundredths(to - from)]);
    }
    let unit = last
        .split_once(|c: char| c == ' ' || c.is_alphabetic())
        .map(|(figures, _)| &last[figures.len()..]);
    let with_unit = format!("{first} {}", unit.unwrap_or_default());
    let last = sum(last)?;
    let first = sum(&with_unit).or_else(|| sum(first))?;
    (first < last).then(|| vec![in_hundredths(first), in_hundredths(last)])
}

/// Reads hours and minutes: `3`, `3 h`, `3h30`, `1 hour and 15 minutes`, `an hour and a half`.
fn sum(simple: &str) -> Option<Decimal> {
    let parts = parts(simple, true);
    let (first, mut rest) = number(&parts)?;
    let (unit, after) = unit_at(rest);
    rest = after;
    let unit = match (unit, rest) {
        (None, []) => return Some(first),
        (unit, _) => unit?,
    };
    let mut minutes = first.checked_mul(unit.into())?;
    if let [Part::Word("and"), after @ ..] | [Part::Mark(','), after @ ..] = rest {
        rest = after;
    }
    if rest.is_empty() {
        return Some(in_hours(minutes));
    }
    // What stands behind hours: minutes, with their name or without, or a part of an hour.
    let (more, after) = number(rest).filter(|_| unit == 60)?;
    let (unit, after) = unit_at(after);
    let is_part = more < Decimal::ONE && !more.is_zero();
    minutes += match unit {
        None if is_part => more * Decimal::from(60),
        None | Some(1) if more < Decimal::from(60) && more.is_integer() => more,
        _ => return None,
    };
    after.is_empty().then(|| in_hours(minutes))
}

fn in_hundredths(hours: Decimal) -> Decimal {
    hours.round_dp(2).normalize()
}

fn in_hours(minutes: Decimal) -> Decimal {
    minutes / Decimal::from(60)
}

fn unit_at<'p, 't>(parts: &'p [Part<'t>]) -> (Option<u32>, &'p [Part<'t>]) {
    match parts {
        [Part::Mark('\''), rest @ ..] => (Some(1), rest),
        [Part::Word(word), Part::Mark('.'), rest @ ..] | [Part::Word(word), rest @ ..] => {
            match time_unit(word) {
                Some(unit) => (Some(unit), rest),
                None => (None, parts),
            }
        }
        _ => (None, parts),
    }
}

/// Returns the minutes of a unit.
fn time_unit(word: &str) -> Option<u32> {
    match word {
        "h" | "hr" | "hrs" | "hour" | "hours" => Some(60),
        "m" | "min" | "mins" | "minute" | "minutes" => Some(1),
        _ => None,
    }
}

fn plain_number(simple: &str) -> ReadNumber<Decimal> {
    if let Some(readings) = thousands(simple) {
        return one_of(readings.iter().filter_map(|one| one.parse().ok()));
    }
    let parts = parts(simple, true);
    let read = match number(&parts) {
        Some((value, [])) => Some(value),
        Some((value, [Part::Mark('%')])) => Some(value / Decimal::ONE_HUNDRED),
        _ => None,
    };
    let read = read.ok_or(Unclear::none(Doubt::Unknown))?;
    Ok(read.round_dp(6).normalize())
}

fn length(simple: &str) -> Option<Length> {
    let parts = parts(simple, true);
    let (count, rest) = number(&parts)?;
    let [Part::Word(unit), rest @ ..] = rest else {
        return None;
    };
    // `a year and a half`.
    let (more, rest) = match rest {
        [Part::Word("and"), after @ ..] => {
            number(after).filter(|(more, _)| *more < Decimal::ONE)?
        }
        [Part::Mark('.')] | [] => (Decimal::ZERO, &[][..]),
        _ => return None,
    };
    let count = rest.is_empty().then_some(count + more)?;
    let whole = |times: u32, unit: Unit| {
        let count = count.checked_mul(times.into())?.normalize();
        let count = count.is_integer().then(|| count.to_u32())??;
        Some(Length { count, unit })
    };
    match *unit {
        "d" | "day" | "days" => whole(1, Unit::Day),
        "w" | "wk" | "wks" | "week" | "weeks" => {
            whole(1, Unit::Week).or_else(|| whole(7, Unit::Day))
        }
        "fortnight" | "fortnights" => whole(2, Unit::Week),
        "mo" | "mth" | "mths" | "month" | "months" => whole(1, Unit::Month),
        "y" | "yr" | "yrs" | "year" | "years" => {
            whole(1, Unit::Year).or_else(|| whole(12, Unit::Month))
        }
        _ => None,
    }
}
