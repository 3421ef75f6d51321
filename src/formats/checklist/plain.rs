//! One sentence to a row.

use std::io::{self, Write};

use super::{begin, chance, heading, iso};
use crate::base::text::Safe;
use crate::formats::Style;
use crate::formats::lines::facts;
use crate::views::checklist::{Checklist, ChecklistView};

pub fn write(view: &ChecklistView<'_>, _: &Style, out: &mut dyn Write) -> io::Result<()> {
    for list in &view.lists {
        one(list, out)?;
    }
    begin(view, out)
}

fn one(view: &Checklist<'_>, out: &mut dyn Write) -> io::Result<()> {
    let title = view.record.title();
    writeln!(out, "{}: {}.", Safe(title), Safe(&facts(&heading(view))))?;
    for row in &view.table.rows {
        let group = row.group.map(|group| format!("{group}: "));
        let state = row.entry.words().map(str::to_owned);
        let others = view.table.others(row, &[], view.portfolio, iso);
        let said: Vec<String> = state.into_iter().chain(others).chain(chance(row)).collect();
        writeln!(
            out,
            "{}{}: {}.",
            Safe(&group.unwrap_or_default()),
            Safe(&row.title),
            Safe(&facts(&said))
        )?;
    }
    Ok(())
}
