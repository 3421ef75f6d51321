//! A sentence for each heading and each row, and one for the whole.

use std::io::{self, Write};

use super::{details, name_of_row, outcome_in_words, reading_in_words, summary, use_in_words};
use crate::base::text::Safe;
use crate::formats::Style;
use crate::views::import_plan::ImportPlan;

pub fn write(plan: &ImportPlan, _: &Style, out: &mut dyn Write) -> io::Result<()> {
    for heading in &plan.headings {
        let line = format!("Column {}: {}.", heading.heading, use_in_words(heading));
        writeln!(out, "{}", Safe(&line))?;
    }
    for note in &plan.notes {
        writeln!(out, "{}", Safe(note))?;
    }
    for reading in &plan.readings {
        writeln!(out, "{}.", Safe(&reading_in_words(reading)))?;
    }
    for row in &plan.rows {
        let named = [&row.date, &row.title].into_iter().flatten();
        let named: Vec<&str> = named.map(String::as_str).collect();
        let hours = row.hours.iter().map(|hours| format!("hours {hours}"));
        let facts: Vec<String> = hours.chain(details(&row.outcome)).collect();
        let facts = match facts.as_slice() {
            [] => String::new(),
            facts => format!(" ({})", facts.join("; ")),
        };
        let outcome = outcome_in_words(&row.outcome);
        let number = name_of_row(row);
        let line = format!("Row {number}, {outcome}: {}{facts}.", named.join(": "));
        writeln!(out, "{}", Safe(&line))?;
    }
    writeln!(out, "{}.", Safe(&summary(plan)))
}
