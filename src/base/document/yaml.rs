//! YAML to [`Node`], within limits: depth, size, aliases, one document.
//! The parser's messages name its own options, so ours are written here.

use std::borrow::Cow;
use std::fmt;

use granit_parser::{Event, Parser, ScalarStyle, StrInput};
use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::{
    Budget, DuplicateKeyPolicy, MergeKeyPolicy, Options, Spanned, from_str_with_options,
};

use super::node::{Node, NodeEntry, NodeValue};
use crate::base::text::{LineIndex, Span};

/// Deepest nesting that is read, in levels. Records use three.
pub const DEEPEST: usize = 16;
/// Most values in one front matter.
pub const MOST_NODES: usize = 5_000;
/// Most values in a file that is all YAML, such as a list of people.
pub const MOST_NODES_IN_FILE: usize = 200_000;

/// YAML that could not be read: where, why and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed {
    pub span: Span,
    pub reason: String,
    pub help: String,
}

impl Malformed {
    /// The fault of a conflict whose first line is at `span`.
    pub fn conflict(span: Span) -> Self {
        Self {
            span,
            reason: CONFLICT.to_owned(),
            help: CONFLICT_HELP.to_owned(),
        }
    }
}

/// The fault of a file in which both sides of a conflict are still there.
pub const CONFLICT: &str =
    "git could not join two versions of this text, and marked the place here";

/// The remedy for [`CONFLICT`].
pub const CONFLICT_HELP: &str =
    "keep the words that are right, and delete the lines of `<<<<<<<`, `=======` and `>>>>>>>`";

/// Reads one YAML document whose first byte stands at `offset` of its file.
pub fn read(text: &str, offset: usize, most_nodes: usize) -> Result<Node, Malformed> {
    if text
        .lines()
        .all(|line| line.trim().is_empty() || line.trim_start().starts_with('#'))
    {
        let end = offset + text.len();
        return Ok(Node::new(Span::new(end, end), NodeValue::Map(Vec::new())));
    }
    if let Some(malformed) = tab_indentation(text, offset) {
        return Err(malformed);
    }
    let quick = read_flat(text, offset, most_nodes);
    if let Some(node) = quick.or_else(|| PlainYamlReader::read(text, offset, most_nodes)) {
        return Ok(node);
    }
    match from_str_with_options::<Spanned<Raw>>(text, options(most_nodes)) {
        Ok(raw) => Ok(Build { text, offset }.node(raw)),
        Err(error) => Err(explain(&error, text, offset)),
    }
}

fn options(most_nodes: usize) -> Options {
    let mut budget = Budget::default();
    budget.max_depth = DEEPEST;
    budget.flow_nesting_limit = DEEPEST;
    budget.max_nodes = most_nodes;
    budget.max_events = most_nodes * 4;
    budget.max_aliases = 32;
    budget.max_anchors = 32;
    budget.max_documents = 1;
    let mut options = Options::default();
    options.budget = Some(budget);
    options.duplicate_keys = DuplicateKeyPolicy::PassThrough;
    options.merge_keys = MergeKeyPolicy::Error;
    options.strict_booleans = true;
    options.leading_zero_numbers_as_strings = true;
    options.underscored_numbers_as_strings = true;
    options.with_snippet = false;
    options
}

/// The parser's events turned into nodes, where they hold nothing out of the ordinary:
/// whatever may be at fault is left to the whole reading, which knows what to say of it.
struct PlainYamlReader<'a> {
    parser: Parser<'a, StrInput<'a>>,
    build: Build<'a>,
    /// Events that may still come.
    left: usize,
}

impl<'a> PlainYamlReader<'a> {
    fn read(text: &'a str, offset: usize, most_nodes: usize) -> Option<Node> {
        if text.starts_with('\u{feff}') {
            return None;
        }
        let mut this = Self {
            parser: Parser::new_from_str(text),
            build: Build { text, offset },
            left: most_nodes,
        };
        let Event::StreamStart = this.next()?.0 else {
            return None;
        };
        let Event::DocumentStart(false, None) = this.next()?.0 else {
            return None;
        };
        let (event, span) = this.next()?;
        let Event::MappingStart(..) = event else {
            return None;
        };
        let node = this.node(event, &span, 1)?;
        let ends = matches!(this.next()?.0, Event::DocumentEnd)
            && matches!(this.next()?.0, Event::StreamEnd);
        ends.then_some(node)
    }

    fn next(&mut self) -> Option<(Event<'a>, granit_parser::Span)> {
        self.left = self.left.checked_sub(1)?;
        self.parser.next_event()?.ok()
    }

