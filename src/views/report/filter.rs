//! The rows that a report is about: those that meet conditions, and those of some days.

use std::borrow::Cow;
use std::cmp::Ordering;

use chrono::{Datelike as _, NaiveDate};
use rust_decimal::Decimal;

use super::{PERSON, ReportCell, ReportColumn, ReportRow};
use crate::base::calendar::{self, Period};
use crate::base::text::{fold, words};
use crate::domain::query::Comparison;
use crate::views::portfolio_line::PortfolioLine;

/// The conditions and days that rows have to meet.
#[derive(Debug, Clone, Default)]
pub struct ReportFilter {
    /// All of them have to hold.
    pub conditions: Vec<RowCondition>,
    pub since: Option<NaiveDate>,
    pub until: Option<NaiveDate>,
}

/// A condition on a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowCondition {
    pub column: String,
    pub comparison: Comparison,
    pub wanted: WantedCell,
}

/// A value to compare with, as far as it can be read as each sort of value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WantedCell {
    /// Empty for an empty cell.
    pub words: String,
    pub number: Option<Decimal>,
    pub day: Option<NaiveDate>,
}

/// The columns that say whose row it is. Conditions on them leave people out of every table.
const OF_PEOPLE: [&str; 9] = [
    "person",
    "name",
    "team",
    "manager",
    "cost_centre",
    "portfolio",
    "source",
    "known",
    "read",
];

/// The columns of one person, of which no public report can be.
pub const OF_ONE_PERSON: [&str; 5] = ["person", "name", "manager", "portfolio", "source"];

/// The column of schemes. In a table without it, people who follow the scheme are meant.
const SCHEME: &str = "scheme";

impl RowCondition {
    /// Returns true if it is about people and not about single rows.
    fn is_of_people(&self) -> bool {
        OF_PEOPLE.contains(&&*self.column)
    }

    /// Returns the cells of a line that a condition on people is about.
    fn cells_of_line(&self, line: &PortfolioLine) -> Vec<ReportCell> {
        let cells = match &*self.column {
            "person" => vec![(&line.person).into()],
            "name" => vec![(&line.name).into()],
            "team" => vec![(&line.team).into()],
            "manager" => vec![(&line.manager).into(), (&line.manager_name).into()],
            "cost_centre" => vec![(&line.cost_centre).into()],
            "portfolio" => vec![(&line.portfolio).into()],
            "source" => vec![(&line.source).into()],
            "known" => vec![line.known.name().into()],
            "read" => vec![line.read.name().into()],
            _ => {
                let schemes = line.schemes.iter().flat_map(|scheme| {
                    let id = scheme.split('@').next().unwrap_or_default();
                    [ReportCell::from(scheme), id.into()]
                });
                schemes.collect()
            }
        };
        cells
            .into_iter()
            .filter(|cell| *cell != ReportCell::Empty)
            .collect()
    }

    fn holds(&self, cells: &[ReportCell]) -> bool {
        if self.wanted.words.is_empty() {
            let is_empty = cells.iter().all(|cell| *cell == ReportCell::Empty);
            return is_empty == (self.comparison == Comparison::Is);
        }
        self.comparison.holds(
            cells,
            |cell| self.wanted.is_same(cell),
            |cell| self.wanted.order(cell),
        )
    }
}

impl WantedCell {
    fn is_same(&self, cell: &ReportCell) -> bool {
        match cell {
            ReportCell::Words(words) => fold(words) == fold(&self.words),
            other => self.order(other) == Some(Ordering::Equal),
        }
    }

    /// Returns how a value compares with this one, if it does.
    fn order(&self, cell: &ReportCell) -> Option<Ordering> {
        match cell {
            ReportCell::Number(number) | ReportCell::Money(number) => {
                Some(number.cmp(&self.number?))
            }
            ReportCell::Day(day) => Some(day.cmp(&self.day?)),
            ReportCell::Empty | ReportCell::Words(_) => None,
        }
    }
}

impl ReportFilter {
    fn has_days(&self) -> bool {
        self.since.is_some() || self.until.is_some()
    }

    /// Returns true if nothing is left out.
    pub fn is_empty(&self) -> bool {
        self.conditions.is_empty() && !self.has_days()
    }

    /// Keeps the lines that tables are made of: those of the people who are meant, with months,
    /// money and evaluations of the days that are meant.
    pub fn keep_lines(&self, lines: &mut Vec<PortfolioLine>) {
        let of_people = || self.conditions.iter().filter(|one| one.is_of_people());
        lines.retain(|line| of_people().all(|one| one.holds(&one.cells_of_line(line))));
        if self.has_days() {
            lines.iter_mut().for_each(|line| self.leave_days_out(line));
        }
    }

