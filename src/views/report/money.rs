//! Money by year, person and category. Currencies are never added together.

use chrono::NaiveDate;

use super::{ReportCell, ReportRow, TableRows, TableSpec, number_column, words_column};
use crate::views::portfolio_line::PortfolioLine;

pub const TABLE: TableSpec = TableSpec {
    name: "money",
    title: "Money",
    row: "a person, a year, a category and a currency",
    own_columns: &[
        number_column("year"),
        words_column("cost_centre"),
        words_column("category"),
        words_column("currency"),
        number_column("budget"),
        number_column("spent"),
        number_column("planned"),
        number_column("left"),
    ],
    is_public: false,
    plot: None,
    rows: TableRows::PerLine(rows),
};

fn rows(line: &PortfolioLine, _: NaiveDate) -> Vec<ReportRow> {
    let rows = line.money.iter().map(|money| {
        // A budget is for all categories of its year.
        let of_budget = line
            .money
            .iter()
            .filter(|other| other.year == money.year && other.currency == money.currency);
        let left = of_budget.fold(money.budget, |left, other| {
            left.saturating_sub(other.spent)
                .saturating_sub(other.planned)
        });
        let left = Some(left).filter(|_| !money.budget.is_zero());
        vec![
            ReportCell::Number(money.year.into()),
            (&line.cost_centre).into(),
            (&money.category).into(),
            (&money.currency).into(),
            money.budget.into(),
            money.spent.into(),
            money.planned.into(),
            left.map_or(ReportCell::Empty, Into::into),
        ]
    });
    rows.collect()
}
