//! The offers of people to others, and their wishes, by their own choice.

use chrono::NaiveDate;

use super::{ReportRow, TableSpec, person_cells, with_person, words_column};
use crate::views::portfolio_line::PortfolioLine;

pub const TABLE: TableSpec = TableSpec {
    name: "mentoring",
    title: "Mentoring and coaching",
    row: "a person who offers or seeks something",
    columns: &with_person::<3, 7>([
        words_column("offers"),
        words_column("seeks"),
        words_column("interests"),
    ]),
    is_public: false,
    plot: None,
    rows,
};

fn rows(lines: &[PortfolioLine], _: NaiveDate) -> Vec<ReportRow> {
    let wishing = lines
        .iter()
        .filter(|line| !line.wishes.offers.is_empty() || !line.wishes.seeks.is_empty());
    let row = |line: &PortfolioLine| {
        let mut row = person_cells(line);
        let wishes = &line.wishes;
        let lists = [&wishes.offers, &wishes.seeks, &wishes.interests];
        row.extend(lists.map(|list| list.join("; ").as_str().into()));
        row
    };
    wishing.map(row).collect()
}
