//! Finds a second block of details below the first one, and joins it with the first. Knows
//! no kinds: whoever asks says which details there are.

use super::fence::is_fence;
use super::node::{Node, NodeEntry};
use super::yaml;
use crate::base::text::Span;

/// Most lines of a block that is taken for details.
const MOST_LINES: usize = 60;

/// Lines in the form of details that stand first in a body.
#[derive(Debug, Clone, PartialEq)]
pub struct SecondBlock {
    /// From its first line to its closing `---`.
    pub span: Span,
    /// The lines between.
    content: Span,
    /// It begins with a line `---` of its own.
    pub is_fenced: bool,
    /// The lines as YAML, if they can be read so.
    pub node: Option<Node>,
}

/// Returns the block of details that a body begins with.
pub fn find_second_block(text: &str, body: Span) -> Option<SecondBlock> {
    let mut lines = Lines {
        text,
        at: body.start,
    };
    let mut line = lines.find(|line| !line.slice(text).trim().is_empty())?;
    let (first, is_fenced) = (line, is_fence(line.slice(text)));
    if is_fenced {
        line = lines.next()?;
    }
    let content_start = line.start;
    if !is_key_line(line.slice(text)) {
        return None;
    }
    for _ in 0..MOST_LINES {
        let written = line.slice(text);
        if is_fence(written) {
            let content = Span::new(content_start, line.start);
            let node = yaml::read(content.slice(text), content.start, yaml::MOST_NODES).ok();
            return Some(SecondBlock {
                span: Span::new(first.start, line.start + written.trim_end().len()),
                content,
                is_fenced,
                node: node.filter(Node::is_map),
            });
        }
        if !may_be_detail(written) {
            return None;
        }
        line = lines.next()?;
    }
    None
}

impl SecondBlock {
    pub fn entries(&self) -> &[NodeEntry] {
        self.node.as_ref().map_or(&[], Node::entries)
    }

    /// Returns the change that makes one block of two: the lines of this one end up in the
    /// first, `front`, without those that say the same again. `None` if both give a detail
    /// and differ.
    pub fn joined(&self, text: &str, front: &Node, body: Span) -> Option<(Span, String)> {
        let entries = self.entries();
        let starts: Option<Vec<usize>> = entries
            .iter()
            .map(|entry| line_start_of_key(text, entry))
            .collect();
        let starts = starts?;
        let ends = starts.iter().skip(1).copied().chain([self.content.end]);
        let mut kept = Span::new(self.content.start, *starts.first()?)
            .slice(text)
            .to_owned();
        for ((entry, start), end) in entries.iter().zip(&starts).zip(ends) {
            match front.get(&entry.key) {
                None => kept.push_str(Span::new(*start, end).slice(text)),
                Some(first) if is_same(text, first, &entry.value) => {}
                Some(_) => return None,
            }
        }
        kept.push_str("---");
        let before = text.get(..body.start)?.trim_end_matches(['\n', '\r']);
        let closing = before.rfind('\n').map_or(0, |at| at + 1);
        Some((Span::new(closing, self.span.end), kept))
    }
}

fn is_same(text: &str, one: &Node, other: &Node) -> bool {
    match (one.scalar(), other.scalar()) {
        (Some(one), Some(other)) => one == other,
        _ => one.span.slice(text) == other.span.slice(text),
    }
}

/// Returns where the line of a detail starts, if the detail starts it.
fn line_start_of_key(text: &str, entry: &NodeEntry) -> Option<usize> {
    let start = entry.key_span.start;
    let before = text.get(..start)?;
    (before.is_empty() || before.ends_with('\n')).then_some(start)
}

/// Returns true for `name: value` or `name:`.
fn is_key_line(line: &str) -> bool {
    let Some((key, value)) = line.split_once(':') else {
        return false;
    };
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    key.starts_with(char::is_alphabetic)
        && key.chars().all(is_word)
        && value.starts_with(|c: char| c.is_whitespace())
}

/// Returns true for a line that may stand among details: one of its own, the continuation
/// of another, a comment or nothing.
pub(super) fn may_be_detail(line: &str) -> bool {
    is_key_line(line)
        || line.trim().is_empty()
        || line.starts_with([' ', '\t', '#'])
        || line.starts_with("- ")
}

/// The lines of a text from a byte on, with their line ends.
struct Lines<'t> {
    text: &'t str,
    at: usize,
}

impl Iterator for Lines<'_> {
    type Item = Span;

    fn next(&mut self) -> Option<Span> {
        let line = self.text.get(self.at..)?.split_inclusive('\n').next()?;
        let start = self.at;
        self.at += line.len();
        Some(Span::new(start, self.at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::document::ParsedFile;

    fn found(text: &str) -> Option<SecondBlock> {
        find_second_block(text, ParsedFile::read(text).body)
    }

    fn joined(text: &str) -> Option<String> {
        let file = ParsedFile::read(text);
        let block = find_second_block(text, file.body)?;
        let (span, words) = block.joined(text, &file.front, file.body)?;
        let mut joined = text.to_owned();
        joined.replace_range(span.start..span.end, &words);
        Some(joined)
    }

    #[test]
    fn two_blocks_become_one() {
        for (text, wanted) in [
            (
                "---\na: 1\n---\n\n---\nb: 2\n---\n\ntext\n",
                "---\na: 1\nb: 2\n---\n\ntext\n",
            ),
            (
                "---\na: 1\n---\n---\na: 1\n# why\nb: [x]\nc:\n  - y\n---\ntext",
                "---\na: 1\nb: [x]\nc:\n  - y\n---\ntext",
            ),
            (
                "---\r\na: 1\r\n---\r\n\r\n---\r\nb: 2\r\n---\r\ntext",
                "---\r\na: 1\r\nb: 2\r\n---\r\ntext",
            ),
            (
                "---\na: 1\n---\nb: 2\n---\ntext",
                "---\na: 1\nb: 2\n---\ntext",
            ),
            ("---\n---\n---\nb: 2\n---\n", "---\nb: 2\n---\n"),
            ("---\na: 1\n---\n---\na: \"1\"\n---\n", "---\na: 1\n---\n"),
        ] {
            assert_eq!(joined(text).as_deref(), Some(wanted));
            assert!(found(wanted).is_none(), "{wanted}");
        }
    }

    #[test]
    fn blocks_that_differ_are_found_and_not_joined() {
        for text in [
            "---\na: 1\n---\n---\na: 2\n---\n",
            "---\na: 1\n---\n---\nb: 2: 3\n---\n",
        ] {
            assert!(found(text).is_some(), "{text}");
            assert_eq!(joined(text), None, "{text}");
        }
    }

    #[test]
    fn ordinary_texts_begin_with_no_details() {
        for body in [
            "Text.\n\n---\n\nMore.\n",
            "---\n\nText: more.\n\n---\n",
            "---\nSome words here: more\n---\n",
            "---\nhttps://example.org\n---\n",
            "---\na: 1\n",
            "---\na: 1\nwords\n---\n",
            "## What I did\n\n---\na: 1\n---\n",
        ] {
            let text = format!("---\nt: 1\n---\n{body}");
            assert!(found(&text).is_none(), "{body}");
        }
    }
}
