//! The mistakes that people make who have never heard of YAML: where each is, what it is called
//! and what to write instead. It knows no kinds, so it cannot say which names are details.

use granit_parser::{ErrorKind, ScanError};

use super::{EventReader, MOST_NODES, Problem, char_boundary};
use crate::base::document::node::NodeValue;
use crate::base::document::write::{readably_quoted, splice};
use crate::base::text::{Span, safe};

/// YAML that could not be read: where, why and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed {
    pub span: Span,
    pub reason: String,
    pub help: String,
    /// The text that makes the line readable, if there is one.
    pub repair: Option<Box<Repair>>,
}

/// The fault of a file in which both sides of a conflict are still there.
pub const CONFLICT: &str =
    "git could not join two versions of this text, and marked the place here";

/// The remedy for [`CONFLICT`].
pub const CONFLICT_HELP: &str =
    "keep the words that are right, and delete the lines of `<<<<<<<`, `=======` and `>>>>>>>`";

/// Text to write in place of a stretch, so that a detail can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    /// The name of the detail, which may be of no detail that there is.
    pub key: String,
    pub span: Span,
    pub text: String,
    /// True if the value becomes text, which is right for a detail that holds text.
    pub quotes: bool,
}

/// Most faults that are told of one text.
const MOST_FAULTS: usize = 20;
/// Most ways to correct an entry that are tried.
const MOST_TRIED: usize = 64;

/// Returns what is wrong with each entry of a text that cannot be read as details. Empty if
/// it can be read, but as something else.
pub fn explain_all(text: &str, offset: usize, most_nodes: usize) -> Vec<Malformed> {
    let first = match EventReader::read(text, offset, most_nodes) {
        Ok(_) => None,
        Err(Problem::Limit(malformed)) => return vec![malformed],
        Err(Problem::Syntax(malformed)) => Some(malformed),
    };
    let bad = entries(text).filter(|entry| !is_entry(entry.slice(text)));
    let found = bad.filter_map(|entry| explain_entry(text, entry));
    let found: Vec<Malformed> = found
        .take(MOST_FAULTS)
        .map(|malformed| malformed.shift(offset))
        .collect();
    if found.is_empty() {
        return first.into_iter().collect();
    }
    found
}

impl Malformed {
    /// The fault of a conflict whose first line is at `span`.
    pub fn conflict(span: Span) -> Self {
        Self {
            span,
            reason: CONFLICT.to_owned(),
            help: CONFLICT_HELP.to_owned(),
            repair: None,
        }
    }

    /// Returns the same of a text that begins `by` bytes later.
    fn shift(self, by: usize) -> Self {
        let repair = self.repair.map(|mut repair| {
            repair.span = repair.span.shift(by);
            repair
        });
        Self {
            span: self.span.shift(by),
            repair,
            ..self
        }
    }
}

/// Returns the entries at the outermost level, each with the lines that belong to it.
fn entries(text: &str) -> impl Iterator<Item = Span> {
    let begins = |line: &str| {
        let first = line.chars().next();
        first.is_some_and(|c| !c.is_whitespace() && !"#-]}".contains(c))
    };
    let mut starts = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if begins(line) || at == 0 {
            starts.push(at);
        }
        at += line.len();
    }
    let ends: Vec<usize> = starts.iter().skip(1).copied().chain([at]).collect();
    let spans = starts.into_iter().zip(ends);
    spans.map(|(start, end)| Span::new(start, end))
}

/// Returns true if a text can be read as details, or holds none.
fn is_entry(text: &str) -> bool {
    let read = EventReader::read(text, 0, MOST_NODES);
    read.is_ok_and(|node| !matches!(node.value, NodeValue::Scalar(_)))
}

