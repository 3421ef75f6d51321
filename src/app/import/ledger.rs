//! The list of every row that was imported, so that none is imported twice and the last import
//! can be taken back.

use std::collections::BTreeMap;

use csv::{ReaderBuilder, StringRecord};
use thiserror::Error;

use crate::base::files::Sha256;
use crate::base::sheet::SheetRow;
use crate::formats::csv::{self as csv_text, CsvCell, without_guard};

/// The path of the list.
pub const LEDGER: &str = "docs/import/ledger.csv";

const COLUMNS: [&str; 9] = [
    "import",
    "on",
    "file",
    "file_sha256",
    "sheet",
    "row",
    "row_sha256",
    "path",
    "record_sha256",
];

/// A row that became a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerEntry {
    /// The number of the import, from 1.
    pub import: u32,
    /// The day, as 2026-10-02.
    pub on: String,
    /// The name of the file.
    pub file: String,
    pub file_sha256: Sha256,
    pub sheet: String,
    /// Its number in the file, from 1.
    pub row: usize,
    pub row_sha256: Sha256,
    /// The path of the record when it was written.
    pub path: String,
    /// The digest of the record's file when it was written.
    pub record_sha256: Sha256,
}

/// Rows that were imported, the oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ledger {
    pub entries: Vec<LedgerEntry>,
}

/// The list has a line that cpd did not write.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{LEDGER} cannot be read: line {line} is not as cpd writes it")]
pub struct LedgerFault {
    pub line: u64,
}

impl Ledger {
    /// Reads the list; nothing was imported if there is none.
    pub fn read(bytes: Option<&[u8]>) -> Result<Self, LedgerFault> {
        let mut rows = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(bytes.unwrap_or_default());
        let mut entries = Vec::new();
        for (at, row) in rows.records().enumerate() {
            let line = |row: &StringRecord| row.position().map_or(0, |place| place.line());
            let row = row.map_err(|error| LedgerFault {
                line: error.position().map_or(0, |place| place.line()),
            })?;
            if at == 0 && row.iter().eq(COLUMNS) {
                continue;
            }
            entries.push(entry(&row).ok_or(LedgerFault { line: line(&row) })?);
        }
        Ok(Self { entries })
    }

    /// Returns the list as a file.
    pub fn text(&self) -> Vec<u8> {
        let numbers = self.entries.iter().map(|entry| {
            let digests = [entry.file_sha256, entry.row_sha256, entry.record_sha256];
            let numbers = [entry.import.to_string(), entry.row.to_string()];
            (numbers, digests.map(|digest| digest.to_string()))
        });
        let numbers: Vec<([String; 2], [String; 3])> = numbers.collect();
        let rows = self.entries.iter().zip(&numbers);
        let rows = rows.map(|(entry, ([import, row], [file, cells, record]))| {
            vec![
                CsvCell::Plain(import.into()),
                CsvCell::Plain(entry.on.as_str().into()),
                CsvCell::Text(entry.file.as_str().into()),
                CsvCell::Plain(file.into()),
                CsvCell::Text(entry.sheet.as_str().into()),
                CsvCell::Plain(row.into()),
                CsvCell::Plain(cells.into()),
                CsvCell::Text(entry.path.as_str().into()),
                CsvCell::Plain(record.into()),
            ]
        });
        let mut text = Vec::new();
        // A vector takes every byte.
        let _ = csv_text::write(&COLUMNS, rows, &mut text);
        text
    }

    /// Returns the number of the last import; 0 if there was none.
    pub fn last_import(&self) -> u32 {
        self.entries
            .iter()
            .map(|entry| entry.import)
            .max()
            .unwrap_or(0)
    }

    /// Returns the paths of the records that a row became, in order, by the digest of the row.
    pub fn paths_by_row(&self) -> BTreeMap<Sha256, Vec<&str>> {
        let mut paths: BTreeMap<Sha256, Vec<&str>> = BTreeMap::new();
        for entry in &self.entries {
            paths.entry(entry.row_sha256).or_default().push(&entry.path);
        }
        paths
    }
}

fn entry(row: &StringRecord) -> Option<LedgerEntry> {
    let cell = |at: usize| row.get(at);
    let digest = |at: usize| Sha256::parse(cell(at)?);
    let text = |at: usize| cell(at).map(|cell| without_guard(cell).to_owned());
    (row.len() == COLUMNS.len()).then_some(())?;
    Some(LedgerEntry {
        import: cell(0)?.parse().ok()?,
        on: text(1)?,
        file: text(2)?,
        file_sha256: digest(3)?,
        sheet: text(4)?,
        row: cell(5)?.parse().ok()?,
        row_sha256: digest(6)?,
        path: text(7)?,
        record_sha256: digest(8)?,
    })
}

/// Returns the digest by which a row is known again: of its cells without empty ones at the end,
/// and of the year that stands above its table.
pub fn row_digest(row: &SheetRow) -> Sha256 {
    let cells = &row.cells;
    let last = cells.iter().rposition(|cell| !cell.is_empty());
    let year = row.year.map(|year| year.to_string());
    let filled = &cells[..last.map_or(0, |last| last + 1)];
    let mut bytes = Vec::new();
    for cell in filled.iter().chain(&year) {
        bytes.extend_from_slice(cell.as_bytes());
        bytes.push(0x1f);
    }
    Sha256::digest(&bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(import: u32, file: &str, path: &str) -> LedgerEntry {
        LedgerEntry {
            import,
            on: "2026-10-02".to_owned(),
            file: file.to_owned(),
            file_sha256: Sha256::digest(b"file"),
            sheet: String::new(),
            row: 7,
            row_sha256: Sha256::digest(path.as_bytes()),
            path: path.to_owned(),
            record_sha256: Sha256::digest(b"record"),
        }
    }

    #[test]
    fn the_list_is_read_as_it_is_written() {
        let ledger = Ledger {
            entries: vec![
                entry(1, "=log, 2026.csv", "activities/a.md"),
                entry(2, "two\nlines.csv", "activities/b.md"),
            ],
        };
        let text = ledger.text();
        assert!(String::from_utf8_lossy(&text).contains("\"'=log, 2026.csv\""));
        let read = Ledger::read(Some(&text)).unwrap();
        assert_eq!(read.entries[0], ledger.entries[0]);
        assert_eq!(read.entries.len(), 2);
        assert_eq!(read.last_import(), 2);
        assert_eq!(Ledger::read(None), Ok(Ledger::default()));
    }

    #[test]
    fn a_line_that_cpd_did_not_write_is_named() {
        let mut text = Ledger {
            entries: vec![entry(1, "a.csv", "b.md")],
        }
        .text();
        text.extend_from_slice(b"<<<<<<< ours\n");
        assert_eq!(Ledger::read(Some(&text)), Err(LedgerFault { line: 3 }));
    }

    #[test]
    fn a_row_is_known_by_its_cells_and_not_by_empty_ones_behind_them() {
        let row = |cells: &[&str], year: Option<u16>| {
            row_digest(&SheetRow {
                cells: cells.iter().map(|cell| (*cell).to_owned()).collect(),
                year,
                ..SheetRow::default()
            })
        };
        let one = row(&["a", "", "b"], None);
        assert_eq!(one, row(&["a", "", "b", "", ""], None));
        assert_ne!(one, row(&["a", "b"], None));
        assert_ne!(row(&["ab"], None), row(&["a", "b"], None));
        assert_ne!(one, row(&["a", "", "b"], Some(2024)));
    }
}
