//! For eyes: short values side by side; whatever else a row says, beneath it.

use std::io::{self, Write};

use anstyle::{AnsiColor, Effects, Style as Paint};
use unicode_width::UnicodeWidthStr;

use super::{
    begin, chance_text, claimed_text, claimed_title, counted_text, heading, shown_by, summed_title,
};
use crate::base::text::Safe;
use crate::domain::record_view::table::RowState;
use crate::formats::Style;
use crate::formats::wrap::{pad_to_width, safe_text, text_width, wrap_facts, wrap_text};
use crate::views::checklist::{Checklist, ChecklistCell, ChecklistRow, ChecklistView};
use crate::views::claimed_values::ClaimedValues;
use crate::views::coverage::{CoverageRow, CoverageTable};
use crate::views::sums::SumTable;

const BOLD: Paint = Paint::new().effects(Effects::BOLD);
const DIM: Paint = Paint::new().effects(Effects::DIMMED);
const OPEN: Paint = AnsiColor::Yellow.on_default();

/// Fewest columns that titles are given, and blanks between columns.
const TITLE: usize = 28;
const GAP: usize = 2;
/// Of rows beneath the name of their group.
const INDENT: usize = 2;

pub fn write(view: &ChecklistView, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    for (at, list) in view.lists.iter().enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        write_checklist(list, text_width(style.width), out)?;
    }
    for (at, table) in view.coverage.iter().enumerate() {
        if at > 0 || !view.lists.is_empty() {
            writeln!(out)?;
        }
        write_coverage(table, text_width(style.width), out)?;
    }
    for (at, table) in view.sums.iter().enumerate() {
        if at > 0 || !view.lists.is_empty() || !view.coverage.is_empty() {
            writeln!(out)?;
        }
        write_sum(table, text_width(style.width), out)?;
    }
    for (at, claims) in view.claims.iter().enumerate() {
        let is_first = view.lists.is_empty() && view.coverage.is_empty() && view.sums.is_empty();
        if at > 0 || !is_first {
            writeln!(out)?;
        }
        write_claims(claims, text_width(style.width), out)?;
    }
    begin(view, style, out)
}

fn write_checklist(list: &Checklist, width: usize, out: &mut dyn Write) -> io::Result<()> {
    for line in wrap_text(&safe_text(&list.title), width) {
        writeln!(out, "{BOLD}{line}{BOLD:#}")?;
    }
    for line in wrap_facts(&heading(list), width) {
        writeln!(out, "{DIM}{line}{DIM:#}")?;
    }
    if list.rows.is_empty() {
        return writeln!(out, "It has no items yet.");
    }
    writeln!(out)?;
    let widths = widths(list);
    let taken = |columns: &[usize]| -> usize { columns.iter().map(|at| widths[*at] + GAP).sum() };
    let mut beside = list.beside.clone();
    while !beside.is_empty() && taken(&beside) + TITLE > width {
        beside.pop();
    }
    let taken = taken(&beside);
    let titles = list.rows.iter().map(|row| row.title.width() + INDENT);
    let widest = titles.max().unwrap_or(0);
    // What is said of an item without a row stands beside it, too.
    let missing = RowState::Missing.words().unwrap_or_default();
    let lead = (width - taken)
        .min(width - GAP - missing.width())
        .min(widest)
        .max(TITLE);
    let head: String = beside
        .iter()
        .map(|at| {
            format!(
                "{:GAP$}{}",
                "",
                pad_to_width(&safe_text(&list.columns[*at].title), widths[*at])
            )
        })
        .collect();
    let head = format!("{}{head}", pad_to_width(&safe_text(&list.lead), lead));
    writeln!(out, "{BOLD}{}{BOLD:#}", head.trim_end())?;
    let mut group = None;
    for row in &list.rows {
        if row.group.as_deref() != group {
            group = row.group.as_deref();
            let name = group.unwrap_or("Others");
            writeln!(out, "{BOLD}{}{BOLD:#}", Safe(name))?;
        }
        let indent = if row.group.is_some() { INDENT } else { 0 };
        let cells = beside.iter().map(|at| {
            let words = cell_text(row.cells[*at].as_ref());
            format!("{:GAP$}{}", "", pad_to_width(&words, widths[*at]))
        });
        let cells: String = cells.collect();
        human_row(row, indent, lead, &cells, out)?;
        let beneath = lines_beneath(row, &beside);
        for line in wrap_facts(&beneath, width - indent - 2) {
            if !line.is_empty() {
                writeln!(out, "{:1$}{DIM}{line}{DIM:#}", "", indent + 2)?;
            }
        }
    }
    Ok(())
}

