//! The amounts that are asked for, such as hours in a year, and what was done.

use rust_decimal::Decimal;

use chrono::NaiveDate;

use super::plot::{PlotMeasure, PlotSpec};
use super::{
    ReportCell, ReportRow, TableRows, TableSpec, day_column, number_column, scheme_of, words_column,
};
use crate::views::portfolio_line::{AskLine, PortfolioLine};

pub const TABLE: TableSpec = TableSpec {
    name: "hours",
    title: "Hours",
    row: "a person and an amount that is asked for",
    own_columns: &[
        words_column("scheme"),
        words_column("criterion"),
        words_column("unit"),
        day_column("from"),
        day_column("to"),
        number_column("needed"),
        number_column("done"),
        number_column("planned"),
        number_column("short"),
        number_column("share_of_post"),
        words_column("state"),
        day_column("due"),
    ],
    is_public: false,
    day: None,
    plot: Some(PlotSpec {
        bars: &["criterion"],
        adds_only: None,
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
                ask.from.into(),
                ask.to.into(),
                ask.needed.into(),
                ask.found.into(),
                ask.planned.into(),
                short.into(),
                share_of_post(ask),
                (&ask.state).into(),
                ask.due.into(),
            ]
        });
    rows.collect()
}

/// Returns the part of the amount of a whole post that is asked of this one.
fn share_of_post(ask: &AskLine) -> ReportCell {
    let Some(whole) = ask.whole else {
        return Decimal::ONE.into();
    };
    let share = ask.needed.checked_div(whole);
    share.map_or(ReportCell::Empty, |share| share.round_dp(2).into())
}

/// The amounts that were done, by the type of activity.
pub const BY_TYPE: TableSpec = TableSpec {
    row: "a person, an amount that is asked for and a type of activity",
    own_columns: &[
        words_column("scheme"),
        words_column("criterion"),
        words_column("unit"),
        words_column("type"),
        number_column("records"),
        number_column("done"),
    ],
    plot: Some(PlotSpec {
        bars: &["type"],
        adds_only: None,
        shows: PlotMeasure::Sum("done"),
    }),
    rows: TableRows::PerLine(rows_by_type),
    ..TABLE
};

fn rows_by_type(line: &PortfolioLine, _: NaiveDate) -> Vec<ReportRow> {
    let asks = line.asks.iter().filter(|ask| ask.unit.is_some());
    let rows = asks.flat_map(|ask| {
        ask.types.iter().map(move |of_type| {
            vec![
                scheme_of(&ask.criterion).into(),
                (&ask.criterion).into(),
                (&ask.unit).into(),
                (&of_type.term).into(),
                of_type.records.into(),
                of_type.found.into(),
            ]
        })
    });
    rows.collect()
}
