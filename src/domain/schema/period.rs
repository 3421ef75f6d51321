//! Periods as a scheme writes them: academic years, cycles that end on a
//! person's own date, the last twelve months, terms with their days.

use chrono::{Datelike, NaiveDate};

use super::registration::read_owner_date as owner_date;
use super::{OwnerDate, SchemaFaultKind, SchemaReader, SchemeNames};
use crate::base::calendar::{self, Length, Period, Unit};
use crate::base::document::{Node, NodeValue};

/// Periods in which something is asked, again and again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recurrence {
    /// One length after the other, from somewhere.
    Cycle { every: Length, anchor: CycleStart },
    /// So long up to the day that is asked about.
    Last(Length),
    /// These and no others, in order, apart.
    Listed(Vec<Period>),
}

impl Recurrence {
    /// The most days that one of its periods has.
    pub fn days_at_most(&self) -> i64 {
        match self {
            Self::Cycle { every, .. } | Self::Last(every) => every.days_at_most(),
            Self::Listed(periods) => {
                let days = periods.iter().map(|period| period.days());
                days.max().unwrap_or_default()
            }
        }
    }
}

/// Day that a cycle is counted from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CycleStart {
    /// The first day of one of its periods.
    From(NaiveDate),
    /// A date of the owner's, on which one begins.
    FromOwner(OwnerDate),
    /// A date of the owner's, on which one ends.
    EndsWithOwner(OwnerDate),
}

/// By when something has to be met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Due {
    /// A day counted from the last day of the period.
    End(DayOffset),
    /// A day counted from a date of the owner's.
    Owner(OwnerDate, DayOffset),
    /// So long after a date of the owner's.
    After {
        length: Length,
        date: OwnerDate,
        /// True if records of a later day do not count, so that what was late stays late.
        in_time: bool,
    },
}

/// Time from one day to the day that is meant.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DayOffset {
    pub less: Option<Length>,
    pub plus: Option<Length>,
    /// True for the first day of the month that this leads to.
    pub first_of_month: bool,
}

impl DayOffset {
    /// Returns the day that is meant; `None` beyond the calendar.
    pub fn from(self, day: NaiveDate) -> Option<NaiveDate> {
        let earlier = match self.less {
            Some(less) => less.times_after(-1, day)?,
            None => day,
        };
        let later = match self.plus {
            Some(plus) => plus.after(earlier)?,
            None => earlier,
        };
        if self.first_of_month {
            later.with_day(1)
        } else {
            Some(later)
        }
    }
}

/// A leap year, so that every day of every year can be counted from it.
const EPOCH: i32 = 2000;

/// The most terms or rounds that a scheme may list.
const MOST_LISTED: usize = 1_000;

/// Reads a period, or the name of one.
pub fn read_within(
    node: &Node,
    names: &SchemeNames<'_>,
    reader: &mut SchemaReader,
) -> Option<Recurrence> {
    let Some(name) = node.scalar() else {
        return read(node, names, reader);
    };
    let known = names.periods.get(name).cloned();
    if known.is_none() {
        let all = names.periods.keys().map(String::as_str);
        reader.unknown_name(node.span, "period", name, all);
    }
    known
}

/// Reads `{ every, from | ends }`, `{ last }`, or a list of `{ from, to }`.
pub fn read(node: &Node, names: &SchemeNames<'_>, reader: &mut SchemaReader) -> Option<Recurrence> {
    if let NodeValue::List(items) = &node.value {
        return read_listed(items, node, reader);
    }
    reader.read_map(node)?;
    reader.report_unknown_keys(node, &["every", "from", "ends", "last"]);
    if let Some(last) = node.get("last") {
        if let Some(other) = ["every", "from", "ends"]
            .iter()
            .find_map(|key| node.entry(key))
        {
            let why = "a period that moves with today begins and ends nowhere else".to_owned();
            reader.report(other.key_span, SchemaFaultKind::Impossible { why });
        }
        return read_length(last, reader).map(Recurrence::Last);
    }
    let every = read_length(reader.require(node, "every")?, reader)?;
    let anchor = read_anchor(node, every, names, reader)?;
    Some(Recurrence::Cycle { every, anchor })
}

fn read_listed(items: &[Node], node: &Node, reader: &mut SchemaReader) -> Option<Recurrence> {
    if items.is_empty() || items.len() > MOST_LISTED {
        let why = format!("a list of periods has from 1 to {MOST_LISTED} of them");
        reader.report(node.span, SchemaFaultKind::Impossible { why });
        return None;
    }
    let mut periods: Vec<Period> = Vec::with_capacity(items.len());
    for item in items {
        reader.read_map(item)?;
        reader.report_unknown_keys(item, &["from", "to"]);
        let (from, to) = (
            read_date(item, "from", reader)?,
            read_date(item, "to", reader)?,
        );
        let Some(period) = Period::new(from, to) else {
            let why = format!("a period cannot end on {to}, before it begins on {from}");
            reader.report(item.span, SchemaFaultKind::Impossible { why });
            return None;
        };
        if let Some(other) = periods.iter().find(|known| known.overlap(period).is_some()) {
            let why = format!("{period} overlaps {other}: a day can only belong to one");
            reader.report(item.span, SchemaFaultKind::Impossible { why });
            return None;
        }
        periods.push(period);
    }
    periods.sort_unstable();
    Some(Recurrence::Listed(periods))
}

