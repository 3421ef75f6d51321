//! Makes what a format writes safe to show, piece by piece, so that a long output is never held
//! as a whole. Knows no view.

use std::io::{self, Write};

use anstream::adapter::strip_str;

use crate::base::text::safe;

/// Bytes that are collected before they are written.
const PIECE: usize = 64 * 1024;

/// A writer that spells out whatever would drive a terminal or change the direction of text.
pub struct SafeWriter<'a> {
    out: &'a mut dyn Write,
    colour: bool,
    /// Not written yet.
    pending: Vec<u8>,
}

impl<'a> SafeWriter<'a> {
    /// Without colour, escape codes are left out.
    pub fn new(out: &'a mut dyn Write, colour: bool) -> Self {
        Self {
            out,
            colour,
            pending: Vec::new(),
        }
    }

    /// Writes what is left. Without this call the end is lost.
    pub fn finish(mut self) -> io::Result<()> {
        self.write_pending(self.pending.len())
    }

    fn write_pending(&mut self, end: usize) -> io::Result<()> {
        let text = String::from_utf8_lossy(&self.pending[..end]);
        let text = match self.colour || !may_have_escapes(&text) {
            true => safe::make_safe(&text),
            false => safe::make_safe(&strip_str(&text).to_string()),
        };
        self.out.write_all(text.as_bytes())?;
        self.pending.drain(..end);
        Ok(())
    }
}

impl Write for SafeWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.pending.extend_from_slice(bytes);
        if self.pending.len() >= PIECE {
            self.write_pending(piece_end(&self.pending))?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.write_pending(piece_end(&self.pending))?;
        self.out.flush()
    }
}

/// Returns true for text with other control characters than line ends and tabs.
fn may_have_escapes(text: &str) -> bool {
    text.contains(|c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
}

/// Returns the length of the longest beginning that ends with a line, or else with a whole
/// character. Escape codes and line ends of two characters never go beyond a line.
fn piece_end(bytes: &[u8]) -> usize {
    let line_end = bytes.iter().rposition(|byte| *byte == b'\n');
    line_end.map_or_else(|| whole_characters(bytes), |at| at + 1)
}

fn whole_characters(bytes: &[u8]) -> usize {
    match std::str::from_utf8(bytes) {
        // Only its last character is not complete.
        Err(error) if error.error_len().is_none() => error.valid_up_to(),
        _ => bytes.len(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(pieces: &[&[u8]], colour: bool) -> String {
        let mut out = Vec::new();
        let mut writer = SafeWriter::new(&mut out, colour);
        for piece in pieces {
            writer.write_all(piece).unwrap();
        }
        writer.finish().unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_long_line_is_cut_between_characters() {
        let line = "a\u{2028}é".repeat(PIECE);
        let pieces: Vec<&[u8]> = line.as_bytes().chunks(7).collect();
        assert_eq!(written(&pieces, true), "a\\u{2028}é".repeat(PIECE));
    }

    #[test]
    fn a_long_output_is_passed_on_before_it_ends() {
        struct Longest(usize);
        impl Write for Longest {
            fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
                self.0 = self.0.max(bytes.len());
                Ok(bytes.len())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let mut longest = Longest(0);
        let mut writer = SafeWriter::new(&mut longest, false);
        for _ in 0..100_000 {
            writer.write_all(b"a line of words\n").unwrap();
        }
        writer.finish().unwrap();
        assert!(longest.0 < PIECE + 20, "{}", longest.0);
    }

    proptest! {
        /// Lines may be cut into any pieces.
        #[test]
        fn pieces_are_written_as_the_whole_would_be(
            lines in prop::collection::vec("(\u{1b}\\[1;31m|\u{1b}\\[2J|\u{9b}|\r|é|\u{202e}|[a-z]){0,12}(\r\n|\n)", 0..9),
            size in 1..40_usize,
            colour: bool,
        ) {
            let padding = format!("{}\n", "-".repeat(PIECE));
            let text = lines.concat() + &padding + &lines.concat();
            let pieces: Vec<&[u8]> = text.as_bytes().chunks(size).collect();
            let whole = match colour {
                true => safe::make_safe(&text),
                false => safe::make_safe(&strip_str(&text).to_string()),
            };
            prop_assert_eq!(written(&pieces, colour), whole);
        }
    }
}
