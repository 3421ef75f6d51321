//! Activity by month and team.

use std::collections::BTreeMap;

use super::plot::{PlotMeasure, PlotSpec};
use super::suppress::{PersonSums, withheld};
use super::{
    ReportCell, ReportInput, ReportRow, ReportSpan, ShapedRows, TableRows, TableSpec,
    number_column, people_column, words_column,
};
use crate::views::portfolio_line::MonthLine;

pub const TABLE: TableSpec = TableSpec {
    name: "participation",
    title: "Participation",
    row: "a time and a team",
    own_columns: &[
        words_column("month"),
        words_column("team"),
        people_column("people"),
        people_column("active"),
        people_column("activities"),
        number_column("hours"),
    ],
    is_public: true,
    day: None,
    plot: Some(PlotSpec {
        bars: &["month"],
        adds_only: None,
        shows: PlotMeasure::Sum("activities"),
    }),
    rows: TableRows::Shaped(shaped),
};

/// Activity of a team in a month or a longer time.
#[derive(Default, Clone)]
struct TeamActivity {
    activities: usize,
    /// The hours of all who were active.
    hours: PersonSums,
}

impl TeamActivity {
    fn add(&mut self, person: usize, month: &MonthLine) {
        self.activities = self.activities.saturating_add(month.records);
        self.hours.add(person, month.hours);
    }

    fn join(&mut self, other: &Self) {
        self.activities = self.activities.saturating_add(other.activities);
        self.hours.join(&other.hours);
    }
}

fn shaped(input: &ReportInput<'_>) -> ShapedRows {
    let span = input.options.every.unwrap_or(ReportSpan::Month);
    let mut columns = TABLE.own_columns.to_vec();
    columns[0] = words_column(span.name());
    ShapedRows {
        columns,
        rows: rows(input, span),
    }
}

/// Returns a row for each time and team with any activity. If it is cumulative, it has all until
/// the end of that time.
fn rows(input: &ReportInput<'_>, span: ReportSpan) -> Vec<ReportRow> {
    let mut times: BTreeMap<(String, &str), TeamActivity> = BTreeMap::new();
    let mut people: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, line) in input.lines.iter().enumerate() {
        let team = line.team.as_deref().unwrap_or_default();
        let team = input.small_teams.shown(team);
        *people.entry(team).or_default() += 1;
        for month in &line.months {
            let time = span.of_month(&month.month);
            times.entry((time, team)).or_default().add(at, month);
        }
    }
    let mut so_far: BTreeMap<&str, TeamActivity> = BTreeMap::new();
    let rows = times.into_iter().map(|((time, team), activity)| {
        let activity = match input.options.is_cumulative {
            false => &activity,
            true => {
                let all = so_far.entry(team).or_default();
                all.join(&activity);
                all
            }
        };
        vec![
            (&time).into(),
            team.into(),
            people.get(team).copied().unwrap_or(0).into(),
            activity.hours.people().into(),
            activity.activities.into(),
            input
                .sum_of(&activity.hours)
                .map_or_else(withheld, ReportCell::from),
        ]
    });
    rows.collect()
}
