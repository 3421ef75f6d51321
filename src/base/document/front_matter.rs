//! A Markdown file with front matter, read as far as it goes.

use std::collections::BTreeMap;

use super::conflict::find_conflicts;
use super::fence::{is_fence, is_like_detail, is_like_fence, is_text};
use super::node::{Node, NodeEntry, NodeValue};
use super::outline::Outline;
use super::second_block::may_be_detail;
use super::yaml::{self, MOST_NODES, Malformed};
use crate::base::text::Span;

/// A file in its parts: front matter, body and faults. No fault stops the reading.
#[derive(Debug, Clone)]
pub struct ParsedFile {
    /// The front matter as a map, empty where there is none; duplicate keys are
    /// left out after the first.
    pub front: Node,
    /// True if front matter was found and could be read.
    pub has_front: bool,
    pub body: Span,
    pub outline: Outline,
    pub faults: Vec<SyntaxFault>,
}

/// A fault of form, whatever kind of record it is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SyntaxFault {
    MissingFrontMatter,
    /// The opening `---`.
    UnclosedFrontMatter(Span),
    Malformed(Malformed),
    /// The front matter is a list or one value.
    NotAMap(Span),
    DuplicateKey {
        key: String,
        again: Span,
        first: Span,
    },
    /// The first line of a conflict that was left in the file.
    Conflict(Span),
}

impl ParsedFile {
    /// Reads a Markdown file.
    pub fn read(text: &str) -> Self {
        let mut faults = Vec::new();
        let parts = split(text);
        let has_details = matches!(parts, Split::Both(..));
        let (front, body) = match parts {
            Split::Without(body) => {
                faults.push(SyntaxFault::MissingFrontMatter);
                (None, body)
            }
            Split::Unclosed(opening, body) => {
                faults.push(SyntaxFault::UnclosedFrontMatter(opening));
                (None, body)
            }
            Split::Both(front, body) => match find_text_in_details(text, front) {
                Some(opening) => {
                    faults.push(SyntaxFault::UnclosedFrontMatter(opening));
                    (None, Span::new(text.len(), text.len()))
                }
                None => (read_map(text, front, MOST_NODES, &mut faults), body),
            },
        };
        let body_start = if has_details { body.start } else { 0 };
        add_conflicts(text, body_start, has_details, &mut faults);
        Self {
            has_front: front.is_some(),
            front: front.unwrap_or_else(|| {
                Node::new(
                    Span::new(body.start, body.start),
                    NodeValue::Map(Vec::new()),
                )
            }),
            body,
            outline: Outline::read(body.slice(text), body.start),
            faults,
        }
    }

    /// Reads a file that is all YAML.
    pub fn read_yaml(text: &str) -> Self {
        let mut faults = Vec::new();
        let start = byte_order_mark_len(text);
        let whole = Span::new(start, text.len());
        let front = read_map(text, whole, yaml::MOST_NODES_IN_FILE, &mut faults);
        let end = Span::new(text.len(), text.len());
        add_conflicts(text, text.len(), true, &mut faults);
        Self {
            has_front: front.is_some(),
            front: front.unwrap_or_else(|| Node::new(end, NodeValue::Map(Vec::new()))),
            body: end,
            outline: Outline::default(),
            faults,
        }
    }
}

/// Returns the opening line of details among which text begins after a blank line, because
/// nothing ends them but a line that was drawn further down.
fn find_text_in_details(text: &str, front: Span) -> Option<Span> {
    let mut is_after_gap = false;
    let mut at = front.start;
    for line in front.slice(text).split_inclusive('\n') {
        if is_after_gap && !line.trim().is_empty() && !is_like_detail(line) {
            break;
        }
        is_after_gap = line.trim().is_empty();
        at += line.len();
    }
    let begins_text = at < front.end && is_text(&text[at..]);
    let is_readable = || yaml::read(front.slice(text), front.start, MOST_NODES).is_ok();
    let opening = text[..front.start].trim_end();
    let start = opening.len() - opening.trim_start_matches('\u{feff}').len();
    (begins_text && !is_readable()).then(|| Span::new(start, opening.len()))
}

