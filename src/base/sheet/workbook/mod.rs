//! Spreadsheets of Excel and LibreOffice. Nothing in them is ever run: formulas give the value
//! that was saved last, and macros are left alone.

mod hidden_rows;
mod limits;
mod values;

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{
    Data, DataType, Dimensions, Ods, Range, Reader, SheetType, SheetVisible, Xls, Xlsx,
};

use self::values::{CellText, cell_text};
use super::{FileTable, MOST_COLUMNS, MOST_ROWS_READ, SheetError, SheetReader, SheetRow};
use crate::base::text::words;

pub const XLSX: SheetReader = SheetReader {
    extensions: &["xlsx", "xlsm"],
    read: read_xlsx,
};

pub const XLS: SheetReader = SheetReader {
    extensions: &["xls"],
    read: read_xls,
};

pub const ODS: SheetReader = SheetReader {
    extensions: &["ods"],
    read: read_ods,
};

/// The cells of one sheet while they are read.
#[derive(Default)]
struct SheetCells {
    /// By row and column, both from 0.
    rows: BTreeMap<u32, BTreeMap<u32, CellText>>,
    /// Number of cells with a formula.
    formulas: usize,
    /// Number of those without a value.
    without_value: usize,
    notes: Vec<String>,
}

fn read_xlsx(bytes: &[u8]) -> Result<Vec<FileTable>, SheetError> {
    limits::require_small_zip(bytes)?;
    let hidden_rows = hidden_rows::of_xlsx(bytes)?;
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    let sheets: Vec<calamine::Sheet> = book.sheets_metadata().to_vec();
    let sheets = sheets
        .into_iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let mut tables = Vec::new();
    for sheet in sheets {
        let mut cells = SheetCells::of_xlsx(&mut book, &sheet.name)?;
        let merged = book
            .merge_cells_by_sheet_name(&sheet.name)
            .map_err(damaged)?;
        cells.fill_merged(&merged);
        cells.note_hidden_rows(hidden_rows.get(&sheet.name).map_or(&[], Vec::as_slice));
        tables.push(cells.into_table(&sheet));
    }
    if limits::has_macros(bytes) {
        let note = "The file has macros. cpd never runs them.".to_owned();
        tables
            .iter_mut()
            .for_each(|table| table.notes.push(note.clone()));
    }
    Ok(tables)
}

fn read_xls(bytes: &[u8]) -> Result<Vec<FileTable>, SheetError> {
    let mut book = Xls::new(Cursor::new(bytes)).map_err(damaged)?;
    let sheets: Vec<calamine::Sheet> = book.sheets_metadata().to_vec();
    let sheets = sheets
        .into_iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let mut tables = Vec::new();
    for sheet in sheets {
        let values = book.worksheet_range(&sheet.name).map_err(damaged)?;
        let formulas = book.worksheet_formula(&sheet.name).unwrap_or_default();
        let merged = book
            .merge_cells_by_sheet_name(&sheet.name)
            .unwrap_or_default();
        let mut cells = SheetCells::of_range(&values, &formulas)?;
        cells.fill_merged(&merged);
        tables.push(cells.into_table(&sheet));
    }
    Ok(tables)
}

fn read_ods(bytes: &[u8]) -> Result<Vec<FileTable>, SheetError> {
    limits::require_small_zip(bytes)?;
    let hidden_rows = hidden_rows::of_ods(bytes)?;
    let mut book = Ods::new(Cursor::new(bytes)).map_err(damaged)?;
    let sheets: Vec<calamine::Sheet> = book.sheets_metadata().to_vec();
    let mut tables = Vec::new();
    for sheet in sheets {
        let values = book.worksheet_range(&sheet.name).map_err(damaged)?;
        let formulas = book.worksheet_formula(&sheet.name).unwrap_or_default();
        let mut cells = SheetCells::of_range(&values, &formulas)?;
        cells.note_hidden_rows(hidden_rows.get(&sheet.name).map_or(&[], Vec::as_slice));
        tables.push(cells.into_table(&sheet));
    }
    Ok(tables)
}

fn damaged(_: impl Sized) -> SheetError {
    SheetError::Damaged
}

impl SheetCells {
    /// Reads one cell after the other, since a cell far away would make a range too large.
    fn of_xlsx(book: &mut Xlsx<Cursor<&[u8]>>, sheet: &str) -> Result<Self, SheetError> {
        let mut cells = Self::default();
        let mut reader = book.worksheet_cells_reader(sheet).map_err(damaged)?;
        while let Some(record) = reader.next_cell_with_formula_metadata().map_err(damaged)? {
            let text = cell_text(&Data::from(record.value));
            if record.formula.is_some() {
                cells.add_formula(text.is_none());
            }
            cells.add(record.pos, text)?;
        }
        Ok(cells)
    }

