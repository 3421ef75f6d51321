//! `cpd list`: records as rows of a table.

mod csv;
mod human;
mod json;
mod names;
mod plain;

use super::{Format, View};
use crate::base::text::words;
use crate::domain::phrases::format_hours;
use crate::views::record_list::{ListSum, RecordList};

impl View for RecordList {
    const NAME: &'static str = "a list of records";
    const FORMATS: &'static [Format<Self>] = &[
        Format::new("human", human::write),
        Format::new("plain", plain::write),
        Format::new("json", json::write),
        Format::new("csv", csv::write),
        Format::new("ids", names::write_ids),
        Format::new("paths", names::write_paths),
    ];
}

/// Returns how many records there are, and what they add up to.
fn summary(list: &RecordList) -> String {
    let (one, several) = &list.nouns;
    let count = words::count_noun(list.records.len(), one, several);
    let sums = list.sums.iter().map(sum_in_words);
    std::iter::once(count)
        .chain(sums)
        .collect::<Vec<_>>()
        .join(", ")
}

fn sum_in_words(sum: &ListSum) -> String {
    let field = words::with_spaces(&sum.field);
    match (&sum.amount, sum.unit.as_deref()) {
        (None, _) => format!("{field}: too large to add up"),
        (Some(amount), Some("hours")) => format_hours(amount),
        (Some(amount), Some(unit)) => format!("{field}: {amount} {unit}"),
        (Some(amount), None) => format!("{field}: {amount}"),
    }
}
