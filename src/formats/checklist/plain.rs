//! One sentence to a row.

use std::io::{self, Write};

use super::{begin, chance, heading};
use crate::base::text::Safe;
use crate::formats::Style;
use crate::formats::wrap::facts;
use crate::views::checklist::{Checklist, ChecklistView};

pub fn write(view: &ChecklistView, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    for list in &view.lists {
        one(list, out)?;
    }
    begin(view, style, out)
}

fn one(list: &Checklist, out: &mut dyn Write) -> io::Result<()> {
    let title = Safe(&list.title);
    writeln!(out, "{title}: {}.", Safe(&facts(&heading(list))))?;
    for row in &list.rows {
        let group = row.group.as_ref().map(|group| format!("{group}: "));
        let state = row.entry.words();
        let others = row.other_values(&[]);
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
