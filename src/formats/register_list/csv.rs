//! For spreadsheets: a row for each entry beneath the names of the columns.

use std::io::{self, Write};

use crate::formats::Style;
use crate::formats::csv::{self, CsvCell};
use crate::views::register::{RegisterLine, RegisterList};

const NAMES: [&str; 19] = [
    "number",
    "state",
    "decided_on",
    "person",
    "name",
    "scheme",
    "scheme_version",
    "award",
    "title",
    "decided_by",
    "assurance",
    "people",
    "portfolio",
    "pack_sha256",
    "criteria",
    "registered_by",
    "revoked_on",
    "revoked_by",
    "reason",
];

pub fn write(list: &RegisterList, _: &Style, out: &mut dyn Write) -> io::Result<()> {
    csv::write(&NAMES, list.entries.iter().map(row), out)
}

fn row(line: &RegisterLine) -> Vec<CsvCell<'_>> {
    let text = |text: &str| CsvCell::Text(text.to_owned().into());
    let revoked = line.revoked.as_ref();
    vec![
        text(&line.number),
        text(line.state.name()),
        CsvCell::Plain(line.decided_on.to_string().into()),
        text(&line.person),
        text(&line.name),
        text(&line.scheme),
        text(&line.scheme_version),
        text(&line.award),
        text(&line.title),
        text(&line.decided_by),
        text(&line.assurance),
        text(line.people),
        text(&line.portfolio),
        text(line.pack_sha256.as_deref().unwrap_or_default()),
        text(&line.criteria.join("; ")),
        text(&line.registered_by),
        CsvCell::Plain(
            revoked
                .map_or_else(String::new, |one| one.on.to_string())
                .into(),
        ),
        text(revoked.map_or("", |one| &one.by)),
        text(revoked.map_or("", |one| &one.reason)),
    ]
}
