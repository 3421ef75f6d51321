//! Targets by their days and states.

use chrono::NaiveDate;

use super::plot::{PlotMeasure, PlotSpec};
use super::{
    ReportRow, TableSpec, day_column, number_column, person_cells, with_person, words_column,
};
use crate::views::portfolio_line::PortfolioLine;

pub const TABLE: TableSpec = TableSpec {
    name: "targets",
    title: "Targets",
    row: "a target",
    columns: &with_person::<8, 12>([
        number_column("target"),
        day_column("set_on"),
        words_column("due"),
        words_column("state"),
        words_column("source"),
        words_column("purpose"),
        number_column("activities"),
        number_column("hours"),
    ]),
    is_public: false,
    plot: Some(PlotSpec {
        bars: "source",
        shows: PlotMeasure::RowsBy("state"),
    }),
    rows,
};

fn rows(lines: &[PortfolioLine], _: NaiveDate) -> Vec<ReportRow> {
    let mut rows = Vec::new();
    for line in lines {
        for (number, target) in (1_usize..).zip(&line.targets) {
            let field = |name: &str| target.fields.get(name).into();
            let mut row = person_cells(line);
            row.extend([
                number.into(),
                target.set_on.into(),
                field("due"),
                field("state"),
                field("source"),
                field("purpose"),
                target.activities.into(),
                target.hours.into(),
            ]);
            rows.push(row);
        }
    }
    rows
}
