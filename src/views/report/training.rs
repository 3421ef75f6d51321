//! Items of catalogues that have to be in date, such as required training.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::plot::{PlotMeasure, PlotSpec};
use super::{
    ColumnType, PERSON, ReportCell, ReportColumn, ReportInput, ReportRow, ShapedRows, TableRows,
    TableSpec, day_column, days_between, number_column, person_cells, scheme_of, words_column,
};
use crate::views::portfolio_line::{ItemLine, PortfolioLine};

pub const TABLE: TableSpec = TableSpec {
    name: "training",
    title: "Training",
    row: "a person and an item that is asked for",
    own_columns: &[
        words_column("scheme"),
        words_column("criterion"),
        words_column("item"),
        day_column("done_on"),
        day_column("expires"),
        number_column("days"),
        words_column("state"),
        number_column("records"),
        words_column("evidence"),
    ],
    is_public: false,
    day: None,
    plot: Some(PlotSpec {
        bars: &["scheme", "item"],
        adds_only: None,
        shows: PlotMeasure::RowsBy("state"),
    }),
    rows: TableRows::PerLine(rows),
};

fn rows(line: &PortfolioLine, today: NaiveDate) -> Vec<ReportRow> {
    let rows = line.items.iter().map(|item| {
        vec![
            scheme_of(&item.criterion).into(),
            (&item.criterion).into(),
            (&item.item).into(),
            item.done_on.into(),
            item.until.into(),
            days_between(today, item.until),
            state(item, today).into(),
            item.records.into(),
            match (item.records, item.evidence) {
                (0, _) => ReportCell::Empty,
                (_, true) => "yes".into(),
                (_, false) => "no".into(),
            },
        ]
    });
    rows.collect()
}

/// An item a column. A cell is the last day on which it is in date, or else its state.
pub const WIDE: TableSpec = TableSpec {
    row: "a person of whom items are asked",
    plot: None,
    rows: TableRows::Shaped(wide),
    ..TABLE
};

fn wide(input: &ReportInput<'_>) -> ShapedRows {
    let all = input.lines.iter().flat_map(|line| &line.items);
    let items: BTreeSet<ItemKey<'_>> = all.map(item_key).collect();
    let mut columns = PERSON.to_vec();
    columns.extend(items.iter().map(|key| ReportColumn {
        name: Cow::Owned(heading(*key, &items)),
        holds: ColumnType::Words,
    }));
    let asked = input.lines.iter().filter(|line| !line.items.is_empty());
    let rows = asked.map(|line| {
        let mut cells: BTreeMap<ItemKey<'_>, (u8, ReportCell)> = BTreeMap::new();
        for item in &line.items {
            let cell = wide_cell(item, input.today);
            let known = cells.entry(item_key(item)).or_insert_with(|| cell.clone());
            // Of two requirements, the one that is further from being met.
            if cell > *known {
                *known = cell;
            }
        }
        let mut row = person_cells(line);
        row.extend(items.iter().map(|key| {
            let cell = cells.remove(key).map(|(_, cell)| cell);
            cell.unwrap_or(ReportCell::Empty)
        }));
        row
    });
    ShapedRows {
        rows: rows.collect(),
        columns,
    }
}

/// A catalogue and an item of it.
type ItemKey<'l> = [&'l str; 2];

fn item_key(item: &ItemLine) -> ItemKey<'_> {
    [&item.catalogue, &item.item]
}

/// Returns the item, with its catalogue if another column has the same name.
fn heading(key: ItemKey<'_>, all: &BTreeSet<ItemKey<'_>>) -> String {
    let [catalogue, item] = key;
    let is_other = |other: &&ItemKey<'_>| other[1] == item && other[0] != catalogue;
    let is_taken = PERSON.iter().any(|column| column.name == item);
    match is_taken || item == "row" || all.iter().any(|other| is_other(&other)) {
        true => format!("{catalogue}/{item}"),
        false => item.to_owned(),
    }
}

/// Returns a cell, after a number that is higher the further an item is from being met.
fn wide_cell(item: &ItemLine, today: NaiveDate) -> (u8, ReportCell) {
    let state = state(item, today);
    match (state, item.until) {
        ("missing", _) => (3, state.into()),
        ("expired", Some(until)) => (2, format!("{state} {until}").as_str().into()),
        (_, Some(until)) => (1, ReportCell::Day(until)),
        (_, None) => (0, state.into()),
    }
}

fn state(item: &ItemLine, today: NaiveDate) -> &'static str {
    match item.until {
        Some(until) if until < today => "expired",
        _ if item.missing => "missing",
        Some(_) if item.renew_from.is_some_and(|from| from <= today) => "runs out",
        Some(_) => "in date",
        None => "done",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::calendar;

    #[test]
    fn an_item_runs_out_from_the_day_of_notice_until_its_last_day() {
        let item = ItemLine {
            records: 1,
            until: calendar::date("2026-12-01"),
            renew_from: calendar::date("2026-10-02"),
            ..ItemLine::default()
        };
        for (today, says) in [
            ("2026-10-01", "in date"),
            ("2026-10-02", "runs out"),
            ("2026-12-01", "runs out"),
            ("2026-12-02", "expired"),
        ] {
            assert_eq!(
                state(&item, calendar::date(today).unwrap()),
                says,
                "{today}"
            );
        }
    }
}
