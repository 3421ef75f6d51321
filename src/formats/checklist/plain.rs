//! One sentence to a row.

use std::io::{self, Write};

use super::{begin, chance_text, heading, shown_by};
use crate::base::text::Safe;
use crate::formats::Style;
use crate::formats::wrap::join_facts;
use crate::views::checklist::{Checklist, ChecklistView};

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
