//! Events of a calendar (iCalendar, RFC 5545), each as a row.

use chrono::{Days, NaiveDate, NaiveDateTime};
use icalendar::parser::unfold;
use icalendar::{Calendar, CalendarComponent, CalendarDateTime, Component, DatePerhapsTime, Event};
use rust_decimal::Decimal;

use super::decode::decode;
use super::{FileTable, MOST_ROWS_READ, SheetError, SheetReader, SheetRow};

pub const READER: SheetReader = SheetReader {
    extensions: &["ics", "ical"],
    read,
};

/// The headings. The last says that an event belongs to a series.
const HEADINGS: [&str; 8] = [
    "date", "until", "title", "hours", "status", "text", "links", SERIES,
];

/// The heading of the column in which events of a series have words.
pub const SERIES: &str = "series";

/// Most parts that stand one within the other. A calendar has events, and these have alarms.
const DEEPEST: usize = 16;

const SECONDS_OF_AN_HOUR: i64 = 3600;

fn read(bytes: &[u8]) -> Result<Vec<FileTable>, SheetError> {
    let decoded = decode(bytes)?;
    require_shallow(&decoded.text)?;
    let calendar: Calendar = decoded
        .text
        .parse()
        .map_err(|_: String| SheetError::NotCalendar)?;
    let events = calendar
        .components
        .iter()
        .filter_map(CalendarComponent::as_event);
    let mut rows = vec![SheetRow {
        cells: HEADINGS.map(str::to_owned).to_vec(),
        ..SheetRow::default()
    }];
    for (at, event) in events.enumerate() {
        if rows.len() > MOST_ROWS_READ {
            return Err(SheetError::TooManyRows);
        }
        rows.push(SheetRow {
            number: at + 1,
            cells: cells(event).to_vec(),
            ..SheetRow::default()
        });
    }
    if rows.len() == 1 {
        rows.clear();
    }
    Ok(vec![FileTable {
        rows,
        ..FileTable::default()
    }])
}

/// Fails for a calendar with so many parts within parts that the parser's stack overflows.
fn require_shallow(text: &str) -> Result<(), SheetError> {
    let text = unfold(text);
    let mut open: Vec<&str> = Vec::new();
    for line in text.lines() {
        let Some((word, name)) = line.split_once(':') else {
            continue;
        };
        if word.eq_ignore_ascii_case("BEGIN") {
            open.push(name);
        } else if word.eq_ignore_ascii_case("END") && open.last() == Some(&name) {
            open.pop();
        }
        if open.len() > DEEPEST {
            return Err(SheetError::NotCalendar);
        }
    }
    Ok(())
}

fn cells(event: &Event) -> [String; HEADINGS.len()] {
    let start = event.get_start().map(|start| EventTime::new(&start));
    let end = event.get_end().map(|end| EventTime::new(&end));
    let value = |name: &str| {
        event
            .property_value(name)
            .unwrap_or_default()
            .trim()
            .to_owned()
    };
    let is_cancelled = value("STATUS").eq_ignore_ascii_case("cancelled");
    let series = match (value("RRULE"), value("RECURRENCE-ID")) {
        (rule, _) if !rule.is_empty() => rule,
        (_, day) if !day.is_empty() => day,
        _ => value("RDATE"),
    };
    let day = |day: Option<NaiveDate>| day.map_or_else(String::new, |day| day.to_string());
    let first = start.as_ref().map(EventTime::day);
    let hours = start.as_ref().and_then(|start| match &end {
        Some(end) => start.hours_to(end),
        None => start.time()?.hours(&value("DURATION")),
    });
    [
        day(first),
        day(end
            .and_then(|end| end.last_day())
            .filter(|last| Some(*last) > first)),
        value("SUMMARY"),
        hours.map_or_else(String::new, |hours| hours.normalize().to_string()),
        if is_cancelled { "cancelled" } else { "" }.to_owned(),
        value("DESCRIPTION"),
        event.get_url().unwrap_or_default().trim().to_owned(),
        series,
    ]
}

/// The beginning or the end of an event.
enum EventTime {
    Day(NaiveDate),
    Time(LocalTime),
}

/// A time as the calendar shows it, with the name of its zone.
struct LocalTime {
    at: NaiveDateTime,
    zone: String,
}

impl EventTime {
    fn new(written: &DatePerhapsTime) -> Self {
        let (at, zone) = match written {
            DatePerhapsTime::Date(day) => return Self::Day(*day),
            DatePerhapsTime::DateTime(CalendarDateTime::Floating(at)) => (*at, ""),
            DatePerhapsTime::DateTime(CalendarDateTime::Utc(at)) => (at.naive_utc(), "UTC"),
            DatePerhapsTime::DateTime(CalendarDateTime::WithTimezone { date_time, tzid }) => {
                (*date_time, &**tzid)
            }
        };
        Self::Time(LocalTime {
            at,
            zone: zone.to_owned(),
        })
    }

    fn day(&self) -> NaiveDate {
        match self {
            Self::Day(day) => *day,
            Self::Time(time) => time.at.date(),
        }
    }

    /// Returns the last day of an event that ends so. A day alone is the first after it.
    fn last_day(&self) -> Option<NaiveDate> {
        match self {
            Self::Day(day) => day.checked_sub_days(Days::new(1)),
            Self::Time(time) => Some(time.at.date()),
        }
    }