/// Returns the first line of an entry that can be corrected so that the entry is read, and how.
fn explain_entry(text: &str, entry: Span) -> Option<Malformed> {
    let written = entry.slice(text);
    let mut tried = 0;
    let mut at = 0;
    for words in written.split_inclusive('\n') {
        let start = at;
        at += words.len();
        let line = Line::read(words, &written[..start]);
        let attempts = line.iter().flat_map(|line| line.attempts(&written[at..]));
        for attempt in attempts {
            tried += 1;
            if tried > MOST_TRIED {
                return None;
            }
            let span = attempt.span.shift(start);
            let corrected = splice(written, span, &attempt.text);
            if !is_entry(&corrected) {
                continue;
            }
            let indent = words.len() - words.trim_start().len();
            let line = Span::new(start + indent, start + words.trim_end().len());
            return Some(Malformed {
                span: line.shift(entry.start),
                reason: attempt.reason.to_owned(),
                help: attempt.help(words),
                repair: Some(Box::new(Repair {
                    key: attempt.key,
                    span: span.shift(entry.start),
                    text: attempt.text,
                    quotes: attempt.quotes,
                })),
            });
        }
    }
    None
}

/// A line of the form `name: value`, or one that was meant to be.
struct Line<'a> {
    words: &'a str,
    key: &'a str,
    /// Everything between the name and the value.
    separator: Span,
    value: Span,
    /// The blanks that belong at its beginning, where there is a tab.
    indents: Vec<usize>,
}

/// One way to correct a line.
struct Attempt {
    reason: &'static str,
    key: String,
    /// In the line.
    span: Span,
    text: String,
    quotes: bool,
}

impl Attempt {
    fn help(&self, line: &str) -> String {
        if self.quotes {
            return format!("write it as {}", self.text);
        }
        let line = splice(line, self.span, &self.text);
        format!("write the line as `{}`", line.trim())
    }
}

/// Returns true for characters that look like a blank, or like nothing at all.
fn is_blank(c: char) -> bool {
    let has_no_width = matches!(
        c,
        '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{ad}'
    );
    c.is_whitespace() || has_no_width || safe::is_unsafe(c)
}

impl<'a> Line<'a> {
    /// Reads a line; `before` are the lines of the entry before it. `None` if it has no name.
    fn read(line: &'a str, before: &str) -> Option<Self> {
        let words = line.trim_end_matches(is_blank);
        let mut at = words.len() - words.trim_start_matches(is_blank).len();
        let tab = words[..at].contains('\t');
        while words[at..].starts_with("- ") {
            let rest = words[at + 1..].trim_start_matches(is_blank);
            at = words.len() - rest.len();
        }
        let name_len = words[at..]
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-'))
            .unwrap_or(words.len() - at);
        let key = &words[at..at + name_len];
        let rest = &words[at + name_len..];
        let sign = rest.trim_start_matches(is_blank);
        let sign = sign.strip_prefix([':', '\u{ff1a}', '\u{fe55}', '\u{a789}', '='])?;
        let value = sign.trim_start_matches(is_blank);
        if !key.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        Some(Self {
            words,
            key,
            separator: Span::new(at + name_len, words.len() - value.len()),
            value: Span::new(words.len() - value.len(), words.len()),
            indents: if tab {
                likely_indents(before)
            } else {
                Vec::new()
            },
        })
    }

    /// Returns the ways to correct the line, the likeliest first; `after` are the lines of the
    /// entry after it.
    fn attempts(&self, after: &str) -> Vec<Attempt> {
        let mut attempts = Vec::new();
        let indent = self.words.len() - self.words.trim_start_matches(is_blank).len();
        for blanks in &self.indents {
            attempts.push(Attempt {
                reason: "a tab is used where spaces are needed",
                key: self.key.to_owned(),
                span: Span::new(0, indent),
                text: " ".repeat(*blanks),
                quotes: false,
            });
        }
        attempts.extend(self.separator_attempts());
        attempts.extend(self.value_attempts(after));
        attempts
    }

    /// Corrects what stands between the name and the value.
    fn separator_attempts(&self) -> Vec<Attempt> {
        let separator = self.separator.slice(self.words);
        let value = self.value.slice(self.words);
        if separator.trim_matches([' ', '\t']) == ":" && separator.ends_with([' ', '\t']) {
            return Vec::new();
        }
        let is_link = separator == ":" && value.starts_with("//");
        let unquoted = value.trim_matches(['"', '\'']);
        if is_link || value.is_empty() && separator == ":" {
            return Vec::new();
        }
        let reason = match separator {
            ":" => "there is no space after the colon",
            _ if separator.contains(':') => "there is another sign than a space beside the colon",
            _ if separator.contains('=') => "there is an equals sign where a colon is needed",
            _ => "there is another sign where a colon is needed",
        };
        let attempt = |text: String| Attempt {
            reason,
            key: self.key.to_owned(),
            span: Span::new(self.separator.start, self.value.end),
            text,
            quotes: false,
        };
        vec![
            attempt(format!(": {value}")),
            attempt(format!(": {}", readably_quoted(unquoted))),
        ]
    }

