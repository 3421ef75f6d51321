//! The people who wait for somebody, by the role that they wait for.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::plot::{PlotMeasure, PlotSpec};
use super::{
    ReportCell, ReportRow, TableRows, TableSpec, number_column, people_column, words_column,
};
use crate::views::portfolio_line::PortfolioLine;

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

fn rows(lines: &[PortfolioLine], today: NaiveDate) -> Vec<ReportRow> {
    let mut waiting: BTreeMap<[&str; 4], Vec<i64>> = BTreeMap::new();
    for award in lines.iter().flat_map(|line| &line.awards) {
        let (Some(role), Some(step)) = (&award.next_role, &award.next_step) else {
            continue;
        };
        let last = award.steps.iter().rfind(|step| step.counts);
        // Nobody waits for a step that could only be begun.
        let Some(since) = last.and_then(|step| step.on) else {
            continue;
        };
        let key = [role, step, &*award.scheme, &*award.award];
        let days = (today - since).num_days();
        waiting.entry(key).or_default().push(days);
    }
    let rows = waiting.into_iter().map(|(key, mut days)| {
        days.sort_unstable();
        let mut row: ReportRow = key.into_iter().map(ReportCell::from).collect();
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
