//! A sentence for each record, and one for the whole.

use std::io::{self, Write};

use super::summary;
use crate::base::text::Safe;
use crate::formats::Style;
use crate::views::record_list::{ListedRecord, RecordList};

pub fn write(list: &RecordList, _: &Style, out: &mut dyn Write) -> io::Result<()> {
    for record in &list.records {
        writeln!(out, "{}.", Safe(&sentence(list, record)))?;
    }
    writeln!(out, "{}.", Safe(&summary(list)))
}

/// Returns the first two values, which are a day and a title as a rule, and in brackets the
/// others with their names.
fn sentence(list: &RecordList, record: &ListedRecord) -> String {
    let (first, others) = record.values.split_at(record.values.len().min(2));
    let first: Vec<&str> = first.iter().flatten().map(String::as_str).collect();
    let named = list.columns.iter().skip(2).zip(others);
    let facts: Vec<String> = named
        .filter_map(|(column, value)| {
            let value = value.as_ref()?;
            Some(format!("{} {value}", column.title.to_lowercase()))
        })
        .collect();
    match facts.as_slice() {
        [] => first.join(": "),
        facts => format!("{} ({})", first.join(": "), facts.join("; ")),
    }
}
