//! For spreadsheets and programs: one table, a row to a line.

use std::io::{self, Write};

use super::{ReportFormat, text_of};
use crate::formats::Style;
use crate::formats::csv::{self, CsvCell};
use crate::views::report::{Report, ReportCell};

pub const FORMAT: ReportFormat = ReportFormat {
    name: "csv",
    ending: "csv",
    is_text: true,
    is_one_table: true,
    write,
};

fn write(report: &Report, _: &Style, out: &mut dyn Write) -> io::Result<()> {
    for table in &report.tables {
        let names: Vec<&str> = table.columns.iter().map(|column| &*column.name).collect();
        let rows = table
            .rows
            .iter()
            .map(|row| row.iter().map(csv_cell).collect());
        csv::write(&names, rows, out)?;
    }
    Ok(())
}

fn csv_cell(cell: &ReportCell) -> CsvCell<'_> {
    match cell {
        ReportCell::Words(words) => CsvCell::Text(words.as_str().into()),
        other => CsvCell::Plain(text_of(other).into()),
    }
}
