//! A sheet for each table, with real dates and numbers. Words are always words: a spreadsheet takes
//! none of them for a formula.

use std::io::{self, Write};

use super::ExportFormat;
use crate::base::text::words::format_thousands;
use crate::formats::workbook::{LONGEST_CELL, SheetCell, Sheets};
use crate::views::record_export::{ExportCell, ExportTable};

pub const FORMAT: ExportFormat = ExportFormat {
    name: "xlsx",
    ending: "xlsx",
    holds_several: true,
    is_text: false,
    write,
};

fn write(tables: &[ExportTable<'_>], out: &mut dyn Write) -> io::Result<()> {
    let mut sheets = Sheets::new()?;
    for table in tables {
        write_sheet(&mut sheets, table)?;
    }
    sheets.finish(out)
}

fn write_sheet(sheets: &mut Sheets, table: &ExportTable<'_>) -> io::Result<()> {
    let first = table.records.first();
    let first = first.map(|record| table.cells(record)).unwrap_or_default();
    let columns = table.columns.iter().enumerate();
    let columns: Vec<(&str, bool)> = columns
        .map(|(at, column)| {
            let is_narrow = matches!(
                first.get(at),
                Some(ExportCell::Date(_) | ExportCell::Number(_) | ExportCell::Boolean(_))
            );
            (column.heading, is_narrow)
        })
        .collect();
    let mut sheet = sheets.begin(&table.name, &columns, table.records.len())?;
    for record in &table.records {
        let cells = table.cells(record);
        let is_too_long = |cell: &ExportCell<'_>| match cell {
            ExportCell::Text(text) => text.chars().count() > LONGEST_CELL,
            _ => false,
        };
        if cells.iter().any(is_too_long) {
            return Err(io::Error::other(too_long(&record.path)));
        }
        sheet.row(cells.iter().map(|cell| match cell {
            ExportCell::Empty => SheetCell::Empty,
            ExportCell::Text(text) => SheetCell::Words(text),
            ExportCell::Number(number) => SheetCell::Number(*number),
            ExportCell::Date(date) => SheetCell::Day(*date),
            ExportCell::Boolean(yes) => SheetCell::Boolean(*yes),
        }))?;
    }
    Ok(())
}

fn too_long(path: &str) -> String {
    let most = format_thousands(LONGEST_CELL);
    format!(
        "{path} has more than {most} characters for one cell, which no spreadsheet holds; use csv or jsonl"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::files::{Content, File, Snapshot};
    use crate::domain::portfolio::Portfolio;

    fn written(title: &str) -> io::Result<Vec<u8>> {
        let text = format!("---\ntitle: {title}\ndate: 1850-01-02\n---\n");
        let files = [
            ("cpd.yaml", "cpd: 1\nowner: sam\nschemes: {}\n"),
            ("activities/2026-02-20-minutes.md", &text),
        ];
        let files = files.map(|(path, text)| File {
            path: path.to_owned(),
            content: Content::Text(text.into()),
        });
        let portfolio = Portfolio::load(Snapshot::new(files.into()));
        let record = &portfolio.records[0];
        let tables = [ExportTable::of_kind(&record.kind, vec![record], false)];
        let mut bytes = Vec::new();
        write(&tables, &mut bytes).map(|()| bytes)
    }

    /// The part of the workbook with the cells of its first sheet.
    fn sheet(workbook: Vec<u8>) -> String {
        let mut archive = zip::ZipArchive::new(io::Cursor::new(workbook)).unwrap();
        let mut part = archive.by_name("xl/worksheets/sheet1.xml").unwrap();
        io::read_to_string(&mut part).unwrap()
    }

    #[test]
    fn days_before_those_of_spreadsheets_are_words() {
        assert!(sheet(written("Old").unwrap()).contains("<t>1850-01-02</t>"));
    }

    #[test]
    fn what_begins_like_a_formula_is_a_string() {
        let sheet = sheet(written("=1+1").unwrap());
        assert!(
            sheet.contains("<t>=1+1</t>") && !sheet.contains("<f>"),
            "{sheet}"
        );
    }

    #[test]
    fn a_value_that_no_cell_holds_is_an_error_with_its_record() {
        let error = written(&"a".repeat(LONGEST_CELL + 1)).unwrap_err();
        assert_eq!(
            error.to_string(),
            "activities/2026-02-20-minutes.md has more than 32,767 characters for one cell, which no spreadsheet holds; use csv or jsonl"
        );
        assert!(written(&"a".repeat(LONGEST_CELL)).is_ok());
    }
}