/// Writes what is asked for of a catalogue: each item, and beside or beneath it what shows it.
fn write_coverage(table: &CoverageTable, width: usize, out: &mut dyn Write) -> io::Result<()> {
    for line in wrap_text(&safe_text(&table.heading), width) {
        writeln!(out, "{BOLD}{line}{BOLD:#}")?;
    }
    writeln!(out, "{DIM}{}{DIM:#}\n", safe_text(&table.count()))?;
    let title = |row: &CoverageRow| safe_text(&format!("{} ({})", row.title, row.item));
    let rows = table.rows.iter().map(|row| SideBySide {
        left: title(row),
        right: safe_text(&shown_by(row)),
        paint: if row.is_missing { OPEN } else { Paint::new() },
    });
    write_side_by_side(&rows.collect::<Vec<_>>(), width, out)
}

/// Writes what an amount was made of: each record with what counts of it, then what follows.
fn write_sum(table: &SumTable, width: usize, out: &mut dyn Write) -> io::Result<()> {
    for line in wrap_text(&safe_text(&table.heading), width) {
        writeln!(out, "{BOLD}{line}{BOLD:#}")?;
    }
    let rows = table.rows.iter().map(|row| SideBySide {
        left: safe_text(&summed_title(row)),
        right: safe_text(&counted_text(table, row)),
        paint: Paint::new(),
    });
    write_side_by_side(&rows.collect::<Vec<_>>(), width, out)?;
    for line in table.closing_lines() {
        for line in wrap_text(&safe_text(&line), width) {
            writeln!(out, "{DIM}{line}{DIM:#}")?;
        }
    }
    Ok(())
}

/// Writes the values that somebody confirms, each with what is known of that.
fn write_claims(claims: &ClaimedValues, width: usize, out: &mut dyn Write) -> io::Result<()> {
    for line in wrap_text(&safe_text(&claims.title), width) {
        writeln!(out, "{BOLD}{line}{BOLD:#}")?;
    }
    let rows = claims.rows.iter().map(|row| SideBySide {
        left: safe_text(&claimed_title(row)),
        right: safe_text(&claimed_text(row)),
        paint: if row.is_confirmed { Paint::new() } else { OPEN },
    });
    write_side_by_side(&rows.collect::<Vec<_>>(), width, out)?;
    for line in wrap_text(&safe_text(&claims.summary()), width) {
        writeln!(out, "{DIM}{line}{DIM:#}")?;
    }
    Ok(())
}

/// Two texts beside each other.
struct SideBySide {
    left: String,
    right: String,
    paint: Paint,
}

/// Writes pairs of texts in two columns, each wrapped.
fn write_side_by_side(rows: &[SideBySide], width: usize, out: &mut dyn Write) -> io::Result<()> {
    let widest = rows.iter().map(|row| row.left.width()).max();
    let lead = widest.unwrap_or(0).min(width / 2).max(TITLE.min(width / 2));
    for row in rows {
        let right = wrap_text(&row.right, width - lead - GAP);
        let left = wrap_text(&row.left, lead);
        let paint = row.paint;
        for at in 0..left.len().max(right.len()) {
            let words = |lines: &[String]| lines.get(at).cloned().unwrap_or_default();
            let left = pad_to_width(&words(&left), lead + GAP);
            match words(&right) {
                right if right.is_empty() => writeln!(out, "{}", left.trim_end())?,
                right => writeln!(out, "{left}{paint}{right}{paint:#}")?,
            }
        }
    }
    Ok(())
}

fn human_row(
    row: &ChecklistRow,
    indent: usize,
    lead: usize,
    cells: &str,
    out: &mut dyn Write,
) -> io::Result<()> {
    let lines = wrap_text(&safe_text(&row.title), lead - indent);
    for (at, line) in lines.iter().enumerate() {
        let line = format!("{:indent$}{line}", "");
        if at > 0 {
            writeln!(out, "{line}")?;
            continue;
        }
        match row.entry.words() {
            Some(state) => {
                writeln!(out, "{}  {OPEN}{state}{OPEN:#}", pad_to_width(&line, lead))?;
            }
            None => writeln!(
                out,
                "{}",
                format!("{}{cells}", pad_to_width(&line, lead)).trim_end()
            )?,
        }
    }
    Ok(())
}

/// Returns what stands beneath a row: its other values, and when it comes round.
fn lines_beneath(row: &ChecklistRow, beside: &[usize]) -> Vec<String> {
    // A row that is on no list shows all that it says in one place.
    let beside = if row.entry == RowState::Row {
        beside
    } else {
        &[]
    };
    let mut said = row.other_values(beside);
    said.extend(chance_text(row));
    said
}

fn cell_text(cell: Option<&ChecklistCell>) -> String {
    cell.map_or_else(String::new, |cell| safe_text(&cell.words))
}

/// The widest that each column has to be.
fn widths(list: &Checklist) -> Vec<usize> {
    let columns = list.columns.iter().enumerate();
    columns
        .map(|(at, column)| {
            let cells = list.rows.iter();
            let cells = cells.map(|row| cell_text(row.cells[at].as_ref()).width());
            cells.max().unwrap_or(0).max(column.title.width())
        })
        .collect()
}
