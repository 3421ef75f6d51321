//! Everything with a day that is asked for.

use chrono::NaiveDate;

use super::plot::{PlotMeasure, PlotSpec};
use super::{
    ReportRow, TableRows, TableSpec, day_column, days_between, number_column, scheme_of,
    words_column,
};
use crate::views::portfolio_line::PortfolioLine;

pub const TABLE: TableSpec = TableSpec {
    name: "due",
    title: "Due",
    row: "something with a day",
    own_columns: &[
        words_column("scheme"),
        words_column("criterion"),
        words_column("item"),
        words_column("state"),
        day_column("on"),
        number_column("days"),
        words_column("severity"),
    ],
    is_public: false,
    day: Some("on"),
    plot: Some(PlotSpec {
        bars: &["scheme"],
        adds_only: None,
        shows: PlotMeasure::RowsBy("state"),
    }),
    rows: TableRows::PerLine(rows),
};

fn rows(line: &PortfolioLine, today: NaiveDate) -> Vec<ReportRow> {
    let rows = line.due.iter().map(|due| {
        vec![
            scheme_of(&due.criterion).into(),
            (&due.criterion).into(),
            (&due.item).into(),
            (&due.state).into(),
            due.on.into(),
            days_between(today, due.on),
            (&due.severity).into(),
        ]
    });
    rows.collect()
}
