//! For those who listen: a sentence for each person.

use std::io::{self, Write};

use super::{outcome_in_words, problems, summary, unused};
use crate::base::text::{Safe, words};
use crate::formats::Style;
use crate::views::roster_plan::{RosterPlan, RosterRow};

pub fn write(plan: &RosterPlan, _: &Style, out: &mut dyn Write) -> io::Result<()> {
    let unused = unused(plan);
    if !unused.is_empty() {
        let headings = words::join_all(&unused);
        writeln!(out, "Left out: {}.", Safe(&headings))?;
    }
    for note in &plan.notes {
        writeln!(out, "{}", Safe(note))?;
    }
    for row in &plan.rows {
        writeln!(out, "{}", Safe(&sentence(row)))?;
    }
    for problem in problems(plan) {
        writeln!(
            out,
            "{}",
            Safe(&format!("{}.", words::capitalise(&problem)))
        )?;
    }
    writeln!(out, "{}", summary(plan))
}

fn sentence(row: &RosterRow) -> String {
    let folder = row.folder.iter().map(|folder| format!("folder {folder}"));
    let manager = row
        .manager
        .iter()
        .map(|name| format!("line manager {name}"));
    let scheme = row.scheme.iter().map(|scheme| format!("scheme {scheme}"));
    let since = row
        .kept_since
        .iter()
        .map(|day| format!("records from {day}"));
    let outcome = outcome_in_words(&row.outcome);
    let parts = folder.chain(manager).chain(scheme).chain(since);
    let parts: Vec<String> = std::iter::once(outcome).chain(parts).collect();
    format!("Row {}, {}: {}.", row.row, row.name, parts.join(", "))
}
