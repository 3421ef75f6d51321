//! `cpd init --roster`: what becomes of each person on a roster.

mod human;
mod json;
mod plain;

use super::{Format, View};
use crate::base::text::words;
use crate::views::import_plan::RowProblem;
use crate::views::roster_plan::{RosterOutcome, RosterPlan};

impl View for RosterPlan {
    const NAME: &'static str = "the plan of a roster";
    const FORMATS: &'static [Format<Self>] = &[
        Format::new("human", human::write),
        Format::wrapped("plain", plain::write),
        Format::new("json", json::write),
    ];
}

fn outcome_in_words(outcome: &RosterOutcome) -> String {
    match outcome {
        RosterOutcome::New => "new".to_owned(),
        RosterOutcome::There { .. } => "there already".to_owned(),
        RosterOutcome::NoPortfolio => "no portfolio".to_owned(),
        RosterOutcome::Left => "has left".to_owned(),
        RosterOutcome::Problem { .. } => "problem".to_owned(),
    }
}

/// Returns each problem with its row and column.
fn problems(plan: &RosterPlan) -> Vec<String> {
    let line = |row: usize, problem: &RowProblem| match &problem.column {
        Some(column) => format!("row {row}, {column}: {}", problem.says),
        None => format!("row {row}: {}", problem.says),
    };
    let unnamed = plan.problems.iter();
    let unnamed = unnamed.map(|it| (it.row, line(it.row, &it.problem)));
    let of_rows = plan.rows.iter().flat_map(|row| {
        let problems: &[RowProblem] = match &row.outcome {
            RosterOutcome::Problem { problems } => problems,
            _ => &[],
        };
        problems.iter().map(|it| (row.row, line(row.row, it)))
    });
    let mut all: Vec<(usize, String)> = unnamed.chain(of_rows).collect();
    all.sort_by_key(|(row, _)| *row);
    all.into_iter().map(|(_, line)| line).collect()
}

/// Returns the headings that are no column of a roster.
fn unused(plan: &RosterPlan) -> Vec<&str> {
    let unused = plan.headings.iter().filter(|it| it.column.is_none());
    unused.map(|it| &*it.heading).collect()
}

/// Returns how many people become what.
fn summary(plan: &RosterPlan) -> String {
    let new = words::count_noun(plan.new_portfolios(), "new portfolio", "new portfolios");
    let counted = [
        (
            plan.count(|it| matches!(it, RosterOutcome::There { .. })),
            "there already",
        ),
        (
            plan.count(|it| *it == RosterOutcome::NoPortfolio),
            "without a portfolio",
        ),
        (plan.count(|it| *it == RosterOutcome::Left), "left"),
        (plan.rows_with_problems(), "with problems"),
    ];
    let counted = counted.into_iter().filter(|(count, _)| *count > 0);
    let counted = counted.map(|(count, says)| format!("{} {says}", words::format_thousands(count)));
    let all: Vec<String> = std::iter::once(new).chain(counted).collect();
    format!("{}.", all.join(", "))
}
