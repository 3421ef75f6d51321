//! YAML to [`Node`], within limits: depth, size, one document. Every value keeps the words that
//! were typed. Says what is wrong in words of its own, since a parser's are for those who know YAML.

mod line;
mod mistake;

use std::borrow::Cow;
use std::collections::BTreeMap;

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError, StrInput, Tag};

pub use self::line::Line;
pub use self::mistake::{CONFLICT, CONFLICT_HELP, Malformed, Repair, explain_all, explain_list};
use self::mistake::{explain_scan_error, whole_line};
use super::node::{Node, NodeEntry, NodeValue};
use crate::base::text::Span;

/// Deepest nesting that is read, in levels. Records use three.
pub const DEEPEST: usize = 16;
/// Most values in one front matter.
pub const MOST_NODES: usize = 5_000;
/// Most values in a file that is all YAML, such as a list of people.
pub const MOST_NODES_IN_FILE: usize = 200_000;

/// Reads one YAML document whose first byte stands at `offset` of its file.
pub fn read(text: &str, offset: usize, most_nodes: usize) -> Result<Node, Malformed> {
    if !is_empty(text)
        && let Some(node) = read_flat(text, offset, most_nodes)
    {
        return Ok(node);
    }
    read_general(text, offset, most_nodes)
}

/// Returns true for a text of blank lines and comments.
fn is_empty(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim);
    lines.all(|line| line.is_empty() || line.starts_with('#'))
}

/// Reads the same as [`read`], and takes no text for a simple one.
pub fn read_general(text: &str, offset: usize, most_nodes: usize) -> Result<Node, Malformed> {
    if is_empty(text) {
        let end = offset + text.len();
        return Ok(Node::new(Span::new(end, end), NodeValue::Map(Vec::new())));
    }
    let mark = text.len() - text.trim_start_matches('\u{feff}').len();
    EventReader::read(&text[mark..], offset + mark, most_nodes).map_err(Problem::into_malformed)
}

/// The reason why a text could not be read.
enum Problem {
    Syntax(Malformed),
    /// It is YAML, and more than is read here.
    Limit(Malformed),
}

impl Problem {
    fn into_malformed(self) -> Malformed {
        match self {
            Self::Syntax(malformed) | Self::Limit(malformed) => malformed,
        }
    }
}

/// The parser's events turned into nodes.
struct EventReader<'a> {
    parser: Parser<'a, StrInput<'a>>,
    build: Build<'a>,
    /// The number of values that may still come.
    left: usize,
    /// Values with a name (`&name`) that are complete, by the parser's number of the name.
    named: BTreeMap<usize, NodeValue>,
}

type ParserEvent<'a> = (Event<'a>, granit_parser::Span);

impl<'a> EventReader<'a> {
    fn read(text: &'a str, offset: usize, most_nodes: usize) -> Result<Node, Problem> {
        let mut this = Self {
            parser: Parser::new_from_str(text),
            build: Build { text, offset },
            left: most_nodes,
            named: BTreeMap::new(),
        };
        let mut root = None;
        loop {
            let (event, span) = this.next()?;
            match event {
                Event::StreamStart | Event::DocumentEnd => {}
                Event::StreamEnd => break,
                Event::DocumentStart(..) if root.is_some() => {
                    return Err(this.limit(
                        &span,
                        "there are two sets of details where one is expected",
                        "keep one set, and delete the line `---` between them",
                    ));
                }
                Event::DocumentStart(..) => {}
                event => root = Some(this.node((event, span), 1)?),
            }
        }
        let end = offset + text.len();
        Ok(root.unwrap_or_else(|| Node::new(Span::new(end, end), NodeValue::Null)))
    }

