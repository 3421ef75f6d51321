//! Formats, one to a file: each takes a report and a writer. Knows no stdout
//! and no environment. A new format is a file here and a line in [`FORMATS`].

pub mod checklist;
pub mod difference;
pub mod due;
mod github;
mod gitlab;
pub mod history;
mod human;
pub mod ics;
pub mod json;
mod lines;
pub mod pack;
mod places;
mod plain;
pub mod plan;
pub mod status;
pub mod verification;

use std::io::{self, Write};

use crate::views::Report;

/// A way of printing a report.
pub struct Format {
    pub name: &'static str,
    pub write: fn(&Report<'_>, &mut dyn Write) -> io::Result<()>,
}

/// Every format of a report. `plain` is `human` for those who listen, and for pipes.
pub const FORMATS: [Format; 5] = [
    github::FORMAT,
    gitlab::FORMAT,
    human::FORMAT,
    json::FORMAT,
    plain::FORMAT,
];

/// The format with this name.
pub fn by_name(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}

/// The last line: what there is, in words.
fn summary(report: &Report<'_>) -> String {
    use crate::base::text::words::counted;
    let found = report.summary();
    let records = counted(found.records, "record", "records");
    if found.errors + found.warnings + found.notes == 0 {
        return format!("{records} checked, nothing to mend");
    }
    let parts = [
        (found.errors, counted(found.errors, "error", "errors")),
        (
            found.warnings,
            counted(found.warnings, "warning", "warnings"),
        ),
        (found.notes, counted(found.notes, "note", "notes")),
    ];
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|(n, _)| *n > 0)
        .map(|(_, words)| words)
        .collect();
    format!(
        "{records} checked: {}",
        crate::base::text::words::list(&parts)
    )
}
