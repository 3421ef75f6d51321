//! `cpd checklist`: where somebody stands in each thing that a list asks for.

mod human;
mod json;
mod plain;

use std::io::{self, Write};

use chrono::NaiveDate;

use super::{Format, View};
use crate::base::text::{Safe, words};
use crate::domain::portfolio::Value;
use crate::domain::record_view::name_of;
use crate::domain::record_view::table::{Entry, Row, Table};
use crate::domain::remedy::Invocation;
use crate::formats::command_line::pasted;
use crate::views::checklist::{Checklist, ChecklistView};

impl<'v> View<'v> for ChecklistView<'v> {
    const NAME: &'static str = "a checklist";
    const FORMATS: &'v [Format<Self>] = &[
        Format::new("human", human::write),
        Format::new("plain", plain::write),
        Format::new("json", json::write),
    ];
}

/// Writes what to do where there is no list to show.
fn begin(view: &ChecklistView<'_>, out: &mut dyn Write) -> io::Result<()> {
    if !view.lists.is_empty() {
        return Ok(());
    }
    let Some(kind) = view.kinds().next() else {
        return writeln!(out, "No kind of record here has rows.");
    };
    let noun = kind.noun();
    let command = pasted(&Invocation::begin(&kind.name)).unwrap_or_default();
    let says = format!("There is no {noun} yet. Begin one: {command}");
    writeln!(out, "{}", Safe(&says))
}

/// How many items have a row, of how many there are.
fn tally(table: &Table<'_>) -> (usize, usize) {
    let count = |entry| {
        let rows = table.rows.iter();
        rows.filter(|row| row.entry == entry).count()
    };
    let written = count(Entry::Row);
    (written, written + count(Entry::Missing))
}

/// `2025-09-18`, `mentor Carys Llewellyn`, `6 of 7 looked at`.
fn heading(view: &Checklist<'_>) -> Vec<String> {
    let record = view.record;
    let people = record.fields.iter().filter_map(|field| match &field.value {
        Some(Value::Person(id)) => {
            let name = name_of(id, view.portfolio);
            Some(format!("{} {name}", words::spaced(&field.name)))
        }
        _ => None,
    });
    let date = record.date.map(iso);
    let (written, all) = tally(&view.table);
    let begun = format!("{written} of {all} looked at");
    date.into_iter().chain(people).chain([begun]).collect()
}

fn chance(row: &Row<'_>) -> Option<String> {
    let Some(chance) = row.chance.as_ref() else {
        return row
            .comes
            .map(|comes| format!("comes round: {}", Safe(comes)));
    };
    let comes = if chance.now {
        "comes round now"
    } else {
        "comes round"
    };
    Some(format!("{comes}: {}", chance.words()))
}

fn iso(date: NaiveDate) -> String {
    date.to_string()
}
