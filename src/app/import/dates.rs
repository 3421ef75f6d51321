//! Dates of figures, such as 3/2/2026, in a column. The whole column says whether the day or the
//! month stands first; a row is never read by itself.

use chrono::NaiveDate;
use thiserror::Error;

use crate::app::error::{Explain, Explanation, Hint, Input};

/// The figure that stands first in a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateOrder {
    DayFirst,
    MonthFirst,
}

impl DateOrder {
    const NAMES: [(&str, Self); 2] = [
        ("day-first", Self::DayFirst),
        ("month-first", Self::MonthFirst),
    ];

    /// Reads `day-first` and `month-first`.
    pub fn read(name: &str) -> Option<Self> {
        let found = Self::NAMES.iter().find(|(known, _)| *known == name);
        found.map(|(_, order)| *order)
    }

    /// Returns the name of an order, as [`DateOrder::read`] reads it.
    pub fn name(self) -> &'static str {
        match self {
            Self::DayFirst => "day-first",
            Self::MonthFirst => "month-first",
        }
    }

    /// Returns the word for what stands first.
    pub fn first(self) -> &'static str {
        match self {
            Self::DayFirst => "day",
            Self::MonthFirst => "month",
        }
    }
}

/// The reason why a column of dates has no certain order.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DateOrderError {
    /// No date decides, and some have two meanings.
    #[error("row {row}: {date} has the day or the month first, and no other row says which")]
    Undecided { row: usize, date: String },
    #[error(
        "row {day_row} has the day first ({day_first}), and row {month_row} the month ({month_first})"
    )]
    Contradiction {
        day_row: usize,
        day_first: String,
        month_row: usize,
        month_first: String,
    },
}

impl Explain for DateOrderError {
    fn explain(&self) -> Explanation {
        match self {
            Self::Undecided { .. } => Explanation::failed()
                .hint(Hint::from("say which stands first: ").then(Input::DateOrder)),
            Self::Contradiction { .. } => {
                Explanation::failed().hint("write all dates in one way, such as 2026-02-03")
            }
        }
    }
}

/// The order of the dates in a column, and the row that settled it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnOrder {
    pub order: DateOrder,
    /// The number of the row and its date; `None` if no date needed an order, or a person chose.
    pub settled_by: Option<(usize, String)>,
}

/// A date of three figures with the year last: the first two as they stand, and the year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Figures {
    first: u32,
    second: u32,
    year: i32,
}

/// Returns the figures of a date such as 3/2/2026, 3/2/26 or 3-2-2026; `None` for anything else.
/// With points, the day is always first; `26-02-03` may begin with the year.
fn figures(cell: &str) -> Option<Figures> {
    let cell = without_time(cell);
    let sign = cell.chars().find(|c| matches!(c, '/' | '-'))?;
    let mut parts = cell.split(sign);
    let (first, second, year) = (parts.next()?, parts.next()?, parts.next()?);
    let is_short = |part: &str| (1..=2).contains(&part.len());
    let is_number = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let is_year = year.len() == 4 || year.len() == 2 && sign == '/';
    let is_date = is_short(first)
        && is_short(second)
        && is_year
        && [first, second, year].into_iter().all(is_number);
    if !is_date || parts.next().is_some() {
        return None;
    }
    let number: i32 = year.parse().ok()?;
    Some(Figures {
        first: first.parse().ok()?,
        second: second.parse().ok()?,
        year: if year.len() == 2 {
            2000 + number
        } else {
            number
        },
    })
}

/// Returns a date without the time of day behind it.
fn without_time(cell: &str) -> &str {
    let is_time = |time: &str| {
        time.contains(':')
            && time
                .bytes()
                .all(|b| b.is_ascii_digit() || matches!(b, b':' | b'.'))
    };
    match cell.split_once(' ') {
        Some((date, time)) if is_time(time) => date,
        _ => cell,
    }
}

