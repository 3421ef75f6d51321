//! One line of details as people type it, and the ways to correct it. It knows no other line but
//! those that belong to the same detail.

use crate::base::document::write::{readably_quoted, splice};
use crate::base::text::{Span, safe};

/// Signs that people put around a name to set it off, as in Markdown.
const ORNAMENTS: [char; 7] = ['*', '_', '`', '>', '•', '·', '~'];

/// Signs that people type in place of the colon.
const COLONS: [char; 5] = [':', '\u{ff1a}', '\u{fe55}', '\u{a789}', '='];

/// A line of the form `name: value`, or one that was meant to be.
pub struct Line<'a> {
    words: &'a str,
    /// Its length without blanks at its end, if they are such as YAML knows.
    end: usize,
    /// Its length with the line end.
    len: usize,
    pub key: &'a str,
    /// The beginning of the name, or of the signs around it.
    start: usize,
    /// Everything between the name and the value.
    separator: Span,
    value: Span,
    /// The blanks that belong at its beginning, where there is a tab.
    indents: Vec<usize>,
    /// No sign stands for the colon, so it may as well be no detail.
    pub is_doubtful: bool,
}

/// One way to correct a line.
pub struct Attempt {
    pub reason: &'static str,
    pub key: String,
    /// In the line.
    pub span: Span,
    pub text: String,
    pub quotes: bool,
}

impl Attempt {
    pub fn help(&self, line: &str) -> String {
        if self.quotes {
            return format!("write it as {}", self.text.trim());
        }
        let line = splice(line, self.span, &self.text);
        format!("write the line as `{}`", line.trim())
    }
}

pub const TAB: &str = "a tab is used where spaces are needed";
pub const NO_COLON: &str = "this line is not of the form `name: value`";

/// Returns true for characters that look like a blank, or like nothing at all.
pub fn is_blank(c: char) -> bool {
    let has_no_width = matches!(
        c,
        '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{ad}'
    );
    c.is_whitespace() || has_no_width || safe::is_unsafe(c)
}

impl<'a> Line<'a> {
    /// Reads a line; `before` are the lines of the entry before it. `None` if it has no name.
    pub fn read(line: &'a str, before: &str) -> Option<Self> {
        let words = line.trim_end_matches(is_blank);
        let tail = &line[words.len()..];
        let mut start = words.len() - words.trim_start_matches(is_blank).len();
        let tab = words[..start].contains('\t');
        while words[start..].starts_with("- ") {
            let rest = words[start + 1..].trim_start_matches(is_blank);
            start = words.len() - rest.len();
        }
        let is_ornament = |c: char| ORNAMENTS.contains(&c);
        let name = words[start..].trim_start_matches(|c| is_ornament(c) || c == ' ');
        let at = words.len() - name.len();
        let key_len = name
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-'))
            .unwrap_or(name.len());
        let key = name[..key_len].trim_end_matches(['-', '_']);
        if !key.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        let rest = &name[key.len()..];
        let may_close = |c: char| is_blank(c) || at > start && is_ornament(c);
        let sign = rest.trim_start_matches(may_close);
        let (value, is_doubtful) = match sign.strip_prefix(COLONS) {
            Some(value) => (value.trim_start_matches(may_close), false),
            None => (after_other_sign(rest)?, true),
        };
        let value_start = words.len() - value.len();
        let value = if at > start && !is_doubtful {
            value.trim_end_matches(is_ornament)
        } else {
            value
        };
        Some(Self {
            words,
            end: if tail.trim_matches([' ', '\t', '\n', '\r']).is_empty() {
                words.len()
            } else {
                line.trim_end_matches(['\n', '\r']).len()
            },
            len: line.len(),
            key,
            start,
            separator: Span::new(at + key.len(), value_start),
            value: Span::new(value_start, value_start + value.len()),
            indents: if tab {
                likely_indents(before)
            } else {
                Vec::new()
            },
            is_doubtful,
        })
    }

    /// Returns the ways to correct the line, the likeliest first; `after` are the lines of the
    /// entry after it.
    pub fn attempts(&self, after: &str) -> Vec<Attempt> {
        let mut attempts = Vec::new();
        for blanks in &self.indents {
            attempts.push(Attempt {
                reason: TAB,
                key: self.key.to_owned(),
                span: self.indent(),
                text: " ".repeat(*blanks),
                quotes: false,
            });
        }
        attempts.extend(self.separator_attempts());
        if !self.is_doubtful {
            attempts.extend(self.value_attempts(after));
        }
        attempts
    }

