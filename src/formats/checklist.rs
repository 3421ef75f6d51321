//! `cpd checklist`, for eyes, for ears and for programs.

use std::io::{self, Write};

use anstyle::{AnsiColor, Effects, Style};
use chrono::NaiveDate;
use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use super::json::escaped;
use super::lines::{facts, pad, room, safe, wrapped, wrapped_facts};
use crate::base::text::{Safe, words};
use crate::domain::portfolio::{Portfolio, Record, Value};
use crate::domain::record_view::table::{Entry, MISSING, Row, Table, title};
use crate::domain::record_view::{in_words, name_of};

const BOLD: Style = Style::new().effects(Effects::BOLD);
const DIM: Style = Style::new().effects(Effects::DIMMED);
const OPEN: Style = AnsiColor::Yellow.on_default();

/// Fewest columns that titles are given, and blanks between columns.
const TITLE: usize = 28;
const GAP: usize = 2;
/// Of rows beneath the name of their group.
const INDENT: usize = 2;

/// A record with its table, and what is needed to print it.
pub struct View<'a> {
    pub record: &'a Record,
    pub table: &'a Table<'a>,
    pub portfolio: &'a Portfolio,
    pub width: usize,
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
fn heading(view: &View<'_>) -> Vec<String> {
    let record = view.record;
    let people = record.fields.iter().filter_map(|field| match &field.value {
        Some(Value::Person(id)) => {
            let name = name_of(id, view.portfolio);
            Some(format!("{} {name}", words::spaced(&field.name)))
        }
        _ => None,
    });
    let date = record.date.map(iso);
    let (written, all) = tally(view.table);
    let begun = format!("{written} of {all} looked at");
    date.into_iter().chain(people).chain([begun]).collect()
}

/// Short values side by side; whatever else a row says, beneath it.
pub fn human(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let table = view.table;
    let room = room(view.width);
    for line in wrapped(&safe(view.record.title()), room) {
        writeln!(out, "{BOLD}{line}{BOLD:#}")?;
    }
    for line in wrapped_facts(&heading(view), room) {
        writeln!(out, "{DIM}{line}{DIM:#}")?;
    }
    if table.rows.is_empty() {
        return writeln!(out, "It has no rows yet.");
    }
    writeln!(out)?;
    let widths = widths(view);
    let beside = table.beside(&|columns| {
        let taken = columns.iter().map(|at| widths[*at] + GAP);
        taken.sum::<usize>() + TITLE <= room
    });
    let taken: usize = beside.iter().map(|at| widths[*at] + GAP).sum();
    let titles = table.rows.iter().map(|row| row.title.width() + INDENT);
    let widest = titles.max().unwrap_or(0);
    // What is said of an item without a row stands beside it, too.
    let lead = (room - taken)
        .min(room - GAP - MISSING.len())
        .min(widest)
        .max(TITLE);
    let head: String = beside
        .iter()
        .map(|at| {
            format!(
                "{:GAP$}{}",
                "",
                pad(&safe(&title(table.columns[*at])), widths[*at])
            )
        })
        .collect();
    let head = format!("{}{head}", pad(&safe(&title(table.lead)), lead));
    writeln!(out, "{BOLD}{}{BOLD:#}", head.trim_end())?;
    let mut group = None;
    for row in &table.rows {
        if row.group != group {
            let name = row.group.unwrap_or("Others");
            writeln!(out, "{BOLD}{}{BOLD:#}", Safe(name))?;
            group = row.group;
        }
        let indent = if row.group.is_some() { INDENT } else { 0 };
        let cells = beside.iter().map(|at| {
            let words = cell(row.cells[*at], view);
            format!("{:GAP$}{}", "", pad(&words, widths[*at]))
        });
        let cells: String = cells.collect();
        human_row(row, indent, lead, &cells, out)?;
        let beneath = beneath(row, &beside, view);
        for line in wrapped_facts(&beneath, room - indent - 2) {
            if !line.is_empty() {
                writeln!(out, "{:1$}{DIM}{line}{DIM:#}", "", indent + 2)?;
            }
        }
    }
    Ok(())
}

