//! A value set in a map that somebody wrote, with all that stands around it,
//! comments above all, left as it is.

use super::node::{Node, NodeEntry};
use super::write::{scalar, splice};
use super::{NodeValue, ParsedFile};
use crate::base::text::Span;

/// A YAML file with `key: { entry: value }` in it, in the style in which the map is
/// written; `None` where it cannot be put there so that it reads back.
pub fn set_in_map(text: &str, key: &str, entry: &str, value: &str) -> Option<String> {
    let top = ParsedFile::read_yaml(text).front;
    let after = match top.entry(key) {
        None => append_map(text, key, entry, value),
        Some(map) => match &map.value.value {
            NodeValue::Map(_) => set_in_node(text, &map.value, entry, value)?,
            NodeValue::Null => {
                begin_value(text, map, &format!("{{ {} }}", format_pair(entry, value)))?
            }
            NodeValue::Scalar(_) | NodeValue::List(_) => return None,
        },
    };
    let read = ParsedFile::read_yaml(&after);
    let reads_back = read.front.get(key)?.get(entry)?.scalar() == Some(value);
    (reads_back && read.faults.is_empty()).then_some(after)
}

/// Returns a file's text with an entry of one of its maps set, in the style in which the map
/// is written. Whether the text reads back is for the caller to check.
pub fn set_in_node(text: &str, map: &Node, entry: &str, value: &str) -> Option<String> {
    match map.entry(entry) {
        None => add_pair(text, map, &format_pair(entry, value)),
        Some(known) if known.value.is_null() => begin_value(text, known, &scalar(value)),
        Some(known) => Some(splice(text, known.value.span, &scalar(value))),
    }
}

/// A YAML file without an entry of `key: { entry: value }`, whose value stands on the line of
/// its name; `None` where it cannot be taken out so that the rest reads as before.
pub fn remove_from_map(text: &str, key: &str, entry: &str) -> Option<String> {
    let top = ParsedFile::read_yaml(text).front;
    let map = top.entry(key)?;
    let entries = map.value.entries();
    let at = entries.iter().position(|one| one.key == entry)?;
    let after = if entries.len() == 1 {
        let colon = text.get(map.key_span.end..)?.find(':')? + map.key_span.end + 1;
        splice(text, Span::new(colon, map.value.span.end), " {}")
    } else if map.value.span.slice(text).ends_with('}') {
        splice(text, pair_with_comma(entries, at)?, "")
    } else {
        splice(text, lines_of(text, &entries[at]), "")
    };
    let before: Vec<_> = entries
        .iter()
        .enumerate()
        .filter(|(place, _)| *place != at)
        .collect();
    let read = ParsedFile::read_yaml(&after);
    let rest = read.front.get(key)?.entries();
    let same = rest.len() == before.len()
        && rest.iter().zip(before).all(|(after, (_, before))| {
            after.key == before.key && after.value.scalar() == before.value.scalar()
        });
    (same && read.faults.is_empty()).then_some(after)
}

/// Returns the place of one of several pairs in braces, with the comma beside it.
pub(super) fn pair_with_comma(entries: &[NodeEntry], at: usize) -> Option<Span> {
    let end = |entry: &NodeEntry| entry.value.span.end.max(entry.key_span.end);
    Some(match at.checked_sub(1) {
        Some(before) => Span::new(end(&entries[before]), end(&entries[at])),
        None => Span::new(
            entries[at].key_span.start,
            entries.get(at + 1)?.key_span.start,
        ),
    })
}

/// Returns the lines of an entry, to the end of the last.
pub(super) fn lines_of(text: &str, entry: &NodeEntry) -> Span {
    let start = text[..entry.key_span.start]
        .rfind('\n')
        .map_or(0, |at| at + 1);
    let end = entry.value.span.end.max(entry.key_span.end);
    let end = text[end..].find('\n').map_or(text.len(), |at| end + at + 1);
    Span::new(start, end)
}

fn format_pair(entry: &str, value: &str) -> String {
    format!("{}: {}", scalar(entry), scalar(value))
}

