//! The mistakes that people make who have never heard of YAML: where each is, what it is called
//! and what to write instead. It knows no kinds, so it cannot say which names are details.

use std::collections::BTreeSet;

use granit_parser::{ErrorKind, ScanError};

use super::line::{Line, NO_COLON, TAB, is_blank, is_closed_quote};
use super::{EventReader, MOST_NODES, Problem, char_boundary};
use crate::base::document::node::NodeValue;
use crate::base::document::write::{readably_quoted, splice};
use crate::base::text::Span;

/// YAML that could not be read: where, why and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed {
    pub span: Span,
    pub reason: String,
    pub help: String,
    /// The texts that make the line readable, the likeliest first.
    pub repairs: Vec<Repair>,
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
    /// Says what to write.
    pub says: String,
    /// The name of the detail, which may be of no detail that there is.
    pub key: String,
    pub span: Span,
    pub text: String,
    /// True if the value becomes text, which is right for a detail that holds text.
    pub quotes: bool,
}

const TOO_FAR_IN: &str = "this line starts further in than the one above it";
const ONE_EACH: &str = "write `name: value`, one to a line";

/// Most faults that are told of one text.
const MOST_FAULTS: usize = 20;
/// Most entries that are looked at, with mistakes that can be explained or without.
const MOST_EXPLAINED: usize = 2 * MOST_FAULTS;
/// Most ways to correct an entry that are tried.
const MOST_TRIED: usize = 64;
/// Largest text, in bytes, in which as many ways are tried. In one that is larger they are fewer,
/// since the whole entry is read for each.
const LARGEST_TRIED: usize = 16 * 1024;

/// Returns what is wrong with each entry of a text that cannot be read as details. Empty if
/// it can be read, but as something else.
pub fn explain_all(text: &str, offset: usize, most_nodes: usize) -> Vec<Malformed> {
    let first = match EventReader::read(text, offset, most_nodes) {
        Ok(_) => None,
        Err(Problem::Limit(malformed)) => return vec![malformed],
        Err(Problem::Syntax(malformed)) => Some(malformed),
    };
    let bad = entries(text).filter(|entry| !is_entry(entry.slice(text)));
    let bad = bad.take(MOST_EXPLAINED);
    let found = bad.flat_map(|entry| explain_entry(text, entry));
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
            repairs: Vec::new(),
        }
    }

    /// Returns the same of a text that begins `by` bytes later.
    fn shift(self, by: usize) -> Self {
        let mut repairs = self.repairs;
        for repair in &mut repairs {
            repair.span = repair.span.shift(by);
        }
        Self {
            span: self.span.shift(by),
            repairs,
            ..self
        }
    }
}

/// Returns the entries at the outermost level, each with the lines that belong to it.
fn entries(text: &str) -> impl Iterator<Item = Span> {
    let mut starts = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if begins_entry(line) || at == 0 {
            starts.push(at);
        }
        at += line.len();
    }
    let ends: Vec<usize> = starts.iter().skip(1).copied().chain([at]).collect();
    let spans = starts.into_iter().zip(ends);
    spans.map(|(start, end)| Span::new(start, end))
}

fn begins_entry(line: &str) -> bool {
    let first = line.chars().next();
    first.is_some_and(|c| !c.is_whitespace() && !"#-]}".contains(c))
}

/// Returns the entry that ends where another begins.
fn entry_before(text: &str, end: usize) -> Option<Span> {
    let mut start = end;
    for line in text[..end].split_inclusive('\n').rev() {
        start -= line.len();
        if begins_entry(line) {
            break;
        }
    }
    (start < end).then(|| Span::new(start, end))
}

/// Returns true if a text can be read as details, or holds none.
fn is_entry(text: &str) -> bool {
    let read = EventReader::read(text, 0, MOST_NODES);
    read.is_ok_and(|node| !matches!(node.value, NodeValue::Scalar(_)))
}

