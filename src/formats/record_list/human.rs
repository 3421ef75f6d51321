//! For eyes: a table, and beneath it how many there are.

use std::io::{self, Write};

use anstyle::{Effects, Style as Paint};

use super::summary;
use crate::formats::Style;
use crate::formats::columns::{ColumnHead, write_columns};
use crate::formats::wrap::{safe_text, text_width, wrap_text};
use crate::views::record_list::RecordList;

const DIM: Paint = Paint::new().effects(Effects::DIMMED);

pub fn write(list: &RecordList, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let heads: Vec<ColumnHead<'_>> = list
        .columns
        .iter()
        .map(|column| ColumnHead {
            title: &column.title,
            is_number: column.is_number,
        })
        .collect();
    let rows: Vec<Vec<String>> = list
        .records
        .iter()
        .map(|record| {
            record
                .values
                .iter()
                .map(|value| value.clone().unwrap_or_default())
                .collect()
        })
        .collect();
    if !rows.is_empty() {
        write_columns(&heads, &rows, style.width, out)?;
        writeln!(out)?;
    }
    for line in wrap_text(&safe_text(&summary(list)), text_width(style.width)) {
        writeln!(out, "{DIM}{line}{DIM:#}")?;
    }
    Ok(())
}
