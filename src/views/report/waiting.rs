//! The people who wait for somebody, by the role that they wait for.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::plot::{PlotMeasure, PlotSpec};
use super::{
    ReportCell, ReportRow, TableRows, TableSpec, number_column, people_column, words_column,
};
use crate::views::portfolio_line::{AwardLine, PortfolioLine};

pub const TABLE: TableSpec = TableSpec {
    name: "waiting",
    title: "Waiting",
    row: "a step of an award that people wait for",
    own_columns: &[
        words_column("next_role"),
        words_column("next_step"),
        words_column("scheme"),
        words_column("award"),
        people_column("people"),
        number_column("longest_days"),
        number_column("median_days"),
    ],
    is_public: true,
    day: None,
    plot: Some(PlotSpec {
        bars: &["next_role"],
        adds_only: None,
        shows: PlotMeasure::Sum("people"),
    }),
    rows: TableRows::Together(rows),
};

/// The same with the names of those who are waited for.
pub const NAMED: TableSpec = TableSpec {
    own_columns: &[
        words_column("next_role"),
        words_column("next_by"),
        words_column("next_step"),
        words_column("scheme"),
        words_column("award"),
        people_column("people"),
        number_column("longest_days"),
        number_column("median_days"),
    ],
    is_public: false,
    rows: TableRows::Together(named_rows),
    ..TABLE
};

fn rows(lines: &[PortfolioLine], today: NaiveDate) -> Vec<ReportRow> {
    rows_by(|award| vec![(&award.next_role).into()], lines, today)
}

fn named_rows(lines: &[PortfolioLine], today: NaiveDate) -> Vec<ReportRow> {
    let whom = |award: &AwardLine| vec![(&award.next_role).into(), (&award.next_by).into()];
    rows_by(whom, lines, today)
}

/// Returns a row for those who wait for the same: the same cells of `whom`, the same step and award.
fn rows_by(
    whom: impl Fn(&AwardLine) -> Vec<ReportCell>,
    lines: &[PortfolioLine],
    today: NaiveDate,
) -> Vec<ReportRow> {
    let mut waiting: BTreeMap<ReportRow, Vec<i64>> = BTreeMap::new();
    for award in lines.iter().flat_map(|line| &line.awards) {
        if award.next_role.is_none() || award.next_step.is_none() {
            continue;
        }
        let last = award.steps.iter().rfind(|step| step.counts);
        // Nobody waits for a step that could only be begun.
        let Some(since) = last.and_then(|step| step.on) else {
            continue;
        };
        let mut key = whom(award);
        key.extend([
            (&award.next_step).into(),
            (&award.scheme).into(),
            (&award.award).into(),
        ]);
        let days = (today - since).num_days();
        waiting.entry(key).or_default().push(days);
    }
    let rows = waiting.into_iter().map(|(mut row, mut days)| {
        days.sort_unstable();
        row.extend([
            days.len().into(),
            days.last()
                .map_or(ReportCell::Empty, |&days| ReportCell::Number(days.into())),
            // Of an even number, the smaller of the two in the middle.
            days.get(days.len().saturating_sub(1) / 2)
                .map_or(ReportCell::Empty, |&days| ReportCell::Number(days.into())),
        ]);
        row
    });
    rows.collect()
}
