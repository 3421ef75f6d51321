//! The amounts that are asked for, such as hours in a year, and what was done.

use rust_decimal::Decimal;

use chrono::NaiveDate;

use super::plot::{PlotMeasure, PlotSpec};
use super::{ReportRow, TableRows, TableSpec, day_column, number_column, scheme_of, words_column};
use crate::views::portfolio_line::PortfolioLine;

pub const TABLE: TableSpec = TableSpec {
    name: "hours",
    title: "Hours",
    row: "a person and an amount that is asked for",
    own_columns: &[
        words_column("scheme"),
        words_column("criterion"),
        words_column("unit"),
        number_column("needed"),
        number_column("done"),
        number_column("short"),
        words_column("state"),
        day_column("due"),
    ],
    is_public: false,
    plot: Some(PlotSpec {
        bars: "criterion",
        shows: PlotMeasure::RowsBy("state"),
    }),
    rows: TableRows::PerLine(rows),
};

fn rows(line: &PortfolioLine, _: NaiveDate) -> Vec<ReportRow> {
    let rows = line
        .asks
        .iter()
        .filter(|ask| ask.unit.is_some())
        .map(|ask| {
            let short = ask.needed.saturating_sub(ask.found).max(Decimal::ZERO);
            vec![
                scheme_of(&ask.criterion).into(),
                (&ask.criterion).into(),
                (&ask.unit).into(),
                ask.needed.into(),
                ask.found.into(),
                short.into(),
                (&ask.state).into(),
                ask.due.into(),
            ]
        });
    rows.collect()
}
