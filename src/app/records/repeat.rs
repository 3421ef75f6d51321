//! The same record on several days, such as a meeting every two weeks.

use chrono::NaiveDate;
use thiserror::Error;

use super::draft::RecordDraft;
use crate::app::error::{Explain, Explanation};
use crate::base::calendar::human::read_length;
use crate::base::calendar::{self, Length, format_long};
use crate::base::text::words;

/// The distance between records, and the last day on which there may be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Repetition {
    every: Length,
    until: NaiveDate,
}

/// Reasons why a record cannot be repeated.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RepeatError {
    #[error("{} is not a length of time", words::quoted(.0))]
    NotALength(String),
    #[error("{0} has no date, so it cannot be repeated")]
    Undated(String),
    #[error("the last day, {}, is before the first, {}", format_long(*.until), format_long(*.first))]
    EndsBefore { first: NaiveDate, until: NaiveDate },
    #[error("these are more than {} records", Repetition::MOST)]
    TooMany,
}

impl Explain for RepeatError {
    fn explain(&self) -> Explanation {
        match self {
            Self::NotALength(_) => {
                Explanation::failed().hint("write for example: week, 2 weeks, month")
            }
            Self::EndsBefore { .. } => Explanation::failed().hint("give a later last day"),
            Self::TooMany => Explanation::failed().hint("give an earlier last day"),
            Self::Undated(_) => Explanation::failed(),
        }
    }
}

impl Repetition {
    /// The most records that one command writes.
    const MOST: usize = 366;

    /// Reads a distance such as `week` or `2 weeks`.
    pub fn read(every: &str, until: NaiveDate) -> Result<Self, RepeatError> {
        let typed = every.trim();
        let one = format!("1 {typed}");
        let length = read_length(typed).or_else(|_| read_length(&one));
        let length = length.ok().filter(|length| length.days_at_least() > 0);
        Ok(Self {
            every: length.ok_or_else(|| RepeatError::NotALength(every.to_owned()))?,
            until,
        })
    }

    /// Returns the days from the first on. A month after 31 January is the last of February, and
    /// the month after that is 31 March.
    fn days(self, first: NaiveDate) -> Result<Vec<NaiveDate>, RepeatError> {
        let Self { every, until } = self;
        if until < first {
            return Err(RepeatError::EndsBefore { first, until });
        }
        let days = (0..).map_while(|number| every.times_after(number, first));
        let days = days.take_while(|day| *day <= until);
        let days: Vec<NaiveDate> = days.take(Self::MOST + 1).collect();
        match days.len() > Self::MOST {
            true => Err(RepeatError::TooMany),
            false => Ok(days),
        }
    }

    /// Returns a draft of a record for each day, with the draft's own date as the first.
    pub fn drafts<'a>(
        self,
        draft: &RecordDraft<'a>,
        today: NaiveDate,
    ) -> Result<Vec<RecordDraft<'a>>, RepeatError> {
        let dated = draft.kind.dated.as_deref();
        let first = dated.and_then(|field| calendar::date(draft.get(field)?));
        let first =
            first.ok_or_else(|| RepeatError::Undated(words::with_article(&draft.kind.noun())))?;
        let days = self.days(first)?.into_iter();
        Ok(days.map(|day| draft.on(day, today)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        calendar::date(text).unwrap()
    }

    fn days(every: &str, first: &str, until: &str) -> Result<Vec<String>, RepeatError> {
        let days = Repetition::read(every, day(until))?.days(day(first))?;
        Ok(days.iter().map(NaiveDate::to_string).collect())
    }

    #[test]
    fn days_are_as_far_apart_as_was_said_and_end_in_time() {
        for (every, until, right) in [
            (
                "week",
                "2026-01-21",
                &["2026-01-07", "2026-01-14", "2026-01-21"][..],
            ),
            ("2 weeks", "2026-02-03", &["2026-01-07", "2026-01-21"]),
            ("fortnight", "2026-01-20", &["2026-01-07"]),
            ("day", "2026-01-08", &["2026-01-07", "2026-01-08"]),
            ("3 months", "2026-07-06", &["2026-01-07", "2026-04-07"]),
            ("year", "2027-01-07", &["2026-01-07", "2027-01-07"]),
        ] {
            assert_eq!(days(every, "2026-01-07", until).unwrap(), right, "{every}");
        }
    }

    #[test]
    fn the_last_day_of_a_month_stays_the_last() {
        let right = ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"];
        assert_eq!(days("month", "2026-01-31", "2026-05-01").unwrap(), right);
    }

    #[test]
    fn what_cannot_be_repeated_is_said() {
        for every in ["", "weekly or so", "0 weeks", "-1 week", "3"] {
            let error = days(every, "2026-01-07", "2026-02-07").unwrap_err();
            assert_eq!(error, RepeatError::NotALength(every.to_owned()));
        }
        let early = days("week", "2026-01-07", "2026-01-06").unwrap_err();
        let says = "the last day, 6 January 2026, is before the first, 7 January 2026";
        assert_eq!(early.to_string(), says);
        assert_eq!(days("day", "2026-01-01", "2027-01-01").unwrap().len(), 366);
        let many = days("day", "2026-01-01", "2027-01-02").unwrap_err();
        assert_eq!(many.to_string(), "these are more than 366 records");
    }
}