    fn node(&mut self, event: Event<'a>, span: &granit_parser::Span, depth: usize) -> Option<Node> {
        if depth > DEEPEST - 2 {
            return None;
        }
        let value = match event {
            Event::Scalar(text, style, 0, None) => scalar(text, style)?,
            Event::SequenceStart(_, 0, None) => {
                let mut items = Vec::new();
                loop {
                    match self.next()? {
                        (Event::SequenceEnd, _) => break,
                        (event, span) => items.push(self.node(event, &span, depth + 1)?),
                    }
                }
                NodeValue::List(items)
            }
            Event::MappingStart(_, 0, None) => {
                let mut entries = Vec::new();
                loop {
                    match self.next()? {
                        (Event::MappingEnd, _) => break,
                        (event @ Event::Scalar(..), span) => {
                            let key = self.node(event, &span, depth + 1)?;
                            let NodeValue::Scalar(name) = key.value else {
                                return None;
                            };
                            if name == "<<" {
                                return None;
                            }
                            let (event, span) = self.next()?;
                            entries.push(NodeEntry {
                                key: name,
                                key_span: key.span,
                                value: self.node(event, &span, depth + 1)?,
                            });
                        }
                        _ => return None,
                    }
                }
                NodeValue::Map(entries)
            }
            _ => return None,
        };
        let start = span.start.byte_offset()?;
        let end = span.end.byte_offset()?;
        Some(self.build.node_at(start, end.saturating_sub(start), value))
    }
}

/// Finds the first anchor, alias, tag or merge key in a text. With one, a value may stand
/// elsewhere than where it is read, or be of another kind than it looks. `None` where there
/// is none, or where the text is no YAML at that place.
pub fn find_indirection(text: &str) -> Option<Malformed> {
    let mark = text.len() - text.trim_start_matches('\u{feff}').len();
    let mut parser = Parser::new_from_str(&text[mark..]);
    while let Some(Ok((event, span))) = parser.next_event() {
        let is_found = match &event {
            Event::Alias(_) => true,
            Event::Scalar(text, style, anchor, tag) => {
                let merges = matches!(style, ScalarStyle::Plain) && text == "<<";
                merges || *anchor != 0 || tag.is_some()
            }
            Event::SequenceStart(_, anchor, tag) | Event::MappingStart(_, anchor, tag) => {
                *anchor != 0 || tag.is_some()
            }
            _ => false,
        };
        if is_found {
            let at = mark + span.start.byte_offset().unwrap_or_default();
            return Some(Malformed {
                span: whole_line(text, at),
                reason: "anchors (`&`), aliases (`*`), tags (`!`) and merge keys (`<<`) are not used here".into(),
                help: "write the values out in full".into(),
            });
        }
    }
    None
}

/// Reads front matter as most records have it: `name: value` on every line, of plain bytes that mean
/// nothing else in YAML. Nothing where any line is otherwise.
fn read_flat(text: &str, offset: usize, most_nodes: usize) -> Option<Node> {
    let mut entries = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let words = line.strip_suffix('\n').unwrap_or(line);
        if !words.bytes().all(|b| (b' '..0x7f).contains(&b)) {
            return None;
        }
        let is_name = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'-';
        let colon = words.bytes().position(|b| !is_name(b))?;
        let name = &words[..colon];
        let value = words[colon..].strip_prefix(": ")?;
        let known = name.starts_with(|c: char| c.is_ascii_alphabetic())
            && !matches!(name, "null" | "Null" | "NULL")
            && colon < 100;
        if !known {
            return None;
        }
        let quoted = |quote: char| -> Option<&str> {
            let inner = value.strip_prefix(quote)?.strip_suffix(quote)?;
            (!inner.contains([quote, '\\'])).then_some(inner)
        };
        let read = if value.starts_with(|c: char| c.is_ascii_alphanumeric()) {
            let clean =
                !value.ends_with([' ', ':']) && !value.contains(": ") && !value.contains(" #");
            clean.then(|| scalar(Cow::Borrowed(value), ScalarStyle::Plain))??
        } else {
            NodeValue::Scalar(quoted('"').or_else(|| quoted('\''))?.to_owned())
        };
        let at = start + colon + 2;
        entries.push(NodeEntry {
            key: name.to_owned(),
            key_span: Span::new(start, start + colon).shift(offset),
            value: Node::new(Span::new(at, at + value.len()).shift(offset), read),
        });
        start += line.len();
    }
    let end = entries.last()?.value.span.end;
    let small = entries.len() < most_nodes / 8;
    small.then(|| Node::new(Span::new(offset, end), NodeValue::Map(entries)))
}

