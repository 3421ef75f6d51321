//! A pack as a zip: what was printed, and the files it was printed from at their
//! own paths. Entries stand in one order and bear one date, so the same pack
//! gives the same bytes.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::pack::model::Pack;

/// The folder within the zip that holds the files the pack was made from.
pub const FILES: &str = "files/";

/// The pack's files, with what was `printed` from them by name.
pub fn zip(pack: &Pack, printed: &[(&str, Vec<u8>)]) -> Result<Vec<u8>, ArchiveError> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let mut add = |name: &str, bytes: &[u8]| -> Result<(), ArchiveError> {
        writer.start_file(name, options(bytes.len()))?;
        writer.write_all(bytes)?;
        Ok(())
    };
    for (name, bytes) in printed {
        add(name, bytes)?;
    }
    for (name, json, _) in pack.about() {
        add(name, json.as_bytes())?;
    }
    for (path, file) in &pack.files {
        add(&format!("{FILES}{path}"), &file.bytes)?;
    }
    Ok(writer.finish()?.into_inner())
}

fn options(size: usize) -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644)
        .large_file(u32::try_from(size).is_err())
}

/// Why no zip was made.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    #[error("the zip could not be written: {0}")]
    Zip(#[from] zip::result::ZipError),
    #[error("the zip could not be written: {0}")]
    Write(#[from] std::io::Error),
}
