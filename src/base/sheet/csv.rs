//! Values with commas, semicolons, tabs or bars between them.

use csv::{ReaderBuilder, StringRecord};

use super::decode::decode;
use super::{FileTable, MOST_COLUMNS, MOST_ROWS_READ, SheetError, SheetReader, SheetRow};
use crate::base::text::words;

pub const READER: SheetReader = SheetReader {
    extensions: &["csv", "tsv", "txt"],
    read,
};

/// Signs that may stand between values, the likeliest first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Rows by which the sign between values is found.
const SAMPLE: usize = 20;

fn read(bytes: &[u8]) -> Result<Vec<FileTable>, SheetError> {
    let decoded = decode(bytes)?;
    let text = &decoded.text;
    let delimiter = delimiter(text);
    let mut rows = Vec::new();
    // A spreadsheet counts rows, and a row may take several lines.
    let (mut byte, mut line, mut lines_within) = (0, 1, 0);
    for record in records(text, delimiter) {
        let start = start_of(&record, text);
        line += text
            .get(byte..start)
            .map_or(0, |between| between.matches('\n').count());
        byte = start;
        let number = line - lines_within;
        lines_within += record
            .iter()
            .map(|cell| cell.matches('\n').count())
            .sum::<usize>();
        let cells: Vec<String> = record.iter().map(|cell| cell.trim().to_owned()).collect();
        if cells.len() > MOST_COLUMNS {
            return Err(SheetError::TooManyColumns { row: number });
        }
        if cells.iter().all(String::is_empty) {
            continue;
        }
        if rows.len() == MOST_ROWS_READ {
            return Err(SheetError::TooManyRows);
        }
        rows.push(SheetRow {
            number,
            cells,
            ..SheetRow::default()
        });
    }
    let assumed = decoded.assumed.map(|encoding| assumed(encoding, &rows));
    let notes = assumed.into_iter().chain(open_quotation(text, &rows));
    Ok(vec![FileTable {
        name: String::new(),
        is_hidden: false,
        is_guarded: true,
        notes: notes.collect(),
        rows,
    }])
}

/// Says where a quotation mark may not be closed, so that lines stand in one cell which are
/// meant as rows.
fn open_quotation(text: &str, rows: &[SheetRow]) -> Option<String> {
    let marks = text.bytes().filter(|byte| *byte == b'"').count();
    let is_long = |row: &&SheetRow| row.cells.last().is_some_and(|cell| cell.contains('\n'));
    let last = rows.last().filter(is_long).filter(|_| marks % 2 == 1)?;
    Some(format!(
        "A quotation mark is not closed, so the rest of the file from row {} on was read as one cell. Look at that row.",
        last.number
    ))
}

/// Returns the place of the first letter of a row. The reader names the place before empty lines.
fn start_of(record: &StringRecord, text: &str) -> usize {
    let byte = record.position().map_or(0, |place| place.byte());
    let byte = usize::try_from(byte).unwrap_or(usize::MAX);
    let rest = text.get(byte..).unwrap_or_default();
    text.len() - rest.trim_start_matches(['\r', '\n']).len()
}

/// Returns the rows of a text. Any text is rows: what is not as it should be has other cells.
fn records(text: &str, delimiter: u8) -> impl Iterator<Item = StringRecord> + '_ {
    let reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    reader.into_records().map_while(Result::ok)
}

/// Returns the sign between values: one that divides all of the first rows into the same number
/// of cells, or else most of them. That number has to be more than one.
fn delimiter(text: &str) -> u8 {
    let regularity = |delimiter: &u8| {
        let rows = records(text, *delimiter).take(SAMPLE);
        let all: Vec<usize> = rows.map(|row| row.len()).collect();
        let counts: Vec<usize> = all.iter().copied().filter(|cells| *cells > 1).collect();
        let same = |cells: &usize| counts.iter().filter(|other| *other == cells).count();
        let best = counts.iter().map(|cells| (same(cells), *cells)).max()?;
        Some((best.0 == all.len(), best))
    };
    // Of equal ones the last counts, so the likeliest is at the end.
    let best = DELIMITERS.iter().rev().max_by_key(|sign| regularity(sign));
    best.copied().unwrap_or(b',')
}