fn scalar(text: Cow<'_, str>, style: ScalarStyle) -> Option<NodeValue> {
    if !matches!(style, ScalarStyle::Plain) {
        return Some(NodeValue::Scalar(text.into_owned()));
    }
    if matches!(text.as_ref(), "" | "~" | "null" | "Null" | "NULL") {
        return Some(NodeValue::Null);
    }
    // A number without an end is refused by the whole reading.
    let numeric = text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | '+' | '-'));
    let endless = |text: &str| {
        text.parse::<f64>().is_ok_and(|n| !n.is_finite())
            || text.contains(['f', 'F', 'n', 'N']) && text.contains('.')
    };
    (!(numeric && endless(text.trim()))).then(|| NodeValue::Scalar(text.into_owned()))
}

/// Values as serde hands them over; the words of plain scalars are read from the source afterwards.
enum Raw {
    Null,
    /// A number or a boolean: its source slice says more than its value.
    Plain,
    Text(String),
    List(Vec<Spanned<Raw>>),
    Map(Vec<(Spanned<Raw>, Spanned<Raw>)>),
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any YAML value")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_none<E: de::Error>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Raw, D::Error> {
        Raw::deserialize(deserializer)
    }

    fn visit_bool<E: de::Error>(self, _: bool) -> Result<Raw, E> {
        Ok(Raw::Plain)
    }

    fn visit_i64<E: de::Error>(self, _: i64) -> Result<Raw, E> {
        Ok(Raw::Plain)
    }

    fn visit_u64<E: de::Error>(self, _: u64) -> Result<Raw, E> {
        Ok(Raw::Plain)
    }

    fn visit_i128<E: de::Error>(self, _: i128) -> Result<Raw, E> {
        Ok(Raw::Plain)
    }

    fn visit_u128<E: de::Error>(self, _: u128) -> Result<Raw, E> {
        Ok(Raw::Plain)
    }

    fn visit_f64<E: de::Error>(self, _: f64) -> Result<Raw, E> {
        Ok(Raw::Plain)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Raw, E> {
        Ok(Raw::Text(text.to_owned()))
    }

    fn visit_string<E: de::Error>(self, text: String) -> Result<Raw, E> {
        Ok(Raw::Text(text))
    }

    fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<Raw, E> {
        Ok(Raw::Text(String::from_utf8_lossy(bytes).into_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Raw, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element()? {
            items.push(item);
        }
        Ok(Raw::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Raw, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Raw::Map(entries))
    }
}

/// Turns what serde saw into nodes with spans in the whole file.
struct Build<'a> {
    text: &'a str,
    offset: usize,
}

impl Build<'_> {
    /// A value whose token stands at these bytes.
    fn node_at(&self, start: usize, len: usize, value: NodeValue) -> Node {
        let local = self.clamp_span(start, len);
        Node::new(
            self.widen_to_members(local, &value).shift(self.offset),
            value,
        )
    }

    fn node(&self, raw: Spanned<Raw>) -> Node {
        let local = self.local_span(&raw);
        let value = match raw.value {
            Raw::Null => NodeValue::Null,
            Raw::Plain => NodeValue::Scalar(local.slice(self.text).trim().to_owned()),
            Raw::Text(text) => NodeValue::Scalar(text),
            Raw::List(items) => {
                NodeValue::List(items.into_iter().map(|item| self.node(item)).collect())
            }
            Raw::Map(entries) => {
                NodeValue::Map(entries.into_iter().map(|(k, v)| self.entry(k, v)).collect())
            }
        };
        Node::new(
            self.widen_to_members(local, &value).shift(self.offset),
            value,
        )
    }

    fn entry(&self, key: Spanned<Raw>, value: Spanned<Raw>) -> NodeEntry {
        let key = self.node(key);
        let name = key
            .scalar()
            .map_or_else(|| key.span.slice(self.text).to_owned(), str::to_owned);
        NodeEntry {
            key: name,
            key_span: key.span,
            value: self.node(value),
        }
    }

    /// The span the parser gives, kept inside the text and on character boundaries.
    fn local_span(&self, raw: &Spanned<Raw>) -> Span {
        let span = raw.referenced.span();
        let start = span
            .byte_offset()
            .and_then(|n| usize::try_from(n).ok())
            .unwrap_or(0);
        let len = span
            .byte_len()
            .and_then(|n| usize::try_from(n).ok())
            .unwrap_or(0);
        self.clamp_span(start, len)
    }

    fn clamp_span(&self, start: usize, len: usize) -> Span {
        let start = char_boundary(self.text, start);
        let end = char_boundary(self.text, start.saturating_add(len));
        let words = self.text[start..end].trim_end();
        Span::new(start, start + words.len())
    }

    /// A list or map reaches to the end of its last member, whatever its own token covers.
    fn widen_to_members(&self, local: Span, value: &NodeValue) -> Span {
        let last = match value {
            NodeValue::List(items) => items.last().map(|item| item.span.end),
            NodeValue::Map(entries) => entries
                .last()
                .map(|entry| entry.value.span.end.max(entry.key_span.end)),
            NodeValue::Null | NodeValue::Scalar(_) => None,
        };
        let first = match value {
            NodeValue::Map(entries) => entries.first().map(|entry| entry.key_span.start),
            NodeValue::List(items) => items.first().map(|item| item.span.start),
            NodeValue::Null | NodeValue::Scalar(_) => None,
        };
        let start = first.map_or(local.start, |at| local.start.min(at - self.offset));
        let end = last.map_or(local.end, |at| local.end.max(at - self.offset));
        let end = if matches!(value, NodeValue::List(_) | NodeValue::Map(_)) {
            self.end_past_bracket(start, end)
        } else {
            end
        };
        Span::new(start, end)
    }

    /// The parser's token for `[a, b]` is the opening bracket; take the closing one in.
    fn end_past_bracket(&self, start: usize, end: usize) -> usize {
        let close = match self.text.as_bytes().get(start) {
            Some(b'[') => ']',
            Some(b'{') => '}',
            _ => return end,
        };
        let rest = &self.text[end..];
        let between = rest.find(|c: char| !c.is_whitespace() && c != ',');
        between
            .filter(|at| rest[*at..].starts_with(close))
            .map_or(end, |at| end + at + 1)
    }
}