/// Returns the lines of an entry that can be corrected so that the entry is read, and how.
fn explain_entry(text: &str, entry: Span) -> Vec<Malformed> {
    let one = explain_line(text, entry);
    if !one.is_empty() {
        return one;
    }
    let indents = explain_indents(text, entry);
    if indents.is_empty() {
        return explain_more_words(text, entry).into_iter().collect();
    }
    indents
}

/// Returns the first line with which an entry can be read once it is corrected.
fn explain_line(text: &str, entry: Span) -> Vec<Malformed> {
    let written = entry.slice(text);
    let most = (MOST_TRIED * LARGEST_TRIED / text.len().max(1)).clamp(2, MOST_TRIED);
    let mut tried = 0;
    let mut at = 0;
    for words in written.split_inclusive('\n') {
        let start = at;
        at += words.len();
        let line = Line::read(words, &written[..start]);
        let attempts = line.iter().flat_map(|line| line.attempts(&written[at..]));
        for attempt in attempts {
            tried += 1;
            if tried > most {
                return Vec::new();
            }
            let span = attempt.span.shift(start);
            let corrected = splice(written, span, &attempt.text);
            if !is_entry(&corrected) {
                continue;
            }
            let says = attempt.help(words);
            let repair = Repair {
                says: says.clone(),
                key: attempt.key,
                span: span.shift(entry.start),
                text: attempt.text,
                quotes: attempt.quotes,
            };
            let is_doubtful = line.is_some_and(|line| line.is_doubtful);
            let more = is_doubtful.then(|| more_words(text, entry)).flatten();
            return vec![Malformed {
                span: words_of(words).shift(entry.start + start),
                reason: attempt.reason.to_owned(),
                help: if is_doubtful {
                    ONE_EACH.to_owned()
                } else {
                    says
                },
                repairs: [repair].into_iter().chain(more).collect(),
            }];
        }
    }
    Vec::new()
}

/// Returns the lines of an entry that are details of their own, and only begin further in.
fn explain_indents(text: &str, entry: Span) -> Vec<Malformed> {
    let written = entry.slice(text);
    let first = written.lines().next().and_then(|line| Line::read(line, ""));
    let found = inner_details(written, entry.start);
    if found.is_empty() {
        return found;
    }
    let prefixes = found.iter().flat_map(|fault| fault.repairs.first());
    let (mut corrected, mut at) = (String::with_capacity(written.len()), entry.start);
    for prefix in prefixes.map(|repair| repair.span) {
        corrected.push_str(&text[at..prefix.start]);
        at = prefix.end;
    }
    corrected.push_str(&text[at..entry.end]);
    // Two details of one name are no way out.
    let lines = text
        .lines()
        .filter(|line| !line.starts_with([' ', '\t', '-']));
    let lines = lines.filter_map(|line| Line::read(line, ""));
    let begun: BTreeSet<&str> = lines.map(|line| line.key).collect();
    let is_new = |fault: &Malformed| {
        let mut repairs = fault.repairs.iter();
        repairs.all(|repair| !begun.contains(&*repair.key))
    };
    let is_read = || entries(&corrected).all(|entry| is_entry(entry.slice(&corrected)));
    // Below a name without a value, they belong to it.
    let is_right = first.is_some_and(|line| line.has_value()) && found.iter().all(is_new);
    if is_right && is_read() {
        found
    } else {
        Vec::new()
    }
}

/// Returns the lines of a list that are details: `- title: x`.
pub fn explain_list(text: &str, offset: usize) -> Vec<Malformed> {
    inner_details(text, offset)
}

