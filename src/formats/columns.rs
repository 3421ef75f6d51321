//! Rows of short values side by side, in columns as wide as the terminal allows. Where they do
//! not fit even with words on lines of their own, each row is a few lines.

use std::io::{self, Write};

use anstyle::{Effects, Style as Paint};
use unicode_width::UnicodeWidthStr;

use super::wrap::{pad_to_width, safe_text, text_width, wrap_facts, wrap_text};

const BOLD: Paint = Paint::new().effects(Effects::BOLD);
const DIM: Paint = Paint::new().effects(Effects::DIMMED);

/// Blanks between columns.
const GAP: usize = 2;

/// The head of a column.
pub struct ColumnHead<'t> {
    pub title: &'t str,
    /// True if its values end at the right.
    pub is_number: bool,
}

/// Writes rows beneath the heads of their columns.
pub fn write_columns(
    heads: &[ColumnHead<'_>],
    rows: &[Vec<String>],
    width: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let width = text_width(width);
    let titles: Vec<String> = heads.iter().map(|head| safe_text(head.title)).collect();
    let rows: Vec<Vec<String>> = rows
        .iter()
        .map(|row| row.iter().map(|cell| one_line(cell)).collect())
        .collect();
    match widths(&titles, &rows, width) {
        Some(widths) => {
            let head = lines_of_row(&titles, heads, &widths);
            for line in head {
                writeln!(out, "{BOLD}{line}{BOLD:#}")?;
            }
            for row in &rows {
                for line in lines_of_row(row, heads, &widths) {
                    writeln!(out, "{line}")?;
                }
            }
            Ok(())
        }
        None => rows
            .iter()
            .try_for_each(|row| write_stacked(&titles, row, width, out)),
    }
}

/// Returns a value on one line, without what drives a terminal.
fn one_line(cell: &str) -> String {
    let words: Vec<&str> = cell.split_whitespace().collect();
    safe_text(&words.join(" "))
}

/// Returns the widths of the columns: as wide as their values, or narrower, but never narrower
/// than a word. `None` if that is too wide.
fn widths(titles: &[String], rows: &[Vec<String>], width: usize) -> Option<Vec<usize>> {
    let available = width.checked_sub(GAP * titles.len().saturating_sub(1))?;
    let cells = |at: usize| {
        let below = rows.iter().filter_map(move |row| row.get(at));
        std::iter::once(&titles[at]).chain(below)
    };
    let widest = |at: usize| cells(at).map(|cell| cell.width()).max().unwrap_or(0);
    let longest_word = |at: usize| {
        let words = cells(at).flat_map(|cell| cell.split(' '));
        words.map(UnicodeWidthStr::width).max().unwrap_or(0)
    };
    let mut widths: Vec<usize> = (0..titles.len()).map(widest).collect();
    let least: Vec<usize> = (0..titles.len()).map(longest_word).collect();
    while widths.iter().sum::<usize>() > available {
        let spare = |at: &usize| widths[*at].saturating_sub(least[*at]);
        let most = (0..widths.len())
            .filter(|at| spare(at) > 0)
            .max_by_key(|at| widths[*at])?;
        widths[most] -= 1;
    }
    Some(widths)
}

/// Returns the lines of a row, with the words of each value in its column.
fn lines_of_row(row: &[String], heads: &[ColumnHead<'_>], widths: &[usize]) -> Vec<String> {
    let cells: Vec<Vec<String>> = row
        .iter()
        .zip(widths)
        .map(|(cell, width)| wrap_text(cell, *width))
        .collect();
    let height = cells.iter().map(Vec::len).max().unwrap_or(0);
    let line = |at: usize| {
        let words = cells
            .iter()
            .zip(heads)
            .zip(widths)
            .map(|((lines, head), width)| {
                let words = lines.get(at).map_or("", String::as_str);
                match head.is_number {
                    true => format!("{:1$}{words}", "", width.saturating_sub(words.width())),
                    false => pad_to_width(words, *width),
                }
            });
        let words: Vec<String> = words.collect();
        words.join("  ").trim_end().to_owned()
    };
    (0..height).map(line).collect()
}

/// Writes the first two values of a row, and the others beneath them with their titles.
fn write_stacked(
    titles: &[String],
    row: &[String],
    width: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let (first, others) = row.split_at(row.len().min(2));
    let first: Vec<&str> = first
        .iter()
        .filter(|cell| !cell.is_empty())
        .map(String::as_str)
        .collect();
    for (at, line) in wrap_text(&first.join("  "), width).iter().enumerate() {
        let indent = if at == 0 { 0 } else { GAP };
        writeln!(out, "{:indent$}{line}", "")?;
    }
    let named = titles
        .iter()
        .skip(2)
        .zip(others)
        .filter(|(_, cell)| !cell.is_empty());
    let facts: Vec<String> = named
        .map(|(title, cell)| format!("{}: {cell}", title.to_lowercase()))
        .collect();
    if facts.is_empty() {
        return Ok(());
    }
    for line in wrap_facts(&facts, width - GAP) {
        writeln!(out, "{:GAP$}{DIM}{line}{DIM:#}", "")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    const HEADS: [ColumnHead<'_>; 3] = [
        ColumnHead {
            title: "Date",
            is_number: false,
        },
        ColumnHead {
            title: "Title",
            is_number: false,
        },
        ColumnHead {
            title: "Hours",
            is_number: true,
        },
    ];

    fn print(rows: &[[&str; 3]], width: usize) -> Vec<String> {
        let rows: Vec<Vec<String>> = rows
            .iter()
            .map(|row| row.iter().map(|cell| (*cell).to_owned()).collect())
            .collect();
        let mut out = Vec::new();
        write_columns(&HEADS, &rows, width, &mut out).unwrap();
        let text = anstream::adapter::strip_str(&String::from_utf8(out).unwrap()).to_string();
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn values_stand_in_columns_and_numbers_at_the_right() {
        let rows = [
            ["2026-02-20", "Minutes", "3.5"],
            ["", "A longer title", "12"],
        ];
        assert_eq!(
            print(&rows, 80),
            [
                "Date        Title           Hours",
                "2026-02-20  Minutes           3.5",
                "            A longer title     12",
            ]
        );
    }

    #[test]
    fn a_narrow_table_breaks_its_widest_column_between_words() {
        let rows = [["2026-02-20", "How to write minutes that people read", "3"]];
        assert_eq!(
            print(&rows, 40),
            [
                "Date        Title                  Hours",
                "2026-02-20  How to write minutes       3",
                "            that people read",
            ]
        );
    }

    #[test]
    fn a_table_that_does_not_fit_has_its_values_below_with_their_titles() {
        let word = "a".repeat(40);
        let rows = [["2026-02-20", &*word, "3"]];
        assert_eq!(
            print(&rows, 40),
            ["2026-02-20", &*format!("  {word}"), "  hours: 3"]
        );
    }

    proptest! {
        #[test]
        fn no_word_is_lost_and_no_line_is_too_wide(
            rows in vec(["[a-z]{0,10}", "[a-z ]{0,60}", "[0-9]{0,3}"], 1..5),
            width in 40_usize..120,
        ) {
            let rows: Vec<[&str; 3]> = rows.iter().map(|[a, b, c]| [&**a, &**b, &**c]).collect();
            let lines = print(&rows, width);
            let text = lines.join(" ");
            for word in rows.iter().flatten().flat_map(|cell| cell.split_whitespace()) {
                prop_assert!(text.contains(word), "{word} in {text}");
            }
            for line in &lines {
                let is_word = !line.trim().contains(' ');
                prop_assert!(line.width() <= width.min(100) || is_word, "{line}");
            }
        }
    }
}