fn char_boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len()))
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0)
}

/// YAML forbids tabs where it counts spaces, and no editor shows which is which.
fn tab_indentation(text: &str, offset: usize) -> Option<Malformed> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        if line[..indent].contains('\t')
            && !line.trim().is_empty()
            && !line.trim_start().starts_with('#')
        {
            return Some(Malformed {
                span: Span::new(start, start + indent).shift(offset),
                reason: "a tab is used where spaces are needed".into(),
                help: "begin the line with spaces instead of the tab".into(),
            });
        }
        start += line.len();
    }
    None
}

fn explain(error: &serde_saphyr::Error, text: &str, offset: usize) -> Malformed {
    let at = error_span(error, text);
    let told = |span: Span, reason: String, help: String| Malformed {
        span: span.shift(offset),
        reason,
        help,
    };
    match error.without_snippet() {
        serde_saphyr::Error::Budget { .. }
        | serde_saphyr::Error::AliasReplayLimitExceeded { .. }
        | serde_saphyr::Error::AliasExpansionLimitExceeded { .. }
        | serde_saphyr::Error::AliasReplayStackDepthExceeded { .. } => {
            told(at, too_large_message(), KEEP_SHORT.into())
        }
        serde_saphyr::Error::MultipleDocuments { .. } => told(
            at,
            "there are two sets of details where one is expected".into(),
            "keep one block between the `---` lines".into(),
        ),
        serde_saphyr::Error::MergeKeyNotAllowed { .. }
        | serde_saphyr::Error::UnknownAnchor { .. } => told(
            at,
            "`<<`, `&name` and `*name` are not used here".into(),
            "write the values out in full".into(),
        ),
        // The parser's own limit has no variant of its own.
        other if other.to_string().contains("recursion limit") => {
            told(at, too_large_message(), KEEP_SHORT.into())
        }
        _ => {
            let (span, mistake) = likely_mistake(text, at);
            told(span, mistake.reason(), mistake.help(span.slice(text)))
        }
    }
}

const KEEP_SHORT: &str = "keep the details at the top short and put long text below them";

fn too_large_message() -> String {
    format!("this is nested too deeply or is far too large (at most {DEEPEST} levels are read)")
}

