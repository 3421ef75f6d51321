//! `cpd import`: what each row of a table becomes.

mod human;
mod json;
mod plain;

use super::{Format, View};
use crate::base::text::words;
use crate::domain::phrases::format_hours;
use crate::views::import_plan::{
    HeadingUse, ImportPlan, ImportedRow, ReadValue, RowOutcome, RowProblem,
};

impl View for ImportPlan {
    const NAME: &'static str = "the plan of an import";
    const FORMATS: &'static [Format<Self>] = &[
        Format::new("human", human::write),
        Format::wrapped("plain", plain::write),
        Format::new("json", json::write),
    ];
}

/// Returns how many rows become what, and the hours of the new records.
fn summary(plan: &ImportPlan) -> String {
    let (one, many) = &plan.nouns;
    let new = words::count_noun(
        plan.new_records(),
        &format!("new {one}"),
        &format!("new {many}"),
    );
    let is_there = |outcome: &RowOutcome| matches!(outcome, RowOutcome::There { .. });
    let is_gone = |outcome: &RowOutcome| matches!(outcome, RowOutcome::Gone { .. });
    let is_other = |outcome: &RowOutcome| matches!(outcome, RowOutcome::Differs { .. });
    let is_again = |outcome: &RowOutcome| matches!(outcome, RowOutcome::Repeated { .. });
    let counted = [
        (plan.count(is_there), "there already"),
        (plan.count(is_gone), "imported before and removed since"),
        (plan.count(is_other), "there with other details"),
        (plan.count(is_again), "equal to another row"),
        (plan.problems(), "cannot be read"),
    ];
    let new = match &plan.hours {
        Some(hours) if plan.new_records() > 0 => format!("{new} ({})", format_hours(hours)),
        _ => new,
    };
    let counted = counted.into_iter().filter(|(count, _)| *count > 0);
    let counted = counted.map(|(count, says)| format!("{} {says}", words::format_thousands(count)));
    let all: Vec<String> = std::iter::once(new).chain(counted).collect();
    all.join(", ")
}

/// Returns the number of a row, with its sheet if there are several.
fn name_of_row(row: &ImportedRow) -> String {
    match &row.sheet {
        None => row.row.to_string(),
        Some(sheet) => format!("{} of {sheet}", row.row),
    }
}

/// Returns what a row becomes, in a word or two.
fn outcome_in_words(outcome: &RowOutcome) -> String {
    match outcome {
        RowOutcome::New { .. } => "new".to_owned(),
        RowOutcome::There { .. } => "there already".to_owned(),
        RowOutcome::Gone { .. } => "removed since".to_owned(),
        RowOutcome::Differs { .. } => "differs".to_owned(),
        RowOutcome::Repeated { of } => format!("same as row {of}"),
        RowOutcome::Problem { .. } => "problem".to_owned(),
    }
}

/// Returns what a person should know of a row beyond what it becomes.
fn details(outcome: &RowOutcome) -> Vec<String> {
    match outcome {
        RowOutcome::New { similar, .. } => similar.iter().cloned().collect(),
        RowOutcome::There { .. } | RowOutcome::Repeated { .. } => Vec::new(),
        RowOutcome::Gone { path } => vec![format!("it was imported before, as {path}")],
        RowOutcome::Differs { path, fields } => {
            let fields: Vec<String> = fields
                .iter()
                .map(|field| words::with_spaces(field))
                .collect();
            vec![format!(
                "{path} is there with another {}",
                words::join_all(&fields)
            )]
        }
        RowOutcome::Problem { problems } => problems.iter().map(problem_in_words).collect(),
    }
}

fn problem_in_words(problem: &RowProblem) -> String {
    match &problem.column {
        Some(column) => format!("{column}: {}", problem.says),
        None => problem.says.clone(),
    }
}

/// Returns what a heading fills, or that it is left out.
fn use_in_words(heading: &HeadingUse) -> String {
    match heading.fills.as_slice() {
        [] => "left out".to_owned(),
        fills => words::join_all(fills),
    }
}

fn reading_in_words(reading: &ReadValue) -> String {
    let ReadValue {
        column,
        written,
        read,
        row,
        rows,
    } = reading;
    let more = match rows.saturating_sub(1) {
        0 => String::new(),
        more => format!(" and {} more", words::format_thousands(more)),
    };
    let read = match read.as_str() {
        "" => "left empty",
        read => read,
    };
    format!(
        "{column}: {} is {read} (row {row}{more})",
        words::quoted(written)
    )
}
