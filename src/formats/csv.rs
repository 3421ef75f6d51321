//! CSV that a spreadsheet opens as what it says. A text that a spreadsheet would take for a
//! formula has an apostrophe in front.

use std::borrow::Cow;
use std::io::{self, Write};

use csv::{ErrorKind, WriterBuilder};

use crate::base::text::safe::make_file_safe;

/// A value of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CsvCell<'t> {
    /// Words that a person wrote.
    Text(Cow<'t, str>),
    /// A number or a date that cpd wrote.
    Plain(Cow<'t, str>),
}

/// Writes rows beneath the names of their columns.
pub fn write<'t>(
    names: &[&str],
    rows: impl Iterator<Item = Vec<CsvCell<'t>>>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut writer = WriterBuilder::new().from_writer(out);
    let names = names.iter().map(|name| guard(&make_file_safe(name)));
    writer
        .write_record(names.map(String::into_bytes))
        .map_err(into_io)?;
    for row in rows {
        for cell in row {
            let field = match cell {
                CsvCell::Plain(text) => text.into_owned(),
                CsvCell::Text(text) => guard(&make_file_safe(&text)),
            };
            writer.write_field(field).map_err(into_io)?;
        }
        writer.write_record(None::<&[u8]>).map_err(into_io)?;
    }
    writer.flush()
}

fn into_io(error: csv::Error) -> io::Error {
    match error.into_kind() {
        ErrorKind::Io(error) => error,
        other => io::Error::other(format!(
            "a row of the table is not like the others: {}",
            name(&other)
        )),
    }
}

/// Returns a few words about an error that no table of ours leads to.
fn name(kind: &ErrorKind) -> &'static str {
    match kind {
        ErrorKind::UnequalLengths { .. } => "it has more or fewer values",
        _ => "it cannot be written",
    }
}

/// Signs with which a spreadsheet begins a formula, also in their wide forms.
const SIGNS: [char; 8] = [
    '=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}',
];

/// Returns a text with an apostrophe in front if it needs one.
fn guard(text: &str) -> String {
    match needs_guard(text) {
        true => format!("'{text}"),
        false => text.to_owned(),
    }
}

/// Returns true for a text that a spreadsheet would take for a formula: it begins, after blanks
/// and quotation marks, with one of the signs, or with a tab or a carriage return. So does one
/// that is guarded already.
fn needs_guard(text: &str) -> bool {
    let begins_blank = text.trim_start_matches('\'').starts_with(['\t', '\r']);
    let rest = text.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\''));
    begins_blank || rest.starts_with(SIGNS)
}

/// Returns the text that was guarded.
pub fn without_guard(cell: &str) -> &str {
    let text = cell.strip_prefix('\'');
    text.filter(|text| needs_guard(text)).unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn print(rows: &[[CsvCell<'_>; 2]]) -> String {
        let mut out = Vec::new();
        let rows = rows.iter().map(|row| row.to_vec());
        write(&["title", "hours"], rows, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_text_that_a_spreadsheet_would_run_has_an_apostrophe_in_front() {
        for (text, expected) in [
            ("=1+1", "'=1+1"),
            (" \"=1+1", "' \"=1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("-3", "'-3"),
            ("\u{ff1d}1", "'\u{ff1d}1"),
            ("\tx", "'\tx"),
            ("Minutes = notes", "Minutes = notes"),
            ("", ""),
            ("'quoted'", "'quoted'"),
        ] {
            assert_eq!(guard(text), expected);
            assert_eq!(without_guard(expected), text);
        }
    }

    #[test]
    fn values_with_commas_quotes_and_lines_are_one_value() {
        let rows = [[
            CsvCell::Text("One, \"two\"\nthree".into()),
            CsvCell::Plain("-1.5".into()),
        ]];
        assert_eq!(
            print(&rows),
            "title,hours\n\"One, \"\"two\"\"\nthree\",-1.5\n"
        );
    }

    proptest! {
        #[test]
        fn every_text_is_read_back_as_it_was(text in "[ -~\u{e9}\u{ff1d}\t\n]{0,20}") {
            let printed = print(&[[CsvCell::Text((&*text).into()), CsvCell::Plain("1".into())]]);
            let mut reader = csv::Reader::from_reader(printed.as_bytes());
            let row = reader.records().next().unwrap().unwrap();
            prop_assert_eq!(without_guard(&row[0]), &*text);
            let first = row[0].trim_start_matches(|c: char| c.is_whitespace() || c == '"').chars().next();
            prop_assert!(!first.is_some_and(|c| SIGNS.contains(&c)));
        }
    }
}
