//! The items of frameworks, and how many people show each.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use ecow::EcoString;

use super::plot::{PlotMeasure, PlotSpec};
use super::{
    ReportRow, TableRows, TableSpec, day_column, number_column, people_column, words_column,
};
use crate::views::portfolio_line::PortfolioLine;

pub const TABLE: TableSpec = TableSpec {
    name: "coverage",
    title: "Coverage",
    row: "an item of a framework",
    own_columns: &[
        words_column("framework"),
        words_column("group"),
        words_column("item"),
        people_column("applies"),
        people_column("shown_by"),
        people_column("records"),
        day_column("last_on"),
    ],
    is_public: true,
    day: None,
    plot: Some(PlotSpec {
        bars: &["framework", "item"],
        adds_only: None,
        shows: PlotMeasure::Sum("shown_by"),
    }),
    rows: TableRows::Together(rows),
};

/// The same by person.
pub const OF_PEOPLE: TableSpec = TableSpec {
    row: "a person and an item that is asked of them",
    own_columns: &[
        words_column("framework"),
        words_column("group"),
        words_column("item"),
        number_column("records"),
        day_column("last_on"),
        words_column("shown"),
    ],
    is_public: false,
    plot: None,
    rows: TableRows::PerLine(rows_of_person),
    ..TABLE
};

/// The people of whom an item is asked, those who show it, and their records.
#[derive(Default)]
struct ShownItem<'l> {
    group: Option<&'l EcoString>,
    asked: BTreeSet<usize>,
    shown: BTreeSet<usize>,
    records: usize,
    last_on: Option<NaiveDate>,
}

fn rows(lines: &[PortfolioLine], _: NaiveDate) -> Vec<ReportRow> {
    let mut items: BTreeMap<[&str; 2], ShownItem<'_>> = BTreeMap::new();
    for (at, line) in lines.iter().enumerate() {
        for item in &line.items {
            let known = items.entry([&item.catalogue, &item.item]).or_default();
            known.group = known.group.or(item.group.as_ref());
            known.asked.insert(at);
            if !item.missing {
                known.shown.insert(at);
            }
            known.records = known.records.saturating_add(item.records);
            known.last_on = known.last_on.max(item.done_on);
        }
    }
    let rows = items.into_iter().map(|([framework, item], known)| {
        vec![
            framework.into(),
            known.group.into(),
            item.into(),
            known.asked.len().into(),
            known.shown.len().into(),
            known.records.into(),
            known.last_on.into(),
        ]
    });
    rows.collect()
}

fn rows_of_person(line: &PortfolioLine, _: NaiveDate) -> Vec<ReportRow> {
    let rows = line.items.iter().map(|item| {
        vec![
            (&item.catalogue).into(),
            (&item.group).into(),
            (&item.item).into(),
            item.records.into(),
            item.done_on.into(),
            if item.missing { "no" } else { "yes" }.into(),
        ]
    });
    rows.collect()
}
