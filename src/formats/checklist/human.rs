//! For eyes: short values side by side; whatever else a row says, beneath it.

use std::io::{self, Write};

use anstyle::{AnsiColor, Effects, Style as Paint};
use unicode_width::UnicodeWidthStr;

use super::{begin, chance, heading, iso};
use crate::base::text::Safe;
use crate::domain::portfolio::Value;
use crate::domain::record_view::in_words;
use crate::domain::record_view::table::{Entry, MISSING, Row, title};
use crate::formats::Style;
use crate::formats::lines::{pad, room, safe, wrapped, wrapped_facts};
use crate::views::checklist::{Checklist, ChecklistView};

const BOLD: Paint = Paint::new().effects(Effects::BOLD);
const DIM: Paint = Paint::new().effects(Effects::DIMMED);
const OPEN: Paint = AnsiColor::Yellow.on_default();

/// Fewest columns that titles are given, and blanks between columns.
const TITLE: usize = 28;
const GAP: usize = 2;
/// Of rows beneath the name of their group.
const INDENT: usize = 2;

pub fn write(view: &ChecklistView<'_>, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    for (at, list) in view.lists.iter().enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        one(list, room(style.width), out)?;
    }
    begin(view, out)
}

fn one(view: &Checklist<'_>, room: usize, out: &mut dyn Write) -> io::Result<()> {
    let table = &view.table;
    for line in wrapped(&safe(view.record.title()), room) {
        writeln!(out, "{BOLD}{line}{BOLD:#}")?;
    }
    for line in wrapped_facts(&heading(view), room) {
        writeln!(out, "{DIM}{line}{DIM:#}")?;
    }
    if table.rows.is_empty() {
        return writeln!(out, "It has no rows yet.");
    }
    writeln!(out)?;
    let widths = widths(view);
    let beside = table.beside(&|columns| {
        let taken = columns.iter().map(|at| widths[*at] + GAP);
        taken.sum::<usize>() + TITLE <= room
    });
    let taken: usize = beside.iter().map(|at| widths[*at] + GAP).sum();
    let titles = table.rows.iter().map(|row| row.title.width() + INDENT);
    let widest = titles.max().unwrap_or(0);
    // What is said of an item without a row stands beside it, too.
    let lead = (room - taken)
        .min(room - GAP - MISSING.len())
        .min(widest)
        .max(TITLE);
    let head: String = beside
        .iter()
        .map(|at| {
            format!(
                "{:GAP$}{}",
                "",
                pad(&safe(&title(table.columns[*at])), widths[*at])
            )
        })
        .collect();
    let head = format!("{}{head}", pad(&safe(&title(table.lead)), lead));
    writeln!(out, "{BOLD}{}{BOLD:#}", head.trim_end())?;
    let mut group = None;
    for row in &table.rows {
        if row.group != group {
            let name = row.group.unwrap_or("Others");
            writeln!(out, "{BOLD}{}{BOLD:#}", Safe(name))?;
            group = row.group;
        }
        let indent = if row.group.is_some() { INDENT } else { 0 };
        let cells = beside.iter().map(|at| {
            let words = cell(row.cells[*at], view);
            format!("{:GAP$}{}", "", pad(&words, widths[*at]))
        });
        let cells: String = cells.collect();
        human_row(row, indent, lead, &cells, out)?;
        let beneath = beneath(row, &beside, view);
        for line in wrapped_facts(&beneath, room - indent - 2) {
            if !line.is_empty() {
                writeln!(out, "{:1$}{DIM}{line}{DIM:#}", "", indent + 2)?;
            }
        }
    }
    Ok(())
}

fn human_row(
    row: &Row<'_>,
    indent: usize,
    lead: usize,
    cells: &str,
    out: &mut dyn Write,
) -> io::Result<()> {
    let lines = wrapped(&safe(&row.title), lead - indent);
    for (at, line) in lines.iter().enumerate() {
        let line = format!("{:indent$}{line}", "");
        if at > 0 {
            writeln!(out, "{line}")?;
            continue;
        }
        match row.entry.words() {
            Some(state) => {
                writeln!(out, "{}  {OPEN}{state}{OPEN:#}", pad(&line, lead))?;
            }
            None => writeln!(out, "{}", format!("{}{cells}", pad(&line, lead)).trim_end())?,
        }
    }
    Ok(())
}

/// What stands beneath a row: its other values, and when it comes round.
fn beneath(row: &Row<'_>, beside: &[usize], view: &Checklist<'_>) -> Vec<String> {
    // A row that is on no list shows all that it says in one place.
    let beside = if row.entry == Entry::Row { beside } else { &[] };
    let mut said = view.table.others(row, beside, view.portfolio, iso);
    said.extend(chance(row));
    said
}

fn cell(value: Option<&Value>, view: &Checklist<'_>) -> String {
    value.map_or_else(String::new, |value| {
        safe(&in_words(value, view.portfolio, iso))
    })
}

/// The widest that each column has to be.
fn widths(view: &Checklist<'_>) -> Vec<usize> {
    let columns = view.table.columns.iter().enumerate();
    columns
        .map(|(at, field)| {
            let cells = view
                .table
                .rows
                .iter()
                .map(|row| cell(row.cells[at], view).width());
            cells.max().unwrap_or(0).max(title(field).width())
        })
        .collect()
}