    /// Returns true for the address of a page, such as `https://example.org`.
    pub fn is_address(&self) -> bool {
        self.separator.slice(self.words) == ":" && self.value.slice(self.words).starts_with("//")
    }

    pub fn has_value(&self) -> bool {
        !self.value.is_empty()
    }

    /// Returns the blanks and hyphens before the name, if there are any.
    pub fn prefix(&self) -> Option<Span> {
        (self.start > 0).then(|| Span::new(0, self.start))
    }

    /// Returns the blanks that the line begins with.
    fn indent(&self) -> Span {
        let words = self.words.trim_start_matches(is_blank);
        Span::new(0, self.words.len() - words.len())
    }

    /// Corrects what stands before the value.
    fn separator_attempts(&self) -> Vec<Attempt> {
        let separator = self.separator.slice(self.words);
        let value = self.value.slice(self.words);
        let name = Span::new(self.start, self.separator.start).slice(self.words);
        let is_bare = name == self.key;
        let is_right =
            separator.trim_matches([' ', '\t']) == ":" && separator.ends_with([' ', '\t']);
        let is_empty = value.is_empty() && separator == ":" && self.end == self.words.len();
        if is_bare && (is_right || self.is_address() || is_empty) {
            return Vec::new();
        }
        let unquoted = value.trim_matches(['"', '\'']);
        let reason = match separator {
            _ if !is_bare => "there are signs around the name of the detail",
            _ if self.is_doubtful => NO_COLON,
            ":" if !value.is_empty() => "there is no space after the colon",
            _ if separator.contains(':') => "there is another sign than a space beside the colon",
            _ if separator.contains('=') => "there is an equals sign where a colon is needed",
            _ => "there is another sign where a colon is needed",
        };
        let attempt = |value: &str| Attempt {
            reason,
            key: self.key.to_owned(),
            span: Span::new(self.start, self.end),
            text: format!("{}: {value}", self.key),
            quotes: false,
        };
        if value.is_empty() {
            // Blanks at the end of the line that YAML takes for words.
            let text = format!("{}:", self.key);
            return vec![Attempt {
                text,
                ..attempt("")
            }];
        }
        vec![
            attempt(value),
            attempt(&readably_quoted(&without_control(unquoted))),
        ]
    }

    /// Puts the value in quotes, alone and then with the lines that go on with it.
    fn value_attempts(&self, after: &str) -> Vec<Attempt> {
        let written = self.value.slice(self.words);
        let value = &without_control(written);
        let attempt = |start: usize, end: usize, text: String| Attempt {
            reason: value_reason(if written.is_empty() {
                after.trim()
            } else {
                written
            }),
            key: self.key.to_owned(),
            span: Span::new(start, end),
            text,
            quotes: true,
        };
        let mut attempts = Vec::new();
        if !value.is_empty() {
            attempts.push(attempt(self.value.start, self.end, requoted(value)));
        }
        let more: Vec<&str> = after.split_whitespace().collect();
        let are_details = || {
            let mut lines = after.lines().filter_map(|line| Line::read(line, ""));
            lines.any(|line| !line.is_doubtful)
        };
        if !more.is_empty() && after.len() < 4_000 && !are_details() {
            let whole = requoted(format!("{value} {}", more.join(" ")).trim());
            let end = self.len + after.trim_end().len();
            // A line that ends with the colon lacks a blank too.
            attempts.push(match value.is_empty() {
                true => attempt(self.words.len(), end, format!(" {whole}")),
                false => attempt(self.value.start, end, whole),
            });
        }
        attempts
    }
}

/// Returns text without characters that stand for no letter, which YAML refuses.
fn without_control(text: &str) -> String {
    let characters = text.chars().filter_map(|c| match c {
        c if c.is_control() => c.is_whitespace().then_some(' '),
        c => Some(c),
    });
    characters.collect()
}

/// Returns the words behind a dash, a semicolon or only a blank after a name, if any follow.
fn after_other_sign(rest: &str) -> Option<&str> {
    let is_sign =
        |c: char| is_blank(c) || "-\u{2010}\u{2011}\u{2012}\u{2013}\u{2014};,>\u{2192}".contains(c);
    let value = rest.trim_start_matches(is_sign);
    (value.len() < rest.len() && !value.is_empty()).then_some(value)
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

pub fn is_closed_quote(value: &str) -> bool {
    let quote = value.chars().next().unwrap_or('"');
    value.len() > 1 && value.ends_with(quote)
}