    fn leave_days_out(&self, line: &mut PortfolioLine) {
        let touches = |days: Option<Period>| {
            days.is_some_and(|days| {
                self.since.is_none_or(|since| since <= days.to)
                    && self.until.is_none_or(|until| days.from <= until)
            })
        };
        line.months
            .retain(|month| touches(days_of_month(&month.month)));
        line.money.retain(|money| {
            let month = money.month.as_deref().and_then(days_of_month);
            touches(month.or_else(|| days_of_year(money.year)))
        });
        line.evaluations
            .retain(|one| touches(one.on.and_then(|on| Period::new(on, on))));
    }

    /// Returns the lines of whom a table is, if conditions on people say less than all.
    pub fn lines_of_table<'l>(
        &self,
        columns: &[ReportColumn],
        lines: &'l [PortfolioLine],
    ) -> Cow<'l, [PortfolioLine]> {
        let schemes = self.conditions.iter().filter(|one| one.column == SCHEME);
        let schemes: Vec<&RowCondition> = schemes.collect();
        if schemes.is_empty() || has_column(columns, SCHEME) {
            return Cow::Borrowed(lines);
        }
        let follows = |line: &&PortfolioLine| {
            let mut schemes = schemes.iter();
            schemes.all(|one| one.holds(&one.cells_of_line(line)))
        };
        Cow::Owned(lines.iter().filter(follows).cloned().collect())
    }

    /// Returns a column that a condition is about and a table lacks.
    pub fn missing_column(&self, columns: &[ReportColumn]) -> Option<&str> {
        let of_rows = self.conditions.iter();
        let of_rows = of_rows.filter(|one| !one.is_of_people() && one.column != SCHEME);
        let mut names = of_rows.map(|one| &*one.column);
        names.find(|name| !has_column(columns, name))
    }

    /// Leaves out the rows that are not meant. `day` is the column with the day of a row, if a table
    /// has one.
    pub fn keep_rows(
        &self,
        day: Option<&str>,
        columns: &[ReportColumn],
        rows: &mut Vec<ReportRow>,
    ) {
        let place = |name: &str| columns.iter().position(|column| column.name == name);
        let is_of_person = columns.starts_with(&PERSON);
        // Conditions on people were applied to the lines.
        let conditions = self.conditions.iter();
        let conditions = conditions.filter(|one| !(is_of_person && one.is_of_people()));
        let conditions: Vec<(&RowCondition, usize)> = conditions
            .filter_map(|one| Some((one, place(&one.column)?)))
            .collect();
        let day = day.filter(|_| self.has_days()).and_then(place);
        rows.retain(|row| {
            let mut all = conditions.iter();
            let is_meant = all.all(|(one, at)| one.holds(std::slice::from_ref(&row[*at])));
            is_meant && day.is_none_or(|at| self.has_day(&row[at]))
        });
    }

    fn has_day(&self, cell: &ReportCell) -> bool {
        match cell {
            ReportCell::Day(day) => {
                self.since.is_none_or(|since| since <= *day)
                    && self.until.is_none_or(|until| *day <= until)
            }
            _ => false,
        }
    }

    /// Returns sentences on what is left out.
    pub fn notes(&self, written: &[String]) -> Vec<String> {
        let mut notes: Vec<String> = written
            .iter()
            .map(|written| format!("Only rows that meet {}.", words::quoted(written)))
            .collect();
        let since = self.since.map(|day| format!(" since {day}"));
        let until = self.until.map(|day| format!(" until {day}"));
        if self.has_days() {
            notes.push(format!(
                "Only what is{}{}, in the tables awards, due, windows, targets, money, budgets, \
                 participation and impact. Months count whole.",
                since.unwrap_or_default(),
                until.unwrap_or_default()
            ));
        }
        notes
    }
}

fn has_column(columns: &[ReportColumn], name: &str) -> bool {
    columns.iter().any(|column| column.name == name)
}

/// Returns the days of a month such as `2026-04`.
fn days_of_month(month: &str) -> Option<Period> {
    let from = calendar::date(&format!("{month}-01"))?;
    let next = from.checked_add_months(chrono::Months::new(1))?;
    Period::new(from, next.pred_opt()?)
}

fn days_of_year(year: i32) -> Option<Period> {
    let from = NaiveDate::from_ymd_opt(year, 1, 1)?;
    Period::new(from, from.with_month(12)?.with_day(31)?)
}
