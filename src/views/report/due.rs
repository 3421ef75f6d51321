//! Everything with a day that is asked for.

use chrono::NaiveDate;

use super::plot::{PlotMeasure, PlotSpec};
use super::{
    ReportRow, TableSpec, day_column, days_between, number_column, person_cells, scheme_of,
    with_person, words_column,
};
use crate::views::portfolio_line::PortfolioLine;

pub const TABLE: TableSpec = TableSpec {
    name: "due",
    title: "Due",
    row: "something with a day",
    columns: &with_person::<7, 11>([
        words_column("scheme"),
        words_column("criterion"),
        words_column("item"),
        words_column("state"),
        day_column("on"),
        number_column("days"),
        words_column("severity"),
    ]),
    is_public: false,
    plot: Some(PlotSpec {
        bars: "scheme",
        shows: PlotMeasure::RowsBy("state"),
    }),
    rows,
};

fn rows(lines: &[PortfolioLine], today: NaiveDate) -> Vec<ReportRow> {
    let mut rows = Vec::new();
    for line in lines {
        for due in &line.due {
            let mut row = person_cells(line);
            row.extend([
                scheme_of(&due.criterion).into(),
                (&due.criterion).into(),
                (&due.item).into(),
                (&due.state).into(),
                due.on.into(),
                days_between(today, due.on),
                (&due.severity).into(),
            ]);
            rows.push(row);
        }
    }
    rows
}
