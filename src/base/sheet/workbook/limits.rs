//! Archives that unpack to more than a spreadsheet that a person made.

use std::io::{Cursor, Read, copy, sink};

use zip::ZipArchive;

use super::super::{LARGEST_UNPACKED, SheetError};

/// Most files in the archive.
const MOST_FILES: usize = 2_000;

/// Fails for an archive that unpacks to too much. Each file is unpacked and counted, since an
/// archive may say less than it has.
pub fn require_small_zip(bytes: &[u8]) -> Result<(), SheetError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| SheetError::Damaged)?;
    if archive.len() > MOST_FILES {
        return Err(SheetError::TooLargeUnpacked);
    }
    let mut left = LARGEST_UNPACKED;
    for at in 0..archive.len() {
        let file = archive.by_index(at).map_err(|_| SheetError::Damaged)?;
        let size = copy(&mut file.take(left + 1), &mut sink()).map_err(|_| SheetError::Damaged)?;
        left = left.checked_sub(size).ok_or(SheetError::TooLargeUnpacked)?;
    }
    Ok(())
}

/// Returns true if an archive has macros of Excel.
pub fn has_macros(bytes: &[u8]) -> bool {
    let archive = ZipArchive::new(Cursor::new(bytes));
    archive.is_ok_and(|archive| archive.index_for_name("xl/vbaProject.bin").is_some())
}
