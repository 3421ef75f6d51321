//! Activity by month and team.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use chrono::NaiveDate;

use super::plot::{PlotMeasure, PlotSpec};
use super::{ReportRow, TableRows, TableSpec, number_column, people_column, words_column};
use crate::views::portfolio_line::PortfolioLine;

pub const TABLE: TableSpec = TableSpec {
    name: "participation",
    title: "Participation",
    row: "a month and a team",
    own_columns: &[
        words_column("month"),
        words_column("team"),
        people_column("people"),
        people_column("active"),
        number_column("activities"),
        number_column("hours"),
    ],
    is_public: true,
    plot: Some(PlotSpec {
        bars: "month",
        shows: PlotMeasure::Sum("activities"),
    }),
    rows: TableRows::Together(rows),
};

/// Activity of a team in a month.
#[derive(Default)]
struct TeamMonth {
    active: BTreeSet<usize>,
    activities: usize,
    hours: Decimal,
}

fn rows(lines: &[PortfolioLine], _: NaiveDate) -> Vec<ReportRow> {
    let mut months: BTreeMap<[&str; 2], TeamMonth> = BTreeMap::new();
    let mut people: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, line) in lines.iter().enumerate() {
        let team = line.team.as_deref().unwrap_or_default();
        *people.entry(team).or_default() += 1;
        for month in &line.months {
            let known = months.entry([&month.month, team]).or_default();
            known.active.insert(at);
            known.activities = known.activities.saturating_add(month.records);
            known.hours = known.hours.saturating_add(month.hours);
        }
    }
    let rows = months.into_iter().map(|([month, team], known)| {
        vec![
            month.into(),
            team.into(),
            people.get(team).copied().unwrap_or(0).into(),
            known.active.len().into(),
            known.activities.into(),
            known.hours.into(),
        ]
    });
    rows.collect()
}
