//! Money by year, person and category. Currencies are never added together.

use rust_decimal::Decimal;

use chrono::NaiveDate;

use super::{ReportRow, TableSpec, number_column, person_cells, with_person, words_column};
use crate::views::portfolio_line::PortfolioLine;

pub const TABLE: TableSpec = TableSpec {
    name: "money",
    title: "Money",
    row: "a person, a year, a category and a currency",
    columns: &with_person::<7, 11>([
        number_column("year"),
        words_column("category"),
        words_column("currency"),
        number_column("budget"),
        number_column("spent"),
        number_column("planned"),
        number_column("left"),
    ]),
    is_public: false,
    plot: None,
    rows,
};

fn rows(lines: &[PortfolioLine], _: NaiveDate) -> Vec<ReportRow> {
    let mut rows = Vec::new();
    for line in lines {
        for money in &line.money {
            // A budget is for all categories of its year.
            let of_budget = line
                .money
                .iter()
                .filter(|other| other.year == money.year && other.currency == money.currency);
            let spent: Decimal = of_budget.map(|other| other.spent + other.planned).sum();
            let left = Some(money.budget - spent).filter(|_| !money.budget.is_zero());
            let mut row = person_cells(line);
            row.extend([
                super::ReportCell::Number(money.year.into()),
                (&money.category).into(),
                (&money.currency).into(),
                money.budget.into(),
                money.spent.into(),
                money.planned.into(),
                left.map_or(super::ReportCell::Empty, Into::into),
            ]);
            rows.push(row);
        }
    }
    rows
}