    fn next(&mut self) -> Result<ParserEvent<'a>, Problem> {
        match self.parser.next_event() {
            Some(Ok(event)) => Ok(event),
            Some(Err(error)) => Err(self.explain(&error)),
            None => Ok((Event::StreamEnd, granit_parser::Span::default())),
        }
    }

    fn node(&mut self, (event, span): ParserEvent<'a>, depth: usize) -> Result<Node, Problem> {
        self.count(1, &span)?;
        let start = span.start.byte_offset().unwrap_or_default();
        let end = span.end.byte_offset().unwrap_or(start);
        let (value, name) = match event {
            Event::Scalar(text, style, name, tag) => (scalar(text, style, tag.as_deref()), name),
            Event::SequenceStart(_, name, _) => (self.list(&span, depth)?, name),
            Event::MappingStart(_, name, _) => (self.map(&span, depth)?, name),
            Event::Alias(name) => {
                let at = self.build.clamp_span(start, end.saturating_sub(start));
                let value = self.named_value(name, &span)?;
                return Ok(Node::new(at.shift(self.build.offset), value));
            }
            _ => return Err(self.too_large(&span)),
        };
        if name != 0 {
            self.named.insert(name, value.clone());
        }
        Ok(self.build.node_at(start, end.saturating_sub(start), value))
    }

    fn list(&mut self, at: &granit_parser::Span, depth: usize) -> Result<NodeValue, Problem> {
        self.require_depth(at, depth)?;
        let mut items = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, _) => return Ok(NodeValue::List(items)),
                item => items.push(self.node(item, depth + 1)?),
            }
        }
    }

    fn map(&mut self, at: &granit_parser::Span, depth: usize) -> Result<NodeValue, Problem> {
        self.require_depth(at, depth)?;
        let mut entries = Vec::new();
        loop {
            let (event, span) = match self.next()? {
                (Event::MappingEnd, _) => return Ok(NodeValue::Map(entries)),
                event => event,
            };
            if matches!(&event, Event::Scalar(text, ScalarStyle::Plain, ..) if text == "<<") {
                return Err(self.indirect(&span));
            }
            let key = self.node((event, span), depth + 1)?;
            let value = self.next()?;
            entries.push(NodeEntry {
                key: self.build.key_name(&key),
                key_span: key.span,
                value: self.node(value, depth + 1)?,
            });
        }
    }

    /// Returns the value that an alias stands for. Its values count each time it is used.
    fn named_value(&mut self, name: usize, at: &granit_parser::Span) -> Result<NodeValue, Problem> {
        let Some(value) = self.named.get(&name).cloned() else {
            return Err(self.indirect(at));
        };
        self.count(count_nodes(&value), at)?;
        Ok(value)
    }

    fn count(&mut self, nodes: usize, at: &granit_parser::Span) -> Result<(), Problem> {
        self.left = match self.left.checked_sub(nodes) {
            Some(left) => left,
            None => return Err(self.too_large(at)),
        };
        Ok(())
    }

    fn require_depth(&self, at: &granit_parser::Span, depth: usize) -> Result<(), Problem> {
        if depth > DEEPEST {
            return Err(self.too_large(at));
        }
        Ok(())
    }

    fn limit(&self, at: &granit_parser::Span, reason: &str, help: &str) -> Problem {
        let at = at.start.byte_offset().unwrap_or_default();
        Problem::Limit(Malformed {
            span: whole_line(self.build.text, at).shift(self.build.offset),
            reason: reason.to_owned(),
            help: help.to_owned(),
            repairs: Vec::new(),
        })
    }

    fn indirect(&self, at: &granit_parser::Span) -> Problem {
        self.limit(
            at,
            "`<<`, `&name` and `*name` are not used here",
            "write the values out in full",
        )
    }

    fn too_large(&self, at: &granit_parser::Span) -> Problem {
        self.limit(at, &too_large_message(), KEEP_SHORT)
    }

    fn explain(&self, error: &ScanError) -> Problem {
        match error.kind() {
            ErrorKind::RecursionLimitExceeded => {
                self.too_large(&granit_parser::Span::empty(*error.marker()))
            }
            _ => Problem::Syntax(explain_scan_error(
                error,
                self.build.text,
                self.build.offset,
            )),
        }
    }
}

const KEEP_SHORT: &str = "keep the details at the top short and put long text below them";