/// The mistakes that people make who have never heard of YAML.
#[derive(Clone, Copy)]
enum CommonMistake {
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
            Self::Colon | Self::Sign => format!("write it as \"{}\"", value.replace('"', "'")),
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
    (at, mistake_on_line(text, at))
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

fn error_span(error: &serde_saphyr::Error, text: &str) -> Span {
    let Some(location) = error.location() else {
        return whole_line(text, 0);
    };
    let line = usize::try_from(location.line()).unwrap_or(1).max(1);
    let start = LineIndex::new(text).line_start(text, line).min(text.len());
    whole_line(text, start)
}

/// The words of the line at a byte, or of the last one that has any.
fn whole_line(text: &str, at: usize) -> Span {
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

    fn node(text: &str) -> Node {
        read(text, 0, MOST_NODES).unwrap()
    }

    #[test]
    fn whatever_leads_elsewhere_is_found_with_its_line() {
        for text in [
            "a: &x b\n",
            "a: &x { b: c }\n",
            "a: &x [b]\n",
            "- &x b\n- *x\n",
            "a: !!str b\n",
            "a: !local [b]\n",
            "a: ! b\n",
            "<<: { a: b }\n",
            "? &x a\n: b\n",
            "\u{feff}a: &x b\n",
            "---\na: &x b\n",
        ] {
            assert!(find_indirection(text).is_some(), "{text}");
        }
        let text = "a: b\nc: !!str d # e\n";
        let found = find_indirection(text).unwrap();
        assert_eq!(found.span.slice(text), "c: !!str d # e");
        for text in [
            "a: \"&x *y !z\"\n",
            "a: b & c * d\n",
            "a: \"<<\"\n",
            "# &x\na: |\n  *x\n",
            "a: [\n",
            "",
        ] {
            assert_eq!(find_indirection(text), None, "{text}");
        }
    }

    #[test]
    fn scalars_keep_their_words_and_places() {
        let text = "title: \"Zażółć: 😀\"\nversion: 1.10\nwhen: 2026-02-01 # then\r\nyes: no\nn: 007\nempty:\n";
        let top = node(text);
        let words: Vec<_> = top
            .entries()
            .iter()
            .map(|e| (e.key.as_str(), e.value.scalar()))
            .collect();
        assert_eq!(
            words,
            [
                ("title", Some("Zażółć: 😀")),
                ("version", Some("1.10")),
                ("when", Some("2026-02-01")),
                ("yes", Some("no")),
                ("n", Some("007")),
                ("empty", None)
            ]
        );
        assert_eq!(top.get("title").unwrap().span.slice(text), "\"Zażółć: 😀\"");
        assert_eq!(top.get("when").unwrap().span.slice(text), "2026-02-01");
        assert_eq!(
            top.entry("version").unwrap().key_span.slice(text),
            "version"
        );
    }

    #[test]
    fn lists_and_maps_cover_their_members() {
        let text = "a:\n  - x\n  - { k: v }\nb: [1, 2]\n";
        let top = node(text);
        assert_eq!(top.get("a").unwrap().items()[0].span.slice(text), "x");
        assert!(top.get("a").unwrap().span.slice(text).contains("k: v"));
        assert_eq!(top.get("b").unwrap().span.slice(text), "[1, 2]");
    }

    #[test]
    fn duplicate_keys_are_both_kept() {
        let keys: Vec<_> = node("a: 1\nb: 2\na: 3\n")
            .entries()
            .iter()
            .map(|e| e.key.clone())
            .collect();
        assert_eq!(keys, ["a", "b", "a"]);
    }

    #[test]
    fn common_yaml_mistakes_are_explained() {
        let reason = |text: &str| read(text, 0, MOST_NODES).unwrap_err().reason;
        assert!(reason("title: Minutes: what for\n").contains("colon"));
        assert!(reason("title: \"Minutes\ndate: 2026-01-01\n").contains("quotation"));
        assert!(reason("a: 1\n\tb: 2\n").contains("tab"));
        assert!(reason("a: &x 1\nb:\n  <<: *x\n").contains("not used"));
    }

    #[test]
    fn yaml_errors_have_the_span_of_the_mistake() {
        let place = |text: &'static str| read(text, 0, MOST_NODES).unwrap_err().span.slice(text);
        assert_eq!(
            place("title: \"Minutes\ndate: 2026-01-01\n"),
            "title: \"Minutes"
        );
        assert_eq!(place("a: [1, 2\nb: 3\n"), "a: [1, 2");
        assert_eq!(place("ok: 1\ntitle: Minutes: é\n"), "title: Minutes: é");
    }

    #[test]
    fn alias_bombs_are_refused() {
        let deep = format!("a: {}{}", "[".repeat(10_000), "]".repeat(10_000));
        assert!(
            read(&deep, 0, MOST_NODES)
                .unwrap_err()
                .reason
                .contains("nested")
        );
        let wide = format!("a: [{}]", "x,".repeat(10_000));
        assert!(read(&wide, 0, MOST_NODES).is_err());
        let laughs = "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c]\n";
        assert!(read(laughs, 0, MOST_NODES).is_err());
    }
}
