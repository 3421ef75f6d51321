//! For eyes: a table, and beneath it how many entries there are.

use std::io::{self, Write};

use anstyle::{Effects, Style as Paint};

use super::summary;
use crate::formats::Style;
use crate::formats::columns::{ColumnHead, write_columns};
use crate::formats::wrap::{safe_text, text_width, wrap_text};
use crate::views::register::RegisterList;

const DIM: Paint = Paint::new().effects(Effects::DIMMED);

pub fn write(list: &RegisterList, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let heads = ["Number", "Day", "Name", "Award", "State"].map(|title| ColumnHead {
        title,
        is_number: false,
    });
    let rows = list.entries.iter().map(|line| {
        vec![
            line.number.clone(),
            line.decided_on.to_string(),
            line.name.clone(),
            line.title.clone(),
            line.state.name().to_owned(),
        ]
    });
    let rows: Vec<Vec<String>> = rows.collect();
    if !rows.is_empty() {
        write_columns(&heads, &rows, style.width, out)?;
        writeln!(out)?;
    }
    for line in wrap_text(&safe_text(&summary(list)), text_width(style.width)) {
        writeln!(out, "{DIM}{line}{DIM:#}")?;
    }
    Ok(())
}
