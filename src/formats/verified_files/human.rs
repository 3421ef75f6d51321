//! For eyes: a table, and beneath it how many files came to what.

use std::io::{self, Write};

use anstyle::{Effects, Style as Paint};

use super::{award, owner, result, summary};
use crate::formats::Style;
use crate::formats::columns::{ColumnHead, write_columns};
use crate::formats::wrap::{text_width, wrap_text};
use crate::views::verified_files::VerifiedFiles;

const DIM: Paint = Paint::new().effects(Effects::DIMMED);

pub fn write(files: &VerifiedFiles, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let heads = ["File", "Outcome", "Owner", "Award", "Result"].map(|title| ColumnHead {
        title,
        is_number: false,
    });
    let rows = files.files.iter().map(|file| {
        vec![
            file.file.clone(),
            file.outcome.name().to_owned(),
            owner(file).to_owned(),
            award(file).to_owned(),
            result(file),
        ]
    });
    write_columns(&heads, &rows.collect::<Vec<_>>(), style.width, out)?;
    writeln!(out)?;
    for line in wrap_text(&summary(files), text_width(style.width)) {
        writeln!(out, "{DIM}{line}.{DIM:#}")?;
    }
    Ok(())
}
