//! For eyes: the tables that were asked for, or a summary of a screen.

use std::collections::BTreeMap;
use std::io::{self, Write};

use anstyle::{Effects, Style as Paint};

use super::{ReportFormat, preamble, text_of};
use crate::base::text::words;
use crate::formats::Style;
use crate::formats::columns::{ColumnHead, write_columns};
use crate::formats::wrap::{safe_text, text_width, wrap_text};
use crate::views::report::{ColumnType, Report, ReportTable};

pub const FORMAT: ReportFormat = ReportFormat {
    name: "human",
    ending: "txt",
    is_text: true,
    is_one_table: false,
    write,
};

const BOLD: Paint = Paint::new().effects(Effects::BOLD);
const DIM: Paint = Paint::new().effects(Effects::DIMMED);

fn write(report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    for line in preamble(report) {
        write_wrapped(&line, style, out)?;
    }
    for table in &report.tables {
        match report.chosen {
            true => write_table(table, style, out)?,
            false => write_summary(table, style, out)?,
        }
    }
    Ok(())
}

fn write_wrapped(text: &str, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    for line in wrap_text(&safe_text(text), text_width(style.width)) {
        writeln!(out, "{DIM}{line}{DIM:#}")?;
    }
    Ok(())
}

fn write_table(table: &ReportTable, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out)?;
    writeln!(out, "{BOLD}{}{BOLD:#}", table.spec.title)?;
    if table.rows.is_empty() {
        return writeln!(out, "Nothing.");
    }
    // A column without any value takes up nothing.
    let is_used = |at: &usize| table.rows.iter().any(|row| !text_of(&row[*at]).is_empty());
    let used: Vec<usize> = (0..table.columns.len()).filter(is_used).collect();
    let titles: Vec<String> = used
        .iter()
        .map(|at| words::with_spaces(&table.columns[*at].name))
        .collect();
    let heads: Vec<ColumnHead<'_>> = used
        .iter()
        .zip(&titles)
        .map(|(at, title)| ColumnHead {
            title,
            is_number: matches!(
                table.columns[*at].holds,
                ColumnType::Number | ColumnType::People
            ),
        })
        .collect();
    let cells = |row: &Vec<_>| used.iter().map(|at| text_of(&row[*at])).collect();
    let rows: Vec<Vec<String>> = table.rows.iter().map(cells).collect();
    write_columns(&heads, &rows, style.width, out)?;
    let count = words::count_noun(rows.len(), "row", "rows");
    write_wrapped(&format!("{count}, each {}", table.spec.row), style, out)
}

/// Writes one line about a table: its rows, by their states if it has a column of states.
fn write_summary(table: &ReportTable, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let state = table
        .columns
        .iter()
        .position(|column| column.name == "state");
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for row in state
        .iter()
        .flat_map(|at| table.rows.iter().map(|row| &row[*at]))
    {
        *counts.entry(text_of(row)).or_default() += 1;
    }
    let counts: Vec<String> = counts
        .into_iter()
        .map(|(state, count)| format!("{count} {state}"))
        .collect();
    let rows = words::count_noun(table.rows.len(), "row", "rows");
    let states = match counts.is_empty() {
        true => String::new(),
        false => format!(": {}", counts.join(", ")),
    };
    write_wrapped(&format!("{} ({rows}){states}", table.spec.name), style, out)
}
