//! Evaluations by the terms of their scales.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::plot::{PlotMeasure, PlotSpec};
use super::{ReportCell, ReportRow, TableRows, TableSpec, people_column, words_column};
use crate::views::portfolio_line::{EvaluationLine, PortfolioLine};

pub const TABLE: TableSpec = TableSpec {
    name: "impact",
    title: "Impact",
    row: "a term of a scale",
    own_columns: &[
        words_column("scale"),
        words_column("term"),
        people_column("people"),
        people_column("evaluations"),
        people_column("own"),
        people_column("others"),
    ],
    is_public: true,
    day: None,
    plot: Some(PlotSpec {
        bars: &["term"],
        adds_only: None,
        shows: PlotMeasure::Sum("evaluations"),
    }),
    rows: TableRows::Together(rows),
};

/// The field of a target with the source of the need.
const SOURCE: &str = "source";

/// The evaluations with one term.
#[derive(Default)]
struct TermCount {
    people: BTreeSet<usize>,
    own: usize,
    others: usize,
}

fn rows(lines: &[PortfolioLine], _: NaiveDate) -> Vec<ReportRow> {
    let counts = term_counts(lines, |_, _| None);
    let rows = counts.into_iter();
    rows.map(|(key, count)| row(&key[1..], &count)).collect()
}

/// The same by the source of the need that a target is about.
pub const BY_SOURCE: TableSpec = TableSpec {
    row: "a source of needs and a term of a scale",
    own_columns: &[
        words_column("source"),
        words_column("scale"),
        words_column("term"),
        people_column("people"),
        people_column("evaluations"),
        people_column("own"),
        people_column("others"),
    ],
    rows: TableRows::Together(rows_by_source),
    ..TABLE
};

fn rows_by_source(lines: &[PortfolioLine], _: NaiveDate) -> Vec<ReportRow> {
    rows_by(lines, |line, evaluation| {
        let at = evaluation.target?.checked_sub(1)?;
        line.targets.get(at)?.fields.get(SOURCE)
    })
}

/// The same by the sort of post of the people.
pub const BY_CATEGORY: TableSpec = TableSpec {
    row: "a sort of post and a term of a scale",
    own_columns: &[
        words_column("category"),
        words_column("scale"),
        words_column("term"),
        people_column("people"),
        people_column("evaluations"),
        people_column("own"),
        people_column("others"),
    ],
    rows: TableRows::Together(rows_by_category),
    ..TABLE
};

fn rows_by_category(lines: &[PortfolioLine], _: NaiveDate) -> Vec<ReportRow> {
    rows_by(lines, |line, _| line.staff_category.as_ref())
}

fn rows_by(lines: &[PortfolioLine], group: EvaluationGroup) -> Vec<ReportRow> {
    let counts = term_counts(lines, group).into_iter();
    counts.map(|(key, count)| row(&key, &count)).collect()
}

/// The group that an evaluation belongs to.
type EvaluationGroup = for<'l> fn(&'l PortfolioLine, &'l EvaluationLine) -> Option<&'l String>;

/// Counts evaluations by group, scale and term.
fn term_counts(lines: &[PortfolioLine], group: EvaluationGroup) -> BTreeMap<[&str; 3], TermCount> {
    let mut terms: BTreeMap<[&str; 3], TermCount> = BTreeMap::new();
    for (at, line) in lines.iter().enumerate() {
        for evaluation in &line.evaluations {
            let group = group(line, evaluation).map_or("", String::as_str);
            for (scale, term) in &evaluation.fields {
                let known = terms.entry([group, scale, term]).or_default();
                known.people.insert(at);
                match &*evaluation.by {
                    "own" => known.own += 1,
                    _ => known.others += 1,
                }
            }
        }
    }
    terms
}

fn row(key: &[&str], count: &TermCount) -> ReportRow {
    let words = key.iter().map(|&part| part.into());
    let numbers = [
        count.people.len(),
        count.own + count.others,
        count.own,
        count.others,
    ];
    words.chain(numbers.map(ReportCell::from)).collect()
}
