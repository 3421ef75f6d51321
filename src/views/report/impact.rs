//! Evaluations by the terms of their scales.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::plot::{PlotMeasure, PlotSpec};
use super::{ReportRow, TableRows, TableSpec, number_column, people_column, words_column};
use crate::views::portfolio_line::PortfolioLine;

pub const TABLE: TableSpec = TableSpec {
    name: "impact",
    title: "Impact",
    row: "a term of a scale",
    own_columns: &[
        words_column("scale"),
        words_column("term"),
        people_column("people"),
        number_column("evaluations"),
        number_column("own"),
        number_column("others"),
    ],
    is_public: true,
    plot: Some(PlotSpec {
        bars: "term",
        shows: PlotMeasure::Sum("evaluations"),
    }),
    rows: TableRows::Together(rows),
};

/// The evaluations with one term.
#[derive(Default)]
struct TermCount {
    people: BTreeSet<usize>,
    own: usize,
    others: usize,
}

fn rows(lines: &[PortfolioLine], _: NaiveDate) -> Vec<ReportRow> {
    let mut terms: BTreeMap<[&str; 2], TermCount> = BTreeMap::new();
    for (at, line) in lines.iter().enumerate() {
        for evaluation in &line.evaluations {
            for (scale, term) in &evaluation.fields {
                let known = terms.entry([scale, term]).or_default();
                known.people.insert(at);
                match &*evaluation.by {
                    "own" => known.own += 1,
                    _ => known.others += 1,
                }
            }
        }
    }
    let rows = terms.into_iter().map(|([scale, term], known)| {
        vec![
            scale.into(),
            term.into(),
            known.people.len().into(),
            (known.own + known.others).into(),
            known.own.into(),
            known.others.into(),
        ]
    });
    rows.collect()
}
