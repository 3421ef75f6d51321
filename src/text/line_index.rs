//! From byte offsets to the lines and columns that people count.

use serde::Serialize;

/// A place in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Position {
    /// Counted from 1.
    pub line: usize,
    /// Counted from 1, in Unicode scalars; a byte order mark is not counted.
    pub column: usize,
    /// Counted from 0, from the start of the file.
    pub byte: usize,
}

/// Where each line of a text begins. A line ends with LF or CRLF.
#[derive(Debug, Clone)]
pub struct LineIndex {
    starts: Vec<usize>,
}

impl LineIndex {
    pub fn new(text: &str) -> Self {
        let after_breaks = text
            .bytes()
            .enumerate()
            .filter(|(_, b)| *b == b'\n')
            .map(|(i, _)| i + 1);
        Self {
            starts: std::iter::once(0).chain(after_breaks).collect(),
        }
    }

    /// The position of a byte; offsets inside a character are taken back to its start.
    pub fn position(&self, text: &str, byte: usize) -> Position {
        let byte = floor_char_boundary(text, byte);
        let line = self.starts.partition_point(|start| *start <= byte);
        let start = self.starts[line - 1];
        let before = text[start..byte]
            .chars()
            .filter(|c| *c != '\u{feff}')
            .count();
        Position {
            line,
            column: before + 1,
            byte,
        }
    }

    /// The byte at which a line (counted from 1) begins; the end of the text for lines beyond it.
    pub fn line_start(&self, text: &str, line: usize) -> usize {
        self.starts
            .get(line.saturating_sub(1))
            .copied()
            .unwrap_or(text.len())
    }
}

fn floor_char_boundary(text: &str, byte: usize) -> usize {
    (0..=byte.min(text.len()))
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str, byte: usize) -> (usize, usize) {
        let place = LineIndex::new(text).position(text, byte);
        (place.line, place.column)
    }

    #[test]
    fn columns_count_characters_not_bytes() {
        let text = "é😀x\r\n\tz";
        assert_eq!(at(text, text.find('x').unwrap()), (1, 3));
        assert_eq!(at(text, text.find('z').unwrap()), (2, 2));
    }

    #[test]
    fn a_byte_order_mark_takes_no_column() {
        let text = "\u{feff}ab";
        assert_eq!(at(text, 3), (1, 1));
        assert_eq!(at(text, 4), (1, 2));
    }

    #[test]
    fn offsets_inside_a_character_or_past_the_end_are_taken_back() {
        assert_eq!(at("é", 1), (1, 1));
        assert_eq!(at("ab\n", 99), (2, 1));
    }
}
