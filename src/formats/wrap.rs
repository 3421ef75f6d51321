//! Lines that end where the terminal does, between words.

use std::io::{self, Write};

use anstream::adapter::strip_str;
use anstyle::{AnsiColor, Reset, Style as Paint};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::base::text::Safe;

/// Columns that read well. A wider terminal is not filled.
pub const WIDEST: usize = 100;
/// Columns that tables and trees need. In a narrower terminal their lines are wrapped again.
const NARROWEST: usize = 40;

/// The colour of commands to type, which are never broken.
pub const COMMAND: Paint = AnsiColor::Cyan.on_default();

/// Returns as many columns as there are, up to what reads well.
pub fn text_width(width: usize) -> usize {
    width.clamp(NARROWEST, WIDEST)
}

pub fn safe_text(text: &str) -> String {
    Safe(text).to_string()
}

/// Returns the words in lines no wider than `width`. A word that is wider, such as an address,
/// a path or a command in backticks, has a line of its own and is not broken. Wide characters,
/// as in Chinese and Japanese, are words by themselves where they do not fit.
pub fn wrap_text(text: &str, width: usize) -> Vec<String> {
    wrap_with_indent(text, width, 0)
}

/// Returns the words in lines, of which all but the first are narrower by an indent.
fn wrap_with_indent(text: &str, width: usize, indent: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    let mut columns = 0;
    let mut rest = text;
    while let Some((gap, word, after)) = next_word(rest) {
        rest = after;
        let limit = if lines.is_empty() {
            width
        } else {
            width.saturating_sub(indent)
        };
        if !line.is_empty() && columns + gap + columns_of(word) > limit {
            lines.push(std::mem::take(&mut line));
            columns = 0;
        }
        if !line.is_empty() {
            line.extend(std::iter::repeat_n(' ', gap));
            columns += gap;
        }
        let fits = columns + columns_of(word) <= limit;
        for c in word.chars() {
            let wide = c.width().unwrap_or(0);
            if !fits && wide > 1 && columns + wide > limit && !line.is_empty() {
                lines.push(std::mem::take(&mut line));
                columns = 0;
            }
            line.push(c);
            columns += wide;
        }
        if fits {
            columns = columns_of(&line);
        }
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(line);
    }
    lines
}

/// Returns the number of blanks before the next word, the word, and what follows it.
fn next_word(text: &str) -> Option<(usize, &str, &str)> {
    let word = text.trim_start_matches(' ');
    let gap = text.len() - word.len();
    let mut end = 0;
    while let Some(c) = word[end..].chars().next().filter(|c| *c != ' ') {
        end += command_len(&word[end..]).unwrap_or(c.len_utf8());
    }
    (end > 0).then(|| (gap, &word[..end], &word[end..]))
}

/// Returns the length of a command at the start of a text: in backticks, or in its colour.
fn command_len(text: &str) -> Option<usize> {
    if let Some(inside) = text.strip_prefix('`') {
        return Some(inside.find('`')? + 2);
    }
    if !text.starts_with('\u{1b}') || !text.starts_with(&COMMAND.render().to_string()) {
        return None;
    }
    let reset = Reset.render().to_string();
    Some(text.find(&reset)? + reset.len())
}

/// Returns the columns that a text takes, without its escape codes.
fn columns_of(text: &str) -> usize {
    match text.contains('\u{1b}') {
        true => strip_str(text).to_string().width(),
        false => text.width(),
    }
}

/// A writer that breaks lines between words where they are wider than the terminal.
pub struct WrappingWriter<W> {
    out: W,
    width: usize,
    /// A line that has not ended.
    line: Vec<u8>,
}

impl<W: Write> WrappingWriter<W> {
    pub fn new(out: W, width: usize) -> Self {
        let line = Vec::new();
        Self { out, width, line }
    }

    fn write_line(&mut self) -> io::Result<()> {
        let line = std::mem::take(&mut self.line);
        let text = String::from_utf8_lossy(&line);
        if columns_of(&text) <= self.width {
            return self.out.write_all(&line);
        }
        self.out.write_all(wrap_line(&text, self.width).as_bytes())
    }
}

impl<W: Write> Write for WrappingWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.line.extend_from_slice(piece);
            if piece.ends_with(b"\n") {
                self.write_line()?;
            }
        }
        Ok(bytes.len())
    }

    /// Writes what there is of a line as well, such as a question.
    fn flush(&mut self) -> io::Result<()> {
        self.write_line()?;
        self.out.flush()
    }
}