fn too_large_message() -> String {
    format!("this is nested too deeply or is far too large (at most {DEEPEST} levels are read)")
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
                repairs: Vec::new(),
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
            clean.then(|| scalar(Cow::Borrowed(value), ScalarStyle::Plain, None))?
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

/// Returns a scalar as it was typed; nothing where it stands for no value.
fn scalar(text: Cow<'_, str>, style: ScalarStyle, tag: Option<&Tag>) -> NodeValue {
    let is_text = |tag: &Tag| tag.is_yaml_core_schema_tag("str");
    let is_plain = matches!(style, ScalarStyle::Plain) && !tag.is_some_and(is_text);
    if is_plain && matches!(text.as_ref(), "" | "~" | "null" | "Null" | "NULL") {
        return NodeValue::Null;
    }
    NodeValue::Scalar(text.into_owned())
}

/// Gives nodes their places in the whole file.
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

    /// The words of a key that is a list or a map, or stands for nothing.
    fn key_name(&self, key: &Node) -> String {
        let written = key.span.start - self.offset..key.span.end - self.offset;
        let written = || self.text.get(written).unwrap_or_default().to_owned();
        key.scalar().map_or_else(written, str::to_owned)
    }

    fn clamp_span(&self, start: usize, len: usize) -> Span {
        let start = char_boundary(self.text, start);
        let end = char_boundary(self.text, start.saturating_add(len));
        // Other blanks, such as one that does not break the line, belong to the words.
        let words = self.text[start..end].trim_end_matches([' ', '\t', '\n', '\r']);
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
        let first = first.map(|at| at - self.offset);
        let mut start = first.map_or(local.start, |at| local.start.min(at));
        if let (NodeValue::List(_), Some(first)) = (value, first) {
            start = self.start_at_dash(start, first);
        }
        let end = last.map_or(local.end, |at| local.end.max(at - self.offset));
        let end = if matches!(value, NodeValue::List(_) | NodeValue::Map(_)) {
            self.end_past_bracket(start, end)
        } else {
            end
        };
        Span::new(start, end)
    }

    /// The parser's token for a list of lines may begin behind its first dash; take that in.
    fn start_at_dash(&self, start: usize, first: usize) -> usize {
        let is_sign = first > start && self.text[start..].starts_with(['-', '[']);
        let before = self.text[..start].trim_end();
        if is_sign || !before.ends_with('-') {
            return start;
        }
        before.len() - 1
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

fn count_nodes(value: &NodeValue) -> usize {
    match value {
        NodeValue::Null | NodeValue::Scalar(_) => 1,
        NodeValue::List(items) => {
            let items = items.iter().map(|item| count_nodes(&item.value));
            1 + items.sum::<usize>()
        }
        NodeValue::Map(entries) => {
            let entries = entries
                .iter()
                .map(|entry| 1 + count_nodes(&entry.value.value));
            1 + entries.sum::<usize>()
        }
    }
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
    fn a_list_of_lines_begins_at_its_first_dash() {
        for list in [
            "- x\n- y",
            "  - x",
            "- -5",
            "- [x]\n- y",
            "-\n- x",
            "-\n  k: v",
            "  - - x",
        ] {
            let text = format!("a-:\n{list}\nb: c\n");
            let span = node(&text).get("a-").unwrap().span;
            assert_eq!(span.slice(&text), list.trim_start());
        }
    }

    /// Codes and words that mean something to YAML, tabs, tags and aliases.
    #[test]
    fn every_value_is_read_as_it_was_typed() {
        for word in [
            "2E400",
            "7e12345",
            ".nan",
            "-.inf",
            ".inf",
            "0x1F",
            "1_000",
            "0o17",
            "1e3",
            "007",
            "1:30",
            "2026-05-04",
            "yes",
            "No",
            "on",
            "off",
            "y",
            "true",
            "99999999999999999999999",
        ] {
            let text = format!("a: {word}\nb: [{word}]\n");
            let top = node(&text);
            assert_eq!(top.get("a").and_then(Node::scalar), Some(word));
            assert_eq!(top.get("b").unwrap().items()[0].scalar(), Some(word));
        }
        for (text, words) in [
            ("a: !!int abc\n", "abc"),
            ("a: !!binary x\n", "x"),
            ("a: !local b\n", "b"),
            ("a: b\n  \tc\n", "b c"),
            ("a: \"b\n  \tc\"\n", "b c"),
            ("a: |\n  b\n  \tc\n", "b\n\tc\n"),
            ("x: &a 12\na: *a\n", "12"),
        ] {
            assert_eq!(
                node(text).get("a").and_then(Node::scalar),
                Some(words),
                "{text}"
            );
        }
        let text = "x: &a [1, b]\na: *a\nb: c\n";
        let alias = node(text).get("a").unwrap().clone();
        assert_eq!(alias.span.slice(text), "*a");
        assert_eq!(alias.items()[0].scalar(), Some("1"));
    }

    #[test]
    fn plain_front_matter_is_read_as_the_parser_reads_it() {
        let mut quick = 0;
        for line in [
            "a: b",
            "a: b c ",
            "a: b:c",
            "a: b: c",
            "a: b #c",
            "a: b#c",
            "a: b:",
            "a: \"b\"",
            "a: \"b\\n\"",
            "a: 'it''s'",
            "a: 'b'",
            "a: b, [c]",
            "a: -b",
            "a: 1_0",
            "a: null",
            "a: ~",
            "a:  b",
            "a:",
            "a-b: c",
            "null: b",
            "1: b",
            "a b: c",
            "a: b\r",
            "a: é",
            "a: \"b\" c",
        ] {
            let text = format!("{line}\nz: 1\n");
            if let Some(node) = read_flat(&text, 3, MOST_NODES) {
                quick += 1;
                assert_eq!(
                    EventReader::read(&text, 3, MOST_NODES).ok(),
                    Some(node),
                    "{text}"
                );
            }
        }
        assert!(quick > 8, "{quick}");
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
