//! A sheet for each table, with real dates and numbers. Words are always words.

use std::io::{self, Write};

use super::ReportFormat;
use crate::formats::Style;
use crate::formats::workbook::{SheetCell, Sheets};
use crate::views::report::{ColumnType, Report, ReportCell};

pub const FORMAT: ReportFormat = ReportFormat {
    name: "xlsx",
    ending: "xlsx",
    is_text: false,
    is_one_table: false,
    write,
};

fn write(report: &Report, _: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut sheets = Sheets::new()?;
    for table in &report.tables {
        let columns = table.columns.iter();
        let columns: Vec<(&str, bool)> = columns
            .map(|column| (&*column.name, column.holds != ColumnType::Words))
            .collect();
        let mut sheet = sheets.begin(table.spec.name, &columns, table.rows.len())?;
        for row in &table.rows {
            let cells = row.iter().map(|cell| match cell {
                ReportCell::Empty => SheetCell::Empty,
                ReportCell::Words(words) => SheetCell::Words(words),
                ReportCell::Number(number) => SheetCell::Number(*number),
                ReportCell::Money(amount) => SheetCell::Money(*amount),
                ReportCell::Day(day) => SheetCell::Day(*day),
            });
            sheet.row(cells)?;
        }
    }
    sheets.finish(out)
}
