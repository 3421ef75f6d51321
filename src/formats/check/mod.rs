//! `cpd check`: every finding, for eyes, for ears, for programs and for forges.

mod fingerprints;
mod github;
mod gitlab;
pub(super) mod human;
pub(super) mod json;
mod junit;
mod line_indexes;
pub(super) mod plain;
mod requirements;
mod sarif;

use super::{Format, View};
use crate::base::text::words;
use crate::views::check::Check;

impl View for Check {
    const NAME: &'static str = "a check";
    const FORMATS: &'static [Format<Self>] = &[
        Format::wrapped("human", human::write),
        Format::new("plain", plain::write),
        Format::new("json", json::write),
        Format::new("github", github::write),
        Format::new("gitlab", gitlab::write),
        Format::new("sarif", sarif::write),
        Format::new("junit", junit::write),
    ];
}

/// The last line: what there is, in words.
fn summary(check: &Check) -> String {
    use words::count_noun;
    let found = check.summary();
    let records = count_noun(found.records, "record", "records");
    if found.errors + found.warnings + found.notes == 0 {
        return format!("{records} checked, no problems found");
    }
    let parts = [
        (found.errors, count_noun(found.errors, "error", "errors")),
        (
            found.warnings,
            count_noun(found.warnings, "warning", "warnings"),
        ),
        (found.notes, count_noun(found.notes, "note", "notes")),
    ];
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|(n, _)| *n > 0)
        .map(|(_, words)| words)
        .collect();
    format!("{records} checked: {}", words::join_all(&parts))
}
