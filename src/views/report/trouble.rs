//! The findings of each portfolio by rule.

use chrono::NaiveDate;

use super::{ReportRow, TableRows, TableSpec, number_column, words_column};
use crate::views::portfolio_line::PortfolioLine;

pub const TABLE: TableSpec = TableSpec {
    name: "trouble",
    title: "Trouble",
    row: "a portfolio and a rule",
    own_columns: &[
        words_column("source"),
        words_column("portfolio"),
        words_column("rule"),
        words_column("severity"),
        number_column("count"),
    ],
    is_public: false,
    day: None,
    plot: None,
    rows: TableRows::Together(rows),
};

fn rows(lines: &[PortfolioLine], _: NaiveDate) -> Vec<ReportRow> {
    let mut rows = Vec::new();
    for line in lines {
        for rule in &line.rules {
            rows.push(vec![
                (&line.source).into(),
                (&line.portfolio).into(),
                (&rule.rule).into(),
                (&rule.severity).into(),
                rule.count.into(),
            ]);
        }
    }
    rows
}
