//! The windows of requirements that are repeated, such as the log of two months.

use chrono::NaiveDate;

use super::plot::{PlotMeasure, PlotSpec};
use super::{ReportRow, TableRows, TableSpec, day_column, scheme_of, words_column};
use crate::views::portfolio_line::PortfolioLine;

pub const TABLE: TableSpec = TableSpec {
    name: "windows",
    title: "Windows",
    row: "a person and a window",
    own_columns: &[
        words_column("scheme"),
        words_column("criterion"),
        day_column("from"),
        day_column("to"),
        day_column("done_on"),
        words_column("state"),
    ],
    is_public: false,
    day: Some("to"),
    plot: Some(PlotSpec {
        bars: &["from"],
        adds_only: None,
        shows: PlotMeasure::RowsBy("state"),
    }),
    rows: TableRows::PerLine(rows),
};

fn rows(line: &PortfolioLine, _: NaiveDate) -> Vec<ReportRow> {
    let rows = line.windows.iter().map(|window| {
        vec![
            scheme_of(&window.criterion).into(),
            (&window.criterion).into(),
            window.from.into(),
            window.to.into(),
            window.done_on.into(),
            (&window.state).into(),
        ]
    });
    rows.collect()
}