/// Returns the lines of a text that are details, but for blanks or hyphens before them.
fn inner_details(text: &str, offset: usize) -> Vec<Malformed> {
    let mut found = Vec::new();
    let mut at = offset;
    for words in text.split_inclusive('\n') {
        let line = Line::read(words, "").filter(|line| !line.is_doubtful);
        if let Some((line, prefix)) = line.and_then(|line| Some((line.key, line.prefix()?))) {
            let says = format!("write the line as `{}`", words[prefix.end..].trim());
            let reason = match prefix.slice(words) {
                before if before.contains('-') => "the details are written as a list",
                before if before.contains('\t') => TAB,
                _ => TOO_FAR_IN,
            };
            found.push(Malformed {
                span: words_of(words).shift(at),
                reason: reason.to_owned(),
                help: says.clone(),
                repairs: vec![Repair {
                    says,
                    key: line.to_owned(),
                    span: prefix.shift(at),
                    text: String::new(),
                    quotes: false,
                }],
            });
        }
        at += words.len();
    }
    found
}

/// Returns a line without a name that may go on with the value above it.
fn explain_more_words(text: &str, entry: Span) -> Option<Malformed> {
    let repair = more_words(text, entry)?;
    Some(Malformed {
        span: words_of(entry.slice(text)).shift(entry.start),
        reason: NO_COLON.to_owned(),
        help: ONE_EACH.to_owned(),
        repairs: vec![repair],
    })
}

/// Returns the repair of a line that goes on with the value above it.
fn more_words(text: &str, entry: Span) -> Option<Repair> {
    let before = entry_before(text, entry.start)?;
    let line = Line::read(before.slice(text).lines().next()?, "")?;
    let joined = format!("{}  {}", before.slice(text), entry.slice(text));
    let is_next = before.end == entry.start && !before.slice(text).ends_with("\n\n");
    let is_one_line = entry.slice(text).trim_end().lines().count() == 1;
    (is_next && is_one_line && !line.is_doubtful && is_entry(&joined)).then(|| Repair {
        says: "if it goes on from the line above, begin it with 2 spaces".to_owned(),
        key: line.key.to_owned(),
        span: Span::new(entry.start, entry.start),
        text: "  ".to_owned(),
        quotes: true,
    })
}

/// Returns the words of a line, without the blanks around them.
fn words_of(line: &str) -> Span {
    let line = line.trim_end_matches(['\n', '\r']);
    let words = line.trim_start_matches(is_blank);
    if words.is_empty() {
        return Span::new(0, line.len());
    }
    Span::new(line.len() - words.len(), line.trim_end().len())
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
        repairs: Vec::new(),
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
            Self::Tab => TAB,
            Self::Colon => "a value with a colon in it needs quotes",
            Self::Quote => "a quotation mark is opened and never closed",
            Self::Bracket => "a bracket is opened and never closed",
            Self::Sign => "a value that begins with a special sign needs quotes",
            Self::NoColon => NO_COLON,
            Self::Indent => TOO_FAR_IN,
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
            Self::NoColon => ONE_EACH.into(),
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
        let value = line.split_once(':').map_or(line, |(_, value)| value);
        let value = value.trim().trim_start_matches("- ");
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
            if let Some(repair) = malformed.repairs.first() {
                text = splice(&text, repair.span, &repair.text);
            }
        }
        (text, found.into_iter().map(|found| found.reason).collect())
    }

    /// Each would take minutes if all that may be tried were tried.
    #[test]
    fn a_large_text_full_of_mistakes_is_explained_within_seconds() {
        let begun = std::time::Instant::now();
        for text in [
            format!(
                "owner: {{ name: title: x }}\n{}",
                "portfol\n".repeat(20_000)
            ),
            format!("title: x\n{}", "  date: 1\n".repeat(20_000)),
            format!("title: x\n{}", "- a: b: c\n".repeat(20_000)),
            format!("title: [\n{}", "  - a: \"b\n".repeat(20_000)),
            "title: \"x\n".repeat(20_000),
            "\ttitle: x\n".repeat(20_000),
        ] {
            assert!(explain_all(&text, 0, MOST_NODES).len() <= MOST_FAULTS);
        }
        let took = begun.elapsed();
        assert!(took.as_secs() < 20, "{took:?}");
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