fn line_end(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

fn append_map(text: &str, key: &str, entry: &str, value: &str) -> String {
    let end = line_end(text);
    let gap = if text.is_empty() || text.ends_with('\n') {
        ""
    } else {
        end
    };
    format!(
        "{text}{gap}{}:{end}  {}{end}",
        scalar(key),
        format_pair(entry, value)
    )
}

/// Writes a value after the colon of a key that has none.
pub(super) fn begin_value(text: &str, empty: &NodeEntry, value: &str) -> Option<String> {
    let colon = text.get(empty.key_span.end..)?.find(':')? + empty.key_span.end + 1;
    let written = if empty.value.span.is_empty() {
        Span::new(colon, colon)
    } else {
        Span::new(colon, empty.value.span.end.max(colon))
    };
    Some(splice(text, written, &format!(" {value}")))
}

fn add_pair(text: &str, map: &Node, pair: &str) -> Option<String> {
    let Some(last) = map.entries().last() else {
        return Some(splice(text, map.span, &format!("{{ {pair} }}")));
    };
    let end = last.value.span.end.max(last.key_span.end);
    let start = map.entries().first()?.key_span.start;
    if map.span.slice(text).ends_with('}') {
        return Some(splice(text, Span::new(end, end), &format!(", {pair}")));
    }
    // The first key of a map in a list stands behind the hyphen of its item.
    let line = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let indent = " ".repeat(start - line);
    // Behind whatever else stands on the line of the last one.
    let written = text[..end].trim_end().len();
    let at = text[written..].find(['\r', '\n']);
    let at = at.map_or(text.len(), |at| written + at);
    let line = format!("{}{indent}{pair}", line_end(text));
    Some(splice(text, Span::new(at, at), &line))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(text: &str) -> String {
        set_in_map(text, "schemes", "mine", "1.0.0").unwrap_or_else(|| panic!("{text}"))
    }

    #[test]
    fn maps_grow_in_the_style_they_are_in() {
        let cases = [
            ("schemes: {}\n", "schemes: { mine: 1.0.0 }\n"),
            (
                "schemes: { a: 1.0.0 } # kept\n",
                "schemes: { a: 1.0.0, mine: 1.0.0 } # kept\n",
            ),
            (
                "schemes:\n  a: 1.0.0 # kept\nowner: x\n",
                "schemes:\n  a: 1.0.0 # kept\n  mine: 1.0.0\nowner: x\n",
            ),
            (
                "schemes:\r\n  a: 1.0.0\r\n",
                "schemes:\r\n  a: 1.0.0\r\n  mine: 1.0.0\r\n",
            ),
            (
                "schemes:\nowner: x\n",
                "schemes: { mine: 1.0.0 }\nowner: x\n",
            ),
            ("schemes: ~\n", "schemes: { mine: 1.0.0 }\n"),
            ("owner: x", "owner: x\nschemes:\n  mine: 1.0.0\n"),
            (
                "schemes:\n  mine: 0.9.0 # old\n",
                "schemes:\n  mine: 1.0.0 # old\n",
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(set(text), expected);
        }
    }

    #[test]
    fn an_entry_is_taken_out_and_all_else_stays() {
        let cases = [
            ("schemes: { mine: 1.0.0 } # kept\n", "schemes: {} # kept\n"),
            (
                "schemes: { a: 1.0.0, mine: 1.0.0 }\n",
                "schemes: { a: 1.0.0 }\n",
            ),
            (
                "schemes: { mine: 1.0.0, a: 1.0.0 }\n",
                "schemes: { a: 1.0.0 }\n",
            ),
            (
                "schemes: {a: 1.0.0,mine: 1.0.0,b: 2.0.0}\n",
                "schemes: {a: 1.0.0,b: 2.0.0}\n",
            ),
            (
                "schemes:\n  a: 1.0.0 # kept\n  mine: 1.0.0 # gone\nowner: x\n",
                "schemes:\n  a: 1.0.0 # kept\nowner: x\n",
            ),
            (
                "schemes:\r\n  mine: 1.0.0\r\n  a: 1.0.0\r\n",
                "schemes:\r\n  a: 1.0.0\r\n",
            ),
            (
                "schemes:\n  a: 1.0.0\n  mine: 1.0.0",
                "schemes:\n  a: 1.0.0\n",
            ),
            (
                "schemes:\n  mine: 1.0.0\nowner: x\n",
                "schemes: {}\nowner: x\n",
            ),
        ];
        for (text, expected) in cases {
            let after = remove_from_map(text, "schemes", "mine");
            assert_eq!(after.as_deref(), Some(expected), "{text}");
        }
        for text in [
            "schemes: {}\n",
            "schemes: mine\n",
            "owner: mine\n",
            "schemes: { a: 1.0.0 }\n",
        ] {
            assert_eq!(remove_from_map(text, "schemes", "mine"), None, "{text}");
        }
    }

    #[test]
    fn an_item_of_a_list_grows_in_the_style_it_is_in() {
        for (text, expected) in [
            ("a:\n  - { x: 1 }\n", "a:\n  - { x: 1, to: 2 }\n"),
            (
                "a:\n  - x: 1\n    y: 2 # kept\nb: 3\n",
                "a:\n  - x: 1\n    y: 2 # kept\n    to: 2\nb: 3\n",
            ),
            (
                "a: [{ x: 1, to: 9 }, { x: 2 }]\n",
                "a: [{ x: 1, to: 2 }, { x: 2 }]\n",
            ),
            ("a:\n  - x: 1\n    to:\n", "a:\n  - x: 1\n    to: 2\n"),
            ("a: [{ x: 1, to: ~ }]\n", "a: [{ x: 1, to: 2 }]\n"),
        ] {
            let top = ParsedFile::read_yaml(text).front;
            let item = &top.get("a").unwrap().items()[0];
            let after = set_in_node(text, item, "to", "2");
            assert_eq!(after.as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn a_value_that_is_not_a_map_is_unchanged() {
        for text in ["schemes: [a]\n", "schemes: a\n", "schemes: {\n"] {
            assert_eq!(set_in_map(text, "schemes", "mine", "1.0.0"), None, "{text}");
        }
    }
}
