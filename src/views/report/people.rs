//! Every portfolio: whose it is, and what could be read of it.

use chrono::NaiveDate;

use super::plot::{PlotMeasure, PlotSpec};
use super::{ReportRow, TableRows, TableSpec, day_column, number_column, words_column};
use crate::views::portfolio_line::PortfolioLine;

pub const TABLE: TableSpec = TableSpec {
    name: "people",
    title: "People",
    row: "a portfolio, or a person on the roster without one",
    own_columns: &[
        words_column("portfolio"),
        words_column("source"),
        words_column("known"),
        words_column("commit"),
        words_column("committed"),
        day_column("day"),
        words_column("schemes"),
        number_column("records"),
        number_column("errors"),
        number_column("warnings"),
        words_column("read"),
        words_column("why"),
    ],
    is_public: false,
    day: None,
    plot: Some(PlotSpec {
        bars: &["team"],
        adds_only: None,
        shows: PlotMeasure::RowsBy("read"),
    }),
    rows: TableRows::PerLine(rows),
};

fn rows(line: &PortfolioLine, _: NaiveDate) -> Vec<ReportRow> {
    let findings = |severity: &str| -> usize {
        let rules = line.rules.iter();
        let rules = rules.filter(|rule| rule.severity == severity);
        rules.fold(0_usize, |all, rule| all.saturating_add(rule.count))
    };
    vec![vec![
        (&line.portfolio).into(),
        (&line.source).into(),
        line.known.name().into(),
        (&line.commit).into(),
        (&line.committed).into(),
        line.day.into(),
        (&line.schemes.join("; ")).into(),
        line.records.into(),
        findings("error").into(),
        findings("warning").into(),
        line.read.name().into(),
        (&line.why).into(),
    ]]
}
