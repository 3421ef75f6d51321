//! For eyes: what each column fills, a table of the rows, and what has to be known of them.

use std::io::{self, Write};

use anstyle::{AnsiColor, Effects, Style as Paint};

use super::{details, name_of_row, outcome_in_words, reading_in_words, summary, use_in_words};
use crate::formats::Style;
use crate::formats::columns::{ColumnHead, write_columns};
use crate::formats::wrap::{safe_text, text_width, wrap_text};
use crate::views::import_plan::{ImportPlan, ImportedRow, RowOutcome};

const BOLD: Paint = Paint::new().effects(Effects::BOLD);
const RED: Paint = AnsiColor::Red.on_default().effects(Effects::BOLD);

pub fn write(plan: &ImportPlan, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    write_headings(plan, style, out)?;
    write_rows(plan, style, out)?;
    let lines = |lines: &mut dyn Iterator<Item = String>, out: &mut dyn Write| {
        for line in lines {
            write_item(&line, style, out)?;
        }
        Ok::<_, io::Error>(())
    };
    if !plan.notes.is_empty() {
        writeln!(out, "\n{BOLD}How the file was read{BOLD:#}")?;
        lines(&mut plan.notes.iter().cloned(), out)?;
    }
    if !plan.readings.is_empty() {
        writeln!(
            out,
            "\n{BOLD}Values that are read otherwise than they are written{BOLD:#}"
        )?;
        lines(&mut plan.readings.iter().map(reading_in_words), out)?;
    }
    let told = |is_told: fn(&RowOutcome) -> bool| {
        let rows = plan.rows.iter().filter(move |row| is_told(&row.outcome));
        rows.flat_map(rows_in_words)
    };
    let is_problem = |outcome: &RowOutcome| matches!(outcome, RowOutcome::Problem { .. });
    let is_noted = |outcome: &RowOutcome| {
        !matches!(outcome, RowOutcome::Problem { .. }) && !details(outcome).is_empty()
    };
    if plan.rows.iter().any(|row| is_noted(&row.outcome)) {
        writeln!(out, "\n{BOLD}Look at these rows{BOLD:#}")?;
        lines(&mut told(is_noted), out)?;
    }
    if plan.problems() > 0 {
        writeln!(out, "\n{RED}Correct these rows{RED:#}")?;
        lines(&mut told(is_problem), out)?;
    }
    writeln!(out)?;
    for line in wrap_text(
        &safe_text(&format!("{}.", summary(plan))),
        text_width(style.width),
    ) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

fn write_headings(plan: &ImportPlan, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    if plan.headings.is_empty() {
        return Ok(());
    }
    let heads = ["Column", "Becomes"].map(|title| ColumnHead {
        title,
        is_number: false,
    });
    let rows = plan.headings.iter();
    let rows: Vec<Vec<String>> = rows
        .map(|heading| vec![heading.heading.clone(), use_in_words(heading)])
        .collect();
    write_columns(&heads, &rows, style.width, out)?;
    writeln!(out)
}

fn write_rows(plan: &ImportPlan, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let has_hours = plan.rows.iter().any(|row| row.hours.is_some());
    let mut heads = vec![
        ColumnHead {
            title: "Row",
            is_number: !plan.has_sheets(),
        },
        ColumnHead {
            title: "Becomes",
            is_number: false,
        },
        ColumnHead {
            title: "Date",
            is_number: false,
        },
        ColumnHead {
            title: "Title",
            is_number: false,
        },
    ];
    if has_hours {
        heads.push(ColumnHead {
            title: "Hours",
            is_number: true,
        });
    }
    let row = |row: &ImportedRow| {
        let mut cells = vec![
            name_of_row(row),
            outcome_in_words(&row.outcome),
            row.date.clone().unwrap_or_default(),
            row.title.clone().unwrap_or_default(),
        ];
        if has_hours {
            cells.push(row.hours.clone().unwrap_or_default());
        }
        cells
    };
    let rows: Vec<Vec<String>> = plan.rows.iter().map(row).collect();
    write_columns(&heads, &rows, style.width, out)
}

/// Returns a line for each thing to know of a row.
fn rows_in_words(row: &ImportedRow) -> impl Iterator<Item = String> {
    let number = name_of_row(row);
    let told = details(&row.outcome).into_iter();
    told.map(move |says| format!("row {number}, {says}"))
}

/// Writes a line of a list, with the lines that follow beneath its words.
fn write_item(line: &str, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let width = text_width(style.width).saturating_sub(2);
    for (at, line) in wrap_text(&safe_text(line), width).iter().enumerate() {
        let mark = if at == 0 { "- " } else { "  " };
        writeln!(out, "{mark}{line}")?;
    }
    Ok(())
}
