//! Targets by their days and states.

use chrono::NaiveDate;

use super::plot::{PlotMeasure, PlotSpec};
use super::{ReportRow, TableRows, TableSpec, day_column, number_column, words_column};
use crate::views::portfolio_line::{EvaluationLine, PortfolioLine};

pub const TABLE: TableSpec = TableSpec {
    name: "targets",
    title: "Targets",
    row: "a target",
    own_columns: &[
        number_column("target"),
        day_column("set_on"),
        words_column("due"),
        words_column("state"),
        words_column("source"),
        words_column("purpose"),
        words_column("priority"),
        words_column("agreed"),
        words_column("own_effectiveness"),
        words_column("manager_effectiveness"),
        words_column("impact"),
        number_column("activities"),
        number_column("hours"),
    ],
    is_public: false,
    day: Some("set_on"),
    plot: Some(PlotSpec {
        bars: &["source"],
        adds_only: None,
        shows: PlotMeasure::RowsBy("state"),
    }),
    rows: TableRows::PerLine(rows),
};

fn rows(line: &PortfolioLine, _: NaiveDate) -> Vec<ReportRow> {
    let rows = (1_usize..).zip(&line.targets).map(|(number, target)| {
        let field = |name: &str| target.fields.get(name).into();
        let agreed = match target.fields.contains_key(AGREED_ON) {
            true => "yes",
            false => "",
        };
        let own = line.evaluations.iter();
        let own: Vec<&EvaluationLine> = own.filter(|one| one.target == Some(number)).collect();
        let last = |scale, by| last_term(&own, scale, by).into();
        vec![
            number.into(),
            target.set_on.into(),
            field("due"),
            field("state"),
            field("source"),
            field("purpose"),
            field("priority"),
            agreed.into(),
            last(EFFECTIVENESS, Some("own")),
            last(EFFECTIVENESS, Some("manager")),
            last(IMPACT, None),
            target.activities.into(),
            target.hours.into(),
        ]
    });
    rows.collect()
}

/// The fields of targets and evaluations that are shown.
const AGREED_ON: &str = "agreed_on";
const EFFECTIVENESS: &str = "effectiveness";
const IMPACT: &str = "impact";

/// Returns the term of a scale in the last evaluation that has one.
fn last_term<'l>(
    evaluations: &[&'l EvaluationLine],
    scale: &str,
    by: Option<&str>,
) -> Option<&'l String> {
    let by_whom = evaluations.iter();
    let by_whom = by_whom.filter(|one| by.is_none_or(|by| one.by == by));
    let terms = by_whom.filter_map(|one| Some((one.on, one.fields.get(scale)?)));
    terms.max_by_key(|(on, _)| *on).map(|(_, term)| term)
}
