//! The standing of each person in each award.

use chrono::NaiveDate;

use super::plot::{PlotMeasure, PlotSpec};
use super::{
    ReportCell, ReportRow, TableRows, TableSpec, day_column, days_between, number_column,
    words_column,
};
use crate::views::portfolio_line::PortfolioLine;

pub const TABLE: TableSpec = TableSpec {
    name: "awards",
    title: "Awards",
    row: "a person and an award",
    own_columns: &[
        words_column("scheme"),
        words_column("version"),
        words_column("award"),
        day_column("round"),
        words_column("state"),
        number_column("met"),
        number_column("of"),
        words_column("last_step"),
        day_column("last_on"),
        words_column("last_by"),
        words_column("assurance"),
        words_column("next_step"),
        words_column("next_role"),
        words_column("next_by"),
        number_column("waiting_days"),
        number_column("times_returned"),
        words_column("number"),
    ],
    is_public: false,
    day: Some("last_on"),
    plot: Some(PlotSpec {
        bars: &["scheme", "award"],
        adds_only: None,
        shows: PlotMeasure::RowsBy("state"),
    }),
    rows: TableRows::PerLine(rows),
};

fn rows(line: &PortfolioLine, today: NaiveDate) -> Vec<ReportRow> {
    let rows = line.awards.iter().map(|award| {
        let last = award.steps.iter().rfind(|step| step.counts);
        let since = last.and_then(|step| step.on);
        let is_waiting = award.next_step.is_some();
        vec![
            (&award.scheme).into(),
            (&award.version).into(),
            (&award.award).into(),
            award.round.into(),
            (&award.state).into(),
            award.met.into(),
            award.of.into(),
            last.map(|step| &step.id).into(),
            since.into(),
            last.map(|step| &step.by).into(),
            last.map(|step| &step.assurance).into(),
            (&award.next_step).into(),
            (&award.next_role).into(),
            (&award.next_by).into(),
            match since.filter(|_| is_waiting) {
                Some(since) => days_between(since, Some(today)),
                None => ReportCell::Empty,
            },
            award.times_returned.into(),
            (&award.number).into(),
        ]
    });
    rows.collect()
}
