//! The fields of a form one after the other, to be pasted into the pages of a body.

use std::io::{self, Write};

use super::ExportFormat;
use crate::base::text::safe::make_file_safe;
use crate::base::text::words::count_words;
use crate::views::record_export::{ExportCell, ExportColumn, ExportTable};

pub const FORMAT: ExportFormat = ExportFormat {
    name: "text",
    ending: "txt",
    holds_several: true,
    is_text: true,
    write,
};

fn write(tables: &[ExportTable<'_>], out: &mut dyn Write) -> io::Result<()> {
    for table in tables {
        let all = table.records.len();
        for (at, record) in table.records.iter().enumerate() {
            let title = make_file_safe(&table.title);
            writeln!(out, "{title}, {} of {all}", at + 1)?;
            for (column, cell) in table.columns.iter().zip(table.cells(record)) {
                write_field(column, &cell, out)?;
            }
            writeln!(out)?;
        }
    }
    Ok(())
}

/// Writes a heading, with the words counted where the form limits them, and beneath it the value.
fn write_field(
    column: &ExportColumn<'_>,
    cell: &ExportCell<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let Some(words) = cell.words() else {
        return Ok(());
    };
    let heading = make_file_safe(column.heading);
    match column.at_most() {
        Some(most) => writeln!(out, "\n{heading} ({} of {most} words)", count_words(&words))?,
        None => writeln!(out, "\n{heading}")?,
    }
    writeln!(out, "{}", make_file_safe(&words))
}
