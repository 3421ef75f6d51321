//! Workbooks for spreadsheet programs: sheets with headings, real dates and numbers. Words are
//! always words: a spreadsheet takes none of them for a formula.

use std::io::{self, Write};

use chrono::NaiveDate;
use rust_decimal::Decimal;
use rust_decimal::prelude::{FromPrimitive, ToPrimitive};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use crate::base::text::safe::make_file_safe;
use crate::base::text::words::format_thousands;

/// Characters that a cell holds.
pub const LONGEST_CELL: usize = 32_767;
/// Characters that the name of a sheet has at most.
const LONGEST_NAME: usize = 31;
/// Rows that a sheet has at most, with the headings.
const MOST_ROWS: usize = 1_048_576;

/// Widths of columns in characters: of a date or a number, and of words.
const NARROW: f64 = 12.0;
const WIDE: f64 = 32.0;

/// A value of a sheet.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum SheetCell<'t> {
    Empty,
    Words(&'t str),
    Number(Decimal),
    /// An amount of money, shown with its pence.
    Money(Decimal),
    Day(NaiveDate),
    Boolean(bool),
}

/// A workbook that is being written. The rows of a sheet are not kept in memory.
pub struct Sheets {
    workbook: Workbook,
    looks: Looks,
}

/// The looks of cells.
struct Looks {
    heading: Format,
    date: Format,
    money: Format,
}

/// A sheet to which rows are added.
pub struct SheetRows<'w> {
    sheet: &'w mut Worksheet,
    looks: &'w Looks,
    next: u32,
}

impl Sheets {
    pub fn new() -> io::Result<Self> {
        let mut workbook = Workbook::new();
        // Equal tables give equal bytes, whenever they are written.
        let never = ExcelDateTime::from_ymd(2000, 1, 1).map_err(|error| other(&error))?;
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&never));
        Ok(Self {
            workbook,
            looks: Looks {
                heading: Format::new().set_bold(),
                date: Format::new().set_num_format("yyyy-mm-dd"),
                money: Format::new().set_num_format("#,##0.00"),
            },
        })
    }

    /// Begins a sheet with headings, each with whether its values are short, for so many rows.
    pub fn begin(
        &mut self,
        name: &str,
        columns: &[(&str, bool)],
        rows: usize,
    ) -> io::Result<SheetRows<'_>> {
        if rows >= MOST_ROWS {
            let most = format_thousands(MOST_ROWS - 1);
            return Err(io::Error::other(format!(
                "a sheet holds at most {most} rows"
            )));
        }
        let sheet = self.workbook.add_worksheet_with_constant_memory();
        let sheet = sheet.map_err(|error| other(&error))?;
        let failed = |error: XlsxError| other(&error);
        let name: String = name.chars().take(LONGEST_NAME).collect();
        sheet.set_name(&name).map_err(failed)?;
        sheet.set_freeze_panes(1, 0).map_err(failed)?;
        let last = u16::try_from(columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
        let rows = u32::try_from(rows).unwrap_or(u32::MAX);
        sheet.autofilter(0, 0, rows, last).map_err(failed)?;
        for (at, (heading, is_narrow)) in (0_u16..).zip(columns) {
            let width = if *is_narrow { NARROW } else { WIDE };
            sheet.set_column_width(at, width).map_err(failed)?;
            let heading = make_file_safe(heading);
            sheet
                .write_string_with_format(0, at, heading, &self.looks.heading)
                .map_err(failed)?;
        }
        Ok(SheetRows {
            sheet,
            looks: &self.looks,
            next: 1,
        })
    }

    /// Writes the workbook. One without a sheet gets an empty one.
    pub fn finish(mut self, out: &mut dyn Write) -> io::Result<()> {
        if self.workbook.worksheets().is_empty() {
            self.workbook.add_worksheet();
        }
        let bytes = self.workbook.save_to_buffer();
        out.write_all(&bytes.map_err(|error| other(&error))?)
    }
}

impl SheetRows<'_> {
    pub fn row<'t>(&mut self, cells: impl Iterator<Item = SheetCell<'t>>) -> io::Result<()> {
        for (at, cell) in (0_u16..).zip(cells) {
            self.write(at, cell).map_err(|error| other(&error))?;
        }
        self.next += 1;
        Ok(())
    }

    fn write(&mut self, at: u16, cell: SheetCell<'_>) -> Result<(), XlsxError> {
        let Self { sheet, looks, next } = self;
        let row = *next;
        match cell {
            SheetCell::Empty => return Ok(()),
            // XML has one sign for the end of a line.
            SheetCell::Words(text) => {
                let text = make_file_safe(text).replace("\r\n", "\n");
                sheet.write_string(row, at, text)?
            }
            SheetCell::Number(number) => match exact(number) {
                Some(number) => sheet.write_number(row, at, number)?,
                None => sheet.write_string(row, at, number.to_string())?,
            },
            SheetCell::Money(amount) => match exact(amount) {
                Some(number) => sheet.write_number_with_format(row, at, number, &looks.money)?,
                None => sheet.write_string(row, at, amount.to_string())?,
            },
            // Spreadsheets know no day before 1900.
            SheetCell::Day(date) => match ExcelDateTime::parse_from_str(&date.to_string()) {
                Ok(day) => sheet.write_datetime_with_format(row, at, &day, &looks.date)?,
                Err(_) => sheet.write_string(row, at, date.to_string())?,
            },
            SheetCell::Boolean(yes) => sheet.write_boolean(row, at, yes)?,
        };
        Ok(())
    }
}

/// Returns a number as a spreadsheet has it; `None` if that would lose digits.
fn exact(number: Decimal) -> Option<f64> {
    let short = number.to_f64()?;
    (Decimal::from_f64(short) == Some(number)).then_some(short)
}

fn other(error: &XlsxError) -> io::Error {
    io::Error::other(format!("the spreadsheet cannot be written: {error}"))
}
