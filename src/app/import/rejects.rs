//! Rows that could not be imported, in a file that can be corrected and imported again.

use super::headings::simple;
use crate::base::sheet::SheetRow;
use crate::base::text::words;
use crate::formats::csv::{self, CsvCell};
use crate::views::import_plan::RowProblem;

/// The columns behind those of the table, which say what is wrong.
const COLUMNS: [&str; 3] = ["row", "column", "problem"];

/// The end of the names of such files.
const ENDING: &str = ".rejects";

/// Rows that could not be imported, as the bytes of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejects {
    pub bytes: Vec<u8>,
    form: &'static str,
}

impl Rejects {
    /// Returns rows of tables, in CSV.
    pub fn of_tables(bytes: Vec<u8>) -> Self {
        Self { bytes, form: "csv" }
    }

    /// Returns lines of JSON.
    pub fn of_lines(bytes: Vec<u8>) -> Self {
        Self {
            bytes,
            form: "jsonl",
        }
    }

    /// Returns the name of the file for the rows of another: the first, or one with a number
    /// behind it.
    pub fn name(&self, of: &str, number: usize) -> String {
        let (stem, form) = (stem(of), self.form);
        match number {
            0 | 1 => format!("{stem}{ENDING}.{form}"),
            number => format!("{stem}{ENDING}-{number}.{form}"),
        }
    }
}

/// Returns the name of a table without the endings that say its form, and that it has rejects.
pub fn stem(name: &str) -> &str {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let digits = stem.trim_end_matches(|c: char| c.is_ascii_digit());
    let unnumbered = digits.strip_suffix('-').unwrap_or(stem);
    unnumbered.strip_suffix(ENDING).unwrap_or(stem)
}

/// Returns how many columns at the end of a row of headings are those of rejects.
pub fn columns_of_rejects(headings: &[String]) -> usize {
    let last = headings.iter().rev().filter(|heading| !heading.is_empty());
    let last = last.take(COLUMNS.len()).map(|heading| simple(heading));
    match last.eq(COLUMNS.iter().rev().map(|column| (*column).to_owned())) {
        true => COLUMNS.len(),
        false => 0,
    }
}

/// Returns a table of rows, each with its number and what is wrong in it.
pub fn text(headings: &[String], rows: &[(&SheetRow, &[RowProblem])]) -> Vec<u8> {
    let width = rows.iter().map(|(row, _)| row.cells.len());
    let width = width.chain([headings.len()]).max().unwrap_or(0);
    let names = (0..width).map(|at| headings.get(at).map_or("", String::as_str));
    let names: Vec<&str> = names.chain(COLUMNS).collect();
    let told: Vec<[String; 3]> = rows
        .iter()
        .map(|(row, problems)| {
            let columns = problems.iter().filter_map(|problem| problem.column.clone());
            let says: Vec<&str> = problems.iter().map(|problem| &*problem.says).collect();
            let columns: Vec<String> = columns.collect();
            [
                row.number.to_string(),
                columns.join("; "),
                words::join_clauses(says),
            ]
        })
        .collect();
    let rows = rows
        .iter()
        .zip(&told)
        .map(|((row, _), [number, columns, says])| {
            let cells = (0..width).map(|at| CsvCell::Text(row.cell(at).into()));
            let told = [
                CsvCell::Plain(number.into()),
                CsvCell::Text(columns.into()),
                CsvCell::Text(says.into()),
            ];
            cells.chain(told).collect()
        });
    let mut text = Vec::new();
    // A vector takes every byte.
    let _ = csv::write(&names, rows, &mut text);
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::sheet;

    #[test]
    fn rejects_of_a_table_and_of_its_rejects_have_the_name_of_the_table() {
        let table = Rejects::of_tables(Vec::new());
        for (of, expected) in [
            ("log.csv", "log.rejects.csv"),
            ("log.rejects.csv", "log.rejects.csv"),
            ("log.rejects-3.csv", "log.rejects.csv"),
            ("log-2026.xlsx", "log-2026.rejects.csv"),
            ("log", "log.rejects.csv"),
        ] {
            assert_eq!(table.name(of, 1), expected);
        }
        assert_eq!(table.name("log.csv", 2), "log.rejects-2.csv");
    }

    #[test]
    fn rejects_are_a_table_that_says_what_is_wrong() {
        let cells = |cells: &[&str]| {
            cells
                .iter()
                .map(|cell| (*cell).to_owned())
                .collect::<Vec<_>>()
        };
        let row = SheetRow {
            number: 5,
            cells: cells(&["soon", "=1+1"]),
            ..SheetRow::default()
        };
        let problems = [RowProblem {
            column: Some("Date".to_owned()),
            says: "\u{201c}soon\u{201d} is not a date that cpd can read".to_owned(),
            without_column: None,
        }];
        let headings = cells(&["Date", "Title"]);
        let text = text(&headings, &[(&row, &problems)]);
        assert_eq!(
            String::from_utf8(text.clone()).unwrap(),
            "Date,Title,row,column,problem\nsoon,'=1+1,5,Date,\u{201c}soon\u{201d} is not a date that cpd can read\n"
        );
        let read = sheet::read("log.rejects.csv", &text).unwrap();
        assert_eq!(columns_of_rejects(&read[0].rows[0].cells), 3);
        assert_eq!(columns_of_rejects(&headings), 0);
    }
}
