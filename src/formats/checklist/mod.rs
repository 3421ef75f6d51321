//! `cpd checklist`: where somebody stands in each thing that a list asks for.

mod human;
mod json;
mod plain;

use std::io::{self, Write};

use chrono::NaiveDate;

use super::{Format, Style, View};
use crate::base::text::Safe;
use crate::domain::remedy::Invocation;
use crate::formats::command_line::shell_command;
use crate::views::checklist::{Checklist, ChecklistRow, ChecklistView};
use crate::views::claimed_values::ClaimedValue;
use crate::views::coverage::CoverageRow;
use crate::views::sums::{SumRow, SumTable};

impl View for ChecklistView {
    const NAME: &'static str = "a checklist";
    const FORMATS: &'static [Format<Self>] = &[
        Format::wrapped("human", human::write),
        Format::new("plain", plain::write),
        Format::new("json", json::write),
    ];
}

/// Writes what to do where there is no list to show.
fn begin(view: &ChecklistView, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let has_tables = !view.coverage.is_empty() || !view.sums.is_empty();
    if has_tables || !view.lists.is_empty() || !view.claims.is_empty() {
        return Ok(());
    }
    let Some(kind) = &view.begin else {
        return writeln!(out, "No kind of record here has a list of items.");
    };
    let noun = &kind.noun;
    let command =
        shell_command(&Invocation::new_record(&kind.name), style.shell).unwrap_or_default();
    let says = format!("There is no {noun} yet. Start one: {command}");
    writeln!(out, "{}", Safe(&says))
}

/// `2025-09-18`, `mentor Carys Llewellyn`, `6 of 7 filled in`.
fn heading(list: &Checklist) -> Vec<String> {
    let (written, all) = list.tally();
    let begun = format!("{written} of {all} filled in");
    let date = list.date.map(iso_date).into_iter();
    date.chain(list.people.iter().cloned())
        .chain([begun])
        .chain(list.mark.clone())
        .collect()
}

/// Says what shows an item, or that nothing does: `Safeguarding, valid until 2026-10-01`.
fn shown_by(row: &CoverageRow) -> String {
    let titles = row.records.iter().map(|one| match &one.mark {
        Some(mark) => format!("{} ({mark})", one.title),
        None => one.title.clone(),
    });
    let titles: Vec<String> = titles.collect();
    let titles = match titles.is_empty() {
        true => "missing".to_owned(),
        false => titles.join("; "),
    };
    match row.until {
        Some(until) if row.is_missing => format!("{titles}, out of date since {until}"),
        Some(until) => format!("{titles}, valid until {until}"),
        None => titles,
    }
}

/// Says what counts of a record and why: `3.5 points: 7 hours × 0.5`.
fn counted_text(table: &SumTable, row: &SumRow) -> String {
    let counted = table.amount(row.counted);
    match row.steps.as_slice() {
        [] => counted,
        [alone] if *alone == counted => counted,
        steps => format!("{counted}: {}", steps.join("; ")),
    }
}

/// Returns the title of a record in a sum, with its date.
/// Returns the title of a record with its day: `2025-01-22 Feedback on Whose left?`.
fn claimed_title(row: &ClaimedValue) -> String {
    let date = row.date.as_ref().map(|date| format!("{date} "));
    format!("{}{}", date.unwrap_or_default(), row.title)
}

/// Returns the value of a record, and if it was confirmed: `some reflection; claimed, not
/// confirmed`.
fn claimed_text(row: &ClaimedValue) -> String {
    match &row.value {
        Some(value) => format!("{value}; {}", row.mark),
        None => row.mark.clone(),
    }
}

fn summed_title(row: &SumRow) -> String {
    let date = row.date.as_ref().map(|date| format!("{date} "));
    format!("{}{}", date.unwrap_or_default(), row.title)
}

fn chance_text(row: &ChecklistRow) -> Option<String> {
    let Some(chance) = row.chance.as_ref() else {
        let comes = row.comes.as_ref();
        return comes.map(|comes| format!("comes up: {}", Safe(comes)));
    };
    let comes = if chance.now {
        "comes up now"
    } else {
        "comes up"
    };
    Some(format!("{comes}: {}", chance.words))
}

fn iso_date(date: NaiveDate) -> String {
    date.to_string()
}