/// Returns the order of the dates in a column, by row. `chosen` decides where no date does.
pub fn order<'c>(
    cells: impl Iterator<Item = (usize, &'c str)>,
    chosen: Option<DateOrder>,
) -> Result<ColumnOrder, DateOrderError> {
    let (mut day_first, mut month_first, mut unclear) = (None, None, None);
    for (row, cell) in cells {
        let Some(date) = figures(cell) else { continue };
        let place = || Some((row, cell.to_owned()));
        match (date.first > 12, date.second > 12) {
            (true, false) => day_first = day_first.or_else(place),
            (false, true) => month_first = month_first.or_else(place),
            (false, false) if date.first != date.second => unclear = unclear.or_else(place),
            _ => {}
        }
    }
    match (day_first, month_first, chosen, unclear) {
        (Some((day_row, day_first)), Some((month_row, month_first)), _, _) => {
            Err(DateOrderError::Contradiction {
                day_row,
                day_first,
                month_row,
                month_first,
            })
        }
        (
            Some((day_row, day_first)),
            None,
            Some(DateOrder::MonthFirst),
            Some((month_row, month_first)),
        ) => Err(DateOrderError::Contradiction {
            day_row,
            day_first,
            month_row,
            month_first,
        }),
        (
            None,
            Some((month_row, month_first)),
            Some(DateOrder::DayFirst),
            Some((day_row, day_first)),
        ) => Err(DateOrderError::Contradiction {
            day_row,
            day_first,
            month_row,
            month_first,
        }),
        (Some(settled), None, _, _) => Ok(ColumnOrder::by(DateOrder::DayFirst, settled)),
        (None, Some(settled), _, _) => Ok(ColumnOrder::by(DateOrder::MonthFirst, settled)),
        (None, None, Some(chosen), _) => Ok(ColumnOrder::unsettled(chosen)),
        (None, None, None, None) => Ok(ColumnOrder::unsettled(DateOrder::DayFirst)),
        (None, None, None, Some((row, date))) => Err(DateOrderError::Undecided { row, date }),
    }
}

impl ColumnOrder {
    fn by(order: DateOrder, settled_by: (usize, String)) -> Self {
        Self {
            order,
            settled_by: Some(settled_by),
        }
    }

    pub fn unsettled(order: DateOrder) -> Self {
        Self {
            order,
            settled_by: None,
        }
    }
}

/// Returns true for a date of figures with the year last.
pub fn is_of_figures(cell: &str) -> bool {
    figures(cell).is_some()
}

/// Returns true for a date of figures one of which can only be a day after the twelfth.
pub fn has_late_day(cell: &str) -> bool {
    figures(cell).is_some_and(|date| date.first > 12 || date.second > 12)
}

/// Returns a date with the name of its month and no year, such as 17 Feb, with a year behind it.
pub fn with_year(cell: &str, year: Option<u16>) -> String {
    let has_month = cell.chars().filter(|c| c.is_alphabetic()).count() >= 3;
    let numbers = cell.split(|c: char| !c.is_ascii_digit());
    let numbers: Vec<&str> = numbers.filter(|number| !number.is_empty()).collect();
    match (year, numbers.as_slice()) {
        (Some(year), [day]) if has_month && day.len() <= 2 => format!("{cell} {year}"),
        _ => cell.to_owned(),
    }
}

/// Returns both days that a date of figures may mean, the day first before the month first.
pub fn readings(cell: &str) -> Option<[NaiveDate; 2]> {
    let date = figures(cell)?;
    Some([
        date.day(DateOrder::DayFirst)?,
        date.day(DateOrder::MonthFirst)?,
    ])
}

/// Returns a date of figures as 2026-02-03; any other cell as it is.
pub fn in_order(cell: &str, order: DateOrder) -> String {
    match figures(cell).and_then(|date| date.day(order)) {
        Some(day) => day.to_string(),
        None => cell.to_owned(),
    }
}

