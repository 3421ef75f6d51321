//! Targets by their days and states.

use chrono::NaiveDate;

use super::plot::{PlotMeasure, PlotSpec};
use super::{ReportRow, TableRows, TableSpec, day_column, number_column, words_column};
use crate::views::portfolio_line::PortfolioLine;

pub const TABLE: TableSpec = TableSpec {
    name: "targets",
    title: "Targets",
    row: "a target",
    own_columns: &[
        number_column("target"),
        day_column("set_on"),
        words_column("due"),
        words_column("state"),
        words_column("source"),
        words_column("purpose"),
        number_column("activities"),
        number_column("hours"),
    ],
    is_public: false,
    plot: Some(PlotSpec {
        bars: "source",
        shows: PlotMeasure::RowsBy("state"),
    }),
    rows: TableRows::PerLine(rows),
};

fn rows(line: &PortfolioLine, _: NaiveDate) -> Vec<ReportRow> {
    let rows = (1_usize..).zip(&line.targets).map(|(number, target)| {
        let field = |name: &str| target.fields.get(name).into();
        vec![
            number.into(),
            target.set_on.into(),
            field("due"),
            field("state"),
            field("source"),
            field("purpose"),
            target.activities.into(),
            target.hours.into(),
        ]
    });
    rows.collect()
}
