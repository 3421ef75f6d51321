//! For programs: version 1 of a contract that is kept (docs/json.md).

use std::io::{self, Write};

use serde::Serialize;

use super::iso;
use crate::domain::record_view::table::{Entry, Row, Table};
use crate::formats::{Style, json};
use crate::views::checklist::{Checklist, ChecklistView};

pub fn write(view: &ChecklistView<'_>, _: &Style, out: &mut dyn Write) -> io::Result<()> {
    let v1 = V1 {
        version: 1,
        portfolio: view.portfolio.id(),
        checklists: view.lists.iter().map(TableV1::of).collect(),
    };
    json::write(&v1, out)
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
    fn of(view: &'a Checklist<'a>) -> Self {
        let record = view.record;
        let rows = view.table.rows.iter();
        Self {
            path: &record.path,
            kind: &record.kind.name,
            id: &record.id,
            title: record.title(),
            date: record.date.map(iso),
            rows: rows.map(|row| RowV1::of(row, &view.table)).collect(),
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