    /// Puts the value in quotes, alone and then with the lines that go on with it.
    fn value_attempts(&self, after: &str) -> Vec<Attempt> {
        let value = self.value.slice(self.words);
        if value.is_empty() {
            return Vec::new();
        }
        let attempt = |end: usize, text: String| Attempt {
            reason: value_reason(value),
            key: self.key.to_owned(),
            span: Span::new(self.value.start, end),
            text,
            quotes: true,
        };
        let mut attempts = vec![attempt(self.value.end, requoted(value))];
        let more: Vec<&str> = after.split_whitespace().collect();
        let are_details = || after.lines().any(|line| Line::read(line, "").is_some());
        if !more.is_empty() && after.len() < 4_000 && !are_details() {
            let end = self.words.len() + 1 + after.trim_end().len();
            attempts.push(attempt(
                end,
                requoted(&format!("{value} {}", more.join(" "))),
            ));
        }
        attempts
    }
}

/// Returns the numbers of blanks that a line may begin with, by the lines before it.
fn likely_indents(before: &str) -> Vec<usize> {
    let Some(last) = before.lines().rev().find(|line| !line.trim().is_empty()) else {
        return vec![0];
    };
    let words = last.trim_start_matches([' ', '-']);
    let column = last.len() - words.len();
    vec![column, column + 2, 0]
}

/// Returns what is the matter with a value that cannot be read as it is.
fn value_reason(value: &str) -> &'static str {
    match value.chars().next() {
        Some('"' | '\'') if !is_closed_quote(value) => {
            "a quotation mark is opened and never closed"
        }
        Some('"' | '\'') => "there is more than the words in quotation marks",
        Some('[') if !value.contains(']') => "a bracket is opened and never closed",
        Some('{') if !value.contains('}') => "a bracket is opened and never closed",
        Some('[' | '{') => "a value that begins with a bracket needs quotes",
        _ if value.contains(": ") || value.ends_with(':') => {
            "a value with a colon in it needs quotes"
        }
        _ if value.contains(|c: char| safe::is_unsafe(c)) => {
            "there is a character that cannot be shown"
        }
        _ => "a value that begins with a special sign needs quotes",
    }
}

/// Returns a value in quotes that can be read. Quotes around the whole of it are the
/// person's own; others are part of the words.
fn requoted(value: &str) -> String {
    let Some(quote) = value.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
        return readably_quoted(value);
    };
    let inner = &value[1..];
    match inner.strip_suffix(quote) {
        Some(inner) if !closes_first(inner, quote) => readably_quoted(inner),
        None if !inner.contains(quote) => readably_quoted(inner),
        _ => readably_quoted(value),
    }
}

/// Returns true if the first such mark in a text closes a quotation rather than opening one, so
/// that it is no apostrophe either.
fn closes_first(text: &str, quote: char) -> bool {
    let Some((before, after)) = text.split_once(quote) else {
        return false;
    };
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let opens = before.ends_with(|c: char| c.is_whitespace() || "([{".contains(c));
    let apostrophe =
        quote == '\'' && is_word(before.chars().last()) && is_word(after.chars().next());
    !opens && !apostrophe && !before.is_empty()
}

/// Puts an error of the parser into words, for a text whose entries can all be read alone.
pub fn explain_scan_error(error: &ScanError, text: &str, offset: usize) -> Malformed {
    let at = error.marker().byte_offset().unwrap_or_default();
    let at = whole_line(text, at);
    let (span, mistake) = match error.kind() {
        ErrorKind::UnknownAnchor => (at, CommonMistake::Sign),
        _ => likely_mistake(text, at),
    };
    Malformed {
        span: span.shift(offset),
        reason: mistake.reason(),
        help: mistake.help(span.slice(text)),
        repair: None,
    }
}

/// The mistakes that people make who have never heard of YAML.
#[derive(Clone, Copy)]
enum CommonMistake {
    Tab,
    Colon,
    Quote,
    Bracket,
    Sign,
    NoColon,
    Indent,
    Other,
}

