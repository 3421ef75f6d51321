//! The picture of a table: bars, each in parts.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::{ReportCell, ReportRow, ReportTable};
use crate::base::text::words;

/// The columns that a picture is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlotSpec {
    /// The columns whose values have a bar each. One with the same value in every row is not named,
    /// but the last always is.
    pub bars: &'static [&'static str],
    /// A column whose values must be the same in every row, such as a currency: others are never
    /// added together.
    pub adds_only: Option<&'static str>,
    pub shows: PlotMeasure,
}

/// The length of bars.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlotMeasure {
    /// The number of rows, in parts by the values of a column.
    RowsBy(&'static str),
    /// The sum of a column.
    Sum(&'static str),
}

/// A picture of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plot {
    /// The finding, in a sentence.
    pub finding: String,
    /// The names of the parts; empty if bars have one part.
    pub series: Vec<String>,
    pub bars: Vec<PlotBar>,
}

/// A bar, with the length of each part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlotBar {
    pub label: String,
    pub parts: Vec<u64>,
}

/// The most bars of a picture: a table of more is clearer without one.
const MOST_BARS: usize = 60;

impl Plot {
    /// Returns the picture of a table; `None` if there is nothing to see or too much.
    pub fn of(table: &ReportTable) -> Option<Self> {
        let spec = table.spec.plot?;
        let column = |name: &str| {
            let mut columns = table.columns.iter();
            columns.position(|column| column.name == name)
        };
        let differs = |at: &usize| {
            let mut rows = table.rows.iter();
            let first = rows.next().map(|row| text(row, *at));
            rows.any(|row| Some(text(row, *at)) != first)
        };
        if let Some(name) = spec.adds_only
            && differs(&column(name)?)
        {
            return None;
        }
        let bars = spec.bars.iter().map(|name| column(name));
        let bars = bars.collect::<Option<Vec<usize>>>()?;
        let (last, around) = bars.split_last()?;
        let around = around.iter().copied().filter(differs);
        let bars: Vec<usize> = around.chain([*last]).collect();
        let plot = match spec.shows {
            PlotMeasure::RowsBy(name) => rows_by(table, &bars, column(name)?),
            PlotMeasure::Sum(name) => sums(table, &bars, column(name)?, name),
        };
        (1..=MOST_BARS).contains(&plot.bars.len()).then_some(plot)
    }
}

fn text(row: &ReportRow, at: usize) -> String {
    match &row[at] {
        ReportCell::Empty => "none".to_owned(),
        ReportCell::Words(words) => words.as_str().into(),
        ReportCell::Number(number) | ReportCell::Money(number) => number.to_string(),
        ReportCell::Day(day) => day.to_string(),
    }
}

/// Returns the name of the bar that a row belongs to.
fn label(row: &ReportRow, bars: &[usize]) -> String {
    let names: Vec<String> = bars.iter().map(|at| text(row, *at)).collect();
    names.join(" ")
}

fn rows_by(table: &ReportTable, bars: &[usize], parts: usize) -> Plot {
    let mut all: BTreeMap<String, usize> = BTreeMap::new();
    let mut counts: BTreeMap<String, BTreeMap<String, u64>> = BTreeMap::new();
    for row in &table.rows {
        let part = text(row, parts);
        *all.entry(part.clone()).or_default() += 1;
        *counts
            .entry(label(row, bars))
            .or_default()
            .entry(part)
            .or_default() += 1;
    }
    let said: Vec<String> = all
        .iter()
        .map(|(part, count)| format!("{count} {part}"))
        .collect();
    let rows = words::count_noun(table.rows.len(), "row", "rows");
    let series: Vec<String> = all.into_keys().collect();
    let bars = counts.into_iter().map(|(label, counts)| PlotBar {
        label,
        parts: series
            .iter()
            .map(|part| counts.get(part).copied().unwrap_or(0))
            .collect(),
    });
    Plot {
        finding: format!("Of {rows}: {}.", said.join(", ")),
        bars: bars.collect(),
        series,
    }
}

fn sums(table: &ReportTable, bars: &[usize], of: usize, name: &str) -> Plot {
    let mut sums: BTreeMap<String, Decimal> = BTreeMap::new();
    for row in &table.rows {
        if let ReportCell::Number(number) | ReportCell::Money(number) = &row[of] {
            let sum = sums.entry(label(row, bars)).or_default();
            *sum = sum.saturating_add(*number);
        }
    }
    let most = sums.iter().max_by_key(|(_, sum)| **sum);
    let all: Decimal = sums
        .values()
        .fold(Decimal::ZERO, |all, one| all.saturating_add(*one));
    let is_money = |row: &ReportRow| matches!(row[of], ReportCell::Money(_));
    let is_money = table.rows.iter().any(is_money);
    let amount = |sum: Decimal| match is_money {
        true => format!("{sum:.2}"),
        false => sum.normalize().to_string(),
    };
    let name = words::with_spaces(name);
    let finding = match most {
        Some((label, sum)) => {
            format!(
                "{name}: {} in all; the most, {}, in {label}.",
                amount(all),
                amount(*sum)
            )
        }
        None => format!("{name}: none."),
    };
    let bars = sums.into_iter().map(|(label, sum)| PlotBar {
        label,
        parts: vec![sum.round().to_u64().unwrap_or(0)],
    });
    Plot {
        finding: words::capitalise(&finding),
        series: Vec::new(),
        bars: bars.collect(),
    }
}
