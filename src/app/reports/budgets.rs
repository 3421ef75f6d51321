//! The budgets of an institution, read from a table.

use std::sync::LazyLock;

use crate::app::institution_table::{
    InstitutionTable, PlacedProblem, TableColumns, TableError, TableFile, read_number,
};
use crate::base::sheet::SheetRow;
use crate::base::text::words;
use crate::views::report::TeamBudget;

/// The columns that there are.
static COLUMNS: LazyLock<TableColumns> =
    LazyLock::new(|| TableColumns::new(include_str!("../../../schema/budgets.yaml")));

/// The currency where none is written.
const CURRENCY: &str = "GBP";

/// Budgets with what is wrong in their table.
#[derive(Debug, Default)]
pub struct ReadBudgets {
    pub budgets: Vec<TeamBudget>,
    /// By the number of the row.
    pub problems: Vec<PlacedProblem>,
}

/// Reads budgets. A row with a problem is left out.
pub fn read(file: &TableFile<'_>) -> Result<ReadBudgets, TableError> {
    let table = InstitutionTable::read(&COLUMNS, file)?;
    let mut read = ReadBudgets::default();
    for row in table.rows() {
        match budget(&table, row) {
            Ok(budget) => read.budgets.push(budget),
            Err((column, says)) => read.problems.push(table.problem(row.number, column, says)),
        }
    }
    Ok(read)
}

fn budget(table: &InstitutionTable, row: &SheetRow) -> Result<TeamBudget, (&'static str, String)> {
    let cell = |column| table.cell(row, column);
    let missing = |column| (column, "the cell is empty".to_owned());
    let year = cell("year").ok_or_else(|| missing("year"))?;
    let amount = cell("amount").ok_or_else(|| missing("amount"))?;
    let is_year = |year: &i32| (1000..10_000).contains(year);
    Ok(TeamBudget {
        year: year.parse().ok().filter(is_year).ok_or_else(|| {
            let says = format!("{} is not a year such as 2026", words::quoted(&year));
            ("year", says)
        })?,
        amount: read_number(&amount)
            .filter(|amount| !amount.is_sign_negative() && !amount.is_zero())
            .ok_or_else(|| {
                let says = format!(
                    "{} is not an amount such as 1,200.00",
                    words::quoted(&amount)
                );
                ("amount", says)
            })?,
        team: cell("team"),
        category: cell("category"),
        cost_centre: cell("cost_centre"),
        currency: cell("currency").map_or(CURRENCY.to_owned(), |code| code.to_uppercase()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_budgets_and_what_cannot_be_read_is_placed() {
        let table = "Year,Department,Category,Cost code,Budget,Currency\n\
                     2026,Law,,,\"1,200.00\",\n\
                     2026,,course,LAW-1,300,eur\n\
                     this year,Law,,,100,\n\
                     2026,Law,,,lots,\n\
                     2026,Law,,,,\n";
        let read = read(&TableFile {
            name: "budgets.csv",
            bytes: table.as_bytes(),
            sheet: None,
            date_order: None,
        })
        .unwrap();
        assert_eq!(
            read.budgets,
            [
                TeamBudget {
                    year: 2026,
                    team: Some("Law".to_owned()),
                    amount: "1200".parse().unwrap(),
                    currency: "GBP".to_owned(),
                    ..TeamBudget::default()
                },
                TeamBudget {
                    year: 2026,
                    category: Some("course".to_owned()),
                    cost_centre: Some("LAW-1".to_owned()),
                    amount: "300".parse().unwrap(),
                    currency: "EUR".to_owned(),
                    ..TeamBudget::default()
                },
            ]
        );
        let problems = read.problems.iter().map(|(row, problem)| {
            let column = problem.column.as_deref().unwrap_or_default();
            format!("{row} {column}: {}", problem.says)
        });
        assert_eq!(
            problems.collect::<Vec<_>>(),
            [
                "4 Year: “this year” is not a year such as 2026",
                "5 Budget: “lots” is not an amount such as 1,200.00",
                "6 Budget: the cell is empty",
            ]
        );
    }
}