/// Says which encoding was assumed, with words to recognise it by.
fn assumed(encoding: &str, rows: &[SheetRow]) -> String {
    let cells = rows.iter().flat_map(|row| &row.cells);
    let sample = cells.filter(|cell| !cell.is_ascii());
    let sample = sample.map(|cell| format!(", as in {}", words::quoted(&words::shorten(cell, 40))));
    let sample: String = sample.take(1).collect();
    format!("The file does not say its encoding. It was read as {encoding}{sample}.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Vec<(usize, Vec<String>)> {
        let sheet = read(text.as_bytes()).unwrap().remove(0);
        sheet
            .rows
            .into_iter()
            .map(|row| (row.number, row.cells))
            .collect()
    }

    fn row(number: usize, cells: &[&str]) -> (usize, Vec<String>) {
        (
            number,
            cells.iter().map(|cell| (*cell).to_owned()).collect(),
        )
    }

    #[test]
    fn values_are_divided_by_the_sign_that_the_file_uses() {
        for text in [
            "Date,Title\n2026-01-10,\"First, aid\"\n",
            "Date;Title\r\n2026-01-10;First, aid\r\n",
            "Date\tTitle\n2026-01-10\tFirst, aid\n",
            "Date|Title\n2026-01-10|First, aid\n",
        ] {
            let expected = [
                row(1, &["Date", "Title"]),
                row(2, &["2026-01-10", "First, aid"]),
            ];
            assert_eq!(cells(text), expected, "{text}");
        }
    }

    #[test]
    fn signs_within_quotation_marks_divide_no_rows() {
        let text = "Date,Text\n2026-01-10,\"| a | b |\n| c | d |\n| e | f |\"\n";
        let expected = row(2, &["2026-01-10", "| a | b |\n| c | d |\n| e | f |"]);
        assert_eq!(cells(text)[1], expected);
    }

    #[test]
    fn rows_have_the_numbers_of_a_spreadsheet_and_empty_ones_are_left_out() {
        let text = "Date,Title\n,\n\n2026-01-10,\"Two\nlines\"\n2026-01-11,Next\n";
        let expected = [
            row(1, &["Date", "Title"]),
            row(4, &["2026-01-10", "Two\nlines"]),
            row(5, &["2026-01-11", "Next"]),
        ];
        assert_eq!(cells(text), expected);
    }

    #[test]
    fn an_assumed_encoding_is_said_with_words_to_recognise_it_by() {
        let sheet = &read(b"Title,Provider\nTea,Caf\xe9 \x80\n").unwrap()[0];
        assert_eq!(
            sheet.notes,
            [
                "The file does not say its encoding. It was read as Windows-1252, as in \u{201c}Caf\u{e9} \u{20ac}\u{201d}."
            ]
        );
    }

    #[test]
    fn rows_in_a_quotation_that_is_not_closed_are_told() {
        let notes = |text: &str| read(text.as_bytes()).unwrap().remove(0).notes;
        let open = "Date,Title\n2026-01-10,\"Minutes\n2026-01-11,Next\n";
        assert!(
            notes(open)[0].contains("from row 2 on"),
            "{:?}",
            notes(open)
        );
        assert_eq!(
            notes("Date,Title\n2026-01-10,A 5\" pipe\n"),
            Vec::<String>::new()
        );
        let closed = "Date,Title\n2026-01-10,\"Minutes\n2026-01-11\"\n";
        assert_eq!(notes(closed), Vec::<String>::new());
    }

    #[test]
    fn a_file_that_is_too_long_or_too_wide_is_refused() {
        let most = "a,b\n".repeat(MOST_ROWS_READ);
        assert!(read(most.as_bytes()).is_ok());
        let long = "a,b\n".repeat(MOST_ROWS_READ + 1);
        assert_eq!(read(long.as_bytes()), Err(SheetError::TooManyRows));
        let wide = format!("a,b\n{}\n", ",x".repeat(MOST_COLUMNS));
        assert_eq!(
            read(wide.as_bytes()),
            Err(SheetError::TooManyColumns { row: 2 })
        );
    }
}
