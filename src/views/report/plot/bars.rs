//! Bars, each in parts: numbers of rows, or the sum of a column.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::{DrawnRows, Plot, PlotMarks, number, shown_number, text};
use crate::base::text::words;
use crate::views::report::ReportCell;

/// Bars on one scale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlotBars {
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

pub(super) fn rows_by(drawn: &DrawnRows<'_>, parts: usize) -> Plot {
    let mut all: BTreeMap<String, usize> = BTreeMap::new();
    let mut counts: BTreeMap<String, BTreeMap<String, u64>> = BTreeMap::new();
    for row in drawn.rows() {
        let part = text(row, parts);
        *all.entry(part.clone()).or_default() += 1;
        *counts
            .entry(drawn.label(row))
            .or_default()
            .entry(part)
            .or_default() += 1;
    }
    let said: Vec<String> = all
        .iter()
        .map(|(part, count)| format!("{count} {part}"))
        .collect();
    let rows = words::count_noun(drawn.rows().len(), "row", "rows");
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
        marks: PlotMarks::Bars(PlotBars {
            bars: bars.collect(),
            series,
        }),
    }
}

pub(super) fn sums(drawn: &DrawnRows<'_>, of: usize, name: &str) -> Plot {
    let mut sums: BTreeMap<String, Decimal> = BTreeMap::new();
    for row in drawn.rows() {
        if let Some(number) = number(row, of) {
            let sum = sums.entry(drawn.label(row)).or_default();
            *sum = sum.saturating_add(number);
        }
    }
    let most = sums.iter().max_by_key(|(_, sum)| **sum);
    let all: Decimal = sums
        .values()
        .fold(Decimal::ZERO, |all, one| all.saturating_add(*one));
    let mut rows = drawn.rows().iter();
    let is_money = rows.any(|row| matches!(row[of], ReportCell::Money(_)));
    let name = words::with_spaces(name);
    let finding = match most {
        Some((label, sum)) => {
            format!(
                "{name}: {} in all; the most, {}, in {label}.",
                shown_number(all, is_money),
                shown_number(*sum, is_money)
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
        marks: PlotMarks::Bars(PlotBars {
            series: Vec::new(),
            bars: bars.collect(),
        }),
    }
}
