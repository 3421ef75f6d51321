//! The windows of requirements that are repeated, such as the log of two months.

use chrono::NaiveDate;

use super::plot::{PlotMeasure, PlotSpec};
use super::{ReportRow, TableSpec, day_column, person_cells, scheme_of, with_person, words_column};
use crate::views::portfolio_line::PortfolioLine;

pub const TABLE: TableSpec = TableSpec {
    name: "windows",
    title: "Windows",
    row: "a person and a window",
    columns: &with_person::<6, 10>([
        words_column("scheme"),
        words_column("criterion"),
        day_column("from"),
        day_column("to"),
        day_column("done_on"),
        words_column("state"),
    ]),
    is_public: false,
    plot: Some(PlotSpec {
        bars: "from",
        shows: PlotMeasure::RowsBy("state"),
    }),
    rows,
};

fn rows(lines: &[PortfolioLine], _: NaiveDate) -> Vec<ReportRow> {
    let mut rows = Vec::new();
    for line in lines {
        for window in &line.windows {
            let mut row = person_cells(line);
            row.extend([
                scheme_of(&window.criterion).into(),
                (&window.criterion).into(),
                window.from.into(),
                window.to.into(),
                window.done_on.into(),
                (&window.state).into(),
            ]);
            rows.push(row);
        }
    }
    rows
}
