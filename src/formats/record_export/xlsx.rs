//! A sheet for each table, with real dates and numbers. Words are always words: a spreadsheet takes
//! none of them for a formula.

use std::io::{self, Write};

use rust_decimal::Decimal;
use rust_decimal::prelude::{FromPrimitive, ToPrimitive};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::ExportFormat;
use crate::base::text::safe::make_file_safe;
use crate::base::text::words::format_thousands;
use crate::views::record_export::{ExportCell, ExportTable};

pub const FORMAT: ExportFormat = ExportFormat {
    name: "xlsx",
    ending: "xlsx",
    holds_several: true,
    is_text: false,
    write,
};

/// Characters that a cell holds.
const LONGEST_CELL: usize = 32_767;
/// Characters that the name of a sheet has at most.
const LONGEST_NAME: usize = 31;
/// Rows that a sheet has at most, with the headings.
const MOST_ROWS: usize = 1_048_576;

/// Widths of columns in characters: of a date or a number, and of words.
const NARROW: f64 = 12.0;
const WIDE: f64 = 32.0;

/// The looks of cells.
struct Looks {
    heading: Format,
    date: Format,
}

fn write(tables: &[ExportTable<'_>], out: &mut dyn Write) -> io::Result<()> {
    let mut workbook = Workbook::new();
    // Equal records give equal bytes, whenever they are written.
    let never = ExcelDateTime::from_ymd(2000, 1, 1).map_err(|error| other(&error))?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&never));
    let looks = Looks {
        heading: Format::new().set_bold(),
        date: Format::new().set_num_format("yyyy-mm-dd"),
    };
    for table in tables {
        write_sheet(&mut workbook, table, &looks)?;
    }
    if tables.is_empty() {
        workbook.add_worksheet();
    }
    out.write_all(&workbook.save_to_buffer().map_err(|error| other(&error))?)
}

fn write_sheet(workbook: &mut Workbook, table: &ExportTable<'_>, looks: &Looks) -> io::Result<()> {
    if table.records.len() >= MOST_ROWS {
        let most = format_thousands(MOST_ROWS - 1);
        return Err(io::Error::other(format!(
            "a sheet holds at most {most} records"
        )));
    }
    let sheet = workbook.add_worksheet_with_constant_memory();
    let sheet = sheet.map_err(|error| other(&error))?;
    let name: String = table.name.chars().take(LONGEST_NAME).collect();
    write_rows(sheet, &name, table, looks)
}

fn write_rows(
    sheet: &mut Worksheet,
    name: &str,
    table: &ExportTable<'_>,
    looks: &Looks,
) -> io::Result<()> {
    let failed = |error: XlsxError| other(&error);
    sheet.set_name(name).map_err(failed)?;
    sheet.set_freeze_panes(1, 0).map_err(failed)?;
    let last = u16::try_from(table.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
    let rows = u32::try_from(table.records.len()).unwrap_or(u32::MAX);
    sheet.autofilter(0, 0, rows, last).map_err(failed)?;
    let first = table
        .records
        .first()
        .map(|record| table.cells(record))
        .unwrap_or_default();
    for (at, column) in (0_u16..).zip(&table.columns) {
        let is_narrow = matches!(
            first.get(usize::from(at)),
            Some(ExportCell::Date(_) | ExportCell::Number(_) | ExportCell::Boolean(_))
        );
        let width = if is_narrow { NARROW } else { WIDE };
        sheet.set_column_width(at, width).map_err(failed)?;
        let heading = make_file_safe(column.heading);
        sheet
            .write_string_with_format(0, at, heading, &looks.heading)
            .map_err(failed)?;
    }
    for (row, record) in (1_u32..).zip(&table.records) {
        for (at, cell) in (0_u16..).zip(table.cells(record)) {
            if let ExportCell::Text(text) = &cell
                && text.chars().count() > LONGEST_CELL
            {
                return Err(io::Error::other(too_long(&record.path)));
            }
            write_cell(sheet, (row, at), &cell, looks).map_err(failed)?;
        }
    }
    Ok(())
}

fn too_long(path: &str) -> String {
    let most = format_thousands(LONGEST_CELL);
    format!(
        "{path} has more than {most} characters for one cell, which no spreadsheet holds; use csv or jsonl"
    )
}

fn write_cell(
    sheet: &mut Worksheet,
    (row, at): (u32, u16),
    cell: &ExportCell<'_>,
    looks: &Looks,
) -> Result<(), XlsxError> {
    match cell {
        ExportCell::Empty => return Ok(()),
        // XML has one sign for the end of a line.
        ExportCell::Text(text) => {
            let text = make_file_safe(text).replace("\r\n", "\n");
            sheet.write_string(row, at, text)?
        }
        ExportCell::Number(number) => match exact(*number) {
            Some(number) => sheet.write_number(row, at, number)?,
            None => sheet.write_string(row, at, number.to_string())?,
        },
        // Spreadsheets know no day before 1900.
        ExportCell::Date(date) => match ExcelDateTime::parse_from_str(&date.to_string()) {
            Ok(day) => sheet.write_datetime_with_format(row, at, &day, &looks.date)?,
            Err(_) => sheet.write_string(row, at, date.to_string())?,
        },
        ExportCell::Boolean(yes) => sheet.write_boolean(row, at, *yes)?,
    };
    Ok(())
}

/// Returns a number as a spreadsheet has it; `None` if that would lose digits.
fn exact(number: Decimal) -> Option<f64> {
    let short = number.to_f64()?;
    (Decimal::from_f64(short) == Some(number)).then_some(short)
}

fn other(error: &XlsxError) -> io::Error {
    io::Error::other(format!("the spreadsheet cannot be written: {error}"))
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
