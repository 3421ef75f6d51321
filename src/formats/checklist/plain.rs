//! One sentence to a row.

use std::io::{self, Write};

use super::{
    begin, chance_text, claimed_text, claimed_title, counted_text, heading, shown_by, summed_title,
};
use crate::base::text::Safe;
use crate::formats::Style;
use crate::formats::wrap::join_facts;
use crate::views::checklist::{Checklist, ChecklistView};
use crate::views::sums::SumTable;

pub fn write(view: &ChecklistView, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    for list in &view.lists {
        write_checklist(list, out)?;
    }
    for table in &view.coverage {
        writeln!(out, "{}: {}.", Safe(&table.heading), Safe(&table.count()))?;
        for row in &table.rows {
            let title = format!("{} ({}): {}.", row.title, row.item, shown_by(row));
            writeln!(out, "{}", Safe(&title))?;
        }
    }
    for table in &view.sums {
        write_sum(table, out)?;
    }
    for claims in &view.claims {
        for row in &claims.rows {
            let (title, text) = (claimed_title(row), claimed_text(row));
            writeln!(
                out,
                "{}: {}: {}.",
                Safe(&claims.title),
                Safe(&title),
                Safe(&text)
            )?;
        }
        writeln!(out, "{}: {}.", Safe(&claims.title), Safe(&claims.summary()))?;
    }
    begin(view, style, out)
}

fn write_checklist(list: &Checklist, out: &mut dyn Write) -> io::Result<()> {
    let title = Safe(&list.title);
    writeln!(out, "{title}: {}.", Safe(&join_facts(&heading(list))))?;
    for row in &list.rows {
        let group = row.group.as_ref().map(|group| format!("{group}: "));
        let state = row.entry.words();
        let others = row.other_values(&[]);
        let said: Vec<String> = state
            .into_iter()
            .chain(others)
            .chain(chance_text(row))
            .collect();
        writeln!(
            out,
            "{}{}: {}.",
            Safe(&group.unwrap_or_default()),
            Safe(&row.title),
            Safe(&join_facts(&said))
        )?;
    }
    Ok(())
}

fn write_sum(table: &SumTable, out: &mut dyn Write) -> io::Result<()> {
    for row in &table.rows {
        let (title, counted) = (summed_title(row), counted_text(table, row));
        writeln!(
            out,
            "{}: {}: {}.",
            Safe(&table.heading),
            Safe(&title),
            Safe(&counted)
        )?;
    }
    for line in table.closing_lines() {
        writeln!(out, "{}: {}.", Safe(&table.heading), Safe(&line))?;
    }
    Ok(())
}
