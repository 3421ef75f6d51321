//! The items of frameworks, and how many people show each.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::plot::{PlotMeasure, PlotSpec};
use super::{ReportRow, TableRows, TableSpec, number_column, people_column, words_column};
use crate::views::portfolio_line::PortfolioLine;

pub const TABLE: TableSpec = TableSpec {
    name: "coverage",
    title: "Coverage",
    row: "an item of a framework",
    own_columns: &[
        words_column("framework"),
        words_column("item"),
        people_column("applies"),
        people_column("shown_by"),
        number_column("records"),
    ],
    is_public: true,
    plot: Some(PlotSpec {
        bars: "item",
        shows: PlotMeasure::Sum("shown_by"),
    }),
    rows: TableRows::Together(rows),
};

/// The people of whom an item is asked, those who show it, and their records.
#[derive(Default)]
struct ShownItem {
    asked: BTreeSet<usize>,
    shown: BTreeSet<usize>,
    records: usize,
}

fn rows(lines: &[PortfolioLine], _: NaiveDate) -> Vec<ReportRow> {
    let mut items: BTreeMap<[&str; 2], ShownItem> = BTreeMap::new();
    for (at, line) in lines.iter().enumerate() {
        for item in &line.items {
            let known = items.entry([&item.catalogue, &item.item]).or_default();
            known.asked.insert(at);
            if !item.missing {
                known.shown.insert(at);
            }
            known.records = known.records.saturating_add(item.records);
        }
    }
    let rows = items.into_iter().map(|([framework, item], known)| {
        vec![
            framework.into(),
            item.into(),
            known.asked.len().into(),
            known.shown.len().into(),
            known.records.into(),
        ]
    });
    rows.collect()
}