/// Returns a line as several, with what follows the first below its first word.
fn wrap_line(line: &str, width: usize) -> String {
    let text = line.trim_end_matches('\n');
    let indent = hanging_indent(&strip_str(text).to_string()).min(width / 2);
    let blanks = text.len() - text.trim_start_matches(' ').len();
    let lines = wrap_with_indent(
        &text[blanks..],
        width.saturating_sub(blanks),
        indent.saturating_sub(blanks),
    );
    let between = format!("\n{:indent$}", "");
    format!(
        "{:blanks$}{}{}",
        "",
        lines.join(&between),
        &line[text.len()..]
    )
}

/// Returns the columns before the first word of a line: blanks and the sign of a list.
fn hanging_indent(text: &str) -> usize {
    let inside = text.trim_start_matches(' ');
    let blanks = text.len() - inside.len();
    let mut chars = inside.chars();
    let is_sign = chars.next().is_some_and(|c| !c.is_alphanumeric());
    blanks
        + if is_sign && chars.next() == Some(' ') {
            2
        } else {
            0
        }
}

/// The text with blanks up to a width.
pub fn pad_to_width(text: &str, width: usize) -> String {
    format!("{text}{:1$}", "", width.saturating_sub(text.width()))
}

/// The same, where a fact of a few words is not torn apart.
pub fn wrap_facts(each: &[String], width: usize) -> Vec<String> {
    const WHOLE: char = '\u{a0}';
    let whole = |fact: &String| match fact.width() * 2 > width {
        true => fact.clone(),
        false => fact.replace(' ', "\u{a0}"),
    };
    let each: Vec<String> = each.iter().map(|fact| safe_text(fact)).collect();
    let whole: Vec<String> = each.iter().map(whole).collect();
    let lines = wrap_text(&join_facts(&whole), width).into_iter();
    lines.map(|line| line.replace(WHOLE, " ")).collect()
}

/// A list of facts; what has commas in it is kept apart by more than commas.
pub fn join_facts(each: &[String]) -> String {
    let apart = if each.iter().any(|fact| fact.contains([',', ';'])) {
        "; "
    } else {
        ", "
    };
    each.join(apart)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lines_are_no_wider_than_the_given_width() {
        let lines = wrap_text("one two three 字字字字字字 aaaaaaaaaaaaaaaaaaaaa b", 9);
        assert_eq!(
            lines,
            [
                "one two",
                "three",
                "字字字字",
                "字字",
                "aaaaaaaaaaaaaaaaaaaaa",
                "b"
            ]
        );
        assert_eq!(wrap_text("", 9), [""]);
    }

    #[test]
    fn a_command_is_not_broken() {
        let command = format!("{COMMAND}cpd new journal{COMMAND:#}");
        assert_eq!(
            wrap_text(&format!("add one: {command} today"), 12),
            ["add one:", &command, "today"]
        );
        assert_eq!(
            wrap_text("add one: `cpd new journal`; or two", 12),
            ["add one:", "`cpd new journal`;", "or two"]
        );
        assert_eq!(wrap_text("one ` alone here", 8), ["one `", "alone", "here"]);
    }

    fn wrapped(text: &str, width: usize) -> String {
        let mut out = Vec::new();
        let mut writer = WrappingWriter::new(&mut out, width);
        for byte in text.as_bytes() {
            writer.write_all(&[*byte]).unwrap();
        }
        writer.flush().unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn what_follows_a_sign_stands_below_the_first_word() {
        assert_eq!(
            wrapped("  - one two three\nshort\nHow many? ", 12),
            "  - one two\n    three\nshort\nHow many? "
        );
        assert_eq!(
            wrapped("\u{1b}[31m!\u{1b}[0m one two three\n", 9),
            "\u{1b}[31m!\u{1b}[0m one two\n  three\n"
        );
    }

    proptest! {
        /// No word is lost or broken, and a line is too wide only if it is one word.
        #[test]
        fn words_stay_whole_at_any_width(
            words in prop::collection::vec("[a-zé/:.-]{1,30}|`[a-z ]{1,20}`|\u{1b}\\[1m[a-z]{1,9}\u{1b}\\[0m", 0..30),
            width in 1..120_usize,
        ) {
            let text = words.join(" ");
            let lines = wrap_text(&text, width);
            prop_assert_eq!(lines.join(" "), text);
            for line in lines {
                let whole = words.contains(&line);
                prop_assert!(whole || columns_of(&line) <= width, "{line:?} of {width}");
            }
        }

        /// A writer at the width of a terminal changes nothing but blanks and line ends.
        #[test]
        fn a_wrapped_text_has_the_same_words(text in "([a-z字 `-]{0,60}\n){0,5}", width in 1..60_usize) {
            let letters = |text: &str| text.replace([' ', '\n'], "");
            prop_assert_eq!(letters(&wrapped(&text, width)), letters(&text));
        }
    }
}