fn read_date(item: &Node, key: &'static str, reader: &mut SchemaReader) -> Option<NaiveDate> {
    let node = reader.require(item, key)?;
    let date = node.scalar().and_then(calendar::date);
    if date.is_none() {
        reader.report_wrong(node, "a date such as 2026-09-01");
    }
    date
}

/// The most days that a length of time may have: a thousand years.
const LONGEST: i64 = 366_000;

/// A length of time that is not nothing.
pub fn read_length(node: &Node, reader: &mut SchemaReader) -> Option<Length> {
    let length: Option<Length> = node.scalar().and_then(|word| word.parse().ok());
    match length {
        None => reader.report_wrong(node, "a length of time such as 1 year"),
        Some(Length { count: 0, .. }) => {
            let why = "no time at all holds nothing".to_owned();
            reader.report(node.span, SchemaFaultKind::Impossible { why });
            return None;
        }
        Some(long) if long.days_at_least() > LONGEST => {
            let why = "nothing that people do takes longer than a thousand years".to_owned();
            reader.report(node.span, SchemaFaultKind::Impossible { why });
            return None;
        }
        Some(_) => {}
    }
    length
}

fn read_anchor(
    node: &Node,
    every: Length,
    names: &SchemeNames<'_>,
    reader: &mut SchemaReader,
) -> Option<CycleStart> {
    match (node.get("from"), node.get("ends")) {
        (Some(from), None) => match from.scalar() {
            Some(word) if calendar::date(word).is_some() => {
                calendar::date(word).map(CycleStart::From)
            }
            Some(word) if word.starts_with("owner.") || word.starts_with("registration.") => {
                owner_date(from, names, reader).map(CycleStart::FromOwner)
            }
            _ => day_of_year(from, every, reader).map(CycleStart::From),
        },
        (None, Some(ends)) => owner_date(ends, names, reader).map(CycleStart::EndsWithOwner),
        (None, None) => {
            reader.report(node.span, SchemaFaultKind::MissingKey { key: "from" });
            None
        }
        (Some(_), Some(ends)) => {
            let why = "a period cannot be counted from its first day and from its last".to_owned();
            reader.report(ends.span, SchemaFaultKind::Impossible { why });
            None
        }
    }
}

/// `09-01`: only lengths that divide the year come back to it.
fn day_of_year(node: &Node, every: Length, reader: &mut SchemaReader) -> Option<NaiveDate> {
    let date = node
        .scalar()
        .filter(|word| word.len() == 5)
        .and_then(|word| calendar::date(&format!("{EPOCH}-{word}")));
    let Some(date) = date else {
        reader.report_wrong(
            node,
            "a day of the year such as 09-01, a date such as 2026-09-01, or a date of the owner",
        );
        return None;
    };
    let divides = match every.unit {
        Unit::Month => 12 % every.count == 0,
        Unit::Year => every.count == 1,
        Unit::Day | Unit::Week => false,
    };
    if !divides {
        let why = format!(
            "periods of {every} do not come back to the same day each year: give the first of them, as in 2026-09-01"
        );
        reader.report(node.span, SchemaFaultKind::Impossible { why });
        return None;
    }
    Some(date)
}

/// Reads `due:`.
pub fn read_due(node: &Node, names: &SchemeNames<'_>, reader: &mut SchemaReader) -> Option<Due> {
    match node.scalar() {
        Some("end") => Some(Due::End(DayOffset::default())),
        Some(_) => {
            let date = owner_date(node, names, reader)?;
            Some(Due::Owner(date, DayOffset::default()))
        }
        None if node.entry("end").is_some() || node.entry("on").is_some() => {
            read_offset_due(node, names, reader)
        }
        None if ["less", "plus", "day"]
            .iter()
            .any(|key| node.get(key).is_some()) =>
        {
            let needed = "days counted from something, such as `{ end, plus: 28 days }`";
            reader.report_wrong(node, needed);
            None
        }
        None => {
            reader.read_map(node)?;
            reader.report_unknown_keys(node, &["within", "after", "in_time"]);
            Some(Due::After {
                length: read_length(reader.require(node, "within")?, reader)?,
                date: owner_date(reader.require(node, "after")?, names, reader)?,
                in_time: reader.read_flag(node, "in_time"),
            })
        }
    }
}

/// The day of a month that an offset may lead to.
const FIRST_OF_MONTH: &str = "first-of-month";

/// Reads `{ end, less, plus, day }`, or the same with `on: owner.renewal` for `end`.
fn read_offset_due(node: &Node, names: &SchemeNames<'_>, reader: &mut SchemaReader) -> Option<Due> {
    let from = if node.entry("end").is_some() {
        "end"
    } else {
        "on"
    };
    reader.report_unknown_keys(node, &[from, "less", "plus", "day"]);
    let mut length = |key: &str| node.get(key).and_then(|at| read_length(at, reader));
    let (less, plus) = (length("less"), length("plus"));
    let day = node.get("day");
    if let Some(at) = day.filter(|at| at.scalar() != Some(FIRST_OF_MONTH)) {
        reader.report_wrong(at, "`first-of-month`");
    }
    let offset = DayOffset {
        less,
        plus,
        first_of_month: day.is_some(),
    };
    match node.get("on") {
        Some(on) => Some(Due::Owner(owner_date(on, names, reader)?, offset)),
        None => Some(Due::End(offset)),
    }
}
