//! For eyes: a table of the people, and what has to be corrected.

use std::io::{self, Write};

use anstyle::{AnsiColor, Effects, Style as Paint};

use super::{outcome_in_words, problems, summary, unused};
use crate::base::text::words;
use crate::formats::Style;
use crate::formats::columns::{ColumnHead, write_columns};
use crate::formats::wrap::{safe_text, text_width, wrap_text};
use crate::views::roster_plan::{RosterPlan, RosterRow};

const RED: Paint = AnsiColor::Red.on_default().effects(Effects::BOLD);

const HEADS: [(&str, bool); 7] = [
    ("Row", true),
    ("Becomes", false),
    ("Name", false),
    ("Folder", false),
    ("Line manager", false),
    ("Scheme", false),
    ("Records from", false),
];

pub fn write(plan: &RosterPlan, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let heads = HEADS.map(|(title, is_number)| ColumnHead { title, is_number });
    let rows: Vec<Vec<String>> = plan.rows.iter().map(cells).collect();
    write_columns(&heads, &rows, style.width, out)?;
    let unused = unused(plan);
    let unused = (!unused.is_empty()).then(|| format!("Left out: {}.", words::join_all(&unused)));
    let notes: Vec<&String> = unused.iter().chain(&plan.notes).collect();
    if !notes.is_empty() {
        writeln!(out)?;
    }
    for note in notes {
        write_lines(note, style, out)?;
    }
    let problems = problems(plan);
    if !problems.is_empty() {
        writeln!(out, "\n{RED}Correct these rows{RED:#}")?;
    }
    for problem in problems {
        write_lines(&problem, style, out)?;
    }
    writeln!(out)?;
    write_lines(&summary(plan), style, out)
}

fn write_lines(text: &str, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    for line in wrap_text(&safe_text(text), text_width(style.width)) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

fn cells(row: &RosterRow) -> Vec<String> {
    vec![
        row.row.to_string(),
        outcome_in_words(&row.outcome),
        row.name.clone(),
        row.folder.clone().unwrap_or_default(),
        row.manager.clone().unwrap_or_default(),
        row.scheme.clone().unwrap_or_default(),
        row.kept_since
            .map(|day| day.to_string())
            .unwrap_or_default(),
    ]
}
