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

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    use super::*;

    fn part(workbook: &[u8], name: &str) -> String {
        let mut archive = zip::ZipArchive::new(io::Cursor::new(workbook)).unwrap();
        io::read_to_string(&mut archive.by_name(name).unwrap()).unwrap()
    }

    #[test]
    fn money_is_a_number_that_is_shown_with_its_pence() {
        let mut sheets = Sheets::new().unwrap();
        let mut sheet = sheets.begin("money", &[("spent", true)], 2).unwrap();
        let amount = Decimal::new(4356, 1);
        for cell in [SheetCell::Money(amount), SheetCell::Number(amount)] {
            sheet.row([cell].into_iter()).unwrap();
        }
        let mut workbook = Vec::new();
        sheets.finish(&mut workbook).unwrap();
        let cells = part(&workbook, "xl/worksheets/sheet1.xml");
        let styled = cells.matches("<v>435.6</v>").count();
        assert_eq!(styled, 2, "{cells}");
        assert!(cells.contains("<c r=\"A3\"><v>435.6</v></c>"), "{cells}");
        assert!(
            !cells.contains("<c r=\"A2\"><v>"),
            "it has a style: {cells}"
        );
        assert!(part(&workbook, "xl/styles.xml").contains("#,##0.00"));
    }
}