/// Adds the conflicts of a file. One within the details, or one because of which there are
/// none, explains every other fault.
fn add_conflicts(text: &str, body: usize, has_details: bool, faults: &mut Vec<SyntaxFault>) {
    let found = find_conflicts(text, body);
    let is_cause = |span: &Span| !has_details || span.start < body;
    if found.first().is_some_and(is_cause) {
        faults.clear();
    }
    faults.extend(found.into_iter().map(SyntaxFault::Conflict));
}

fn read_map(
    text: &str,
    at: Span,
    most_nodes: usize,
    faults: &mut Vec<SyntaxFault>,
) -> Option<Node> {
    let explain = || yaml::explain_all(at.slice(text), at.start, most_nodes);
    let node = match yaml::read(at.slice(text), at.start, most_nodes) {
        Ok(node) => node,
        Err(_) => {
            faults.extend(explain().into_iter().map(SyntaxFault::Malformed));
            return None;
        }
    };
    match node.value {
        NodeValue::Map(_) => Some(drop_duplicates(node, faults)),
        NodeValue::Null => Some(Node::new(node.span, NodeValue::Map(Vec::new()))),
        NodeValue::Scalar(_) | NodeValue::List(_) => {
            let mut mistakes = explain();
            if mistakes.is_empty() {
                mistakes = yaml::explain_list(at.slice(text), at.start);
            }
            if mistakes.is_empty() {
                faults.push(SyntaxFault::NotAMap(node.span));
            }
            faults.extend(mistakes.into_iter().map(SyntaxFault::Malformed));
            None
        }
    }
}

/// Keeps the first of each key, at every level, and reports the others.
fn drop_duplicates(node: Node, faults: &mut Vec<SyntaxFault>) -> Node {
    let value = match node.value {
        NodeValue::Map(entries) if !has_key_twice(&entries) => {
            let entries = entries.into_iter().map(|entry| NodeEntry {
                value: drop_duplicates(entry.value, faults),
                ..entry
            });
            NodeValue::Map(entries.collect())
        }
        NodeValue::Map(entries) => {
            let mut kept: Vec<NodeEntry> = Vec::with_capacity(entries.len());
            let mut seen: BTreeMap<String, Span> = BTreeMap::new();
            for entry in entries {
                if let Some(first) = seen.get(&entry.key) {
                    let (again, first) = (entry.key_span, *first);
                    faults.push(SyntaxFault::DuplicateKey {
                        key: entry.key,
                        again,
                        first,
                    });
                } else {
                    seen.insert(entry.key.clone(), entry.key_span);
                    kept.push(NodeEntry {
                        value: drop_duplicates(entry.value, faults),
                        ..entry
                    });
                }
            }
            NodeValue::Map(kept)
        }
        NodeValue::List(items) => NodeValue::List(
            items
                .into_iter()
                .map(|item| drop_duplicates(item, faults))
                .collect(),
        ),
        scalar => scalar,
    };
    Node::new(node.span, value)
}

fn has_key_twice(entries: &[NodeEntry]) -> bool {
    let mut keys: Vec<&str> = entries.iter().map(|entry| entry.key.as_str()).collect();
    keys.sort_unstable();
    keys.windows(2).any(|pair| pair[0] == pair[1])
}

enum Split {
    Without(Span),
    Unclosed(Span, Span),
    Both(Span, Span),
}

/// Length of a byte order mark, which Windows editors put first.
fn byte_order_mark_len(text: &str) -> usize {
    if text.starts_with('\u{feff}') {
        '\u{feff}'.len_utf8()
    } else {
        0
    }
}

