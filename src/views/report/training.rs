//! Items of catalogues that have to be in date, such as required training.

use chrono::NaiveDate;

use super::plot::{PlotMeasure, PlotSpec};
use super::{
    ReportRow, TableSpec, day_column, days_between, number_column, person_cells, scheme_of,
    with_person, words_column,
};
use crate::views::portfolio_line::{ItemLine, PortfolioLine};

pub const TABLE: TableSpec = TableSpec {
    name: "training",
    title: "Training",
    row: "a person and an item that is asked for",
    columns: &with_person::<7, 11>([
        words_column("scheme"),
        words_column("criterion"),
        words_column("item"),
        day_column("expires"),
        number_column("days"),
        words_column("state"),
        number_column("records"),
    ]),
    is_public: false,
    plot: Some(PlotSpec {
        bars: "item",
        shows: PlotMeasure::RowsBy("state"),
    }),
    rows,
};

fn rows(lines: &[PortfolioLine], today: NaiveDate) -> Vec<ReportRow> {
    let mut rows = Vec::new();
    for line in lines {
        for item in &line.items {
            let mut row = person_cells(line);
            row.extend([
                scheme_of(&item.criterion).into(),
                (&item.criterion).into(),
                (&item.item).into(),
                item.until.into(),
                days_between(today, item.until),
                state(item, today).into(),
                item.records.into(),
            ]);
            rows.push(row);
        }
    }
    rows
}

fn state(item: &ItemLine, today: NaiveDate) -> &'static str {
    match item.until {
        Some(until) if until < today => "expired",
        _ if item.missing => "missing",
        Some(_) => "in date",
        None => "done",
    }
}
