//! Items of catalogues that have to be in date, such as required training.

use chrono::NaiveDate;

use super::plot::{PlotMeasure, PlotSpec};
use super::{
    ReportRow, TableRows, TableSpec, day_column, days_between, number_column, scheme_of,
    words_column,
};
use crate::views::portfolio_line::{ItemLine, PortfolioLine};

pub const TABLE: TableSpec = TableSpec {
    name: "training",
    title: "Training",
    row: "a person and an item that is asked for",
    own_columns: &[
        words_column("scheme"),
        words_column("criterion"),
        words_column("item"),
        day_column("expires"),
        number_column("days"),
        words_column("state"),
        number_column("records"),
    ],
    is_public: false,
    plot: Some(PlotSpec {
        bars: "item",
        shows: PlotMeasure::RowsBy("state"),
    }),
    rows: TableRows::PerLine(rows),
};

fn rows(line: &PortfolioLine, today: NaiveDate) -> Vec<ReportRow> {
    let rows = line.items.iter().map(|item| {
        vec![
            scheme_of(&item.criterion).into(),
            (&item.criterion).into(),
            (&item.item).into(),
            item.until.into(),
            days_between(today, item.until),
            state(item, today).into(),
            item.records.into(),
        ]
    });
    rows.collect()
}

fn state(item: &ItemLine, today: NaiveDate) -> &'static str {
    match item.until {
        Some(until) if until < today => "expired",
        _ if item.missing => "missing",
        Some(_) => "in date",
        None => "done",
    }
}