/// Finds the lines `---` around the front matter.
fn split(text: &str) -> Split {
    let start = byte_order_mark_len(text);
    let mut lines = text[start..].split_inclusive('\n');
    let Some(opening) = lines.next().filter(|line| is_fence(line)) else {
        return Split::Without(Span::new(start, text.len()));
    };
    let first = start + opening.len();
    let mut at = first;
    let fence = Span::new(start, start + opening.trim_end().len());
    let mut may_be_closed = true;
    for line in lines {
        // Indented, it may be a line of a longer text.
        let stands_for_fence = is_like_fence(line) && !line.starts_with([' ', '\t']);
        let is_end = || stands_for_fence && !is_fence(line) && is_text(&text[at + line.len()..]);
        if may_be_closed && is_end() {
            break;
        }
        may_be_closed &= may_be_detail(line);
        if is_fence(line) {
            return Split::Both(Span::new(first, at), Span::new(at + line.len(), text.len()));
        }
        at += line.len();
    }
    Split::Unclosed(fence, Span::new(text.len(), text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_is_found_with_bom_and_crlf() {
        let text = "\u{feff}---\r\ntitle: é\r\n---\r\n## A\r\n\r\ntext\r\n";
        let document = ParsedFile::read(text);
        assert!(document.faults.is_empty(), "{:?}", document.faults);
        let title = document.front.entry("title").unwrap();
        assert_eq!(title.value.span.slice(text), "é");
        assert_eq!(document.body.slice(text), "## A\r\n\r\ntext\r\n");
        assert_eq!(document.outline.headings[0].text, "A");
    }

    #[test]
    fn details_that_only_a_line_in_the_text_ends_are_unclosed() {
        let text = "---\ntitle: x\n\n## A\n\nI said it.\n\n---\n\nMore.\n";
        let faults = ParsedFile::read(text).faults;
        assert_eq!(faults, [SyntaxFault::UnclosedFrontMatter(Span::new(0, 3))]);
    }

    #[test]
    fn an_underlined_line_of_a_long_text_closes_nothing() {
        let text = "---\nnotes: |\n  Aims\n  ====\n  ----\ntitle: x\n---\nText.\n";
        let document = ParsedFile::read(text);
        assert!(document.faults.is_empty(), "{:?}", document.faults);
        assert_eq!(document.body.slice(text), "Text.\n");
    }

    #[test]
    fn missing_and_unclosed_front_matter_differ() {
        assert_eq!(
            ParsedFile::read("# Hello\n").faults,
            [SyntaxFault::MissingFrontMatter]
        );
        assert_eq!(
            ParsedFile::read("---\ntitle: x\n").faults,
            [SyntaxFault::UnclosedFrontMatter(Span::new(0, 3))]
        );
        assert_eq!(
            ParsedFile::read("").faults,
            [SyntaxFault::MissingFrontMatter]
        );
    }

    #[test]
    fn a_conflict_in_the_details_explains_what_else_is_wrong_with_them() {
        let conflict = "<<<<<<< HEAD\na: 1\n=======\na: 2\n>>>>>>> b\n";
        let faults = |text: &str| ParsedFile::read(text).faults;
        let in_details = format!("---\n{conflict}---\n\ntext\n");
        assert_eq!(
            faults(&in_details),
            [SyntaxFault::Conflict(Span::new(4, 16))]
        );
        let around = "<<<<<<< HEAD\n---\na: 1\n---\n=======\n>>>>>>> b\n";
        assert_eq!(faults(around), [SyntaxFault::Conflict(Span::new(0, 12))]);
        let in_body = format!("---\na: 1\na: 2\n---\n{conflict}");
        assert!(matches!(
            faults(&in_body)[..],
            [SyntaxFault::DuplicateKey { .. }, SyntaxFault::Conflict(_)]
        ));
        assert!(matches!(
            ParsedFile::read_yaml(conflict).faults[..],
            [SyntaxFault::Conflict(_)]
        ));
    }

    #[test]
    fn nested_duplicates_are_reported_once_each() {
        let text = "---\na: { b: 1, b: 2 }\na: 3\n---\n";
        let keys: Vec<_> = ParsedFile::read(text)
            .faults
            .into_iter()
            .filter_map(|fault| match fault {
                SyntaxFault::DuplicateKey { key, .. } => Some(key),
                _ => None,
            })
            .collect();
        assert_eq!(keys, ["b", "a"]);
    }

    #[test]
    fn front_matter_that_is_a_list_is_a_fault() {
        assert!(matches!(
            ParsedFile::read("---\n- a\n---\n").faults[..],
            [SyntaxFault::NotAMap(_)]
        ));
    }
}