    fn of_range(values: &Range<Data>, formulas: &Range<String>) -> Result<Self, SheetError> {
        let mut cells = Self::default();
        let place = |start: Option<(u32, u32)>, row: usize, column: usize| {
            let (first_row, first_column) = start.unwrap_or_default();
            let at =
                |first: u32, at: usize| first.saturating_add(u32::try_from(at).unwrap_or(u32::MAX));
            (at(first_row, row), at(first_column, column))
        };
        for (row, column, value) in values.used_cells() {
            cells.add(place(values.start(), row, column), cell_text(value))?;
        }
        for (row, column, formula) in formulas.used_cells() {
            if !formula.is_empty() {
                let place = place(formulas.start(), row, column);
                let value = values.get_value(place);
                cells.add_formula(value.is_none_or(DataType::is_empty));
            }
        }
        Ok(cells)
    }

    fn add(&mut self, (row, column): (u32, u32), text: Option<CellText>) -> Result<(), SheetError> {
        let Some(text) = text else { return Ok(()) };
        if column as usize >= MOST_COLUMNS {
            return Err(SheetError::TooManyColumns {
                row: row as usize + 1,
            });
        }
        self.rows.entry(row).or_default().insert(column, text);
        match self.rows.len() > MOST_ROWS_READ {
            true => Err(SheetError::TooManyRows),
            false => Ok(()),
        }
    }

    fn add_formula(&mut self, is_empty: bool) {
        self.formulas += 1;
        self.without_value += usize::from(is_empty);
    }

    /// Gives the value of cells that were merged over several rows to each of these rows, as far
    /// as they have other cells.
    fn fill_merged(&mut self, merged: &[Dimensions]) {
        let mut filled = Vec::new();
        for region in merged.iter().filter(|region| region.start.0 < region.end.0) {
            let (row, column) = region.start;
            let Some(text) = self
                .rows
                .get(&row)
                .and_then(|cells| cells.get(&column))
                .cloned()
            else {
                continue;
            };
            let below = self.rows.range_mut(row + 1..=region.end.0);
            let mut is_used = false;
            for (_, cells) in below.filter(|_| region.start.1 == region.end.1) {
                cells.entry(column).or_insert_with(|| text.clone());
                is_used = true;
            }
            if is_used {
                filled.push(format!("{}{}", column_name(column), row + 1));
            }
        }
        if !filled.is_empty() {
            self.notes.push(format!(
                "Cells are merged over several rows at {}. Their value counts for each of these rows.",
                words::some(&filled)
            ));
        }
    }

    /// Says which rows nobody sees in the program that made the file.
    fn note_hidden_rows(&mut self, hidden: &[u32]) {
        let rows = hidden.iter().filter(|row| self.rows.contains_key(row));
        let rows: Vec<String> = rows.map(|row| (row + 1).to_string()).collect();
        if !rows.is_empty() {
            let (noun, are) = match rows.len() {
                1 => ("Row", "is hidden in the spreadsheet. It is"),
                _ => ("Rows", "are hidden in the spreadsheet. They are"),
            };
            self.notes.push(format!(
                "{noun} {} {are} read like the others.",
                words::some(&rows)
            ));
        }
    }

    fn into_table(mut self, sheet: &calamine::Sheet) -> FileTable {
        if self.formulas > 0 {
            let cells =
                words::count_noun(self.formulas, "cell has a formula", "cells have a formula");
            self.notes
                .push(format!("{cells}. The value that was saved last is read."));
        }
        if self.without_value > 0 {
            let cells = words::count_noun(self.without_value, "formula has", "formulas have");
            self.notes.push(format!(
                "{cells} no saved value. Open the file in a spreadsheet program and save it again."
            ));
        }
        let rows = self.rows.into_iter().map(|(row, cells)| {
            let width = cells.keys().last().map_or(0, |last| *last as usize + 1);
            let mut texts = vec![String::new(); width];
            let mut dates = Vec::new();
            for (column, cell) in cells {
                let column = column as usize;
                if cell.is_date {
                    dates.push(column);
                }
                texts[column] = cell.text;
            }
            SheetRow {
                file: None,
                number: row as usize + 1,
                cells: texts,
                dates,
                year: None,
            }
        });
        FileTable {
            name: sheet.name.clone(),
            is_hidden: sheet.visible != SheetVisible::Visible,
            is_guarded: false,
            rows: rows.collect(),
            notes: self.notes,
        }
    }
}

/// Returns the letters of a column, from A.
fn column_name(column: u32) -> String {
    let mut name = String::new();
    let mut rest = column + 1;
    while rest > 0 {
        let letter = char::from(b'A' + u8::try_from((rest - 1) % 26).unwrap_or(0));
        name.insert(0, letter);
        rest = (rest - 1) / 26;
    }
    name
}

#[cfg(test)]
pub mod tests;
