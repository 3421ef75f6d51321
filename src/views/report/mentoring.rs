//! The offers of people to others, and their wishes, by their own choice.

use chrono::NaiveDate;

use super::{ReportCell, ReportRow, TableRows, TableSpec, number_column, words_column};
use crate::views::portfolio_line::PortfolioLine;

pub const TABLE: TableSpec = TableSpec {
    name: "mentoring",
    title: "Mentoring, coaching and job swaps",
    row: "a person who offers or seeks something",
    own_columns: &[
        words_column("offers"),
        words_column("seeks"),
        words_column("interests"),
        number_column("places"),
        number_column("taken"),
    ],
    is_public: false,
    day: None,
    plot: None,
    rows: TableRows::PerLine(rows),
};

fn rows(line: &PortfolioLine, _: NaiveDate) -> Vec<ReportRow> {
    let wishes = &line.wishes;
    if wishes.offers.is_empty() && wishes.seeks.is_empty() {
        return Vec::new();
    }
    let lists = [&wishes.offers, &wishes.seeks, &wishes.interests];
    let mut row: ReportRow = lists.map(|list| list.join("; ").as_str().into()).to_vec();
    let numbers = [wishes.places, wishes.taken];
    row.extend(numbers.map(|number| match number {
        Some(number) => ReportCell::Number(number.into()),
        None => ReportCell::Empty,
    }));
    vec![row]
}
