//! For programs: version 1 of a contract that is kept (docs/json.md).

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Number;

use super::iso_date;
use crate::domain::record_view::table::RowState;
use crate::domain::schema::scheme::MonthDay;
use crate::formats::{Style, json};
use crate::views::checklist::{Checklist, ChecklistColumn, ChecklistRow, ChecklistView};
use crate::views::claimed_values::ClaimedValues;
use crate::views::coverage::CoverageTable;
use crate::views::sums::SumTable;

pub fn write(view: &ChecklistView, _: &Style, out: &mut dyn Write) -> io::Result<()> {
    let v1 = ChecklistV1 {
        version: 1,
        portfolio: view.portfolio.as_deref(),
        checklists: view.lists.iter().map(TableV1::new).collect(),
        catalogues: view.coverage.iter().map(CatalogueV1::new).collect(),
        sums: view.sums.iter().map(AmountSumV1::new).collect(),
        claims: view.claims.iter().map(ClaimsV1::new).collect(),
    };
    json::write(&v1, out)
}

#[derive(Serialize)]
struct ChecklistV1<'a> {
    version: u32,
    portfolio: Option<&'a str>,
    checklists: Vec<TableV1<'a>>,
    catalogues: Vec<CatalogueV1<'a>>,
    sums: Vec<AmountSumV1<'a>>,
    claims: Vec<ClaimsV1<'a>>,
}

#[derive(Serialize)]
struct AmountSumV1<'a> {
    criterion: &'a str,
    says: &'a str,
    unit: Option<&'a str>,
    records: Vec<SummedV1<'a>>,
    together: Option<Number>,
    whole: Option<Number>,
    notes: &'a [String],
    count: Option<&'a str>,
}

#[derive(Serialize)]
struct SummedV1<'a> {
    path: &'a str,
    given: Option<Number>,
    counted: Number,
    steps: &'a [String],
}

impl<'a> AmountSumV1<'a> {
    fn new(table: &'a SumTable) -> Self {
        let records = table.rows.iter().map(|row| SummedV1 {
            path: &row.path,
            given: row.given.map(json::number),
            counted: json::number(row.counted),
            steps: &row.steps,
        });
        Self {
            criterion: &table.id,
            says: &table.says,
            unit: table.unit.as_deref(),
            records: records.collect(),
            together: table.together.map(json::number),
            whole: table.whole.map(json::number),
            notes: &table.notes,
            count: table.count.as_deref(),
        }
    }
}

#[derive(Serialize)]
struct ClaimsV1<'a> {
    confirmation: &'a str,
    title: &'a str,
    records: Vec<ClaimV1<'a>>,
}

#[derive(Serialize)]
struct ClaimV1<'a> {
    path: &'a str,
    value: Option<&'a str>,
    confirmed: bool,
    says: &'a str,
}

impl<'a> ClaimsV1<'a> {
    fn new(claims: &'a ClaimedValues) -> Self {
        let records = claims.rows.iter().map(|row| ClaimV1 {
            path: &row.path,
            value: row.value.as_deref(),
            confirmed: row.is_confirmed,
            says: &row.mark,
        });
        Self {
            confirmation: &claims.id,
            title: &claims.title,
            records: records.collect(),
        }
    }
}

#[derive(Serialize)]
struct CatalogueV1<'a> {
    criterion: &'a str,
    says: &'a str,
    shown: usize,
    items: Vec<ItemV1<'a>>,
}

#[derive(Serialize)]
struct ItemV1<'a> {
    item: &'a str,
    title: &'a str,
    missing: bool,
    until: Option<String>,
    records: Vec<&'a str>,
}

impl<'a> CatalogueV1<'a> {
    fn new(table: &'a CoverageTable) -> Self {
        let items = table.rows.iter().map(|row| ItemV1 {
            item: &row.item,
            title: &row.title,
            missing: row.is_missing,
            until: row.until.map(iso_date),
            records: row.records.iter().map(|one| one.path.as_str()).collect(),
        });
        Self {
            criterion: &table.id,
            says: &table.says,
            shown: table.shown(),
            items: items.collect(),
        }
    }
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
    value: &'a str,
}

impl<'a> TableV1<'a> {
    fn new(list: &'a Checklist) -> Self {
        let rows = list.rows.iter();
        Self {
            path: &list.path,
            kind: &list.kind,
            id: &list.id,
            title: &list.title,
            date: list.date.map(iso_date),
            rows: rows.map(|row| RowV1::new(row, &list.columns)).collect(),
        }
    }
}

impl<'a> RowV1<'a> {
    fn new(row: &'a ChecklistRow, columns: &'a [ChecklistColumn]) -> Self {
        let day = |day: MonthDay| format!("{:02}-{:02}", day.month, day.day);
        let cells = columns.iter().zip(&row.cells);
        let values = cells.filter_map(|(column, cell)| {
            Some(ValueV1 {
                field: &column.field,
                value: &cell.as_ref()?.written,
            })
        });
        Self {
            item: row.item.as_deref(),
            title: &row.title,
            group: row.group.as_deref(),
            state: match row.entry {
                RowState::Row => "row",
                RowState::Missing => "missing",
                RowState::Unknown => "unknown",
            },
            comes_round: row.chance.as_ref().map(|chance| ChanceV1 {
                title: &chance.title,
                from: day(chance.from),
                to: day(chance.to),
                now: chance.now,
            }),
            comes: row.comes.as_deref(),
            values: values.collect(),
        }
    }
}