    fn time(&self) -> Option<&LocalTime> {
        match self {
            Self::Day(_) => None,
            Self::Time(time) => Some(time),
        }
    }

    /// Returns the hours up to the end on the same day, if both have the same zone.
    fn hours_to(&self, end: &Self) -> Option<Decimal> {
        let (start, end) = (self.time()?, end.time()?);
        let is_one_day = start.zone == end.zone && start.at.date() == end.at.date();
        let seconds = (end.at - start.at).num_seconds();
        (is_one_day && seconds > 0).then(|| in_hours(seconds))
    }
}

impl LocalTime {
    /// Returns the hours of a length such as PT1H30M, if they end on the same day.
    fn hours(&self, length: &str) -> Option<Decimal> {
        let mut seconds = 0_i64;
        let mut rest = length.strip_prefix("PT")?;
        for (sign, unit) in [('H', SECONDS_OF_AN_HOUR), ('M', 60), ('S', 1)] {
            if let Some((number, after)) = rest.split_once(sign) {
                let number: i64 = number.parse().ok()?;
                seconds = seconds.checked_add(number.checked_mul(unit)?)?;
                rest = after;
            }
        }
        let end = self
            .at
            .checked_add_signed(chrono::TimeDelta::try_seconds(seconds)?)?;
        let is_one_day = rest.is_empty() && seconds > 0 && end.date() == self.at.date();
        is_one_day.then(|| in_hours(seconds))
    }
}

/// Returns seconds as hours with 2 decimals.
fn in_hours(seconds: i64) -> Decimal {
    let hours = Decimal::from(seconds) / Decimal::from(SECONDS_OF_AN_HOUR);
    hours.round_dp(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(events: &str) -> Vec<Vec<String>> {
        let text = format!(
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{}END:VCALENDAR\r\n",
            events.replace('\n', "\r\n")
        );
        let table = read(text.as_bytes()).unwrap().remove(0);
        table
            .rows
            .into_iter()
            .skip(1)
            .map(|row| row.cells)
            .collect()
    }

    #[test]
    fn a_calendar_with_parts_within_parts_without_end_is_refused() {
        let deep = |many: usize| {
            let (begin, end) = ("BEGIN:VEVENT\nUID:1\n", "END:VEVENT\n");
            let parts = format!("{}{}", begin.repeat(many), end.repeat(many));
            format!("BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n{parts}END:VCALENDAR\n")
        };
        assert!(read(deep(DEEPEST - 1).as_bytes()).is_ok());
        let never_ended = "begin:vevent\n".repeat(20_000);
        let folded = "BEG\n IN:VEVENT\nEND:X\n".repeat(20_000);
        for text in [&deep(DEEPEST), &deep(20_000), &never_ended, &folded] {
            let text = text.replace("\n", "\r\n");
            assert_eq!(read(text.as_bytes()), Err(SheetError::NotCalendar));
        }
    }

    fn event(lines: &str) -> Vec<String> {
        rows(&format!("BEGIN:VEVENT\nUID:1\n{lines}\nEND:VEVENT\n")).remove(0)
    }

    #[test]
    fn an_event_has_its_day_and_the_hours_from_start_to_end() {
        assert_eq!(
            event(
                "SUMMARY:Sepsis\\, the first hour\nDTSTART;TZID=Europe/London:20260203T093000\nDTEND;TZID=Europe/London:20260203T110000\nDESCRIPTION:Act\\nfast\nURL:https://example.org/s"
            ),
            [
                "2026-02-03",
                "",
                "Sepsis, the first hour",
                "1.5",
                "",
                "Act\nfast",
                "https://example.org/s",
                ""
            ]
        );
        for (times, expected) in [
            (
                "DTSTART:20260203T093000Z\nDURATION:PT45M",
                ["2026-02-03", "", "0.75"],
            ),
            (
                "DTSTART;VALUE=DATE:20260203\nDTEND;VALUE=DATE:20260204",
                ["2026-02-03", "", ""],
            ),
            (
                "DTSTART;VALUE=DATE:20260203\nDTEND;VALUE=DATE:20260206",
                ["2026-02-03", "2026-02-05", ""],
            ),
            (
                "DTSTART:20260203T090000Z\nDTEND:20260204T170000Z",
                ["2026-02-03", "2026-02-04", ""],
            ),
            (
                "DTSTART;TZID=Europe/Paris:20260203T090000\nDTEND:20260203T100000Z",
                ["2026-02-03", "", ""],
            ),
            (
                "DTSTART:20260203T090000Z\nDTEND:20260203T080000Z",
                ["2026-02-03", "", ""],
            ),
            ("SUMMARY:No day", ["", "", ""]),
        ] {
            let cells = event(times);
            assert_eq!([&*cells[0], &*cells[1], &*cells[3]], expected, "{times}");
        }
    }

    #[test]
    fn a_series_and_what_was_cancelled_are_marked() {
        let weekly = event("DTSTART:20260203T090000Z\nRRULE:FREQ=WEEKLY\nSTATUS:CANCELLED");
        assert_eq!((&*weekly[4], &*weekly[7]), ("cancelled", "FREQ=WEEKLY"));
    }

    #[test]
    fn what_is_no_calendar_is_refused() {
        for text in ["words", "BEGIN:VCALENDAR\nBEGIN:VEVENT\n", "{}"] {
            assert_eq!(
                read(text.as_bytes()),
                Err(SheetError::NotCalendar),
                "{text}"
            );
        }
    }
}