impl CommonMistake {
    fn reason(self) -> String {
        match self {
            Self::Tab => "a tab is used where spaces are needed",
            Self::Colon => "a value with a colon in it needs quotes",
            Self::Quote => "a quotation mark is opened and never closed",
            Self::Bracket => "a bracket is opened and never closed",
            Self::Sign => "a value that begins with a special sign needs quotes",
            Self::NoColon => "this line is not of the form `name: value`",
            Self::Indent => "this line starts further in than the one above it",
            Self::Other => "this could not be read",
        }
        .into()
    }

    fn help(self, line: &str) -> String {
        let value = value_of(line);
        match self {
            Self::Colon | Self::Sign => format!("write it as {}", readably_quoted(value)),
            Self::Tab => "begin the line with spaces instead of the tab".into(),
            Self::Quote | Self::Bracket => "close it at the end of the value".into(),
            Self::NoColon => "write `name: value`, one to a line".into(),
            Self::Indent | Self::Other => {
                "write one `name: value` to a line, each starting in the same column".into()
            }
        }
    }
}

fn value_of(line: &str) -> &str {
    line.split_once(':').map_or("", |(_, value)| value).trim()
}

/// A quote or bracket left open is noticed by the parser lines later, so the
/// lines before the one it names are looked at first.
fn likely_mistake(text: &str, at: Span) -> (Span, CommonMistake) {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if start > at.start {
            break;
        }
        let value = value_of(line);
        let left_open = match value.chars().next() {
            Some('"' | '\'') if !is_closed_quote(value) => Some(CommonMistake::Quote),
            Some('[') if !value.contains(']') => Some(CommonMistake::Bracket),
            Some('{') if !value.contains('}') => Some(CommonMistake::Bracket),
            _ => None,
        };
        if let Some(mistake) = left_open {
            return (whole_line(text, start), mistake);
        }
        start += line.len();
    }
    let tab = [at.start, at.end + 1].into_iter();
    let mut tab = tab.filter_map(|near| tab_indentation(text, near));
    let tab = tab.next().map(|at| (at, CommonMistake::Tab));
    tab.unwrap_or_else(|| (at, mistake_on_line(text, at)))
}

/// Returns the indentation of the line at a byte if there is a tab in it. No editor shows which
/// is which.
fn tab_indentation(text: &str, at: usize) -> Option<Span> {
    let start = text.get(..at)?.rfind('\n').map_or(0, |at| at + 1);
    let line = text[start..].lines().next()?;
    let indent = line.len() - line.trim_start().len();
    let is_tab = indent < line.len() && line[..indent].contains('\t');
    is_tab.then(|| Span::new(start, start + indent))
}

fn mistake_on_line(text: &str, at: Span) -> CommonMistake {
    let line = at.slice(text);
    let value = value_of(line);
    let indented = at.start > text[..at.start].rfind('\n').map_or(0, |i| i + 1);
    if value.contains(": ") || value.ends_with(':') {
        CommonMistake::Colon
    } else if value.starts_with(['@', '`', '%', '&', '*', '!', '|', '>', '#']) {
        CommonMistake::Sign
    } else if !line.contains(':') {
        CommonMistake::NoColon
    } else if indented {
        CommonMistake::Indent
    } else {
        CommonMistake::Other
    }
}

fn is_closed_quote(value: &str) -> bool {
    let quote = value.chars().next().unwrap_or('"');
    value.len() > 1 && value.ends_with(quote)
}

