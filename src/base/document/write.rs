//! YAML that a person could have typed: front matter for new records, and
//! values put into what somebody else wrote.

use super::node::{Node, NodeEntry, NodeValue};
use crate::base::text::Span;

/// A value to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Yaml {
    Null,
    Boolean(bool),
    Word(String),
    List(Vec<Yaml>),
    Map(Vec<(String, Yaml)>),
}

impl From<&Node> for Yaml {
    fn from(node: &Node) -> Self {
        match &node.value {
            NodeValue::Null => Self::Null,
            NodeValue::Scalar(text) => Self::word(text),
            NodeValue::List(items) => Self::List(items.iter().map(Self::from).collect()),
            NodeValue::Map(entries) => Self::Map(entries.iter().map(entry).collect()),
        }
    }
}

/// Returns an entry of a map, to be written anew.
pub fn entry(entry: &NodeEntry) -> (String, Yaml) {
    (entry.key.clone(), Yaml::from(&entry.value))
}

impl Yaml {
    pub fn word(text: impl Into<String>) -> Self {
        Self::Word(text.into())
    }

    /// Returns `true` or `false` without quotes; other text as a word.
    pub fn boolean(text: &str) -> Self {
        match text {
            "true" => Self::Boolean(true),
            "false" => Self::Boolean(false),
            _ => Self::word(text),
        }
    }

    /// On one line, as `[a, b]` and `{ a: b }`.
    pub fn to_flow(&self) -> String {
        match self {
            Self::Null => "null".to_owned(),
            Self::Boolean(value) => value.to_string(),
            Self::Word(text) => scalar(text),
            Self::List(items) => {
                format!(
                    "[{}]",
                    items
                        .iter()
                        .map(Self::to_flow)
                        .collect::<Vec<_>>()
                        .join(", ")
                )
            }
            Self::Map(entries) => {
                // A word such as `null` may be taken for a text that has to be there.
                let entries = entries.iter().map(|(key, value)| match value {
                    Self::Null => format!("{}: ", scalar(key)),
                    value => format!("{}: {}", scalar(key), value.to_flow()),
                });
                let entries = entries.collect::<Vec<_>>().join(", ");
                format!("{{ {} }}", entries.trim_end())
            }
        }
    }
}

/// Front matter between its lines.
pub fn front_matter(entries: &[(String, Yaml)]) -> String {
    format!("---\n{}---\n", block(entries))
}

/// A key to a line, lists of maps one item to a line.
pub fn block(entries: &[(String, Yaml)]) -> String {
    let mut text = String::new();
    for (key, value) in entries {
        match value {
            Yaml::List(items) if items.iter().any(|item| matches!(item, Yaml::Map(_))) => {
                text.push_str(&format!("{}:\n", scalar(key)));
                for item in items {
                    text.push_str(&format!("  - {}\n", item.to_flow()));
                }
            }
            other => text.push_str(&format!("{}: {}\n", scalar(key), other.to_flow())),
        }
    }
    text
}

/// Text as a YAML scalar: as it is where that reads back the same, else in quotes.
pub fn scalar(text: &str) -> String {
    if is_plain(text) {
        text.to_owned()
    } else {
        quoted(text)
    }
}

/// Careful: what has any meaning to YAML anywhere is put in quotes.
fn is_plain(text: &str) -> bool {
    let mut chars = text.chars();
    let Some(first) = chars.next() else {
        return false;
    };
    let begins = first.is_alphanumeric() || first == '/' || first == '$';
    let inside = text
        .chars()
        .all(|c| c.is_alphanumeric() || " -_./:+()'’–—;?!%£€$\u{b7}".contains(c));
    let meaning = text.contains(": ") || text.ends_with([':', ' ']) || text.contains(" #");
    let word = matches!(
        text.to_ascii_lowercase().as_str(),
        "null" | "true" | "false" | "yes" | "no" | "on" | "off" | "y" | "n" | "nan" | "inf"
    );
    begins && inside && !meaning && !word
}

/// Text in quotes, in single ones where that needs no signs within.
pub fn readably_quoted(text: &str) -> String {
    let needs_signs = text
        .chars()
        .any(|c| c.is_control() || crate::base::text::safe::is_unsafe(c));
    if text.contains(['"', '\\']) && !text.contains('\'') && !needs_signs {
        return format!("'{text}'");
    }
    quoted(text)
}

fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            '\r' => quoted.push_str("\\r"),
            c if crate::base::text::safe::is_unsafe(c) && u32::from(c) <= 0xFFFF => {
                quoted.push_str(&format!("\\u{:04X}", u32::from(c)));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// A text with one stretch replaced.
pub fn splice(text: &str, span: Span, with: &str) -> String {
    format!("{}{with}{}", &text[..span.start], &text[span.end..])
}

/// A file's text with a field of its front matter set, everything else as it
/// was, its line ends included; `None` when there is no front matter to set it in.
pub fn set_field(
    text: &str,
    front: &Node,
    has_front: bool,
    key: &str,
    value: &Yaml,
) -> Option<String> {
    let (span, written) = field_edit(text, front, has_front, key, value)?;
    Some(splice(text, span, &written)).filter(|after| is_readable(after))
}

/// Returns the stretch of a file, and the words in its place, that set a field of its
/// front matter; `None` when there is no front matter to set it in.
pub fn field_edit(
    text: &str,
    front: &Node,
    has_front: bool,
    key: &str,
    value: &Yaml,
) -> Option<(Span, String)> {
    if let Some(entry) = front.entry(key) {
        if entry.value.is_null() {
            // After an empty value its colon still stands.
            let colon = Span::new(entry.key_span.end, entry.key_span.end + 1);
            return Some((colon, format!(": {}", value.to_flow())));
        }
        // A long text that was only begun, with `|`, has no place of its own.
        let has_place = !entry.value.span.is_empty();
        return has_place.then(|| (entry.value.span, value.to_flow()));
    }
    if !has_front {
        return None;
    }
    // Empty details end where the line below them begins.
    let last = front.span.end.saturating_sub(1);
    let end = last + text.get(last..)?.find("\n---")? + 1;
    let line_end = if text[..end].ends_with("\r\n") {
        "\r\n"
    } else {
        "\n"
    };
    let line = format!("{key}: {}{line_end}", value.to_flow());
    Some((Span::new(end, end), line))
}

/// A file's text with an item added to a list of its front matter.
pub fn add_to_list(
    text: &str,
    front: &Node,
    has_front: bool,
    key: &str,
    item: &str,
) -> Option<String> {
    let mut items: Vec<Yaml> = match front.get(key).map(|node| &node.value) {
        Some(NodeValue::List(items)) => items.iter().map(Yaml::from).collect(),
        Some(NodeValue::Null) | None => Vec::new(),
        Some(_) => front.get(key).map(Yaml::from).into_iter().collect(),
    };
    if let Some(node) = front.get(key).filter(|node| is_block_list(text, node)) {
        let last = node.items().last()?.span.end;
        let indent = line_indent(text, node.items().first()?.span.start);
        let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
        return Some(splice(
            text,
            Span::new(last, last),
            &format!("{line_end}{indent}- {}", scalar(item)),
        ))
        .filter(|after| is_readable(after));
    }
    items.push(Yaml::word(item));
    set_field(text, front, has_front, key, &Yaml::List(items))
}

/// A file of rows with an item put at the end of a list that one of them has, or is
/// given; everything else as it was. `None` where the row is written another way.
pub fn add_to_row(text: &str, rows: &str, id: &str, key: &str, item: &Yaml) -> Option<String> {
    let document = super::ParsedFile::read_yaml(text);
    let is_meant = |row: &&Node| row.get("id").and_then(Node::scalar) == Some(id);
    let row = document.front.get(rows)?.items().iter().find(is_meant)?;
    let flow = item.to_flow();
    let after = match row.entry(key) {
        None => {
            let last = row.entries().last()?;
            let written = text[..last.value.span.end.max(last.key_span.end)]
                .trim_end()
                .len();
            let end = text[written..]
                .find('\n')
                .map_or(text.len(), |at| written + at);
            let start = row.entries().first()?.key_span.start;
            let column = start - text[..start].rfind('\n').map_or(0, |at| at + 1);
            let line = format!("\n{:column$}{key}: [{flow}]", "");
            splice(text, Span::new(end, end), &line)
        }
        Some(list) if list.value.is_null() => {
            let at = Span::new(list.key_span.end, list.key_span.end + 1);
            splice(text, at, &format!(": [{flow}]"))
        }
        Some(list) if is_block_list(text, &list.value) => {
            let last = list.value.items().last()?.span.end;
            let last = text[..last].trim_end().len();
            let indent = line_indent(text, list.value.items().first()?.span.start);
            splice(text, Span::new(last, last), &format!("\n{indent}- {flow}"))
        }
        Some(list) if list.value.span.slice(text).ends_with(']') => {
            let end = list.value.span.end - 1;
            let comma = if list.value.items().is_empty() {
                ""
            } else {
                ", "
            };
            splice(text, Span::new(end, end), &format!("{comma}{flow}"))
        }
        Some(_) => return None,
    };
    let whole = super::ParsedFile::read_yaml(&after).faults.is_empty();
    Some(after).filter(|_| whole)
}

fn is_block_list(text: &str, node: &Node) -> bool {
    let first = node.items().first().map(|item| item.span.start);
    first.is_some_and(|start| text[..start].trim_end_matches(' ').ends_with('-'))
}

/// Returns what stands before the `-` of an item's line.
fn line_indent(text: &str, at: usize) -> &str {
    let start = text[..at].rfind('\n').map_or(0, |i| i + 1);
    let line = &text[start..at];
    &line[..line.find('-').unwrap_or(0)]
}

/// Returns true if the front matter can be read; nothing is written that cannot.
fn is_readable(text: &str) -> bool {
    super::ParsedFile::read(text).has_front
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::document::ParsedFile;
    use crate::base::document::yaml::{self, MOST_NODES};
    use proptest::prelude::*;

    /// Returns true if a scalar reads back as it was meant.
    fn is_unchanged_by_reading(text: &str) -> bool {
        let line = format!("a: {}", scalar(text));
        yaml::read(&line, 0, MOST_NODES)
            .is_ok_and(|node| node.get("a").and_then(Node::scalar) == Some(text))
    }

    #[test]
    fn a_field_is_added_to_details_that_are_empty() {
        for details in ["", "# title: Law\n", "\n"] {
            let text = format!("---\n{details}---\n\nText.\n\n---\n\nMore.\n");
            let document = ParsedFile::read(&text);
            let after = set_field(&text, &document.front, true, "title", &Yaml::word("x"));
            let right = format!("---\n{details}title: x\n---\n\nText.\n\n---\n\nMore.\n");
            assert_eq!(after, Some(right));
        }
    }

    #[test]
    fn special_yaml_words_read_back_as_written() {
        for text in [
            "What: minutes",
            "true",
            "# no",
            "- x",
            "a\nb",
            "\u{202e}x",
            "1.10",
            "",
            " x ",
            "it's \"fine\"",
            "a, b",
            "[x]",
            "*a",
            "!x",
            "~",
            "null",
            "2026-02-20",
            "-1",
            "0x1F",
            "1e3",
            "x:",
            "'",
        ] {
            assert!(
                is_unchanged_by_reading(text),
                "{text:?} as {}",
                scalar(text)
            );
        }
    }

    proptest! {
        #[test]
        fn any_text_reads_back_as_written(text in "\\PC{0,40}") {
            prop_assert!(is_unchanged_by_reading(&text), "{:?} as {}", text, scalar(&text));
        }
    }

    fn with(text: &str, key: &str, item: &str) -> String {
        let document = ParsedFile::read(text);
        add_to_list(text, &document.front, document.has_front, key, item).unwrap()
    }

    #[test]
    fn lists_grow_in_the_style_they_are_in() {
        assert_eq!(
            with("---\na: [x]\n---\nb\n", "a", "z"),
            "---\na: [x, z]\n---\nb\n"
        );
        assert_eq!(
            with("---\na:\n  - x\nc: 1\n---\n", "a", "z"),
            "---\na:\n  - x\n  - z\nc: 1\n---\n"
        );
        assert_eq!(
            with("---\r\nc: 1\r\n---\r\nb", "a", "z"),
            "---\r\nc: 1\r\na: [z]\r\n---\r\nb"
        );
        assert_eq!(
            with("---\na:\nc: 1\n---\n", "a", "z"),
            "---\na: [z]\nc: 1\n---\n"
        );
    }

    #[test]
    fn rows_grow_in_the_style_they_are_in() {
        let people = "people:\n  - id: sam\n    name: Sam\n\n  - id: priya\n    roles: [{ role: a }]\n    emails:\n      - x@y\n    name: Priya  # her\n";
        let add = |id: &str, key: &str| {
            let after = add_to_row(people, "people", id, key, &Yaml::word("new"));
            let after = after.unwrap();
            let added: Vec<&str> = after
                .lines()
                .filter(|line| !people.contains(line))
                .collect();
            assert_eq!(ParsedFile::read_yaml(&after).faults, []);
            added.join("|")
        };
        assert_eq!(add("sam", "emails"), "    emails: [new]");
        assert_eq!(add("priya", "roles"), "    roles: [{ role: a }, new]");
        assert_eq!(add("priya", "emails"), "      - new");
        assert_eq!(add("priya", "accounts"), "    accounts: [new]");
        assert!(add_to_row(people, "people", "priya", "name", &Yaml::word("x")).is_none());
        assert!(add_to_row(people, "people", "eve", "name", &Yaml::word("x")).is_none());
    }

    #[test]
    fn fields_are_set_in_place() {
        let text = "---\ntitle: Old # kept\ndate: 2026-01-01\n---\n";
        let document = ParsedFile::read(text);
        let after = set_field(
            text,
            &document.front,
            true,
            "title",
            &Yaml::word("New: one"),
        )
        .unwrap();
        assert_eq!(
            after,
            "---\ntitle: \"New: one\" # kept\ndate: 2026-01-01\n---\n"
        );
    }
}
