//! A line of JSON for each record, for programs and for `cpd import` (docs/json.md).

use std::io::{self, Write};

use serde::Serialize;

use super::ExportFormat;
use crate::domain::id::KindId;
use crate::formats::json;
use crate::views::detail_value::details_of;
use crate::views::record_export::ExportTable;

pub const FORMAT: ExportFormat = ExportFormat {
    name: "jsonl",
    ending: "jsonl",
    holds_several: true,
    is_text: true,
    write,
};

/// A line.
#[derive(Serialize)]
struct ExportLine<'r> {
    /// Of this form; 1.
    v: u32,
    kind: &'r KindId,
    path: &'r str,
    details: serde_json::Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'r str>,
}

fn write(tables: &[ExportTable<'_>], out: &mut dyn Write) -> io::Result<()> {
    for table in tables {
        if table.is_form {
            write_form(table, out)?;
            continue;
        }
        let with_text = table.has_text();
        for record in &table.records {
            let line = ExportLine {
                v: 1,
                kind: &record.kind.name,
                path: &record.path,
                details: details_of(record),
                text: with_text.then(|| record.body().trim()),
            };
            json::write_line(&line, out)?;
        }
    }
    Ok(())
}

/// Writes the cells of each record under the headings of the form.
fn write_form(table: &ExportTable<'_>, out: &mut dyn Write) -> io::Result<()> {
    for record in &table.records {
        let cells = table.columns.iter().zip(table.cells(record));
        let line = cells.map(|(column, cell)| (column.heading.to_owned(), cell.to_json()));
        json::write_line(&line.collect::<serde_json::Map<_, _>>(), out)?;
    }
    Ok(())
}