/// The words of the line at a byte, or of the last one that has any.
pub fn whole_line(text: &str, at: usize) -> Span {
    let mut start = text[..char_boundary(text, at)]
        .rfind('\n')
        .map_or(0, |i| i + 1);
    while text[start..].lines().next().unwrap_or("").trim().is_empty() && start > 0 {
        start = text[..start - 1].rfind('\n').map_or(0, |i| i + 1);
    }
    let line = text[start..].lines().next().unwrap_or("");
    let indent = line.len() - line.trim_start().len();
    Span::new(start + indent, start + line.trim_end().len().max(indent))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the text with every repair made, and what was wrong.
    fn repaired(text: &str) -> (String, Vec<String>) {
        let found = explain_all(text, 0, MOST_NODES);
        let mut text = text.to_owned();
        for malformed in found.iter().rev() {
            if let Some(repair) = &malformed.repair {
                text = splice(&text, repair.span, &repair.text);
            }
        }
        (text, found.into_iter().map(|found| found.reason).collect())
    }

    #[test]
    fn a_line_that_cannot_be_read_has_the_line_to_write_instead() {
        for (typed, right) in [
            ("title: [Online] GDPR", "title: \"[Online] GDPR\""),
            ("title: {Online} GDPR", "title: \"{Online} GDPR\""),
            ("title: [Online", "title: \"[Online\""),
            ("title: - First aid", "title: \"- First aid\""),
            (
                "title: *Excel* for beginners",
                "title: \"*Excel* for beginners\"",
            ),
            ("title: *", "title: \"*\""),
            ("title: & more", "title: \"& more\""),
            (
                "title: \"Saying no\": a workshop",
                "title: '\"Saying no\": a workshop'",
            ),
            ("title: 'Marta's course'", "title: \"Marta's course\""),
            ("title: 'Tis the season", "title: \"Tis the season\""),
            (
                "title: \"He said \"no\" to me\"",
                "title: 'He said \"no\" to me'",
            ),
            ("title: \"A\" and \"B\"", "title: '\"A\" and \"B\"'"),
            (
                "title: \"A\" and Marta's \"B\"",
                "title: \"\\\"A\\\" and Marta's \\\"B\\\"\"",
            ),
            ("title: \"Minutes", "title: \"Minutes\""),
            ("title: \"C:\\dir\"", "title: 'C:\\dir'"),
            ("title: @home", "title: \"@home\""),
            ("title: `code`", "title: \"`code`\""),
            ("title: %x", "title: \"%x\""),
            ("title: | What I did", "title: \"| What I did\""),
            ("title: > 50% rule", "title: \"> 50% rule\""),
            ("title: ? what", "title: \"? what\""),
            ("title: Minutes: what for", "title: \"Minutes: what for\""),
            ("title: Minutes:", "title: \"Minutes:\""),
            (
                "title: “Minutes: what for”",
                "title: \"“Minutes: what for”\"",
            ),
            ("hours:3.5", "hours: 3.5"),
            ("title：Seminar", "title: Seminar"),
            ("title ： Seminar", "title: Seminar"),
            ("title:\u{a0}Seminar", "title: Seminar"),
            ("title:\u{200b}Seminar", "title: Seminar"),
            ("title:\u{3000}Seminar", "title: Seminar"),
            ("title = \"Seminar\"", "title: \"Seminar\""),
            ("a: b\n\ttitle: Seminar", "a: b\ntitle: Seminar"),
            (
                "title: Minutes: what\n  for",
                "title: \"Minutes: what for\"",
            ),
            (
                "people:\n  - id: sam\n    name: [Sam] C",
                "people:\n  - id: sam\n    name: \"[Sam] C\"",
            ),
        ] {
            for (before, after) in [("", ""), ("date: 2026-02-20\n", "\ntype: workshop\n")] {
                let (text, reasons) = repaired(&format!("{before}{typed}{after}"));
                assert_eq!(text, format!("{before}{right}{after}"), "{reasons:?}");
                assert_eq!(reasons.len(), 1, "{typed}: {reasons:?}");
            }
        }
    }

    #[test]
    fn every_line_that_cannot_be_read_is_told() {
        let (text, reasons) = repaired("title: A: b\ndate: 2026-02-20\nprovider: [C] d\nhours:1\n");
        let right = "title: \"A: b\"\ndate: 2026-02-20\nprovider: \"[C] d\"\nhours: 1\n";
        assert_eq!(text, right);
        assert_eq!(reasons.len(), 3, "{reasons:?}");
    }

    #[test]
    fn what_is_too_large_is_not_put_in_quotes() {
        let deep = format!("a: {}{}\n", "[".repeat(40), "]".repeat(40));
        let (text, reasons) = repaired(&deep);
        assert_eq!(text, deep);
        assert!(reasons[0].contains("nested too deeply"), "{reasons:?}");
    }

    #[test]
    fn two_sets_of_details_are_told_as_such() {
        let two = "a: b\n---\nc: d\n";
        let (text, reasons) = repaired(two);
        assert_eq!(text, two);
        assert_eq!(
            reasons,
            ["there are two sets of details where one is expected"]
        );
    }
}