impl Figures {
    fn day(self, order: DateOrder) -> Option<NaiveDate> {
        let (day, month) = match order {
            DateOrder::DayFirst => (self.first, self.second),
            DateOrder::MonthFirst => (self.second, self.first),
        };
        NaiveDate::from_ymd_opt(self.year, month, day)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(cells: &[&str], chosen: Option<DateOrder>) -> Result<DateOrder, DateOrderError> {
        let cells = cells.iter().enumerate();
        order(cells.map(|(at, cell)| (at + 2, *cell)), chosen).map(|found| found.order)
    }

    #[test]
    fn one_day_of_the_month_after_the_twelfth_decides_for_the_whole_column() {
        assert_eq!(
            of(&["3/2/2026", "13/2/2026"], None),
            Ok(DateOrder::DayFirst)
        );
        assert_eq!(
            of(&["03/02/26 09:30", "02/13/26 10:00"], None),
            Ok(DateOrder::MonthFirst)
        );
        assert_eq!(
            of(&["2026-02-03", "17 Feb 2026", "5/5/2026", "26-02-03"], None),
            Ok(DateOrder::DayFirst)
        );
    }

    #[test]
    fn a_column_that_does_not_decide_is_not_guessed() {
        let undecided = DateOrderError::Undecided {
            row: 3,
            date: "3/2/2026".to_owned(),
        };
        assert_eq!(of(&["5/5/2026", "3/2/2026"], None), Err(undecided));
        let chosen = Some(DateOrder::MonthFirst);
        assert_eq!(of(&["3/2/2026"], chosen), Ok(DateOrder::MonthFirst));
    }

    #[test]
    fn rows_that_contradict_one_another_are_named() {
        let error = of(&["13/2/2026", "2/14/2026"], None).unwrap_err();
        assert_eq!(
            error.to_string(),
            "row 2 has the day first (13/2/2026), and row 3 the month (2/14/2026)"
        );
        assert!(of(&["13/2/2026", "3/2/2026"], Some(DateOrder::MonthFirst)).is_err());
    }

    #[test]
    fn a_year_is_added_only_to_a_day_and_a_month() {
        for (cell, expected) in [
            ("17 Feb", "17 Feb 2024"),
            ("Feb 17th", "Feb 17th 2024"),
            ("17 Feb 2023", "17 Feb 2023"),
            ("Feb 23, 22", "Feb 23, 22"),
            ("17/2", "17/2"),
            ("Summer", "Summer"),
            ("2018", "2018"),
        ] {
            assert_eq!(with_year(cell, Some(2024)), expected);
            assert_eq!(with_year(cell, None), cell);
        }
    }

    proptest! {
        #[test]
        fn every_date_is_read_back_in_its_order(days in proptest::collection::vec(0_i64..20_000, 1..20), day_first: bool) {
            let dates: Vec<NaiveDate> = days.iter().map(|day| {
                NaiveDate::from_ymd_opt(2000, 1, 1).unwrap() + chrono::Days::new(day.unsigned_abs())
            }).collect();
            let form = if day_first { "%-d/%-m/%Y" } else { "%-m/%-d/%Y" };
            let cells: Vec<String> = dates.iter().map(|date| date.format(form).to_string()).collect();
            let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
            let own = if day_first { DateOrder::DayFirst } else { DateOrder::MonthFirst };
            let found = of(&cells, Some(own)).unwrap();
            for (cell, date) in cells.iter().zip(&dates) {
                prop_assert_eq!(in_order(cell, found), date.to_string());
            }
            // Without a decision of a person, it is that order or none.
            match of(&cells, None) {
                Ok(found) => for (cell, date) in cells.iter().zip(&dates) {
                    prop_assert_eq!(in_order(cell, found), date.to_string());
                },
                Err(error) => prop_assert!(matches!(error, DateOrderError::Undecided { .. }), "{}", error),
            }
        }
    }
}
