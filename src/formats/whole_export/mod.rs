//! Writes everything that a person takes along as a zip whose parts other programs read.
//! Entries stand in one order and bear one date, so that equal portfolios give equal bytes.

mod read_me;

use std::io::{self, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::csv::{self, CsvCell};
use super::record_export::{CSV, ExportFormat};
use super::{calendar, json};
use crate::base::files::WriteSeek;
use crate::base::text::Shell;
use crate::views::whole_export::{HistoryPart, WholeExport, WholeFile};

/// The entry with the versions that were saved.
pub const HISTORY: &str = "history.bundle";

/// The mark by which spreadsheet programs know that a table is in UTF-8.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Writes what the zip takes from the portfolio as it is.
pub trait WholeExportContents {
    /// Writes the bytes of a file of the portfolio.
    fn copy(&self, path: &str, out: &mut dyn Write) -> io::Result<()>;

    /// Writes the versions that were saved.
    fn write_history(&self, out: &mut dyn Write) -> io::Result<()>;
}

/// Writes the zip. No more than a part of one file is in memory at a time.
pub fn write(
    export: &WholeExport<'_>,
    contents: &dyn WholeExportContents,
    shell: Shell,
    out: &mut dyn WriteSeek,
) -> io::Result<()> {
    let mut zip = ZipWriter::new(out);
    begin(&mut zip, "README.txt")?;
    read_me::write(export, &mut zip)?;
    begin(&mut zip, "calendar.ics")?;
    calendar::write(&export.calendar, shell, &mut zip)?;
    begin(&mut zip, "cv.json")?;
    json::write(&export.cv.document, &mut zip)?;
    for (path, file) in &export.files {
        begin(&mut zip, path)?;
        match file {
            WholeFile::Copied(path) => contents.copy(path, &mut zip)?,
            WholeFile::Text(text) => zip.write_all(text.as_bytes())?,
        }
    }
    if export.history == HistoryPart::Whole {
        begin(&mut zip, HISTORY)?;
        contents.write_history(&mut zip)?;
    }
    write_tables(export, &CSV, &mut zip)?;
    zip.finish()?;
    Ok(())
}

fn write_tables(
    export: &WholeExport<'_>,
    format: &ExportFormat,
    zip: &mut ZipWriter<&mut dyn WriteSeek>,
) -> io::Result<()> {
    for table in export.tables.chunks(1) {
        let name = &table[0].name;
        begin(zip, &format!("tables/{name}.{}", format.ending))?;
        zip.write_all(BYTE_ORDER_MARK)?;
        (format.write)(table, zip)?;
    }
    begin(zip, "tables/people.csv")?;
    zip.write_all(BYTE_ORDER_MARK)?;
    let people = export.people.iter();
    let rows = people.map(|(id, name)| [id, name].map(|it| CsvCell::Text(it.into())).to_vec());
    csv::write(&["id", "name"], rows, zip)
}

/// Begins an entry of a size that is not known yet.
fn begin(zip: &mut ZipWriter<&mut dyn WriteSeek>, name: &str) -> io::Result<()> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644)
        .large_file(true);
    Ok(zip.start_file(name, options)?)
}
