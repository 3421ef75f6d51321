//! A row for each record beneath the names of its details, for spreadsheets and for `cpd import`.

use std::io::{self, Write};

use super::ExportFormat;
use crate::formats::csv::{self, CsvCell};
use crate::views::record_export::{ExportCell, ExportTable};

pub const FORMAT: ExportFormat = ExportFormat {
    name: "csv",
    ending: "csv",
    holds_several: false,
    is_text: true,
    write,
};

fn write(tables: &[ExportTable<'_>], out: &mut dyn Write) -> io::Result<()> {
    for table in tables {
        let names: Vec<&str> = table.columns.iter().map(|column| column.heading).collect();
        let rows = table.records.iter().map(|record| {
            let cells = table.cells(record).into_iter();
            cells.map(cell).collect()
        });
        csv::write(&names, rows, out)?;
    }
    Ok(())
}

fn cell(cell: ExportCell<'_>) -> CsvCell<'_> {
    match cell {
        ExportCell::Empty => CsvCell::Plain("".into()),
        ExportCell::Text(text) => CsvCell::Text(text),
        ExportCell::Number(number) => CsvCell::Plain(number.to_string().into()),
        ExportCell::Date(date) => CsvCell::Plain(date.to_string().into()),
        ExportCell::Boolean(yes) => CsvCell::Plain(yes.to_string().into()),
    }
}