fn human_row(
    row: &Row<'_>,
    indent: usize,
    lead: usize,
    cells: &str,
    out: &mut dyn Write,
) -> io::Result<()> {
    let lines = wrapped(&safe(&row.title), lead - indent);
    for (at, line) in lines.iter().enumerate() {
        let line = format!("{:indent$}{line}", "");
        if at > 0 {
            writeln!(out, "{line}")?;
            continue;
        }
        match row.entry.words() {
            Some(state) => {
                writeln!(out, "{}  {OPEN}{state}{OPEN:#}", pad(&line, lead))?;
            }
            None => writeln!(out, "{}", format!("{}{cells}", pad(&line, lead)).trim_end())?,
        }
    }
    Ok(())
}

/// What stands beneath a row: its other values, and when it comes round.
fn beneath(row: &Row<'_>, beside: &[usize], view: &View<'_>) -> Vec<String> {
    // A row that is on no list shows all that it says in one place.
    let beside = if row.entry == Entry::Row { beside } else { &[] };
    let mut said = view.table.others(row, beside, view.portfolio, iso);
    said.extend(chance(row));
    said
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

fn cell(value: Option<&Value>, view: &View<'_>) -> String {
    value.map_or_else(String::new, |value| {
        safe(&in_words(value, view.portfolio, iso))
    })
}

/// The widest that each column has to be.
fn widths(view: &View<'_>) -> Vec<usize> {
    let columns = view.table.columns.iter().enumerate();
    columns
        .map(|(at, field)| {
            let cells = view
                .table
                .rows
                .iter()
                .map(|row| cell(row.cells[at], view).width());
            cells.max().unwrap_or(0).max(title(field).width())
        })
        .collect()
}

fn iso(date: NaiveDate) -> String {
    date.to_string()
}

/// One sentence to a row.
pub fn plain(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
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

/// As JSON, with a final line end.
pub fn json(views: &[View<'_>], portfolio: &Portfolio, out: &mut dyn Write) -> io::Result<()> {
    let v1 = V1 {
        version: 1,
        portfolio: portfolio.id(),
        checklists: views.iter().map(TableV1::of).collect(),
    };
    writeln!(out, "{}", escaped(&serde_json::to_string_pretty(&v1)?))
}

#[derive(Serialize)]
struct V1<'a> {
    version: u32,
    portfolio: Option<&'a str>,
    checklists: Vec<TableV1<'a>>,
}

#[derive(Serialize)]
struct TableV1<'a> {
    path: &'a str,
    kind: &'a str,
    id: &'a str,
    title: &'a str,
    date: Option<String>,
    rows: Vec<RowV1<'a>>,
}

#[derive(Serialize)]
struct RowV1<'a> {
    item: Option<&'a str>,
    title: &'a str,
    group: Option<&'a str>,
    /// `row`, `missing` or `unknown`.
    state: &'static str,
    comes_round: Option<ChanceV1<'a>>,
    /// The scheme's own word for it, where no calendar says more.
    comes: Option<&'a str>,
    values: Vec<ValueV1<'a>>,
}

#[derive(Serialize)]
struct ChanceV1<'a> {
    title: &'a str,
    from: String,
    to: String,
    now: bool,
}

#[derive(Serialize)]
struct ValueV1<'a> {
    field: &'a str,
    value: String,
}

impl<'a> TableV1<'a> {
    fn of(view: &'a View<'a>) -> Self {
        let record = view.record;
        let rows = view.table.rows.iter();
        Self {
            path: &record.path,
            kind: &record.kind.name,
            id: &record.id,
            title: record.title(),
            date: record.date.map(iso),
            rows: rows.map(|row| RowV1::of(row, view.table)).collect(),
        }
    }
}

impl<'a> RowV1<'a> {
    fn of(row: &'a Row<'a>, table: &'a Table<'a>) -> Self {
        let day = |day: crate::domain::schema::scheme::MonthDay| {
            format!("{:02}-{:02}", day.month, day.day)
        };
        let cells = table.columns.iter().zip(&row.cells);
        let values = cells.filter_map(|(field, value)| {
            Some(ValueV1 {
                field: &field.name,
                value: (*value)?.written(),
            })
        });
        Self {
            item: row.id.as_deref(),
            title: &row.title,
            group: row.group,
            state: match row.entry {
                Entry::Row => "row",
                Entry::Missing => "missing",
                Entry::Unknown => "unknown",
            },
            comes_round: row.chance.map(|chance| ChanceV1 {
                title: chance.title,
                from: day(chance.from),
                to: day(chance.to),
                now: chance.now,
            }),
            comes: row.comes,
            values: values.collect(),
        }
    }
}
